"""The watch: verdicts that a later registration or change of status alters open their lines again.

A receipt is watched at a date, today unless another is asked for, but never at one before its own: going
back would only undo what is known. Each is computed twice. At its own date: what differs there is a change of
the registry, of a rule, of the line or of what people judged. At the date of the watch: what differs only
there came by time, since the registry says that it began or ended in between. A line that is opened again
gets a new receipt of the date of the watch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyoxigraph as ox

from ontology import namespaces as ns
from registry import catalogue
from registry.entries import Cause, ReceiptSeen
from registry.opened import Registry
from registry.store.base import Row, Store
from registry.usecases import journal
from registry.usecases.basis import Draft
from registry.usecases.changes import SUBSTANTIAL, Change
from registry.usecases.receipts import about, body, receipts_of
from registry.usecases.replay import Replayed, replay
from registry.wording import date_vi


@dataclass(frozen=True)
class Alert:
    """A watched receipt that no longer holds, what changed and why, and the verdict of the new date."""

    receipt: ReceiptSeen
    draft: Draft
    causes: tuple[Cause, ...]
    changes: tuple[Change, ...]

    @property
    def message(self) -> str:
        """What changed and why, for an official."""
        words = {
            "registry": "Sổ đăng ký đã đổi",
            "rule": "Quy tắc đã viết lại",
            "line": "Lời của dòng đã đổi",
            "judgement": "Có đánh giá mới của người rà soát",
            "time": f"Thời gian đã qua, nay là {date_vi(self.draft.as_of)}",
        }
        if self.causes == ("time",):
            words["time"] = f"Sổ không đổi; thời gian đã qua, nay là {date_vi(self.draft.as_of)}"
        why = "; ".join(words[cause] for cause in self.causes)
        return f"{why}: {'; '.join(change.message for change in self.changes)}."

    @property
    def message_en(self) -> str:
        """The same in English."""
        words = {
            "registry": "The registry changed",
            "rule": "A rule was written anew",
            "line": "The text of the line changed",
            "judgement": "A reviewer judged anew",
            "time": f"Time passed, it is now {self.draft.as_of}",
        }
        if self.causes == ("time",):
            words["time"] = f"The registry is unchanged; time passed, it is now {self.draft.as_of}"
        why = "; ".join(words[cause] for cause in self.causes)
        return f"{why}: {'; '.join(change.message_en for change in self.changes)}."


@dataclass(frozen=True)
class Reopened:
    """A line that was opened again: the numbers of its reopening and of its new receipt."""

    alert: Alert
    reopening: str
    receipt: str

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the ``--json`` output."""
        alert = self.alert
        return {
            "reopening": self.reopening,
            "batch_id": alert.receipt.batch_id,
            "line_id": alert.receipt.line_id,
            "title": alert.draft.facts["line"]["title"],
            "former": alert.receipt.number,
            "former_verdict": alert.receipt.verdict,
            "receipt": self.receipt,
            "verdict": alert.draft.verdict,
            "as_of": alert.draft.as_of,
            "causes": list(alert.causes),
            "message": alert.message,
            "message_en": alert.message_en,
            "changes": [change.to_json() for change in alert.changes],
        }


@dataclass(frozen=True)
class Watched:
    """How many receipts were looked at, and those that no longer hold."""

    looked_at: int
    alerts: tuple[Alert, ...]


def watch(registry: Registry, as_of: str, batch_id: str | None = None, every: bool = False) -> Watched:
    """Return the watched receipts, of one batch or of all, that do not hold at the date; nothing is stored.

    With ``every`` also receipts that a platform does the work are watched: it may have been retired.
    """
    receipts = _subscribed(registry, batch_id, every)
    alerts = []
    then = replay(registry, receipts)
    now = replay(registry, receipts, lambda item: max(item.as_of, as_of))
    for before, after in zip(then, now, strict=True):
        if after.draft is None or not _substantial(after.changes):
            continue
        alerts.append(Alert(after.receipt, after.draft, _causes(before, after), after.changes))
    return Watched(len(receipts), tuple(alerts))


def _causes(before: Replayed, after: Replayed) -> tuple[Cause, ...]:
    """Return why a receipt no longer holds, from what differs at its own date and at that of the watch."""
    kinds = {change.kind for change in before.changes}
    causes: list[Cause] = []
    if kinds & {*SUBSTANTIAL}:
        renewed = before.draft is not None and before.draft.snapshot != before.receipt.snapshot
        causes += ["registry"] if renewed else []
        causes += ["rule"] if "rule" in kinds else []
        causes += ["line"] if "line" in kinds else []
        # All of these being the same, only what people judged can have changed the verdict.
        causes += [] if causes else ["judgement"]
    if _substantial([change for change in after.changes if change not in before.changes]):
        causes.append("time")
    return tuple(causes)


def reopen(store: Store, alerts: Sequence[Alert], author: str, moment: datetime) -> list[Reopened]:
    """Put new receipts and reopenings on record in one transaction; return them.

    An alert whose receipt was revised in the meantime is passed over: somebody was quicker. ``store`` must be
    the only writer.
    """
    present = {row["number"].value for row in _watched_rows(store, None, True)}
    alerts = [alert for alert in alerts if alert.receipt.number in present]
    receipts: list[tuple[journal.Kind, journal.Body]] = [
        ("Receipt", body(alert.draft, alert.receipt.number)) for alert in alerts
    ]
    reopenings: list[tuple[journal.Kind, journal.Body]] = [("Reopening", _body(alert)) for alert in alerts]
    numbers = journal.append_all(store, author, moment, receipts + reopenings)
    return [
        Reopened(alert, reopening, receipt)
        for alert, receipt, reopening in zip(
            alerts, numbers[: len(alerts)], numbers[len(alerts) :], strict=True
        )
    ]


def _substantial(changes: Sequence[Change]) -> bool:
    return any(change.kind in SUBSTANTIAL for change in changes)


def _subscribed(registry: Registry, batch_id: str | None, every: bool) -> list[ReceiptSeen]:
    rows = _watched_rows(registry.store, batch_id, every)
    wanted = {row["number"].value for row in rows}
    batches = dict.fromkeys(ns.local_id(row["batch"].value, ns.BATCH) for row in rows)
    return [
        item
        for batch in batches
        for items in receipts_of(registry, batch).values()
        for item in items
        if item.number in wanted
    ]


def _watched_rows(store: Store, batch_id: str | None, every: bool) -> list[Row]:
    given: dict[str, str | bool] = {"every": every}
    if batch_id:
        given["batch"] = ns.BATCH + batch_id
    return catalogue.load("journal/watched").run(store, given).rows


def _body(alert: Alert) -> journal.Body:
    def triples(iri: str) -> Iterator[ox.Triple]:
        subject = ox.NamedNode(iri)
        former = alert.receipt
        yield from about(iri, former.batch_id, former.line_id)
        yield ox.Triple(
            subject, ox.NamedNode(ns.PROV + "wasDerivedFrom"), ox.NamedNode(ns.ENTRY + former.number)
        )
        for cause in alert.causes:
            yield ox.Triple(
                subject,
                ox.NamedNode(ns.RS + "cause"),
                ox.NamedNode(ns.code("reopening-cause", cause)),
            )
        for text, language in ((alert.message, "vi"), (alert.message_en, "en")):
            yield ox.Triple(
                subject, ox.NamedNode(ns.DCT + "description"), ox.Literal(text, language=language)
            )

    return triples
