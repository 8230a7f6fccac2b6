"""What stands around a platform in the graph: platforms with the same functions, who owned it when, and what
was decided of lines that it touches.
"""

from __future__ import annotations

from dataclasses import dataclass

from ontology import namespaces as ns
from registry.opened import Registry
from registry.usecases import explain
from registry.usecases.asking import ask
from registry.usecases.groupings import Named


@dataclass(frozen=True)
class Similar:
    """A platform that offers some of the same capabilities (``shared``); codes are bare tokens."""

    platform: Named
    level: str
    status: str
    shared: tuple[Named, ...]


@dataclass(frozen=True)
class OwnerStep:
    """A reorganisation by which a platform passed on. ``date`` is ISO; ``what``, ``law`` are Vietnamese."""

    date: str
    original: Named
    resulting: Named
    what: str
    law: tuple[str, ...]


@dataclass(frozen=True)
class Touching:
    """A decision (with its ``outcome``) or a receipt that rests on a platform; codes are bare tokens."""

    number: str
    batch_id: str
    line_id: str
    title: str
    time: str
    outcome: str
    verdict: str


def touching(registry: Registry, platform_id: str) -> tuple[Touching, ...]:
    """Return the decisions and receipts that stand and rest on a platform, the latest first."""
    return tuple(
        Touching(
            row["number"],
            row["batchId"],
            row["lineId"],
            row["title"],
            row["time"],
            row["outcome"].rsplit("/", 1)[-1],
            row["verdict"].rsplit("/", 1)[-1],
        )
        for row in ask(registry, "journal/touching", {"platform": ns.PLATFORM + platform_id})
    )


def similar(registry: Registry, platform_id: str, as_of: str) -> tuple[Similar, ...]:
    """Return the platforms that share capabilities with one, most shared first, as of the date."""
    rows = ask(registry, "lookup/similar-platforms", {"platform": ns.PLATFORM + platform_id, "asOf": as_of})
    found: dict[str, Similar] = {}
    for row in rows:
        capability = Named(ns.local_id(row["capability"], ns.CAPABILITY), row["label"], row["labelEn"])
        known = found.get(row["other"])
        found[row["other"]] = Similar(
            Named(ns.local_id(row["other"], ns.PLATFORM), row["name"], row["nameEn"]),
            row["level"].rsplit("/", 1)[-1],
            row["status"].rsplit("/", 1)[-1],
            (*(known.shared if known else ()), capability),
        )
    return tuple(sorted(found.values(), key=lambda item: (-len(item.shared), item.platform.vi)))


def owner_history(registry: Registry, platform_id: str) -> tuple[OwnerStep, ...]:
    """Return the reorganisations that led from the first owner of a platform to its present one, in order."""
    rows = ask(registry, "lookup/owner-history", {"platform": ns.PLATFORM + platform_id})
    laws: dict[str, list[dict[str, str]]] = {row["event"]: [] for row in rows}
    if laws:
        for law in ask(registry, "lookup/legal-basis", {"platforms": [[event] for event in laws]}):
            laws[law["platform"]].append(law)
    names: dict[tuple[str, str], str] = {}
    steps: dict[tuple[str, str, str], dict[str, str]] = {}
    for row in rows:
        names[row["original"], row["language"]] = row["originalName"]
        names[row["resulting"], row["language"]] = row["resultingName"]
        steps.setdefault((row["event"], row["original"], row["resulting"]), row)

    def body(iri: str) -> Named:
        return Named(
            ns.local_id(iri, ns.ORGANISATION), names.get((iri, "vi"), ""), names.get((iri, "en"), "")
        )

    return tuple(
        OwnerStep(row["date"][:10], body(original), body(resulting), row["what"], explain.laws(laws[event]))
        for (event, original, resulting), row in steps.items()
    )
