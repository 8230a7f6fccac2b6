"""Which platform, capability or organisation a name or a description means (Reconciliation API 0.2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from registry.ids import fold
from registry.opened import Registry
from registry.usecases.cards import absent
from registry.usecases.find import find
from registry.usecases.names import KINDS, Named, Names
from registry.usecases.properties import PROPERTIES, Value, values

SURE = 90.0
"""Least score of a match without doubt: a calibrated chance, so that nine in ten of these are right."""
LEAD = 20.0
"""By how much a match must lead the next one."""
LIKE = 75.0
"""Least likeness of names, 0 to 100, for an organisation to be a candidate."""


@dataclass(frozen=True)
class Wanted:
    """A query: a text, the kinds of things wanted, the values that they should have, how many at most."""

    text: str = ""
    kinds: tuple[str, ...] = KINDS
    properties: tuple[tuple[str, tuple[Value, ...]], ...] = ()
    limit: int = 5


@dataclass(frozen=True)
class Candidate:
    """A thing that may be meant. ``score`` 0 to 100; ``features`` are what it is made of."""

    thing: Named
    score: float
    description: str = ""
    features: Mapping[str, float] = field(default_factory=dict)
    sure: bool = False


@dataclass(frozen=True)
class _Search:
    """What a search by words needs; ``limit``: how many candidates it returns at most."""

    registry: Registry
    names: Names
    text: str
    as_of: str
    limit: int

    def features(self, thing: str, chance: float) -> dict[str, float]:
        return {"meaning": chance, "name": round(self.names.likeness(self.text, thing), 2)}


def reconcile(registry: Registry, names: Names, wanted: Wanted, as_of: str) -> list[Candidate]:
    """Return the candidates for a query at a date (ISO), best first; at most one of them is sure."""
    if wanted.text.strip():
        # A value may lift a candidate that the text alone puts low, so more are looked at than are returned.
        limit = wanted.limit * 3 if wanted.properties else wanted.limit
        search = _Search(registry, names, wanted.text, as_of, limit)
        found = [candidate for kind in wanted.kinds for candidate in _SEARCHES[kind](search)]
        found = _exact_first(names, wanted, found)
    else:
        found = [
            Candidate(thing, 100.0, sure=True)
            for thing in names.things.values()
            if thing.kind in wanted.kinds
        ]
    found = _compared(registry, wanted, found, as_of)
    found.sort(key=lambda candidate: (-candidate.score, candidate.thing.id))
    return _decided(found[: wanted.limit])


def _platforms(search: _Search) -> list[Candidate]:
    answer = find(search.registry, search.text, search.as_of, search.limit)
    confident = answer.verdict in ("covered", "in_development")
    found = []
    for hit in answer.results:
        thing, chance = search.names.things[f"platform/{hit.id}"], round(hit.score * 100, 2)
        sure = confident and chance >= SURE
        found.append(Candidate(thing, chance, hit.why, search.features(thing.id, chance), sure))
    return found


def _capabilities(search: _Search) -> list[Candidate]:
    matcher = search.registry.matcher
    absentees = absent(search.registry, search.as_of)
    found = []
    for match in matcher.rank(search.text, absentees, limit=search.limit).capabilities:
        thing, chance = search.names.things[f"capability/{match.id}"], round(match.chance * 100, 2)
        scope = matcher.capabilities[match.id].scope
        found.append(Candidate(thing, chance, scope, search.features(thing.id, chance), chance >= SURE))
    return found


def _organisations(search: _Search) -> list[Candidate]:
    return [
        Candidate(thing, round(likeness, 2), features={"name": round(likeness, 2)})
        for thing, likeness in search.names.like(search.text, "organisation", search.limit, LIKE)
    ]


_SEARCHES = {"platform": _platforms, "capability": _capabilities, "organisation": _organisations}


def _exact_first(names: Names, wanted: Wanted, found: Sequence[Candidate]) -> list[Candidate]:
    """Give the things that have the text as a name the highest score; one alone among them is sure."""
    named = {thing.id: thing for thing in names.exactly(wanted.text, wanted.kinds)}
    if not named:
        return list(found)
    known = {candidate.thing.id: candidate for candidate in found}
    exact = []
    for key, thing in named.items():
        candidate = known.pop(key, Candidate(thing, 0.0))
        features = {**candidate.features, "name": 100.0}
        exact.append(replace(candidate, score=100.0, features=features, sure=len(named) == 1))
    others = [replace(other, score=min(other.score, 100 - LEAD), sure=False) for other in known.values()]
    return exact + others


def _compared(registry: Registry, wanted: Wanted, found: Sequence[Candidate], as_of: str) -> list[Candidate]:
    """Weigh the candidates by the values asked for.

    Where there is a text, one that has none of them keeps half of its score; without text, it is none.
    """
    asked = [(key, given) for key, given in wanted.properties if key in PROPERTIES and given]
    least = 0.5 if wanted.text.strip() else 0.0
    if not asked:
        return list(found) if least else []
    known = values(registry, [candidate.thing.id for candidate in found], [key for key, _ in asked], as_of)
    result = []
    for candidate in found:
        agreement = {key: _agreement(given, known[candidate.thing.id].get(key, ())) for key, given in asked}
        share = sum(agreement.values()) / len(asked)
        features = {**candidate.features, **{key: round(of * 100, 2) for key, of in agreement.items()}}
        score = round(candidate.score * (least + (1 - least) * share), 2)
        result.append(replace(candidate, score=score, features=features, sure=candidate.sure and share == 1))
    return [candidate for candidate in result if least or candidate.score > 0]


def _agreement(given: Collection[Value], known: Collection[Value]) -> float:
    """Return which share of the values given is among those known, by id or by name."""
    ids = {value.id for value in known if value.id}
    texts = {fold(value.text) for value in known} | {fold(key.rpartition("/")[2]) for key in ids}
    agree = [value.id in ids if value.id else fold(value.text.strip()) in texts for value in given]
    return sum(agree) / len(agree)


def _decided(found: list[Candidate]) -> list[Candidate]:
    """Let only the best be sure, and only where it leads clearly."""
    second = found[1].score if len(found) > 1 else 0.0
    return [
        replace(candidate, sure=candidate.sure and place == 0 and candidate.score - second >= LEAD)
        for place, candidate in enumerate(found)
    ]
