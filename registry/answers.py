"""What the registry answers: the shapes that the command line, the API and the reports share.

`to_json` of each gives the stable fields of the ``--json`` output; ids are bare, money is whole VND,
dates are ISO.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from registry.model import BatchLine, Verdict

LIKELY = 0.5
"""Least score of a platform for a sentence to name it as the answer without a doubt."""
NOT_YET = "chưa vận hành"
"""What speaks against every platform that is still to come."""
FindVerdict = Literal["covered", "in_development", "none", "unclear"]


def _plain(item: Any) -> dict[str, Any]:
    """Return the fields of a dataclass of texts and numbers, lists instead of tuples."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in vars(item).items()}


class _Scored:
    """A platform with its chance to be the answer, and what speaks against it."""

    score: float
    against: tuple[str, ...]

    @property
    def likely(self) -> bool:
        """Whether it is rather the answer than not."""
        return self.score >= LIKELY

    @property
    def doubt(self) -> str:
        """The strongest of what speaks against it and is not told by its status; may be empty."""
        return next((item for item in self.against if item != NOT_YET), "")


@dataclass(frozen=True)
class PlatformHit(_Scored):
    """One platform as an answer to a search. ``why`` is Vietnamese; ``score`` is a chance (0 to 1).

    ``words`` are those of the text that speak for it, ``function`` is what of the platform they meet,
    ``against`` what speaks against it, the strongest first.
    """

    id: str
    name: str
    owner: str
    level: str
    status: str
    score: float
    why: str
    since: str = ""
    mandate: str = "unknown"
    evidence: str = ""
    words: tuple[str, ...] = ()
    function: str = ""
    users: tuple[str, ...] = ()
    law: tuple[str, ...] = ()
    against: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the ``--json`` output."""
        return _plain(self)


@dataclass(frozen=True)
class FindAnswer:
    """The answer to one search. For verdict ``none`` the results are near misses, not answers."""

    id: str
    query: str
    verdict: FindVerdict
    as_of: str
    results: tuple[PlatformHit, ...]
    message: str = ""
    """One Vietnamese sentence that states the answer."""
    understood: str = ""
    """Where nothing is near, the label of the function that the search was understood to ask for."""

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the ``--json`` output."""
        return {
            "id": self.id,
            "query": self.query,
            "verdict": self.verdict,
            "as_of": self.as_of,
            "message": self.message,
            "results": [hit.to_json() for hit in self.results],
        }


@dataclass(frozen=True)
class LinePlatform(_Scored):
    """One platform as an answer to a line: which needs it meets and why it is shown.

    ``words`` are those of the line that speak for it, ``function`` is what of the platform they meet,
    ``against`` what speaks against it, the strongest first.
    """

    id: str
    name: str
    owner: str
    level: str
    status: str
    since: str
    score: float
    met: tuple[str, ...]
    why: str
    words: tuple[str, ...] = ()
    function: str = ""
    users: tuple[str, ...] = ()
    law: tuple[str, ...] = ()
    against: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the ``--json`` output."""
        return _plain(self)


@dataclass(frozen=True)
class NeedSeen:
    """A capability that a line asks for, with the words that show it; or a part of it that may be left open.

    Such a part has no capability, and as confidence the chance that not all of the line is done.
    """

    capability: str
    label: str
    words: str
    confidence: float
    state: Literal["met", "in_development", "open"]

    @property
    def in_doubt(self) -> bool:
        """Whether this is a part of a line that is rather done in full than not."""
        return not self.capability and self.confidence < LIKELY


@dataclass(frozen=True)
class Evidence:
    """One thing that a finding rests on; ``text`` cites it as officials do.

    ``kind``: platform, law, line (of this or a past batch), usage, duty, group or entry of the journal;
    ``id`` is the bare id, for ``law`` what follows the prefix of its IRI, for ``entry`` its number.
    """

    kind: str
    id: str
    text: str


@dataclass(frozen=True)
class FindingSeen:
    """What a rule says of a line. ``rule``: id of its query; ``level``: violation, warning or info.

    ``reversal``: which fact, if it were otherwise, would take the finding back. ``number`` is unique in the
    batch and the same in all reports: the number of the line, a dot, and the place in its list.
    """

    rule: str
    level: str
    message: str
    message_en: str
    evidence: tuple[Evidence, ...] = ()
    reversal: str = ""
    reversal_en: str = ""
    number: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the ``--json`` output."""
        return {**_plain(self), "evidence": [_plain(item) for item in self.evidence]}


