"""Replay: the verdict of a receipt computed again at its date on the present registry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from registry.entries import ReceiptSeen
from registry.errors import NotFoundError
from registry.opened import Registry
from registry.usecases.basis import Draft, judge, platform_facts
from registry.usecases.batches import read_batch, withdrawn_lines
from registry.usecases.changes import Change, compare


@dataclass(frozen=True)
class Replayed:
    """What the present registry says where the receipt spoke; ``draft`` is None when the line is gone."""

    receipt: ReceiptSeen
    as_of: str
    draft: Draft | None
    changes: tuple[Change, ...]

    @property
    def same(self) -> bool:
        """Whether nothing changed."""
        return not self.changes

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the ``--json`` output."""
        return {
            "number": self.receipt.number,
            "batch_id": self.receipt.batch_id,
            "line_id": self.receipt.line_id,
            "as_of": self.as_of,
            "same": self.same,
            "verdict": self.receipt.verdict,
            "verdict_now": self.draft.verdict if self.draft else None,
            "snapshot": self.receipt.snapshot,
            "snapshot_now": self.draft.snapshot if self.draft else None,
            "changes": [change.to_json() for change in self.changes],
        }


def replay(
    registry: Registry,
    receipts: Sequence[ReceiptSeen],
    date_of: Callable[[ReceiptSeen], str] = lambda receipt: receipt.as_of,
) -> list[Replayed]:
    """Return the receipts replayed, in their order; lines of one batch and date are computed together.

    ``date_of`` gives the date to compute at, that of the receipt unless given.
    """
    wanted: dict[tuple[str, str], list[ReceiptSeen]] = defaultdict(list)
    for item in receipts:
        wanted[item.batch_id, date_of(item)].append(item)
    done = {
        replayed.receipt.number: replayed
        for (batch_id, day), items in wanted.items()
        for replayed in _replayed(registry, batch_id, day, items)
    }
    return [done[item.number] for item in receipts]


def _replayed(
    registry: Registry, batch_id: str, day: str, receipts: Sequence[ReceiptSeen]
) -> Iterable[Replayed]:
    drafts = _drafts(registry, batch_id, day, {item.line_id for item in receipts})
    for item in receipts:
        draft = drafts.get(item.line_id)
        if draft is None:
            yield Replayed(item, day, None, (_gone(item),))
            continue
        now = platform_facts(registry, item.facts["platforms"], day)
        yield Replayed(item, day, draft, compare(item, draft, now))


def _drafts(registry: Registry, batch_id: str, day: str, lines: set[str]) -> dict[str, Draft]:
    try:
        batch = read_batch(registry, batch_id)
    except NotFoundError:
        return {}
    # A verdict on a line that was withdrawn since still holds or not.
    gone = (item.line for item in withdrawn_lines(registry.store, batch_id))
    asked = tuple(line for line in (*batch.lines, *gone) if line.id in lines)
    return judge(registry, batch.model_copy(update={"lines": asked}), day).drafts


def _gone(receipt: ReceiptSeen) -> Change:
    title = str(receipt.facts["line"]["title"])
    vi = f"dòng {receipt.line_id} không còn trong đợt {receipt.batch_id}"
    return Change("line", "line", "", title, "", vi, f"line {receipt.line_id} is no longer in the batch")
