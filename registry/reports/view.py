"""What the report files show of a screening, in words: shared by HTML and .xlsx."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from registry.answers import FindingSeen, LineAnswer, LinePlatform, SameNeed, Screening
from registry.model import VERDICTS, Verdict
from registry.wording import STATUSES, date_vi
from registry.wording import VERDICTS as VERDICT_WORDS

RULE_NOTE = (
    "Kết luận xét nền tảng của trung ương (quốc gia, Đảng, bộ, ngành); hệ thống của tỉnh ghi riêng. "
    "“Chưa thấy nền tảng nào” không có nghĩa là đồng ý chi."
)
NEED_STATES = {
    "met": "đã có",
    "in_development": "đang xây dựng",
    "open": "chưa có",
}


@dataclass(frozen=True)
class Total:
    """One verdict of the summary: lines, VND, and its share of the whole amount (0 to 1)."""

    verdict: Verdict
    label: str
    lines: int
    cost_vnd: int
    share: float


@dataclass(frozen=True)
class NumberedLine:
    """A line with the number that readers see and the anchor that links lead to."""

    number: int
    anchor: str
    line: LineAnswer


@dataclass(frozen=True)
class View:
    """A screening with the numbers and links that its reports share."""

    screening: Screening

    @cached_property
    def lines(self) -> tuple[NumberedLine, ...]:
        """The lines in the order of the batch. Anchors come from the position: ids are free text."""
        return tuple(
            NumberedLine(line.line_no if line.line_no is not None else position, f"dong-{position}", line)
            for position, line in enumerate(self.screening.lines, start=1)
        )

    @cached_property
    def by_id(self) -> dict[str, NumberedLine]:
        """The lines by their id."""
        return {item.line.id: item for item in self.lines}

    @cached_property
    def totals(self) -> tuple[Total, ...]:
        """The totals in the order of severity, verdicts without lines left out."""
        whole = self.screening.cost_vnd
        found = {total.verdict: total for total in self.screening.totals}
        return tuple(
            Total(
                verdict,
                VERDICT_WORDS[verdict],
                found[verdict].lines,
                found[verdict].cost_vnd,
                found[verdict].cost_vnd / whole if whole else 0.0,
            )
            for verdict in VERDICTS
            if verdict in found and found[verdict].lines
        )

    @cached_property
    def without_cost(self) -> int:
        """How many lines state no amount; the sums count them as 0."""
        return sum(line.cost_vnd is None for line in self.screening.lines)

    def members(self, group: SameNeed) -> tuple[NumberedLine, ...]:
        """The lines of a group of same need, those that the screening holds."""
        return tuple(self.by_id[key] for key in group.line_ids if key in self.by_id)

    def evidence(self, line: LineAnswer, finding: FindingSeen) -> tuple[str, ...]:
        """The evidence of a finding that the line does not show already as a platform."""
        shown = {platform.id for platform in (*line.platforms, *line.provincial)}
        return tuple(item.text for item in finding.evidence if item.id not in shown)

    def groups_of(self, line: LineAnswer) -> tuple[SameNeed, ...]:
        """The groups of same need that a line belongs to."""
        return tuple(group for group in self.screening.same_needs if line.id in group.line_ids)


def state(platform: LinePlatform) -> str:
    """Return status and date. The date may be a start or a sighting, so it is only called a mark (mốc)."""
    date = f" (mốc {date_vi(platform.since)})" if platform.since else ""
    return STATUSES.get(platform.status, platform.status) + date


def percent(share: float) -> str:
    """Return a share as Vietnamese readers write it: ``12,5%``."""
    return f"{share * 100:.1f}".replace(".", ",") + "%"


def billions(amount: int) -> str:
    """Return a large sum of VND in words that can be read aloud: ``12,35 tỷ đồng``."""
    if amount >= 10**9:
        return f"{amount / 10**9:.2f}".rstrip("0").rstrip(".").replace(".", ",") + " tỷ đồng"
    if amount >= 10**6:
        return f"{amount / 10**6:.1f}".rstrip("0").rstrip(".").replace(".", ",") + " triệu đồng"
    return f"{amount:,}".replace(",", ".") + " đồng"


def bullets(texts: Iterable[str]) -> str:
    """Return texts as lines of one cell; a single text stays plain."""
    items = [text for text in texts if text]
    return items[0] if len(items) == 1 else "\n".join(f"- {text}" for text in items)
