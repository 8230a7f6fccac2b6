"""The open registry: a store, the matcher made of the same content, and the name of that content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from registry.matching.matcher import Matcher
from registry.store.base import Store


@dataclass(frozen=True)
class Registry:
    """What every use case works on. ``snapshot`` identifies the loaded content.

    ``cards``, ``laws``, ``duties`` and ``absent`` keep answers of the store by date, ``past`` the tasks that
    were paid for by province: it does not change.
    """

    store: Store
    matcher: Matcher
    snapshot: str
    cards: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    laws: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    duties: dict[tuple[str, str], bool] = field(default_factory=dict)
    absent: dict[str, frozenset[str]] = field(default_factory=dict)
    past: dict[str, list[Any]] = field(default_factory=dict)
