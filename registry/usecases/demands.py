"""Which demand groups texts belong to: tables for the rules `groups/demand-signs` and `groups/demands`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from ontology import namespaces as ns
from registry.matching.needs import Reading
from registry.matching.sayings import Sayings
from registry.opened import Registry
from registry.usecases.asking import Table, ask

LEAST = 0.05
"""Functions that are less likely than this say nothing."""
SIGNS = ("said", "not", "apart")


class Demand(NamedTuple):
    """What a line asks for: the IRI of a demand group, or of a function outside all groups.

    ``apart``: a shared system cannot serve it.
    """

    group: str
    apart: bool


class Demands:
    """Finds demands; the words of the groups come from the store."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        rows = ask(registry, "lookup/demand-words", {})
        self._sayings = {
            how: Sayings(
                registry.matcher.reader, [(row["group"], row["words"]) for row in rows if row["how"] == how]
            )
            for how in SIGNS
        }

    def of(self, texts: Sequence[tuple[str, str, Reading]]) -> list[tuple[Demand, ...]]:
        """Return the demands of each (title, description, reading).

        Asked once for texts that give the same signs.
        """
        keys = [self._key(*text) for text in texts]
        numbered = {str(number): key for number, key in enumerate(dict.fromkeys(keys))}
        named: Table = [[number, *row] for number, key in numbered.items() for row in key.named]
        asked: Table = [[number, *row] for number, key in numbered.items() for row in key.asked]
        signs: Table = [
            [row["line"], row["group"], int(row["strength"]), row["apart"] == "true"]
            for row in ask(self._registry, "groups/demand-signs", {"named": named, "asked": asked})
        ]
        found: dict[str, list[Demand]] = defaultdict(list)
        for row in ask(self._registry, "groups/demands", {"signs": signs}):
            found[row["line"]].append(Demand(row["group"], row["apart"] == "true"))
        known = {key: tuple(found[number]) for number, key in numbered.items()}
        return [known[key] for key in keys]

    def _key(self, title: str, description: str, reading: Reading) -> _Key:
        whole = f"{title}. {description}"
        said, without, apart = (self._sayings[how].found(title if how == "said" else whole) for how in SIGNS)
        named = tuple(
            (group, int(group in said), int(group in without), int(group in apart))
            for group in sorted(said | without | apart)
        )
        # Functions guessed from a text that says too little count for nothing; what its title names does.
        asked = tuple(
            (ns.CAPABILITY + match.id, round(match.chance, 2))
            for match in reading.ranking.capabilities
            if match.chance >= LEAST and reading.clear
        )
        return _Key(named, asked)


class _Key(NamedTuple):
    """The signs of a text: which groups its words name, exclude or set apart, and its likely functions."""

    named: tuple[tuple[str, int, int, int], ...]
    asked: tuple[tuple[str, float], ...]
