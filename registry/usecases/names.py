"""Names of platforms, capabilities and organisations: which one is meant, which ones begin so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from ontology import namespaces as ns
from registry import catalogue
from registry.ids import fold
from registry.opened import Registry

KINDS = ("platform", "capability", "organisation")


@dataclass(frozen=True)
class Named:
    """A thing with its names, the one to show first. ``id`` is what follows the base of all IRIs."""

    id: str
    kind: str
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name to show."""
        return self.names[0]


class Names:
    """Finds things by their names; accents and case do not matter."""

    def __init__(self, things: Iterable[Named]) -> None:
        self.things = {thing.id: thing for thing in things}
        self._folded = [(fold(name), thing.id) for thing in self.things.values() for name in thing.names]
        self._of: dict[str, set[str]] = defaultdict(set)
        for name, key in self._folded:
            self._of[name].add(key)

    @classmethod
    def read(cls, registry: Registry) -> Names:
        """Return the names that the registry knows."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in catalogue.load("lookup/labels").run(registry.store).rows:
            found[ns.local_id(row["entity"].value, ns.BASE), row["kind"].value].append(row["label"].value)
        return cls(Named(key, kind, tuple(dict.fromkeys(names))) for (key, kind), names in found.items())

    def exactly(self, text: str, kinds: Collection[str] = KINDS) -> list[Named]:
        """Return the things that have ``text`` as one of their names."""
        found = (self.things[key] for key in sorted(self._of.get(fold(" ".join(text.split())), ())))
        return [thing for thing in found if thing.kind in kinds]

    def beginning(self, prefix: str, kinds: Collection[str], limit: int) -> list[Named]:
        """Return things with a name that begins with ``prefix``, then those with a word beginning so."""
        wanted = fold(" ".join(prefix.split()))
        first = [key for name, key in self._folded if name.startswith(wanted)]
        later = [key for name, key in self._folded if f" {wanted}" in name] if wanted else []
        found = (self.things[key] for key in dict.fromkeys([*first, *later]))
        return [thing for thing in found if thing.kind in kinds][:limit]

    def like(self, text: str, kind: str, limit: int, least: float) -> list[tuple[Named, float]]:
        """Return the things of a kind whose names are most like ``text``: ``least`` to 100."""
        names = {
            place: name for place, (name, key) in enumerate(self._folded) if self.things[key].kind == kind
        }
        close = process.extract(
            fold(text), names, scorer=fuzz.token_sort_ratio, limit=limit * 4, score_cutoff=least
        )
        best: dict[str, float] = {}
        for _, score, place in close:
            best.setdefault(self._folded[place][1], score)
        return [(self.things[key], score) for key, score in list(best.items())[:limit]]

    def likeness(self, text: str, key: str) -> float:
        """Return how like the closest name of a thing is to ``text``, 0 to 100."""
        return max(fuzz.token_sort_ratio(fold(text), fold(name)) for name in self.things[key].names)
