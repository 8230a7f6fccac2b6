"""The open registry: a store, the matcher made of the same content, and the name of that content."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from registry.matching.matcher import Matcher
from registry.store.base import Store

T = TypeVar("T")

MOST_RECENT = 4_096
"""How many answers are remembered: every platform at some nine dates, about 16 MiB."""


@dataclass(frozen=True)
class Registry:
    """What every use case works on. ``snapshot`` identifies the loaded content.

    ``cards``, ``laws``, ``duties`` and ``absent`` keep answers of the store by date, ``past`` the tasks that
    were paid for by province, ``kept`` what else is made of it once: it does not change. ``recent`` are the
    last answers that were asked for. What rests on stored batches is dropped by `forget_batches` when one is
    imported.
    """

    store: Store
    matcher: Matcher
    snapshot: str
    cards: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    laws: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    duties: dict[tuple[str, str], bool] = field(default_factory=dict)
    absent: dict[str, frozenset[str]] = field(default_factory=dict)
    past: dict[str, list[Any]] = field(default_factory=dict)
    kept: list[dict[tuple[str, ...], Any]] = field(default_factory=lambda: [{}])
    recent: OrderedDict[tuple[str, ...], Any] = field(default_factory=OrderedDict)

    def keep(self, key: tuple[str, ...], make: Callable[[], T]) -> T:
        """Return what is kept under ``key``, made at the first call."""
        # What is made while batches change goes with what was made before.
        kept = self.kept[0]
        if key not in kept:
            kept[key] = make()
        value: T = kept[key]
        return value

    def remember(self, key: tuple[str, ...], make: Callable[[], T]) -> T:
        """Return what is remembered under ``key``, made where it is not; the oldest is forgotten first."""
        try:
            value: T = self.recent[key]
            self.recent.move_to_end(key)
        except KeyError:
            value = self.recent[key] = make()
            while len(self.recent) > MOST_RECENT:
                self.recent.popitem(last=False)
        return value

    def forget_batches(self) -> None:
        """Drop what was read of stored batches."""
        self.past.clear()
        self.kept[0] = {}
