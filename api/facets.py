"""Narrowing a list of platforms: what may be chosen, and how many there would be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.usecases.groupings import Groupings
from registry.wording import LEVELS, STATUSES

NAMES = ("level", "status", "sector", "owner")
ORDER = {"level": list(LEVELS), "status": ["operational", "pilot", *STATUSES]}
"""Codes are shown in an order of their own, groups by how many there are."""


@dataclass(frozen=True)
class Choices:
    """What was chosen, by facet; empty for all."""

    level: str = ""
    status: str = ""
    sector: str = ""
    owner: str = ""

    @property
    def chosen(self) -> dict[str, str]:
        """The facets that are set."""
        return {name: value for name in NAMES if (value := getattr(self, name))}


@dataclass(frozen=True)
class Choice:
    """One value of a facet: its id, how many items have it under the other choices, whether it is chosen."""

    value: str
    count: int
    chosen: bool


def keep(items: Sequence[Mapping[str, Any]], choices: Choices, filed: Groupings) -> list[Mapping[str, Any]]:
    """Return the items that pass all choices."""
    return [item for item in items if _passes(item, choices.chosen, filed)]


def facets(items: Sequence[Mapping[str, Any]], choices: Choices, filed: Groupings) -> dict[str, list[Choice]]:
    """Return the values of every facet among ``items``, counted under the choices of the other facets."""
    found: dict[str, list[Choice]] = {}
    for name in NAMES:
        others = {key: value for key, value in choices.chosen.items() if key != name}
        counts = Counter(
            value for item in items if _passes(item, others, filed) for value in _values(item, name, filed)
        )
        own = choices.chosen.get(name)
        if own and own not in counts:
            counts[own] = 0  # what was chosen must be there to be taken back
        order = ORDER.get(name) or [value for value, _ in counts.most_common()]
        found[name] = [
            Choice(value, counts[value], value == own) for value in dict.fromkeys(order) if value in counts
        ]
    return found


def _passes(item: Mapping[str, Any], chosen: Mapping[str, str], filed: Groupings) -> bool:
    return all(value in _values(item, name, filed) for name, value in chosen.items())


def _values(item: Mapping[str, Any], name: str, filed: Groupings) -> tuple[str, ...]:
    if name in ("level", "status"):
        return (item[name],)
    return filed.of.get((item["id"], name), ())
