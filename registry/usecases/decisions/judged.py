"""What people judged, honoured by the next screening of the same line or of one with the same text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Self, TypeVar

from ontology import namespaces as ns
from registry import ids
from registry.answers import Evidence, FindingSeen, LinePlatform, PlatformHit
from registry.entries import StatementSeen
from registry.matching.index import Phrase
from registry.matching.matcher import Matcher
from registry.matching.needs import Line, Need, Reading, likeliest
from registry.matching.ranking import PlatformMatch
from registry.opened import Registry
from registry.usecases.asking import Table, ask
from registry.usecases.cards import Card
from registry.usecases.decisions.statements import Pair, latest, statements
from registry.wording import date_vi

Said = tuple[StatementSeen, ...]
Shown = TypeVar("Shown", LinePlatform, PlatformHit)
RULE = "decisions/judged-answers"


class Judged:
    """The statements on lines and platforms that count, by the text of the line as it is read."""

    def __init__(self, registry: Registry, found: Mapping[Pair, StatementSeen]) -> None:
        self._registry = registry
        self._by_text: dict[str, list[StatementSeen]] = defaultdict(list)
        for (text, _), statement in found.items():
            self._by_text[text].append(statement)

    @classmethod
    def known(cls, registry: Registry, without: str = "") -> Self:
        """Return what was judged so far, leaving out what the person ``without`` said."""
        heard = [
            item
            for item in statements(registry.store)
            if item.platform in registry.matcher.platforms
            and not (without and ids.slug(item.reviewer) == ids.slug(without))
        ]
        lines = (Line(item.title, item.description, "", item.proposer) for item in heard)
        texts = (_text(registry.matcher, line) for line in lines)
        said = [((text, item.platform), item) for text, item in zip(texts, heard, strict=True)]
        return cls(registry, latest(registry.store, said))

    def of(self, line: Line) -> Said:
        """Return what counts for a line."""
        return tuple(self._by_text.get(_text(self._registry.matcher, line), ())) if self._by_text else ()

    def honoured(
        self, lines: Sequence[Line], readings: Sequence[Reading], absent: Collection[str]
    ) -> list[Reading]:
        """Return the readings with the platforms that answer after what people judged (rule `RULE`).

        ``absent`` are the platforms that did not exist at the date: what was said of them does not count.
        """
        result = list(readings)
        matched: Table = []
        mains: Table = []
        judged: Table = []
        touched: list[int] = []
        for place, line in enumerate(lines):
            said = tuple(item for item in self.of(line) if item.platform not in absent)
            if not said:
                continue
            touched.append(place)
            reading = result[place] = self._whole(readings[place], said)
            for need in reading.needs:
                own = (match.id for match in reading.own if need.main)
                matched += [[str(place), need.id, ns.PLATFORM + key] for key in (*need.platforms, *own)]
            mains += [[str(place), need.id] for need in reading.needs if need.main]
            judged += [[str(place), ns.PLATFORM + item.platform, item.judgement] for item in said]
        if not touched:
            return result
        answers: dict[tuple[int, str], dict[str, bool]] = defaultdict(dict)
        given: dict[str, str | Table] = {"matched": matched, "mains": mains, "judged": judged}
        for row in ask(self._registry, RULE, given):
            found = answers[int(row["line"]), row["need"]]
            key = ns.local_id(row["platform"], ns.PLATFORM)
            found[key] = found.get(key, False) or row["confirmed"] == "true"
        for place in touched:
            needs = {need.id: answers[place, need.id] for need in result[place].needs}
            result[place] = self._answered(result[place], needs)
        return result

    def _whole(self, reading: Reading, said: Said) -> Reading:
        """Return the reading with a match for every confirmed platform, and something that it can answer."""
        confirmed = [item.platform for item in said if item.judgement == "positive"]
        there = {match.id for match in reading.ranking.platforms}
        more = tuple(self._match(key) for key in confirmed if key not in there)
        if more:
            ranking = replace(reading.ranking, platforms=(*reading.ranking.platforms, *more))
            reading = replace(reading, ranking=ranking)
        if confirmed and not reading.needs:
            # Read as no software, but a person knows what answers it: it asks for what that platform is for.
            asked = self._registry.matcher.platforms[confirmed[-1]].functions[0][1]
            main = Need(asked, 0, 1.0, asked, (), (), main=True)
            reading = replace(reading, nature="software", needs=(main,))
        return reading

    def _match(self, key: str) -> PlatformMatch:
        """Return the match of a platform that the words of the line did not lead to."""
        name = Phrase(f"platform/{key}", "name", self._registry.matcher.platforms[key].name)
        return PlatformMatch(key, 1.0, False, False, None, None, name, None, False)

    def _answered(self, reading: Reading, answers: Mapping[str, Mapping[str, bool]]) -> Reading:
        """Return the reading with these platforms (confirmed by a person or not) answering each need."""
        confirmed = {key for found in answers.values() for key, by_person in found.items() if by_person}
        platforms = reading.ranking.platforms
        ranked = tuple(_sure(match) if match.id in confirmed else match for match in platforms)
        matches = {match.id: match for match in (*reading.own, *ranked)}
        own = {key for key in matches if self._registry.matcher.platforms[key].level == "provincial"}

        def answered(need: Need) -> Need:
            central = set(answers[need.id]) & matches.keys() - own
            best = [matches[key] for key in sorted(central, key=lambda key: (-matches[key].chance, key))]
            return replace(need, platforms=tuple(match.id for match in best), likeliest=likeliest(best))

        kept = {key for found in answers.values() for key in found}
        # Details are what the matched platforms leave open; they say nothing of one that only a person named.
        told = {key for need in reading.needs for key in need.platforms}
        needs = [need for need in reading.needs if need.main or confirmed - own <= told]
        return replace(
            reading,
            needs=tuple(answered(need) for need in needs),
            own=tuple(match for key, match in matches.items() if key in kept & own),
            ranking=replace(reading.ranking, platforms=ranked),
            clear=reading.clear or bool(confirmed),
        )


def _sure(match: PlatformMatch) -> PlatformMatch:
    return replace(match, chance=1.0, refused=False)


def _text(matcher: Matcher, line: Line) -> str:
    """Return a text that is the same for lines that are read as the same; their kind does not count."""
    read = line.canonical(matcher)
    return "\x1f".join((read.title, read.description, read.proposer))


def signed(items: Sequence[Shown], said: Said) -> tuple[Shown, ...]:
    """Return the platforms with the word of the person who judged them."""
    by_platform = {item.platform: item for item in said if item.judgement != "unsure"}

    def one(item: Shown) -> Shown:
        statement = by_platform.get(item.id)
        if statement is None:
            return item
        if statement.judgement == "negative":
            return replace(item, against=(sentence(statement), *item.against))
        return replace(item, why=f"{sentence(statement)}; {item.why}")

    return tuple(one(item) for item in items)


def findings(said: Said, cards: Mapping[str, Card]) -> tuple[FindingSeen, ...]:
    """Return which platforms a person confirmed or rejected, as findings."""
    return tuple(
        FindingSeen(
            RULE,
            "info",
            f"{cards[item.platform]['name']}: {sentence(item)}.",
            f"{item.platform}: judged {item.judgement} by {item.reviewer}, {item.time[:10]} ({item.number}).",
            (
                Evidence("platform", item.platform, cards[item.platform]["name"]),
                Evidence("entry", item.number, sentence(item)),
            ),
            "đánh giá sau cùng về cặp này khác đi",
            "the last judgement of this pair says otherwise",
        )
        for item in said
        if item.platform in cards
    )


def sentence(item: StatementSeen) -> str:
    """Return who judged what and when, as officials cite it."""
    verb = {"positive": "xác nhận đúng", "negative": "đã bác", "unsure": "chưa chắc"}[item.judgement]
    reason = f": {item.reason}" if item.reason else ""
    return f"{item.reviewer} {verb} ngày {date_vi(item.time)} ({item.number}){reason}"
