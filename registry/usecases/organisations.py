"""Public bodies: what they own, which they came from and which took over from them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from ontology import namespaces as ns
from registry.ids import fold
from registry.opened import Registry
from registry.usecases.asking import ask
from registry.usecases.groupings import Named


@dataclass(frozen=True)
class Passing:
    """That something passed from or to another body: its id, the ISO date, and what of it."""

    other: str
    date: str
    what: str


@dataclass(frozen=True)
class Body:
    """An organisation. ``since`` and ``last_day`` are ISO dates, empty when not known or still there.

    ``owns`` are its platforms now, ``had`` those that the sources name it for and another body has now.
    """

    named: Named
    abbreviation: str
    parent: str
    since: str
    last_day: str
    predecessors: tuple[Passing, ...]
    successors: tuple[Passing, ...]
    owns: tuple[Named, ...]
    had: tuple[Named, ...]


def bodies(registry: Registry) -> dict[str, Body]:
    """Return the organisations that own a platform or were reorganised, by id, ordered by name."""
    before: dict[str, list[Passing]] = defaultdict(list)
    after: dict[str, list[Passing]] = defaultdict(list)
    for row in ask(registry, "lookup/reorganisations", {}):
        original, resulting = (ns.local_id(row[name], ns.ORGANISATION) for name in ("original", "resulting"))
        before[resulting].append(Passing(original, row["date"][:10], row["what"]))
        after[original].append(Passing(resulting, row["date"][:10], row["what"]))
    held: dict[tuple[str, str], dict[str, Named]] = defaultdict(dict)
    for row in ask(registry, "lookup/organisation-platforms", {}):
        platform = ns.local_id(row["platform"], ns.PLATFORM)
        held[row["organisation"], row["held"]][platform] = Named(platform, row["name"], "")
    found: dict[str, Body] = {}
    for row in ask(registry, "lookup/organisations", {}):
        iri = row["organisation"]
        key = ns.local_id(iri, ns.ORGANISATION)
        owns, first = held[iri, "now"], held[iri, "first"]
        found[key] = Body(
            Named(key, row["name"], row["nameEn"]),
            row["abbreviation"],
            ns.local_id(row["parent"], ns.ORGANISATION) if row["parent"] else "",
            row["from"][:10],
            row["lastDay"][:10],
            tuple(before[key]),
            tuple(after[key]),
            tuple(owns.values()),
            tuple(item for platform, item in first.items() if platform not in owns),
        )
    return dict(sorted(found.items(), key=lambda item: (fold(item[1].named.vi), item[1].last_day or "9999")))
