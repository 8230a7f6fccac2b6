"""The report of one batch: every figure, number and grouping, computed once; all forms read only this.

Pure: made of a `Screening` and, where there are any, of what the journal holds of its lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from registry.answers import FindingSeen, LineAnswer, SameNeed, Screening, line_numbers, numbered
from registry.entries import DecisionSeen, Outcome, ReceiptSeen
from registry.model import VERDICTS, Verdict
from registry.reports.profile import Profile
from registry.wording import VERDICTS as VERDICT_WORDS

FOUND: tuple[Verdict, ...] = ("covered", "partly", "in_development")
"""The verdicts that name a platform of the centre."""


@dataclass(frozen=True)
class Total:
    """Lines and VND of one verdict. ``share`` of the whole amount: 0 to 1.

    ``kept_vnd``: the sum after review; none where no decision names an amount.
    """

    verdict: Verdict
    label: str
    lines: int
    cost_vnd: int
    share: float
    decided: int
    kept_vnd: int | None


@dataclass(frozen=True)
class Line:
    """A line with the number that readers see, the anchor of links, and what was decided of it."""

    number: int
    anchor: str
    line: LineAnswer
    decision: DecisionSeen | None = None
    receipt: ReceiptSeen | None = None

    @property
    def cost_vnd(self) -> int:
        """The amount asked, VND; 0 when the line does not say."""
        return self.line.cost_vnd or 0

    @property
    def kept_vnd(self) -> int | None:
        """The amount after review, VND; none while undecided or where the decision names none."""
        return self.decision.amount_vnd if self.decision else None


@dataclass(frozen=True)
class LineFinding:
    """A finding with its line."""

    line: Line
    finding: FindingSeen


@dataclass(frozen=True)
class Group:
    """Lines of several bodies with the same need, and the findings that say so of them."""

    need: SameNeed
    members: tuple[Line, ...]
    findings: tuple[LineFinding, ...]


@dataclass(frozen=True)
class Amount:
    """Money of a body or a sector: lines and VND, whole and by verdict."""

    name: str
    lines: tuple[Line, ...]
    cost_vnd: int
    by_verdict: Mapping[Verdict, int]


@dataclass(frozen=True)
class Report:
    """A screening with everything that its reports say of it. Money is whole VND."""

    screening: Screening
    profile: Profile = field(default_factory=Profile)
    decisions: Mapping[str, tuple[DecisionSeen, ...]] = field(default_factory=dict)
    receipts: Mapping[str, tuple[ReceiptSeen, ...]] = field(default_factory=dict)

    @property
    def stem(self) -> str:
        """The name of the report's files without suffix."""
        return f"{self.screening.batch_id}-{self.screening.as_of}"

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines in the order of the batch, findings numbered. Anchors come from the position."""
        lines = self.screening.lines
        return tuple(
            Line(
                number,
                f"dong-{position}",
                line,
                next((one for one in self.decisions.get(line.id, ()) if one.current), None),
                next(iter(self.receipts.get(line.id, ())[-1:]), None),
            )
            for position, (number, line) in enumerate(
                zip(line_numbers(lines), numbered(lines), strict=True), start=1
            )
        )

    @cached_property
    def by_id(self) -> dict[str, Line]:
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
                sum(item.decision is not None for item in self.of(verdict)),
                _kept(self.of(verdict)),
            )
            for verdict in VERDICTS
            if verdict in found and found[verdict].lines
        )

    def of(self, *verdicts: Verdict) -> tuple[Line, ...]:
        """The lines with one of the verdicts."""
        return tuple(item for item in self.lines if item.line.verdict in verdicts)

    @cached_property
    def cost_vnd(self) -> int:
        """The whole amount asked."""
        return self.screening.cost_vnd

    @cached_property
    def without_cost(self) -> tuple[Line, ...]:
        """The lines that state no amount; the sums count them as 0."""
        return tuple(item for item in self.lines if item.line.cost_vnd is None)

    @cached_property
    def decided(self) -> tuple[Line, ...]:
        """The lines with a decision in force."""
        return tuple(item for item in self.lines if item.decision)

    @cached_property
    def undecided(self) -> tuple[Line, ...]:
        """The lines that nobody has decided yet."""
        return tuple(item for item in self.lines if not item.decision)

    @cached_property
    def settled(self) -> tuple[Line, ...]:
        """The decided lines whose decision names an amount: only they have a sum after review."""
        return tuple(item for item in self.decided if item.kept_vnd is not None)

    @cached_property
    def kept_vnd(self) -> int | None:
        """The sum after review of the settled lines; none where there is none."""
        return _kept(self.settled)

    @cached_property
    def outcomes(self) -> dict[Outcome, tuple[Line, ...]]:
        """The decided lines by what was decided, in the order in which the outcomes first appear."""
        found: dict[Outcome, list[Line]] = defaultdict(list)
        for item in self.decided:
            if item.decision:
                found[item.decision.outcome].append(item)
        return {outcome: tuple(lines) for outcome, lines in found.items()}

    def open(self, *verdicts: Verdict) -> tuple[Line, ...]:
        """The lines with one of the verdicts that nobody has decided yet."""
        return tuple(item for item in self.of(*verdicts) if not item.decision)

    @cached_property
    def avoidable(self) -> tuple[Line, ...]:
        """The lines proposed not to be paid: covered and not decided yet, each with its whole amount.

        `partly` counts for nothing here: how much of it the remainder needs, only its proposer can say.
        """
        return self.open("covered")

    @cached_property
    def findings(self) -> tuple[LineFinding, ...]:
        """All findings in the order of their lines."""
        return tuple(LineFinding(item, finding) for item in self.lines for finding in item.line.findings)

    @cached_property
    def kinds(self) -> dict[str, tuple[LineFinding, ...]]:
        """The findings by the last part of their rule, in the order in which the kinds first appear."""
        found: dict[str, list[LineFinding]] = defaultdict(list)
        for item in self.findings:
            found[kind(item.finding)].append(item)
        return {key: tuple(items) for key, items in found.items()}

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The groups of same need, the most money first."""
        found = []
        for need in self.screening.same_needs:
            members = tuple(self.by_id[key] for key in need.line_ids if key in self.by_id)
            said = tuple(
                item for item in self.kinds.get("same-need", ()) if item.line.line.id in need.line_ids
            )
            found.append(Group(need, tuple(sorted(members, key=lambda item: item.number)), said))
        return tuple(sorted(found, key=lambda group: -group.need.cost_vnd))

    def groups_of(self, item: Line) -> tuple[Group, ...]:
        """The groups that a line belongs to."""
        return tuple(group for group in self.groups if item.line.id in group.need.line_ids)

    @cached_property
    def agencies(self) -> tuple[Amount, ...]:
        """Money by proposing body, the most first."""
        return _amounts(self.lines, lambda item: item.line.proposer)

    @cached_property
    def owners(self) -> tuple[Amount, ...]:
        """Money of the lines with a platform of the centre, by the owner of the first platform."""
        return _amounts(
            (item for item in self.of(*FOUND) if item.line.platforms),
            lambda item: item.line.platforms[0].owner,
        )

    @cached_property
    def sectors(self) -> tuple[Amount, ...]:
        """Money by sector id of the main need, the most first; the id is empty where none was recognised."""
        return _amounts(self.lines, lambda item: item.line.sector)


def kind(finding: FindingSeen) -> str:
    """Return the last part of the rule that found it, for example ``same-need``."""
    return finding.rule.rsplit("/", 1)[-1]


def _kept(lines: Iterable[Line]) -> int | None:
    amounts = [item.kept_vnd for item in lines if item.kept_vnd is not None]
    return sum(amounts) if amounts else None


def _amounts(lines: Iterable[Line], name: Callable[[Line], str]) -> tuple[Amount, ...]:
    found: dict[str, list[Line]] = defaultdict(list)
    for item in lines:
        found[name(item)].append(item)
    amounts = (
        Amount(
            key,
            tuple(items),
            sum(item.cost_vnd for item in items),
            {
                verdict: sum(item.cost_vnd for item in items if item.line.verdict == verdict)
                for verdict in VERDICTS
            },
        )
        for key, items in found.items()
    )
    return tuple(sorted(amounts, key=lambda amount: (-amount.cost_vnd, amount.name)))
