"""From records to triples; nowhere else. All resources have IRIs: no blank nodes, so diffs are plain."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import pyoxigraph as ox

from ontology import namespaces as ns
from registry import ids
from registry.catalogue import date_time
from registry.curated import Curated
from registry.model import (
    Batch,
    BatchLine,
    Capability,
    ChangeEvent,
    DemandGroup,
    DepartmentKind,
    LifecycleEvent,
    LocalDuty,
    Organisation,
    Platform,
    Sector,
    UserGroup,
)
from registry.resource import (
    ALT,
    ALTERNATIVE,
    BROADER,
    DESCRIPTION,
    FIRST_INSTANT,
    HIDDEN,
    IDENTIFIER,
    IN_SCHEME,
    LAST_INSTANT,
    NOTE,
    PREF,
    SCOPE,
    TITLE,
    Triples,
)
from registry.resource import Resource as _Resource
from registry.resource import named as _n
from registry.resource import partial_date as _partial_date
from registry.resource import rs as _rs
from registry.resource import typed as _typed


def registry_triples(curated: Curated) -> Triples:
    """Yield the triples of the curated registry, batches apart (see `batch_triples`)."""
    bodies = {organisation.id: organisation for organisation in curated.organisations}
    sectors = {label: sector.id for sector in curated.sectors for label in (sector.vi, *sector.labels)}
    groups: dict[str, list[str]] = defaultdict(list)
    for group in curated.user_groups:
        for spelling in group.strings:
            groups[spelling].append(group.id)
    for platform in curated.platforms:
        yield from _platform(platform, bodies, sectors, groups)
    for capability in curated.capabilities:
        yield from _capability(capability)
    for organisation in curated.organisations:
        yield from _organisation(organisation)
    for event in curated.change_events:
        yield from _change_event(event)
    for department in curated.department_kinds:
        yield from _department_kind(department)
    for duty in curated.local_duties:
        yield from _local_duty(duty)
    for demand in curated.demand_groups:
        yield from _demand_group(demand)
    for sector in curated.sectors:
        yield from _sector(sector)
    for group in curated.user_groups:
        yield from _user_group(group)


def _platform(
    platform: Platform,
    bodies: dict[str, Organisation],
    sectors: dict[str, str],
    groups: dict[str, list[str]],
) -> Triples:
    item = _Resource(ns.PLATFORM + platform.id, ns.RS + "Platform")
    item.text(IDENTIFIER, platform.id, lang=None)
    item.text(TITLE, platform.name_vi)
    item.text(TITLE, platform.name_en, lang="en")
    item.text(ALTERNATIVE, *platform.alt_names, lang=None)
    item.link(_rs("level"), ns.code("level", platform.level))
    item.link(_rs("platformKind"), ns.code("platform-kind", ids.slug(platform.kind)))
    item.text(_rs("ownerText"), platform.owner)
    item.text(_rs("ownerNowText"), platform.owner_now)
    item.link(_rs("owner"), *(ns.ORGANISATION + body for body in platform.owner_ids))
    item.link(_rs("ownerNow"), *(ns.ORGANISATION + body for body in platform.owner_now_ids))
    if platform.level == "provincial":
        owners = [bodies[body] for body in (*platform.owner_ids, *platform.owner_now_ids) if body in bodies]
        provinces = {body.province for body in owners if body.province}
        item.link(_rs("province"), *(ns.ORGANISATION + province for province in sorted(provinces)))
    item.text(_rs("sectorText"), platform.sector)
    if platform.sector in sectors:
        item.link(_rs("sector"), ns.SECTOR + sectors[platform.sector])
    item.text(_rs("userText"), *platform.users)
    item.link(_rs("userGroup"), *(ns.USER_GROUP + g for user in platform.users for g in groups[user]))
    item.text(_rs("territory"), platform.territory)
    item.link(_rs("provinceUse"), ns.code("province-use", platform.province_use))
    item.text(_rs("provinceUseBasis"), platform.province_use_basis)
    item.link(_rs("mandate"), ns.code("mandate", platform.mandate))
    item.link(_rs("recordedStatus"), ns.code("status", platform.status))
    if platform.status_since:
        item.literal(_rs("recordedStatusSince"), _partial_date(platform.status_since))
    item.text(_rs("excludes"), *platform.excludes)
    item.text(_rs("webAddress"), *platform.urls, lang=None)
    item.text(NOTE, platform.note)
    item.link(_n(ns.DCT + "replaces"), *(ns.PLATFORM + other for other in platform.replaces))
    if platform.part_of:
        item.link(_n(ns.DCT + "isPartOf"), ns.PLATFORM + platform.part_of)
    yield from item.laws(platform.legal_basis)
    yield from item.evidence(platform.evidence, platform.sources)
    yield from _offerings(item, platform)
    yield from _lifecycle(item, platform.lifecycle)
    yield from item.triples


def _offerings(item: _Resource, platform: Platform) -> Triples:
    for function in platform.functions:
        offering = _Resource(f"{item.iri}/function/{ids.slug(function.text)}", ns.RS + "Offering")
        offering.link(_rs("offeredBy"), item.iri)
        offering.link(_rs("capability"), ns.CAPABILITY + function.capability)
        offering.text(_rs("functionText"), function.text)
        offering.link(_rs("claimStatus"), ns.code("claim-status", "claimed"))
        yield from offering.triples


def _lifecycle(item: _Resource, events: tuple[LifecycleEvent, ...]) -> Triples:
    """Yield periods without gaps: each event holds until the next one.

    Before a first event that was only *observed*, the same status is assumed and marked so;
    before one with a known start, the platform was absent.
    """
    starts: list[str] = []
    for event in events:
        stated = event.since or event.observed or ""
        start = date_time(stated)
        # A year or month after a fuller date within it ("2012-05-02", then "2012") began no earlier.
        within = starts and start < starts[-1] and starts[-1].startswith(stated)
        starts.append(starts[-1] if within else start)
    for number, (event, (start, end)) in enumerate(
        zip(events, pairwise([*starts, LAST_INSTANT]), strict=True), start=1
    ):
        period = _Resource(f"{item.iri}/status/{number}", ns.RS + "LifecycleEvent")
        item.link(_rs("lifecycle"), period.iri)
        period.link(_rs("status"), ns.code("status", event.status))
        period.literal(_rs("statedDate"), _partial_date(event.since or event.observed or ""))
        period.link(_rs("dateKind"), ns.code("date-kind", "since" if event.since else "observed"))
        period.text(_rs("basis"), event.basis)
        period.literal(_rs("from"), _typed(start, "dateTime"))
        period.literal(_rs("until"), _typed(end, "dateTime"))
        yield from period.triples
    if events:
        first = events[0]
        before = _Resource(f"{item.iri}/status/0", ns.RS + "LifecycleEvent")
        item.link(_rs("lifecycle"), before.iri)
        before.link(_rs("status"), ns.code("status", "absent" if first.since else first.status))
        before.link(_rs("dateKind"), ns.code("date-kind", "before" if first.since else "assumed"))
        before.literal(_rs("from"), _typed(FIRST_INSTANT, "dateTime"))
        before.literal(_rs("until"), _typed(starts[0], "dateTime"))
        yield from before.triples


def _capability(capability: Capability) -> Triples:
    item = _Resource(ns.CAPABILITY + capability.id, ns.RS + "Capability", ns.SKOS + "Concept")
    item.text(IDENTIFIER, capability.id, lang=None)
    item.text(PREF, capability.vi)
    item.text(PREF, capability.en, lang="en")
    item.text(ALT, *capability.said_as)
    item.text(ALT, *capability.said_en, lang="en")
    item.text(SCOPE, capability.scope)
    scheme = ns.BASE + "capability-scheme"
    item.link(IN_SCHEME, scheme)
    item.link(_rs("sector"), ns.SECTOR + capability.sector)
    item.link(_rs("nature"), ns.code("nature", capability.nature))
    item.literal(_rs("supporting"), _typed(str(capability.supporting).lower(), "boolean"))
    item.literal(_rs("expectedOffered"), _typed(str(capability.offered).lower(), "boolean"))
    if capability.broader:
        item.link(BROADER, ns.CAPABILITY + capability.broader)
    else:
        item.link(_n(ns.SKOS + "topConceptOf"), scheme)
    for other in capability.not_same:
        distinction = _Resource(f"{item.iri}/not-same/{other.capability}", ns.RS + "Distinction")
        distinction.link(_rs("distinguishes"), item.iri, ns.CAPABILITY + other.capability)
        distinction.text(DESCRIPTION, other.why)
        yield from distinction.triples
    yield from item.triples


def _organisation(body: Organisation) -> Triples:
    item = _Resource(ns.ORGANISATION + body.id, ns.ORG + "FormalOrganization", ns.ORG + "Organization")
    item.text(IDENTIFIER, body.id, lang=None)
    item.text(PREF, body.name_vi)
    item.text(PREF, body.name_en, lang="en")
    # CPOV takes one other name in a language; the rest are spellings to find the body by.
    spellings = {*body.alt_names, *body.owner_strings, *body.proposer_strings}
    item.text(ALT, *body.alt_names[:1])
    item.text(HIDDEN, *sorted(spellings - {body.name_vi, body.abbreviation, *body.alt_names[:1]}))
    item.text(_rs("abbreviation"), body.abbreviation)
    item.link(_n(ns.ORG + "classification"), ns.code("organisation-type", body.type))
    if body.parent:
        item.link(_n(ns.ORG + "subOrganizationOf"), ns.ORGANISATION + body.parent)
    if body.province:
        item.link(_rs("province"), ns.ORGANISATION + body.province)
    if body.valid_from:
        item.literal(_rs("from"), _typed(date_time(body.valid_from), "dateTime"))
    if body.valid_to:
        item.literal(_rs("lastDay"), _typed(date_time(body.valid_to), "dateTime"))
    item.text(NOTE, body.note)
    yield from item.laws(body.legal_basis)
    yield from item.evidence(body.evidence, body.sources)
    yield from item.triples


def _change_event(event: ChangeEvent) -> Triples:
    item = _Resource(ns.CHANGE_EVENT + event.id, ns.ORG + "ChangeEvent")
    item.text(IDENTIFIER, event.id, lang=None)
    item.literal(_n(ns.PROV + "atTime"), _typed(date_time(event.date), "dateTime"))
    item.link(_n(ns.ORG + "originalOrganization"), *(ns.ORGANISATION + body for body in event.original))
    item.link(_n(ns.ORG + "resultingOrganization"), *(ns.ORGANISATION + body for body in event.resulting))
    item.text(DESCRIPTION, event.what)
    item.text(NOTE, event.note, *(f"{scope.seen_from}: {scope.what}" for scope in event.scope))
    yield from item.laws(event.legal_basis)
    yield from item.evidence(event.evidence, event.sources)
    yield from item.triples


def _department_kind(department: DepartmentKind) -> Triples:
    item = _Resource(ns.DEPARTMENT_KIND + department.id, ns.RS + "DepartmentKind")
    item.text(IDENTIFIER, department.id, lang=None)
    item.text(PREF, department.name_vi)
    item.text(PREF, department.name_en, lang="en")
    if department.valid_from:
        item.literal(_rs("from"), _typed(date_time(department.valid_from), "dateTime"))
    if department.valid_to:
        item.literal(_rs("lastDay"), _typed(date_time(department.valid_to), "dateTime"))
    item.text(ALT, *department.abbreviations)
    item.text(_rs("bodyKind"), department.kind, lang=None)
    item.text(NOTE, department.note)
    for number, succession in enumerate(department.successors, start=1):
        step = _Resource(f"{item.iri}/succession/{number}", ns.RS + "Succession")
        step.link(_rs("predecessorKind"), item.iri)
        step.link(_rs("successorKind"), ns.DEPARTMENT_KIND + succession.to)
        step.text(DESCRIPTION, succession.what)
        step.link(_rs("evidence"), ns.code("evidence", succession.evidence))
        if succession.date:
            step.literal(_n(ns.PROV + "atTime"), _typed(date_time(succession.date), "dateTime"))
        yield from step.triples
    yield from item.laws(department.legal_basis)
    yield from item.evidence(department.evidence, department.sources)
    yield from item.triples


def _local_duty(duty: LocalDuty) -> Triples:
    item = _Resource(ns.LOCAL_DUTY + duty.id, ns.RS + "LocalDuty")
    item.text(IDENTIFIER, duty.id, lang=None)
    item.text(PREF, duty.vi)
    item.text(PREF, duty.en, lang="en")
    item.text(DESCRIPTION, duty.what)
    item.text(NOTE, duty.note)
    item.link(_rs("obligation"), ns.code("obligation", duty.obligation))
    item.literal(_rs("replaceable"), _typed(str(duty.replaceable).lower(), "boolean"))
    item.link(_rs("capability"), *(ns.CAPABILITY + capability for capability in duty.capabilities))
    start = date_time(duty.valid_from) if duty.valid_from else FIRST_INSTANT
    end = date_time(duty.valid_to) if duty.valid_to else LAST_INSTANT
    item.literal(_rs("from"), _typed(start, "dateTime"))
    item.literal(_rs("until"), _typed(end, "dateTime"))
    yield from item.laws(duty.legal_basis)
    yield from item.evidence(duty.evidence, duty.sources)
    yield from item.triples


def _demand_group(group: DemandGroup) -> Triples:
    item = _Resource(ns.DEMAND_GROUP + group.id, ns.RS + "DemandGroup")
    item.text(IDENTIFIER, group.id, lang=None)
    item.text(PREF, group.vi)
    item.text(PREF, group.en, lang="en")
    item.text(DESCRIPTION, group.what)
    item.text(ALT, *group.said_as)
    item.text(_rs("notSaid"), *group.not_said)
    item.text(_rs("apart"), *group.apart)
    item.text(NOTE, group.why)
    item.text(_rs("justification"), group.justify_vi)
    item.text(_rs("justification"), group.justify_en, lang="en")
    item.text(_rs("onceFor"), group.once_for, lang=None)
    item.link(_rs("capability"), *(ns.CAPABILITY + capability for capability in group.capabilities))
    item.link(_rs("lead"), ns.DEPARTMENT_KIND + group.lead)
    if group.later_lead:
        item.link(_rs("laterLead"), ns.DEPARTMENT_KIND + group.later_lead)
    if group.served_by:
        item.link(_rs("servedBy"), ns.DEMAND_GROUP + group.served_by)
    yield from item.laws(group.legal_basis)
    yield from item.evidence(group.evidence, ())
    yield from item.triples


def _sector(sector: Sector) -> Triples:
    item = _Resource(ns.SECTOR + sector.id, ns.SKOS + "Concept")
    item.text(IDENTIFIER, sector.id, lang=None)
    item.text(PREF, sector.vi)
    item.text(PREF, sector.en, lang="en")
    item.text(ALT, *sector.labels)
    item.link(IN_SCHEME, ns.BASE + "sector-scheme")
    yield from item.triples


def _user_group(group: UserGroup) -> Triples:
    item = _Resource(ns.USER_GROUP + group.id, ns.SKOS + "Concept")
    item.text(IDENTIFIER, group.id, lang=None)
    item.text(PREF, group.vi)
    item.text(PREF, group.en, lang="en")
    item.text(ALT, *group.strings)
    item.link(IN_SCHEME, ns.BASE + "user-group-scheme")
    if group.broader:
        item.link(BROADER, ns.USER_GROUP + group.broader)
    yield from item.triples


def batch_triples(batch: Batch) -> Triples:
    """Yield the triples of a batch and its lines."""
    item = _Resource(ns.BATCH + batch.id, ns.RS + "Batch")
    item.text(IDENTIFIER, batch.id, lang=None)
    item.text(TITLE, batch.title)
    if batch.as_of:
        item.literal(_rs("asOf"), _typed(date_time(batch.as_of), "dateTime"))
    for line in batch.lines:
        yield from _line(line, batch.id)
    yield from item.triples


def _line(line: BatchLine, batch_id: str) -> Triples:
    item = _Resource(ids.proposal_iri(batch_id, line.id), ns.RS + "Proposal")
    item.text(IDENTIFIER, line.id, lang=None)
    item.link(_rs("batch"), ns.BATCH + batch_id)
    item.text(TITLE, line.title)
    item.text(DESCRIPTION, line.description)
    item.text(_rs("proposerText"), line.proposer)
    item.text(_rs("territory"), line.province)
    item.text(_rs("fundingSource"), line.funding_source)
    item.text(_rs("kindText"), line.kind, lang=None)
    item.text(_rs("statusText"), line.status, lang=None)
    for name, number in (("lineNumber", line.line_no), ("year", line.year), ("costVnd", line.cost_vnd)):
        if number is not None:
            item.literal(_rs(name), ox.Literal(number))
    if line.source_document:
        yield from item.laws([line.source_document])
    yield from item.evidence(line.evidence, line.sources)
    yield from item.triples
