"""Records of the registry, as a steward writes them and as the programs pass them on.

Dates are ISO text with the precision of the source: ``2016``, ``2016-05`` or ``2016-05-31``.
Money is whole VND. Text is NFC. Unknown keys are refused.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

Status = Literal["absent", "researching", "planned", "developing", "pilot", "operational", "retired"]
Level = Literal["national", "party", "ministry", "provincial"]
Mandate = Literal["mandatory", "recommended", "optional", "unknown"]
Evidence = Literal["document", "press", "register", "recall", "constructed"]
ProvinceUse = Literal["direct", "feeds", "own_instance", "none", "unknown"]
Nature = Literal["software", "digitisation", "hardware", "service", "training"]
Verdict = Literal["covered", "partly", "in_development", "none", "not_software", "unclear"]

VERDICTS: tuple[Verdict, ...] = ("covered", "partly", "in_development", "none", "not_software", "unclear")

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _nfc(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        # Half of a pair of UTF-16, which JSON can name and no file can hold.
        raise ValueError("chữ có ký tự hỏng / text has a broken character") from error
    if not unicodedata.is_normalized("NFC", value):
        raise ValueError("chữ phải ở dạng NFC / text must be NFC")
    return value


def _date(value: str) -> str:
    try:
        if not _DATE.fullmatch(value):
            raise ValueError(value)
        date.fromisoformat(f"{value}-01-01"[:10] if len(value) < 10 else value)
    except ValueError as error:
        raise ValueError("ngày phải có dạng 2016, 2016-05 hoặc 2016-05-31 / not an ISO date") from error
    return value


def _slug(value: str) -> str:
    if not _SLUG.fullmatch(value):
        raise ValueError("mã chỉ gồm a-z, 0-9 và dấu - / an id has only a-z, 0-9 and -")
    return value


Text = Annotated[str, AfterValidator(_nfc)]
PartialDate = Annotated[str, AfterValidator(_date)]
Slug = Annotated[str, AfterValidator(_slug)]


class Record(BaseModel):
    """Base of all records: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Citation(Record):
    """A legal document that a record rests on; the same number may belong to two documents."""

    number: Text
    date: PartialDate | None = None
    issuer: Text = ""
    what: Text = ""
    evidence: Evidence | None = None


class Source(Record):
    """Where a fact was seen. ``url`` is empty for a paper document."""

    url: Text = ""
    title: Text = ""


class LifecycleEvent(Record):
    """A status that began at ``since``, or was seen at ``observed`` with an unknown start."""

    status: Status
    since: PartialDate | None = None
    observed: PartialDate | None = None
    basis: Text = ""

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if self.since is None and self.observed is None:
            raise ValueError("giai đoạn phải có since hoặc observed / a period needs since or observed")
        return self


class OfferedFunction(Record):
    """One function of a platform in the words of the source, and the capability that it is."""

    text: Text
    capability: Slug


class Platform(Record):
    """A platform as registered. ``status`` and ``status_since`` are the source's own statement;

    ``lifecycle`` is what is known of its status over time, oldest first.
    """

    id: Slug
    name_vi: Text
    name_en: Text = ""
    alt_names: tuple[Text, ...] = ()
    level: Level
    owner: Text
    owner_ids: tuple[Slug, ...]
    owner_now: Text
    owner_now_ids: tuple[Slug, ...]
    sector: Text
    kind: Text
    functions: tuple[OfferedFunction, ...] = Field(min_length=1)
    excludes: tuple[Text, ...] = ()
    users: tuple[Text, ...] = ()
    territory: Text
    province_use: ProvinceUse = "unknown"
    province_use_basis: Text = ""
    status: Status
    status_since: PartialDate | None = None
    lifecycle: tuple[LifecycleEvent, ...] = ()
    mandate: Mandate = "unknown"
    legal_basis: tuple[Citation, ...] = ()
    replaces: tuple[Slug, ...] = ()
    part_of: Slug | None = None
    urls: tuple[Text, ...] = ()
    sources: tuple[Source, ...] = ()
    evidence: Evidence
    note: Text = ""


class NotSame(Record):
    """A capability that is easily confused with another, and what tells them apart."""

    capability: Slug
    why: Text


class Capability(Record):
    """One business function. ``offered`` is false where no registered platform is known to offer it."""

    id: Slug
    vi: Text
    en: Text
    sector: Slug
    broader: Slug | None = None
    scope: Text
    said_as: tuple[Text, ...] = ()
    said_en: tuple[Text, ...] = ()
    not_same: tuple[NotSame, ...] = ()
    offered: bool = True
    supporting: bool = False
    nature: Nature = "software"


class Sector(Record):
    """A sector of administration; ``labels`` are the spellings used in platform records."""

    id: Slug
    vi: Text
    en: Text
    labels: tuple[Text, ...] = ()


