"""What is known of platforms at a date, asked of the store once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ontology import namespaces as ns
from registry import catalogue
from registry.opened import Registry

RUNNING = ("operational", "pilot")
COMING = ("researching", "planned", "developing")
GONE = ("absent", "retired")

Card = Mapping[str, str]


def platform_cards(registry: Registry, ids: Iterable[str], as_of: str) -> dict[str, Card]:
    """Return what is known of the platforms at the date, by id; codes as bare tokens."""
    wanted = list(ids)
    rows = [[ns.PLATFORM + key] for key in wanted if (key, as_of) not in registry.cards]
    if rows:
        answer = catalogue.load("lookup/platforms").run(registry.store, {"platforms": rows, "asOf": as_of})
        for row in answer.rows:
            card = {
                name: term.value.rsplit("/", 1)[-1] if term.kind == "iri" else term.value
                for name, term in row.items()
            }
            registry.cards[card["id"], as_of] = card
    return {key: registry.cards[key, as_of] for key in wanted}


def legal_basis(registry: Registry, ids: Iterable[str], as_of: str) -> dict[str, list[dict[str, str]]]:
    """Return the legal documents, issued by the date, that platforms rest on, by platform (oldest first)."""
    wanted = list(ids)
    new = [key for key in wanted if (key, as_of) not in registry.laws]
    if new:
        registry.laws.update({(key, as_of): [] for key in new})
        rows: catalogue.Table = [[ns.PLATFORM + key] for key in new]
        answer = catalogue.load("lookup/legal-basis").run(registry.store, {"platforms": rows, "asOf": as_of})
        for row in answer.rows:
            texts = {name: row[name].value if name in row else "" for name in answer.columns}
            registry.laws[ns.local_id(texts["platform"], ns.PLATFORM), as_of].append(texts)
    return {key: registry.laws[key, as_of] for key in wanted}


def absent(registry: Registry, as_of: str) -> frozenset[str]:
    """Return the platforms that did not exist at the date, or no longer; they take no part in matching."""
    if as_of not in registry.absent:
        cards = platform_cards(registry, registry.matcher.platforms, as_of)
        registry.absent[as_of] = frozenset(key for key, card in cards.items() if card["status"] in GONE)
    return registry.absent[as_of]
