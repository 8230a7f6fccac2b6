"""The audit log: who did what, when, to which object, from where. The file itself refuses any change."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from registry.people.database import Database

VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True)
class Event:
    """One entry. ``time``: ISO, in Vietnam's time; ``action``: as ``session.start``; ``address``: whose."""

    number: int
    time: str
    who: str
    action: str
    object: str
    address: str
    detail: str

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the ``--json`` output."""
        return dict(vars(self))


class AuditLog:
    """Appends and reads; nothing else is possible."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, who: str, action: str, thing: str = "", address: str = "", detail: str = "") -> None:
        """Append an entry. Never pass a password or another secret in ``detail``."""
        row = (time.time(), who, action, thing, address, detail[:500])
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO audit (time, who, action, object, address, detail) VALUES (?, ?, ?, ?, ?, ?)",
                row,
            )

    def latest(self, limit: int, before: int | None = None, who: str = "") -> list[Event]:
        """Return entries, newest first: older than number ``before``, of one person if ``who`` is given."""
        rows = self._database.rows(
            "SELECT id, time, who, action, object, address, detail FROM audit"
            " WHERE (? IS NULL OR id < ?) AND (? = '' OR who = ?) ORDER BY id DESC LIMIT ?",
            (before, before, who, who, limit),
        )
        return [Event(row[0], iso(row[1]), *row[2:]) for row in rows]


def iso(moment: float | None) -> str:
    """Return seconds since 1970 as ISO in Vietnam's time, nothing for none."""
    return "" if moment is None else datetime.fromtimestamp(moment, VIETNAM).isoformat(timespec="seconds")
