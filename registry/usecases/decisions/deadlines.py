"""When a batch was received and when the answer is due, in working days of Vietnam."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import holidays
import pyoxigraph as ox

from ontology import namespaces as ns
from registry.entries import DeadlineSeen, Overdue
from registry.errors import InputError, Place
from registry.opened import Registry
from registry.store.base import Store
from registry.usecases import journal
from registry.usecases.asking import Rows, rows
from registry.usecases.batches import read_batch
from registry.usecases.decisions.saying import Saying, day, person

DAYS = 10
"""Working days where none are given: letter 1502/UBND-KGVX of 7 April 2023 wants a report before 22 April."""
MOST_DAYS = 366


@dataclass(frozen=True)
class NewDeadline:
    """A deadline as given: day of receipt and working days (`DAYS` when None), or the last day ``due``."""

    batch_id: str
    author: str
    received: str = ""
    days: int | None = None
    due: str = ""


def set_deadline(registry: Registry, store: Store, new: NewDeadline, moment: datetime) -> DeadlineSeen:
    """Set the deadline of a batch; a deadline set before stays in the journal. ``store`` is the writer.

    The day of receipt is not counted (Article 147 of the Civil Code 2015). Raises `NotFoundError` for an
    unknown batch, `InputError` for bad dates or days.
    """
    read_batch(registry, new.batch_id)
    author, received = person(new.author), day(new.received, "received") if new.received else None
    days, due = new.days, _due(new, received)
    if received and not new.due:
        days = days or DAYS
    before = deadline_of(store, new.batch_id)

    def body(iri: str) -> Iterable[ox.Triple]:
        entry = Saying(iri)
        entry.link("aboutBatch", ns.BATCH + new.batch_id)
        entry.day("receivedOn", received.isoformat() if received else "")
        entry.day("dueOn", due.isoformat())
        entry.number("workingDays", days)
        entry.revises(before.number if before else "")
        return entry.triples

    journal.append(store, "Deadline", author, moment, [body])
    return _seen(rows(store, "decisions/deadlines", {"batch": ns.BATCH + new.batch_id}))[0]


def _due(new: NewDeadline, received: date | None) -> date:
    if new.due:
        due = day(new.due, "due")
        if new.days is not None or (received and due < received):
            raise InputError(
                "Hạn phải sau ngày nhận, và chỉ cho một trong hai: hạn (due) hoặc số ngày (days)",
                "The due day follows the day of receipt; give either due or days, not both",
                Place(column="due"),
            )
        return due
    if received is None:
        raise InputError(
            "Cần ngày nhận (received) hoặc hạn (due)", "The day of receipt or the due day is needed"
        )
    return after_working_days(received, DAYS if new.days is None else new.days)


def after_working_days(start: date, days: int) -> date:
    """Return the working day that is ``days`` working days after ``start``, which is not counted."""
    if not 1 <= days <= MOST_DAYS:
        raise InputError(
            f"Số ngày làm việc phải từ 1 đến {MOST_DAYS}",
            f"Working days must be from 1 to {MOST_DAYS}",
            Place(column="days"),
        )
    return _calendar().get_nth_working_day(start, days)


def working_days_left(on: date, due: date) -> int:
    """Return the working days after ``on`` up to and with ``due``; negative when ``due`` has passed."""
    if on > due:
        return -working_days_left(due, on)
    if on == due:
        return 0
    return _calendar().get_working_days_count(on + timedelta(days=1), due)


def _calendar() -> holidays.HolidayBase:
    """Return the public holidays of Vietnam with days given instead and the Saturdays worked for them."""
    return holidays.country_holidays("VN")


def deadline_of(store: Store, batch_id: str) -> DeadlineSeen | None:
    """Return the deadline of a batch, if one was set."""
    found = _seen(rows(store, "decisions/deadlines", {"batch": ns.BATCH + batch_id}))
    return found[0] if found else None


def overdue(store: Store, on: date) -> list[Overdue]:
    """Return every batch with a deadline, the earliest first, with what is not decided on a day."""
    undecided: dict[str, list[tuple[str, int | None, str]]] = defaultdict(list)
    for row in rows(store, "decisions/undecided", {}):
        number = int(row["lineNumber"]) if row["lineNumber"] else None
        undecided[row["batchId"]].append((row["lineId"], number, row["title"]))
    waiting: dict[str, list[str]] = defaultdict(list)
    for row in rows(store, "decisions/second-opinion", {}):
        if row["current"] == "true" and not row["second"]:
            waiting[row["batchId"]].append(row["number"])
    return [
        Overdue(
            deadline=deadline,
            on=on.isoformat(),
            days_left=working_days_left(on, date.fromisoformat(deadline.due)),
            undecided=tuple(undecided[deadline.batch_id]),
            waiting=tuple(dict.fromkeys(waiting[deadline.batch_id])),
        )
        for deadline in _seen(rows(store, "decisions/deadlines", {}))
    ]


def _seen(found: Rows) -> list[DeadlineSeen]:
    return [
        DeadlineSeen(
            number=row["number"],
            batch_id=row["batchId"],
            received=row["received"][:10],
            due=row["due"][:10],
            days=int(row["days"]) if row["days"] else None,
            author=row["author"],
            time=row["time"],
        )
        for row in found
    ]
