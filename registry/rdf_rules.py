"""From the records that rules read to triples (see `registry.rdf` for all others)."""

from __future__ import annotations

from collections.abc import Iterable

from ontology import namespaces as ns
from registry.catalogue import date_time
from registry.curated import Curated
from registry.resource import ALT, DESCRIPTION, IDENTIFIER, NOTE, PREF, Resource, Triples, rs, typed
from registry.rule_records import Justification, Law, SharedComponent


def rule_triples(curated: Curated) -> Triples:
    """Yield the triples of what must be justified and of the shared components."""
    for justification in curated.justifications:
        yield from _justification(justification)
    for component in curated.shared_components:
        yield from _component(component)


def _justification(record: Justification) -> Triples:
    item = Resource(ns.JUSTIFICATION + record.id, ns.RS + "Justification")
    item.text(IDENTIFIER, record.id, lang=None)
    item.text(PREF, record.vi)
    item.text(PREF, record.en, lang="en")
    item.text(ALT, *record.words)
    item.text(NOTE, record.note)
    item.link(rs("capability"), *(ns.CAPABILITY + capability for capability in record.capabilities))
    item.link(rs("instead"), *(ns.CAPABILITY + capability for capability in record.instead))
    item.literal(rs("belowProvince"), typed(str(record.below_province).lower(), "boolean"))
    for number, asked in enumerate(record.questions, start=1):
        question = Resource(f"{item.iri}/question/{number}", ns.RS + "NeedQuestion")
        question.text(PREF, asked.vi)
        question.text(PREF, asked.en, lang="en")
        question.text(ALT, *asked.words)
        item.link(rs("question"), question.iri)
        yield from question.triples
    yield from _laws(item, record.legal_basis)
    yield from item.evidence(record.evidence, record.sources)
    yield from item.triples


def _component(record: SharedComponent) -> Triples:
    item = Resource(ns.SHARED_COMPONENT + record.id, ns.RS + "SharedComponent")
    item.text(IDENTIFIER, record.id, lang=None)
    item.text(PREF, record.vi)
    item.text(PREF, record.en, lang="en")
    item.text(DESCRIPTION, record.do_vi)
    item.text(DESCRIPTION, record.do_en, lang="en")
    item.text(ALT, *record.words)
    item.text(NOTE, record.note)
    item.link(rs("providedBy"), *(ns.PLATFORM + platform for platform in record.platforms))
    item.link(rs("capability"), *(ns.CAPABILITY + capability for capability in record.capabilities))
    item.literal(rs("from"), typed(date_time(record.valid_from), "dateTime"))
    yield from _laws(item, record.legal_basis)
    yield from item.evidence(record.evidence, record.sources)
    yield from item.triples


def _laws(item: Resource, laws: Iterable[Law]) -> Triples:
    yield from item.laws(laws)
    for number, law in enumerate(laws, start=1):
        if law.until:
            cited = Resource(f"{item.iri}/law/{number}")
            cited.literal(rs("until"), typed(date_time(law.until), "dateTime"))
            yield from cited.triples
