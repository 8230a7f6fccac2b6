"""What the graph says of the needs of many lines, asked with one query each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from ontology import namespaces as ns
from registry import catalogue
from registry.matching.needs import Reading
from registry.opened import Registry
from registry.store.base import Store
from registry.usecases.cards import legal_basis, platform_cards

Table = list[list[str | int | bool | None]]
Rows = list[dict[str, str]]

UNKNOWN = "khong-ro"
"""Stands for a need whose words name no known capability."""


class Facts:
    """The facts behind the answers to readings; rows are plain text, unbound cells empty.

    They are kept by what a reading asks for (`signature`), since many lines ask for the same.
    verdicts: `coverage/verdicts`; answers: rows of `coverage/answers`; duties: of `coverage/local-duty`;
    cards: what is known of each platform; laws: rows of `lookup/legal-basis` by platform.
    """

    def __init__(self, registry: Registry, as_of: str) -> None:
        self._registry = registry
        self._as_of = as_of
        self.verdicts: dict[str, str] = {}
        self.answers: dict[str, Rows] = defaultdict(list)
        self.duties: dict[str, Rows] = defaultdict(list)
        self.cards = platform_cards(registry, registry.matcher.platforms, as_of)
        self.laws = legal_basis(registry, registry.matcher.platforms, as_of)

    def add(self, readings: Iterable[Reading]) -> None:
        """Ask for the facts of readings of which nothing like it was asked before."""
        new = {key: reading for reading in readings if (key := signature(reading)) not in self.verdicts}
        lines: Table = [[key, reading.nature, reading.clear] for key, reading in new.items()]
        needs: Table = []
        answers: Table = []
        for key, reading in new.items():
            for need in reading.needs:
                needs.append([key, need.id, ns.CAPABILITY + (need.capability or UNKNOWN), need.main])
                matching = [*need.platforms, *(match.id for match in reading.own if need.main)]
                answers += [[key, need.id, ns.PLATFORM + platform, reading.party] for platform in matching]
        given: dict[str, str | Table] = {
            "asOf": self._as_of,
            "needs": needs,
            "answers": answers,
            "lines": lines,
        }
        for row in self._ask("coverage/verdicts", given):
            self.verdicts[row["line"]] = row["verdict"]
        for row in self._ask("coverage/answers", {"answers": answers, "asOf": self._as_of}):
            self.answers[row["line"]].append(row)
        for row in self._ask("coverage/local-duty", {"needs": needs, "asOf": self._as_of}):
            self.duties[row["line"]].append(row)

    def _ask(self, query_id: str, parameters: Mapping[str, str | Table]) -> Rows:
        return ask(self._registry, query_id, parameters)


def signature(reading: Reading) -> str:
    """Return a text that is the same for readings that ask for the same."""
    needs = (f"{need.id}={','.join(need.platforms)}" for need in reading.needs)
    own = (match.id for match in reading.own)
    return "|".join((reading.nature, str(reading.clear), str(reading.party), *needs, "own", *own))


def ask(registry: Registry, query_id: str, parameters: Mapping[str, str | Table]) -> Rows:
    """Return the rows of a catalogue query as plain text, unbound cells empty."""
    return rows(registry.store, query_id, parameters)


def rows(store: Store, query_id: str, parameters: Mapping[str, str | Table]) -> Rows:
    """Return the rows of a catalogue query as plain text, unbound cells empty."""
    answer = catalogue.load(query_id).run(store, parameters)
    return [
        {column: row[column].value if column in row else "" for column in answer.columns}
        for row in answer.rows
    ]
