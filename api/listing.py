"""The list of all platforms as of a date, filtered and paged."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from registry.ids import fold
from registry.opened import Registry
from registry.usecases.capabilities import Node, tree
from registry.usecases.cards import Card, platform_cards
from registry.usecases.groupings import Groupings, groupings
from registry.usecases.laws import LegalDocument, legal_documents
from registry.usecases.organisations import Body, bodies

KEPT_DATES = 16
"""For how many dates the list is kept; the registry does not change while it is open."""


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; None takes all, but platforms that did not exist yet must be asked for."""

    level: str | None = None
    sector: str | None = None
    status: str | None = None

    @property
    def given(self) -> list[str]:
        """The names of the filters that are set."""
        return [name for name, value in vars(self).items() if value is not None]

    def keep(self, item: dict[str, Any]) -> bool:
        """Whether a platform passes."""
        return (
            (self.level is None or item["level"] == self.level)
            and (self.sector is None or fold(item["sector"]) == fold(self.sector.strip()))
            and (item["status"] == self.status if self.status else item["status"] != "absent")
        )


class Listing:
    """Lists platforms by name. One query reads all of them, so the answer per date is kept."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._kept: OrderedDict[str, Sequence[dict[str, Any]]] = OrderedDict()

    def platforms(self, as_of: str, filters: Filters = Filters()) -> list[dict[str, Any]]:
        """Return the platforms as of a date in the order of their names."""
        items = self._kept.get(as_of)
        if items is None:
            cards = platform_cards(self._registry, self._registry.matcher.platforms, as_of)
            items = sorted(
                (_item(card) for card in cards.values()), key=lambda item: (fold(item["name"]), item["id"])
            )
            self._kept[as_of] = items
            while len(self._kept) > KEPT_DATES:
                self._kept.popitem(last=False)
        return [item for item in items if filters.keep(item)]

    def warm(self, as_of: str) -> None:
        """Read all that is kept, so that no reader waits for it (about a second)."""
        self.platforms(as_of)
        _ = self.filed, self.english, self.laws

    @cached_property
    def filed(self) -> Groupings:
        """The owners and sectors of all platforms."""
        return groupings(self._registry)

    @cached_property
    def capabilities(self) -> dict[str, Node]:
        """All capabilities."""
        return tree(self._registry)

    @cached_property
    def bodies(self) -> dict[str, Body]:
        """The organisations that own platforms or were reorganised, by id."""
        return bodies(self._registry)

    @cached_property
    def laws(self) -> dict[str, LegalDocument]:
        """The legal documents that something rests on, the latest first."""
        return legal_documents(self._registry)

    @cached_property
    def english(self) -> dict[str, str]:
        """The English labels of capabilities by the Vietnamese ones."""
        return {node.capability.vi: node.capability.en for node in self.capabilities.values()}


def _item(card: Card) -> dict[str, Any]:
    return {
        "id": card["id"],
        "name": card["name"],
        "name_en": card.get("nameEn", ""),
        "owner": card["ownerNow"],
        "level": card["level"],
        "sector": card["sector"],
        "kind": card["kind"],
        "status": card["status"],
        # A date on which a status was merely seen says nothing of its start.
        "since": card.get("since", "") if card["dateKind"] == "since" else "",
        "mandate": card["mandate"],
        "evidence": card["evidence"],
    }