@dataclass(frozen=True)
class LineAnswer:
    """The answer to one line of a batch. ``provincial``: the province's own systems that do it already."""

    id: str
    line_no: int | None
    title: str
    proposer: str
    proposer_now: str
    cost_vnd: int | None
    verdict: Verdict
    message: str
    platforms: tuple[LinePlatform, ...]
    provincial: tuple[LinePlatform, ...] = ()
    needs: tuple[NeedSeen, ...] = ()
    remainder: tuple[str, ...] = ()
    findings: tuple[FindingSeen, ...] = ()
    questions: tuple[str, ...] = ()
    near_misses: tuple[PlatformHit, ...] = ()
    description: str = ""
    sector: str = ""
    """Sector of the main need, by its id; empty when nothing was recognised."""

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the ``--json`` output."""
        return {
            "id": self.id,
            "line_no": self.line_no,
            "title": self.title,
            "description": self.description,
            "sector": self.sector,
            "proposer": self.proposer,
            "proposer_now": self.proposer_now,
            "cost_vnd": self.cost_vnd,
            "verdict": self.verdict,
            "message": self.message,
            "platforms": [platform.to_json() for platform in self.platforms],
            "provincial": [platform.to_json() for platform in self.provincial],
            "needs": [_plain(need) for need in self.needs],
            "remainder": list(self.remainder),
            "findings": [finding.to_json() for finding in self.findings],
            "questions": list(self.questions),
            "near_misses": [hit.to_json() for hit in self.near_misses],
        }

    def numbered(self, number: int) -> LineAnswer:
        """Return the line, of this number, with a number on every finding; those that are there stay."""
        if all(finding.number for finding in self.findings):
            return self
        findings = (
            finding if finding.number else replace(finding, number=f"{number}.{place}")
            for place, finding in enumerate(self.findings, start=1)
        )
        return replace(self, findings=tuple(findings))


def line_numbers(lines: Sequence[LineAnswer] | Sequence[BatchLine]) -> tuple[int, ...]:
    """Return the numbers that readers see: those of the file, or 1, 2, … where it repeats or lacks one."""
    own = [line.line_no for line in lines if line.line_no is not None]
    return tuple(own) if len(set(own)) == len(lines) else tuple(range(1, len(lines) + 1))


def numbered(lines: Sequence[LineAnswer]) -> tuple[LineAnswer, ...]:
    """Return the lines with a number on every finding; numbers that are there already stay."""
    return tuple(line.numbered(number) for number, line in zip(line_numbers(lines), lines, strict=True))


@dataclass(frozen=True)
class VerdictTotal:
    """How many lines got a verdict and how much they ask for (whole VND)."""

    verdict: Verdict
    lines: int
    cost_vnd: int


@dataclass(frozen=True)
class Screening:
    """The answer to a whole batch as of a date, computed on a registry snapshot."""

    batch_id: str
    title: str
    as_of: str
    snapshot: str
    lines: tuple[LineAnswer, ...]
    totals: tuple[VerdictTotal, ...]
    same_needs: tuple[SameNeed, ...] = ()
    skipped: tuple[dict[str, Any], ...] = ()
    remarks: tuple[str, ...] = field(default=())

    @property
    def cost_vnd(self) -> int:
        """The whole amount asked, VND; lines without an amount count as 0."""
        return sum(total.cost_vnd for total in self.totals)


@dataclass(frozen=True)
class SameNeed:
    """Lines of different bodies that ask for the same: a demand group or a capability (bare id).

    ``lead`` is the kind of body that should do it once for all at the date, empty where none is recorded.
    """

    capability: str
    label: str
    line_ids: tuple[str, ...]
    bodies: int
    cost_vnd: int
    lead: str = ""
    lead_en: str = ""


@dataclass(frozen=True)
class PlatformCard:
    """All that is known of one platform; codes are bare tokens, dates keep the source's precision."""

    id: str
    name: str
    name_en: str
    alt_names: tuple[str, ...]
    owner: str
    owner_now: str
    level: str
    sector: str
    kind: str
    status: str
    since: str
    mandate: str
    province_use: str
    province_use_basis: str
    territory: str
    users: tuple[str, ...]
    functions: tuple[dict[str, str], ...]
    """``text`` as in the source, ``capability`` id and its ``label``."""
    excludes: tuple[str, ...]
    lifecycle: tuple[dict[str, str], ...]
    legal_basis: tuple[dict[str, str], ...]
    sources: tuple[dict[str, str], ...]
    urls: tuple[str, ...]
    evidence: str
    note: str

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the ``--json`` output."""
        return _plain(self)
