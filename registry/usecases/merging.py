"""Two records of one platform made one. Nothing is deleted: receipts and decisions name records by id."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar

from registry.errors import InputError
from registry.model import LifecycleEvent, Platform

T = TypeVar("T", bound=Hashable)

TOGETHER = ("excludes", "users", "legal_basis", "urls", "sources", "functions")
"""Lists of which the record that stays takes what only the other one had."""


def merged(kept: Platform, other: Platform, day: str) -> tuple[Platform, Platform]:
    """Return the record that stays, with what both knew, and the other one, closed from ``day`` on.

    The one that stays replaces the other, which is retired from that day with the reason as its basis; for
    earlier dates both answer as before. Raises `InputError` for a record and itself.
    """
    if kept.id == other.id:
        raise InputError("Hãy chọn hai bản ghi khác nhau", "Choose two different records")
    names = _joined([kept.name_vi], kept.alt_names, [other.name_vi], other.alt_names)[1:]
    basis = f"bản ghi trùng, gộp vào {kept.id}"
    closed = LifecycleEvent(status="retired", since=day, basis=basis)
    before = other.lifecycle or (
        LifecycleEvent(
            status=other.status, since=other.status_since, observed=None if other.status_since else day
        ),
    )
    return (
        kept.model_copy(
            update={name: _joined(getattr(kept, name), getattr(other, name)) for name in TOGETHER}
            | {"alt_names": names, "replaces": _joined(kept.replaces, [other.id])}
        ),
        other.model_copy(
            update={
                "status": "retired",
                "status_since": day,
                "lifecycle": (*before, closed),
            }
        ),
    )


def _joined(*parts: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(item for part in parts for item in part))
