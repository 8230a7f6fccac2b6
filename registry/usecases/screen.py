"""Screening a batch: a verdict, its evidence and its questions for every line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import chain, islice, repeat
from typing import Literal

from ontology import namespaces as ns
from registry.answers import (
    LineAnswer,
    LinePlatform,
    NeedSeen,
    PlatformHit,
    Screening,
)
from registry.garbage import uncollected
from registry.intake.batch import Intake
from registry.matching.bulk import read_lines
from registry.matching.nature import speaks_of_linking
from registry.matching.needs import Line, Need, Reading, central
from registry.matching.reading import Part
from registry.matching.score import DIGITS
from registry.model import VERDICTS, BatchLine, Verdict
from registry.opened import Registry
from registry.usecases import explain
from registry.usecases.asking import Rows, ask
from registry.usecases.cards import COMING, RUNNING, Card, absent
from registry.usecases.decisions.judged import Judged, Said, signed
from registry.usecases.decisions.judged import findings as judged_findings
from registry.usecases.demands import Demands
from registry.usecases.facts import Asked, Facts
from registry.usecases.find import hit
from registry.usecases.provinces import Provinces
from registry.usecases.together import Seen, seen_together, totals

Advance = Callable[[int], None]
Keep = Callable[[BatchLine, LineAnswer, Asked, Facts], None]
SHOWN = 5
"""How many platforms a line shows at most."""
NEAR_MISSES = 3
"""How many near misses a line without an answer shows at most."""
PROVINCIAL = "findings/provincial-platform"
"""The rule that names a province's own systems."""
CHOICE = "findings/local-choice"
"""The rule that names what a province may run itself."""
PART = 4000
"""How many lines are answered at a time: every question has a cost of its own."""


def screen(
    registry: Registry,
    intake: Intake,
    as_of: str,
    advance: Advance = lambda _: None,
    keep: Keep = lambda *_: None,
    judged: Judged | None = None,
) -> Screening:
    """Return the answer to every line of a batch as of a date; nothing is stored.

    ``advance`` is called with the number of lines read meanwhile, ``keep`` with each line, its answer, how
    it was read and the facts that were asked for it. ``judged`` is what people said of lines and platforms;
    all that the journal holds when not given.
    """
    with uncollected():
        return _screened(registry, intake, as_of, _How(advance, keep, judged or Judged.known(registry)))


def screen_in_parts(
    registry: Registry, intake: Intake, as_of: str, keep: Keep, parts: Sequence[int]
) -> Screening:
    """Return the same as `screen`; ``keep`` is called for some lines before the next are read.

    ``parts``: how many lines each part has, the last of them again and again. What `keep` is given has the
    findings of each line by itself; those that see all lines together come with the screening.
    """
    with uncollected():
        return _screened(registry, intake, as_of, _How(_unheard, keep, Judged.known(registry), parts))


def _unheard(_: int) -> None:
    """Tell nobody how far it is."""


@dataclass(frozen=True)
class _How:
    """Who is told of each line, what people judged, and how many lines are answered at a time."""

    advance: Advance
    keep: Keep
    judged: Judged
    parts: Sequence[int] = (PART,)

    def sizes(self) -> Iterator[int]:
        return chain(self.parts, repeat(self.parts[-1]))


def _screened(registry: Registry, intake: Intake, as_of: str, how: _How) -> Screening:
    batch = intake.batch.lines
    asked = [Line(item.title, item.description, item.kind, item.proposer) for item in batch]
    facts = Facts(registry, as_of)
    departments = registry.keep(("departments",), lambda: _departments(registry))
    provinces = Provinces(platform.province for platform in registry.matcher.platforms.values())
    demands = registry.keep(("demands",), lambda: Demands(registry))
    found: list[Asked] = []
    lines: list[LineAnswer] = []
    gone = absent(registry, as_of)
    readings = _counted(read_lines(registry.matcher, asked, gone), how.advance)
    # Some at a time: while these are answered, the next are being read.
    sizes = how.sizes()
    while machine := list(islice(readings, next(sizes))):
        here = slice(len(lines), len(lines) + len(machine))
        now, part = batch[here], how.judged.honoured(asked[here], machine, gone)
        asks = demands.of(
            [(line.title, line.description, reading) for line, reading in zip(now, part, strict=True)]
        )
        items = [
            Asked(reading, provinces.of(line), demand)
            for line, reading, demand in zip(now, part, asks, strict=True)
        ]
        facts.add(items)
        for line, item in zip(now, items, strict=True):
            said = how.judged.of(Line(line.title, line.description, line.kind, line.proposer))
            answer = _Line(registry, line, item, facts, said).answer(_now(line.proposer, departments))
            lines.append(answer)
            how.keep(line, answer, item, facts)
        found += items
    together = seen_together(
        registry, facts.citations, Seen(intake.batch.id, intake.batch.lines, lines, found, as_of, demands)
    )
    return Screening(
        batch_id=intake.batch.id,
        title=intake.batch.title,
        as_of=as_of,
        snapshot=registry.snapshot,
        lines=together.lines,
        totals=totals(registry, lines),
        same_needs=together.same_needs,
        skipped=tuple(asdict(row) for row in intake.skipped),
        remarks=tuple(vi for vi, _ in intake.remarks),
    )