class UserGroup(Record):
    """A group of users; ``strings`` are the spellings used in platform records."""

    id: Slug
    vi: Text
    en: Text
    broader: Slug | None = None
    strings: tuple[Text, ...] = ()


class Organisation(Record):
    """A public body or another owner of platforms.

    ``owner_strings`` and ``proposer_strings`` are its spellings in platform records and in batches.
    """

    id: Slug
    name_vi: Text
    name_en: Text = ""
    abbreviation: Text = ""
    alt_names: tuple[Text, ...] = ()
    type: Text
    parent: Slug | None = None
    province: Slug | None = None
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    owner_strings: tuple[Text, ...] = ()
    proposer_strings: tuple[Text, ...] = ()
    legal_basis: tuple[Citation, ...] = ()
    sources: tuple[Source, ...] = ()
    evidence: Evidence
    note: Text = ""


class ScopeNote(Record):
    """The wording of a transfer in the record of one of the bodies."""

    seen_from: Slug
    what: Text
    evidence: Evidence


class ChangeEvent(Record):
    """A reorganisation (org:ChangeEvent): which bodies ended or changed, which took over what."""

    id: Slug
    date: PartialDate
    original: tuple[Slug, ...]
    resulting: tuple[Slug, ...]
    what: Text = ""
    scope: tuple[ScopeNote, ...] = ()
    note: Text = ""
    legal_basis: tuple[Citation, ...] = ()
    sources: tuple[Source, ...] = ()
    evidence: Evidence


class Succession(Record):
    """The department kind that took over, what of it, and since when."""

    to: Slug
    what: Text = ""
    date: PartialDate | None = None
    evidence: Evidence = "recall"


class DepartmentKind(Record):
    """A kind of provincial body ("Sở Y tế" of whichever province) and its succession."""

    id: Slug
    name_vi: Text
    name_en: Text = ""
    abbreviations: tuple[Text, ...] = ()
    kind: Text
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    successors: tuple[Succession, ...] = ()
    legal_basis: tuple[Citation, ...] = ()
    sources: tuple[Source, ...] = ()
    evidence: Evidence = "recall"
    note: Text = ""


class LocalDuty(Record):
    """A kind of system that each province must or may run itself, with the law that says so.

    ``replaceable``: a national or ministry platform may serve instead.
    """

    id: Slug
    vi: Text
    en: Text
    obligation: Literal["must", "may"]
    replaceable: bool = False
    what: Text
    capabilities: tuple[Slug, ...] = ()
    legal_basis: tuple[Citation, ...] = ()
    sources: tuple[Source, ...] = ()
    evidence: Evidence
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    note: Text = ""


class DemandGroup(Record):
    """What many bodies need under different names and what is best bought or run once.

    ``capabilities`` are its functions of any nature; ``said_as`` are words of a title that name it, with "…"
    between parts that all occur; ``not_said`` those of a line that is of no such kind, and ``apart`` those of
    one that a shared system cannot serve, though it may be bought jointly. ``why`` explains both.
    ``once_for``: what is done once serves the whole province, one place or site, or must be done again.
    ``served_by``: the group whose systems take what this makes. ``later_lead`` leads since ``lead`` ended.
    ``justify_*``: what must be shown before money is given.
    """

    id: Slug
    vi: Text
    en: Text
    what: Text
    capabilities: tuple[Slug, ...] = Field(min_length=1)
    said_as: tuple[Text, ...] = ()
    not_said: tuple[Text, ...] = ()
    apart: tuple[Text, ...] = ()
    why: Text = ""
    once_for: Literal["province", "place", "none"]
    served_by: Slug | None = None
    justify_vi: Text = ""
    justify_en: Text = ""
    lead: Slug
    later_lead: Slug | None = None
    legal_basis: tuple[Citation, ...] = ()
    evidence: Evidence


MOST_VND = 10**15
"""Most that a line may cost: about half of what the whole state spends in a year. Sums stay exact."""


class BatchLine(Record):
    """One line of a batch: what is asked, by whom, for how much (whole VND, or unknown)."""

    id: Text
    line_no: int | None = None
    title: Text
    description: Text = ""
    proposer: Text = ""
    province: Text = ""
    year: int | None = None
    cost_vnd: Annotated[int, Field(ge=0, le=MOST_VND)] | None = None
    funding_source: Text = ""
    kind: Text = ""
    status: Text = ""
    source_document: Citation | None = None
    sources: tuple[Source, ...] = ()
    evidence: Evidence | None = None


class Batch(Record):
    """A set of lines that are reviewed together, for example the annex of a budget decision."""

    id: Slug
    title: Text
    as_of: PartialDate | None = None
    lines: tuple[BatchLine, ...]
