"""What a periodic report says: the shapes that the command line and the reports share. Money is whole VND."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from registry.period import Period
from registry.wording import money_vi


@dataclass(frozen=True)
class Money:
    """One verdict: lines, VND asked, VND proposed to avoid, lines decided, VND less granted.

    ``unstated``: lines decided in favour of something that exists whose decision states no amount.
    """

    verdict: str
    lines: int
    asked: int
    proposed: int
    decided: int
    realised: int
    unstated: int


@dataclass(frozen=True)
class Flagged:
    """Lines and VND of one verdict whose best platform is of this owner and sector."""

    owner: str
    sector: str
    verdict: str
    lines: int
    asked: int


@dataclass(frozen=True)
class Reviewed:
    """A batch with receipts: its lines, VND asked, lines decided."""

    id: str
    title: str
    lines: int
    asked: int
    decided: int


@dataclass(frozen=True)
class Movement:
    """A line that was new, decided or reopened in the period; ``what``: verdict, outcome or reason."""

    kind: str
    number: str
    batch_id: str
    line_id: str
    title: str
    day: str
    what: str


@dataclass(frozen=True)
class Upheld:
    """Of the lines of a verdict that were decided on their merits: how many agree with it, how many not."""

    verdict: str
    judged: int
    upheld: int
    rejected: int


@dataclass(frozen=True)
class StaleRecord:
    """A record to be confirmed again; ``last``: the date of its last observation, empty for none."""

    id: str
    name: str
    owner: str
    last: str


@dataclass(frozen=True)
class PeriodicReport:
    """All figures of a period. ``before``: the same figures at the start of the period."""

    period: Period
    batches: tuple[Reviewed, ...]
    money: tuple[Money, ...]
    before: tuple[Money, ...]
    flagged: tuple[Flagged, ...]
    movements: tuple[Movement, ...]
    upheld: tuple[Upheld, ...]
    stale: tuple[StaleRecord, ...]
    stale_before: str

    def total(self, name: str) -> int:
        """Return the sum of a figure of `Money` over all verdicts."""
        return sum(getattr(row, name) for row in self.money)

    @property
    def title(self) -> str:
        """The title of the report."""
        return f"Báo cáo định kỳ về đầu tư trùng lặp, {self.period.vi}"

    @property
    def summary(self) -> str:
        """The report in one sentence."""
        return (
            f"{self.total('lines')} nhiệm vụ đã rà soát, đề nghị {money_vi(self.total('asked'))} đồng; "
            f"đề xuất không chi {money_vi(self.total('proposed'))} đồng; "
            f"đã giảm theo quyết định {money_vi(self.total('realised'))} đồng."
        )

    def to_json(self) -> dict[str, Any]:
        """Return all figures as plain values."""
        return {**asdict(self), "title": self.title, "summary": self.summary}

    @property
    def digest(self) -> str:
        """The SHA-256 of all figures: the same for a report that says the same."""
        text = json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Publication:
    """A periodic report on record."""

    number: str
    period: str
    title: str
    digest: str
    time: str
    summary: str
