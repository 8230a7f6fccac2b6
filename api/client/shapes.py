"""What the service answers, as types for callers. Dates are ISO text, money is whole VND.

The server's own models are `api.wire` and its neighbours; a test compares the names.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

Verdict = Literal["covered", "partly", "in_development", "none", "not_software", "unclear"]
Status = Literal["absent", "researching", "planned", "developing", "pilot", "operational", "retired"]
Level = Literal["national", "party", "ministry", "provincial"]


class Hit(TypedDict):
    """A platform as an answer to a search."""

    id: str
    name: str
    owner: str
    level: Level
    status: Status
    score: float
    why: str
    since: str
    mandate: str
    evidence: str
    words: list[str]
    function: str
    users: list[str]
    law: list[str]
    against: list[str]


class FindAnswer(TypedDict):
    """The answer to a search; ``none``: the results are near misses."""

    id: str
    query: str
    verdict: str
    as_of: str
    message: str
    results: list[Hit]


class Platform(TypedDict):
    """A platform in a list."""

    id: str
    name: str
    name_en: str
    owner: str
    level: Level
    sector: str
    kind: str
    status: Status
    since: str
    mandate: str
    evidence: str
    modified: str


class CapabilityItem(TypedDict):
    """A business function."""

    id: str
    name: str
    name_en: str
    sector: str
    sector_name: str
    broader: str
    platforms: int
    modified: str


class Passing(TypedDict):
    """Something passed from one body to another."""

    id: str
    name: str
    date: str
    what: str


class Organisation(TypedDict):
    """A public body with its succession."""

    id: str
    name: str
    name_en: str
    abbreviation: str
    parent: str
    since: str
    last_day: str
    predecessors: list[Passing]
    successors: list[Passing]
    owns: int
    modified: str


class LegalDocument(TypedDict):
    """A legal document; two may share a number."""

    id: str
    number: str
    date: str
    issuer: str
    platforms: int
    modified: str


class BatchItem(TypedDict):
    """A stored batch."""

    id: str
    title: str
    as_of: str
    lines: int
    cost_vnd: int
    modified: str


class LineItem(TypedDict):
    """A line of a batch: what is asked, the verdict, the decision that stands."""

    id: str
    line_no: int | None
    title: str
    proposer: str
    province: str
    year: int | None
    cost_vnd: int | None
    funding_source: str
    kind: str
    verdict: Verdict
    findings: int
    decision: str
    outcome: str
    open_again: bool
    modified: str


class WithdrawnLine(TypedDict):
    """A line that its batch no longer has; what was said of it stays."""

    id: str
    line_no: int | None
    title: str
    proposer: str
    cost_vnd: int | None
    deleted: str
    decisions: list[str]
    notes: int


class ReplacedBatch(BatchItem):
    """A batch just replaced, and what became of its lines, by their ids."""

    columns: dict[str, dict[str, str]]
    skipped: list[dict[str, Any]]
    remarks: list[str]
    added: list[str]
    changed: list[str]
    unchanged: int
    withdrawn: list[WithdrawnLine]
    returned: list[str]
    renamed: dict[str, str]


class Gone(TypedDict):
    """Something that is no more, and when it went."""

    id: str
    deleted: str


class Changes(TypedDict):
    """What changed in a list and what went since a moment; ``until``: the one to ask from next."""

    items: list[dict[str, Any]]
    deleted: list[Gone]
    until: str
    snapshot: str


class Finding(TypedDict):
    """What a rule says of a line."""

    batch_id: str
    line_id: str
    line_no: int | None
    rule: str
    level: Literal["violation", "warning", "info"]
    message: str
    message_en: str
    evidence: list[dict[str, str]]
    reversal: str
    reversal_en: str
    number: str


class Decision(TypedDict):
    """What a named person decided of a line."""

    number: str
    batch_id: str
    line_id: str
    outcome: str
    reason: str
    amount_vnd: int | None
    reviewer: str
    time: str
    receipt: str
    findings: list[str]
    second_opinion: str
    needs_second_opinion: bool
    current: bool
    verdict: str
    amount_reason: str
    platforms: list[str]
    rejected: list[str]
    mandatory: list[str]
    seconds: str
    revises: str


class Note(TypedDict):
    """A note, a question or an answer."""

    number: str
    batch_id: str
    line_id: str
    kind: Literal["note", "question", "answer"]
    text: str
    author: str
    time: str
    in_reply_to: str


class Receipt(TypedDict):
    """A verdict on record."""

    number: str
    batch_id: str
    line_id: str
    verdict: Verdict
    as_of: str
    snapshot: str
    time: str
    platforms: list[str]
    watched: bool
    supersedes: str
    by: str


class Report(TypedDict):
    """A periodic report that was issued."""

    number: str
    period: str
    title: str
    digest: str
    time: str
    summary: str


class RecordFinding(TypedDict):
    """What is wrong with a record that was to be registered, and where."""

    place: str
    reason: str
    reason_en: str
    value: str
    source: str


class Registration(TypedDict):
    """How far a registration is and what came of it; ``problem``: why it was refused."""

    id: str
    state: Literal["waiting", "running", "registered", "refused", "interrupted"]
    stage: str
    platforms: list[str]
    by: str
    why: str
    time: str
    problem: dict[str, Any] | None
    findings: list[RecordFinding]


class Version(TypedDict):
    """A registered version of a record."""

    version: int
    time: str
    by: str
    why: str
    new: bool
    changed: list[str]


class LineSent(TypedDict):
    """A line to be screened or stored."""

    title: str
    id: NotRequired[str]
    line_no: NotRequired[int]
    description: NotRequired[str]
    proposer: NotRequired[str]
    province: NotRequired[str]
    year: NotRequired[int]
    cost_vnd: NotRequired[int | None]
    funding_source: NotRequired[str]
    kind: NotRequired[str]


class BulkLine(TypedDict, total=False):
    """One line of a bulk answer: a ``row`` with its ``result`` or ``problem``, or the ``summary``.

    ``findings``: what all rows together say of a row besides; it belongs behind the findings of its result.
    """

    row: int
    result: dict[str, Any]
    problem: dict[str, Any]
    findings: list[Finding]
    summary: dict[str, Any]
