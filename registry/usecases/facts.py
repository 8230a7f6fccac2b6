"""What the graph says of the needs of many lines, asked with one query each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from ontology import namespaces as ns
from registry import catalogue
from registry.matching.matcher import Matcher
from registry.matching.needs import Reading, central
from registry.opened import Registry
from registry.usecases.cards import platform_cards

Table = list[list[str | int | bool | None]]
Rows = list[dict[str, str]]

UNKNOWN = "khong-ro"
"""Stands for a need whose words name no known capability."""
NEAR_MISSES = 3
"""How many near misses a line without an answer shows at most."""


class Facts:
    """The facts behind the answers to readings, by key; rows are plain text, unbound cells empty.

    verdicts: rows of `coverage/verdicts`; answers: of `coverage/answers`; duties: of `coverage/local-duty`;
    cards: what is known of each platform that may be shown; laws: rows of `lookup/legal-basis` by platform.
    """

    def __init__(self, registry: Registry, readings: Mapping[str, Reading], as_of: str) -> None:
        lines: Table = [[key, reading.nature, reading.clear] for key, reading in readings.items()]
        needs: Table = []
        answers: Table = []
        for key, reading in readings.items():
            for need in reading.needs:
                needs.append([key, need.id, ns.CAPABILITY + (need.capability or UNKNOWN), need.main])
                matching = [*need.platforms, *(match.id for match in reading.own if need.main)]
                answers += [[key, need.id, ns.PLATFORM + platform] for platform in matching]
        asked: dict[str, str | Table] = {"lines": lines, "needs": needs, "answers": answers, "asOf": as_of}
        self.verdicts = {row["line"]: row["verdict"] for row in ask(registry, "coverage/verdicts", asked)}
        self.answers = _by_line(ask(registry, "coverage/answers", {"answers": answers, "asOf": as_of}))
        self.duties = _by_line(ask(registry, "coverage/local-duty", {"needs": needs, "asOf": as_of}))
        shown = {ns.local_id(row["platform"], ns.PLATFORM) for rows in self.answers.values() for row in rows}
        shown |= {key for reading in readings.values() for key in _near(registry.matcher, reading)}
        self.cards = platform_cards(registry, sorted(shown), as_of)
        self.laws: dict[str, Rows] = defaultdict(list)
        platforms: Table = [[ns.PLATFORM + key] for key in sorted(shown)]
        for row in ask(registry, "lookup/legal-basis", {"platforms": platforms, "asOf": as_of}):
            self.laws[ns.local_id(row["platform"], ns.PLATFORM)].append(row)


def ask(registry: Registry, query_id: str, parameters: Mapping[str, str | Table]) -> Rows:
    """Return the rows of a catalogue query as plain text, unbound cells empty."""
    answer = catalogue.load(query_id).run(registry.store, parameters)
    return [
        {column: row[column].value if column in row else "" for column in answer.columns}
        for row in answer.rows
    ]


def _by_line(rows: Rows) -> dict[str, Rows]:
    found: dict[str, Rows] = defaultdict(list)
    for row in rows:
        found[row["line"]].append(row)
    return found


def _near(matcher: Matcher, reading: Reading) -> list[str]:
    return [match.id for match in central(matcher, reading.ranking)[:NEAR_MISSES]]