def _counted(readings: Iterator[Reading], advance: Advance) -> Iterator[Reading]:
    for reading in readings:
        advance(1)
        yield reading


class _Line:
    """A line, how it was read, the facts of the batch, and what people judged of the line."""

    def __init__(self, registry: Registry, line: BatchLine, asked: Asked, facts: Facts, said: Said) -> None:
        self.said = said
        self.matcher = registry.matcher
        self.registry = registry
        self.line = line
        self.reading = asked.reading
        self.facts = facts
        self.key = asked.key
        self.needs = {need.id: need for need in asked.reading.needs}

    def answer(self, proposer_now: str) -> LineAnswer:
        """Return the answer to the line."""
        line = self.line
        verdict = self._verdict()
        platforms = signed(self._shown(verdict, self._platforms()), self.said)
        needs = tuple(self._need(need, verdict) for need in self.reading.needs)
        remainder = self._remainder(needs) if verdict == "partly" else ()
        return LineAnswer(
            id=line.id,
            line_no=line.line_no,
            title=line.title,
            proposer=line.proposer,
            proposer_now=proposer_now,
            cost_vnd=line.cost_vnd,
            verdict=verdict,
            message=explain.line_message(verdict, platforms, remainder),
            platforms=platforms,
            provincial=signed(self._provincial(), self.said),
            needs=needs,
            remainder=remainder,
            findings=(
                *(row.finding(self.facts.citations) for row in self.facts.findings[self.key]),
                *judged_findings(self.said, self.facts.cards),
            ),
            questions=explain.questions(verdict, self.reading, line),
            near_misses=signed(self._near_misses(), self.said) if verdict in ("none", "unclear") else (),
            description=line.description,
            sector=self._sector(),
        )

    def _sector(self) -> str:
        """Return the sector of the main need, empty when no capability was recognised."""
        main = (need.capability for need in self.reading.needs if need.main and need.capability)
        return next((self.matcher.capabilities[key].sector for key in main), "")

    def _verdict(self) -> Verdict:
        """Return the verdict of the rule `coverage/verdicts`."""
        verdict = self.facts.verdicts[self.key]
        return next(item for item in VERDICTS if item == verdict)

    @staticmethod
    def _shown(verdict: Verdict, platforms: tuple[LinePlatform, ...]) -> tuple[LinePlatform, ...]:
        """Return the platforms that the verdict rests on."""
        if verdict in ("none", "unclear"):
            return ()
        status = COMING if verdict == "in_development" else RUNNING
        return tuple(item for item in platforms if verdict == "not_software" or item.status in status)

    def _need(self, need: Need, verdict: Verdict) -> NeedSeen:
        states = {
            row["status"].rsplit("/", 1)[-1]
            for row in self.facts.answers[self.key]
            if row["need"] == need.id and row["usable"] == "true"
        }
        duty = any(row["need"] == need.id for row in self._kept())
        state: Literal["met", "in_development", "open"] = "open"
        # A line is in development also where the likeliest answer is, beside a less likely one that runs.
        if states & set(RUNNING) and not duty and verdict != "in_development":
            state = "met"
        elif states & set(COMING) and not duty:
            state = "in_development"
        return NeedSeen(need.capability, self._label(need), self._words(need), need.chance, state)

    def _kept(self) -> Rows:
        """Return the duties of provinces that no platform takes over (rule `coverage/verdicts`)."""
        return [] if self.reading.central else self.facts.duties[self.key]

    def _remainder(self, needs: Sequence[NeedSeen]) -> tuple[str, ...]:
        """Return what is left open: details, or what platforms leave that meet the line in part."""
        details = tuple(map(self._left, (need for need in needs if need.state == "open")))
        answers = self.facts.answers[self.key]
        if self.facts.duties[self.key] and self.reading.central:
            return (explain.LOCAL_PART, *details)
        if details:
            return details
        if any(row["fed"] == "true" for row in answers):
            return (explain.OWN_PART,)
        if any(row.rule.id == CHOICE for row in self.facts.findings[self.key]):
            return (explain.OWN_CHOICE,)
        return (explain.OPENING,) if any(row["status"].endswith("/pilot") for row in answers) else ()

    def _left(self, need: NeedSeen) -> str:
        """Return what is left open of a line, and whether that is in doubt."""
        if need.capability:
            return need.label
        if len(self._parts) == 1 and not speaks_of_linking(self.line.title):
            return explain.PERHAPS
        return need.label + explain.UNSURE * need.in_doubt

    def _label(self, need: Need) -> str:
        return self.matcher.capabilities[need.capability].label if need.main else self._words(need)

    def _words(self, need: Need) -> str:
        """Return the words of the line that show a need: its title, or one of its clauses."""
        if need.main:
            return self.line.title
        return self._parts[need.part].text

    @cached_property
    def _parts(self) -> list[Part]:
        return self.matcher.parts(Line(self.line.title, self.line.description).whole)

    def _platforms(self) -> tuple[LinePlatform, ...]:
        """Return the central platforms that answer needs, best first."""
        met: dict[str, list[str]] = defaultdict(list)
        for row in self.facts.answers[self.key]:
            if row["usable"] == "true":
                key = ns.local_id(row["platform"], ns.PLATFORM)
                met[key].append(self._label(self.needs[row["need"]]))
        chance = {match.id: match.chance for match in self.reading.ranking.platforms}
        order = sorted(met, key=lambda key: (-len(met[key]), -chance.get(key, 0.0), key))
        return tuple(self._platform(key, met[key], chance.get(key, 0.0)) for key in order[:SHOWN])

    def _provincial(self) -> tuple[LinePlatform, ...]:
        """Return the province's own systems that the rule names, best first."""
        chance = {match.id: match.chance for match in self.reading.ranking.platforms}
        met: dict[str, list[str]] = defaultdict(list)
        for row in self.facts.findings[self.key]:
            if row.rule.id == PROVINCIAL:
                met[ns.local_id(row.cells["platform"], ns.PLATFORM)].append(row.cells["label"])
        order = sorted(met, key=lambda key: (-chance.get(key, 0.0), key))
        return tuple(self._platform(key, met[key], chance.get(key, 0.0)) for key in order[:SHOWN])

    def _platform(self, key: str, met: Sequence[str], score: float) -> LinePlatform:
        card: Card = self.facts.cards[key]
        match = next((item for item in self.reading.ranking.platforms if item.id == key), None)
        text = f"{self.line.title}. {self.line.description}"
        reason = explain.NO_WORDS
        if match is not None:
            reason = explain.match_reason(self.matcher, text, self.reading.ranking, match, card)
        return LinePlatform(
            id=key,
            name=card["name"],
            owner=card["ownerNow"],
            level=card["level"],
            status=card["status"],
            since=card.get("since", ""),
            score=round(score, DIGITS),
            met=tuple(dict.fromkeys(met)),
            why=explain.platform_reason(card, met),
            # A system that the rule names by the demand of the line answers what the line says as a whole.
            words=reason.words or (self.line.title,),
            function=reason.function or met[0],
            against=reason.against,
            users=self.matcher.platforms[key].users,
            law=explain.laws(self.facts.laws[key]),
        )

    def _near_misses(self) -> tuple[PlatformHit, ...]:
        """Return the nearest central platforms, each with why it is not the same."""
        text = f"{self.line.title}. {self.line.description}"
        nearest = central(self.matcher, self.reading.ranking)[:NEAR_MISSES]
        return tuple(
            hit(
                self.registry,
                text,
                self.reading.ranking,
                match,
                self.facts.cards[match.id],
                self.facts.laws[match.id],
            )
            for match in nearest
        )


def _departments(registry: Registry) -> list[tuple[str, str, str]]:
    """Return (lower-case name, name, successor) of the reorganised kinds of bodies, longest first."""
    rows = ask(registry, "lookup/department-names", {})
    kinds = [(row["name"].casefold(), row["name"], row["successorName"]) for row in rows]
    return sorted(kinds, key=lambda item: -len(item[0]))


def _now(proposer: str, departments: Sequence[tuple[str, str, str]]) -> str:
    """Return the proposing body's present name, or the same text when it was not reorganised."""
    lowered = proposer.casefold()
    for folded, name, successor in departments:
        position = lowered.find(folded)
        if position >= 0:
            rest = proposer[position + len(name) :]
            # "Công an tỉnh" + " tỉnh Quảng Ngãi" would say the word twice.
            return (
                proposer[:position]
                + successor.removesuffix(" tỉnh" if rest.startswith(" tỉnh") else "")
                + rest
            )
    return proposer
