"""The open registry: a store, the matcher made of the same content, and the name of that content."""

from __future__ import annotations

from dataclasses import dataclass

from registry.matching.matcher import Matcher
from registry.store.base import Store


@dataclass(frozen=True)
class Registry:
    """What every use case works on. ``snapshot`` identifies the loaded content."""

    store: Store
    matcher: Matcher
    snapshot: str
