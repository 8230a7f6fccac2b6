"""The lines of a screened batch as a reviewer works through them: narrowed, sorted, grouped and paged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any

from fastapi import Query

from registry.ids import fold
from registry.model import VERDICTS
from registry.reports.model import Line, Report, kind

PER_PAGE = 100
OPEN = "open"
"""All states in which somebody still has to say something."""
STATES = ("undecided", "reopened", "second", "decided")
_SEVERITY = {verdict: place for place, verdict in enumerate(VERDICTS)}
_SORTS: dict[str, Callable[[Line], Any]] = {
    "number": lambda item: item.number,
    "cost": lambda item: -item.cost_vnd,
    "title": lambda item: fold(item.line.title),
    "agency": lambda item: fold(item.line.proposer),
    "verdict": lambda item: _SEVERITY[item.line.verdict],
    "findings": lambda item: -sum(finding.level != "info" for finding in item.line.findings),
}
_GROUPS: dict[str, Callable[[Line], str]] = {
    "verdict": lambda item: item.line.verdict,
    "agency": lambda item: item.line.proposer,
}


@dataclass(frozen=True)
class Wanted:
    """What is asked for; an unknown code narrows nothing."""

    verdict: str = ""
    agency: Annotated[str, Query(max_length=300)] = ""
    finding: Annotated[str, Query(max_length=80)] = ""
    state: str = ""
    q: Annotated[str, Query(max_length=200)] = ""
    sort: str = ""
    group: str = ""
    page: Annotated[int, Query(ge=1)] = 1

    def pairs(self, **changed: str) -> list[tuple[str, str]]:
        """Return names and values for an address, with some changed; never the page."""
        kept = {key: str(value) for key, value in vars(self).items() if key != "page"}
        return list((kept | changed).items())

    @property
    def narrowed(self) -> bool:
        """Whether some lines may be left out."""
        return any((self.verdict, self.agency, self.finding, self.state, self.q.strip()))


@dataclass(frozen=True)
class Group:
    """Lines under one heading: all of them counted, those of the page shown. Money is whole VND."""

    key: str
    lines: int
    cost_vnd: int
    shown: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class WorkTable:
    """The lines of a report with the state of each (by line id), narrowed as wanted."""

    report: Report
    states: dict[str, str]
    wanted: Wanted

    @cached_property
    def kept(self) -> list[Line]:
        """The lines that pass, in order."""
        order = _SORTS.get(self.wanted.sort, _SORTS["number"])
        kept = sorted((item for item in self.report.lines if self._keep(item)), key=order)
        if self.wanted.group not in _GROUPS:
            return kept
        return sorted(kept, key=_SORTS[self.wanted.group])

    @property
    def cost_vnd(self) -> int:
        """What the lines that pass ask for."""
        return sum(item.cost_vnd for item in self.kept)

    @property
    def pages(self) -> int:
        """How many pages they fill."""
        return max(1, -(-len(self.kept) // PER_PAGE))

    @property
    def page(self) -> int:
        """The page that is shown."""
        return min(self.wanted.page, self.pages)

    @cached_property
    def groups(self) -> list[Group]:
        """The lines of the page under their headings; one without a key where nothing is grouped."""
        grouping = _GROUPS.get(self.wanted.group, _ungrouped)
        counts = Counter(grouping(item) for item in self.kept)
        costs: Counter[str] = Counter()
        for item in self.kept:
            costs[grouping(item)] += item.cost_vnd
        found: dict[str, Group] = {}
        for item in self.kept[(self.page - 1) * PER_PAGE : self.page * PER_PAGE]:
            key = grouping(item)
            found.setdefault(key, Group(key, counts[key], costs[key])).shown.append(item)
        return list(found.values())

    @cached_property
    def state_counts(self) -> Counter[str]:
        """How many lines are in each state, and in one that is still open."""
        counts = Counter(self.states.values())
        counts[OPEN] = len(self.states) - counts["decided"]
        return counts

    @cached_property
    def agencies(self) -> list[str]:
        """The bodies that ask, by name."""
        return sorted({item.line.proposer for item in self.report.lines if item.line.proposer}, key=fold)

    @cached_property
    def kinds(self) -> dict[str, tuple[str, int]]:
        """By the kind of finding: its rule and how many lines have one, the most first."""
        rules = {kind(item.finding): item.finding.rule for item in self.report.findings}
        lines = {key: len({item.line.line.id for item in self.report.kinds[key]}) for key in rules}
        return {key: (rules[key], lines[key]) for key in sorted(rules, key=lambda key: (-lines[key], key))}

    def _keep(self, item: Line) -> bool:
        wanted, line = self.wanted, item.line
        return (
            (wanted.verdict not in VERDICTS or line.verdict == wanted.verdict)
            and (not wanted.agency or line.proposer == wanted.agency)
            and (not wanted.finding or any(kind(finding) == wanted.finding for finding in line.findings))
            and self._in_state(self.states[line.id])
            and _says(f"{item.number} {line.title} {line.proposer} {line.description}", wanted.q)
        )

    def _in_state(self, state: str) -> bool:
        wanted = self.wanted.state
        if wanted == OPEN:
            return state != "decided"
        return wanted not in STATES or state == wanted


def _ungrouped(_: Line) -> str:
    return ""


def _says(text: str, words: str) -> bool:
    """Whether a text has all the words, whatever their diacritics."""
    return not words.strip() or all(word in fold(text) for word in fold(words).split())


def state_of(item: Line, reopened: Sequence[str] | dict[str, str]) -> str:
    """Return the state of a line, the most pressing first; ``reopened`` are the ids of lines open again."""
    if item.line.id in reopened:
        return "reopened"
    if item.decision is None:
        return "undecided"
    return "second" if item.decision.needs_second_opinion else "decided"
