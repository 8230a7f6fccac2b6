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
"""Least score of a match without doubt: the score is a calibrated chance, so nine in ten of these are right."""
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


def reconcile(registry: Registry, names: Names, wanted: Wanted, as_of: str) -> list[Candidate]:
    """Return the candidates for a query at a date (ISO), best first; at most one of them is sure."""
    # A value may lift a candidate that the text alone puts low, so more are looked at than are returned.
    looked_at = wanted.limit * 3 if wanted.properties else wanted.limit
    if wanted.text.strip():
        found = [
            candidate
            for kind in wanted.kinds
            for candidate in _SEARCHES[kind](registry, names, wanted.text, as_of, looked_at)
        ]
        found = _exact_first(names, wanted, found)
    else:
        found = [
            Candidate(thing, 100.0) for thing in names.things.values() if thing.kind in wanted.kinds
        ]
    found = _compared(registry, wanted, found, as_of)
    found.sort(key=lambda candidate: (-candidate.score, candidate.thing.id))
    return _decided(found[: wanted.limit])


def _platforms(registry: Registry, names: Names, text: str, as_of: str, limit: int) -> list[Candidate]:
    answer = find(registry, text, as_of, limit)
    confident = answer.verdict in ("covered", "in_development")
    return [
        Candidate(
            names.things[f"platform/{hit.id}"],
            round(hit.score * 100, 2),
            hit.why,
            {"meaning": round(hit.score * 100, 2), "name": _likeness(names, text, f"platform/{hit.id}")},
            confident and hit.score * 100 >= SURE,
        )
        for hit in answer.results
    ]


def _capabilities(registry: Registry, names: Names, text: str, as_of: str, limit: int) -> list[Candidate]:
    matches = registry.matcher.rank(text, absent(registry, as_of), limit=limit).capabilities
    return [
        Candidate(
            names.things[f"capability/{match.id}"],
            round(match.chance * 100, 2),
            registry.matcher.capabilities[match.id].scope,
            {"meaning": round(match.chance * 100, 2), "name": _likeness(names, text, f"capability/{match.id}")},
            match.chance * 100 >= SURE,
        )
        for match in matches
    ]


def _organisations(registry: Registry, names: Names, text: str, as_of: str, limit: int) -> list[Candidate]:
    return [
        Candidate(thing, round(score, 2), "", {"name": round(score, 2)})
        for thing, score in names.like(text, "organisation", limit, LIKE)
    ]


_SEARCHES = {"platform": _platforms, "capability": _capabilities, "organisation": _organisations}


def _likeness(names: Names, text: str, key: str) -> float:
    return round(names.likeness(text, key), 2)


def _exact_first(names: Names, wanted: Wanted, found: Sequence[Candidate]) -> list[Candidate]:
    """Give the things that have the text as a name the highest score; one alone among them is sure."""
    named = names.exactly(wanted.text, wanted.kinds)
    known = {candidate.thing.id: candidate for candidate in found}
    for thing in named:
        known.setdefault(thing.id, Candidate(thing, 0.0))
        features = {**known[thing.id].features, "name": 100.0}
        known[thing.id] = replace(known[thing.id], score=100.0, features=features, sure=len(named) == 1)
    if named:
        keys = {thing.id for thing in named}
        return [c if key in keys else replace(c, score=min(c.score, 100 - LEAD), sure=False) for key, c in known.items()]
    return list(known.values())


def _compared(
    registry: Registry, wanted: Wanted, found: Sequence[Candidate], as_of: str
) -> list[Candidate]:
    """Weigh the candidates by the values asked for: one that has none of them keeps half of its score."""
    asked = [(key, given) for key, given in wanted.properties if key in PROPERTIES and given]
    if not asked:
        return [] if not wanted.text.strip() else list(found)
    known = values(registry, [candidate.thing.id for candidate in found], [key for key, _ in asked], as_of)
    result = []
    for candidate in found:
        agreement = {
            key: _agreement(given, known[candidate.thing.id].get(key, ())) for key, given in asked
        }
        share = sum(agreement.values()) / len(asked)
        if not wanted.text.strip() and share == 0:
            continue
        weight = 0.5 + 0.5 * share if wanted.text.strip() else share
        features = {**candidate.features, **{key: round(value * 100, 2) for key, value in agreement.items()}}
        sure = (candidate.sure or not wanted.text.strip()) and share == 1
        score = round(candidate.score * weight, 2)
        result.append(replace(candidate, score=score, features=features, sure=sure))
    return result


def _agreement(given: Collection[Value], known: Collection[Value]) -> float:
    """Return which share of the values given is among those known, by id or by name."""
    ids = {value.id for value in known if value.id}
    texts = {fold(text) for value in known for text in (value.text, (value.id or "").rpartition("/")[2]) if text}
    return sum(value.id in ids if value.id else fold(value.text.strip()) in texts for value in given) / len(given)


def _decided(found: list[Candidate]) -> list[Candidate]:
    """Let only the best be sure, and only where it leads clearly."""
    second = found[1].score if len(found) > 1 else 0.0
    return [
        replace(candidate, sure=candidate.sure and place == 0 and candidate.score - second >= LEAD)
        for place, candidate in enumerate(found)
    ]
