"""What readers say is wrong in the record of a platform, and how a steward settled it. Nothing is deleted."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from registry.errors import InputError, NotFoundError, Place
from registry.people.audit import iso
from registry.people.database import Database

LONGEST = 4_000


@dataclass(frozen=True)
class Remark:
    """A remark on a platform; times are ISO in Vietnam's time, ``settled`` is empty while it is open."""

    number: int
    time: str
    who: str
    platform: str
    text: str
    settled: str
    settled_by: str
    answer: str


class Remarks:
    """Remarks on platforms. ``who`` and ``settled_by`` are names of people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, who: str, platform: str, text: str) -> None:
        """Keep a remark; raises `InputError` for an empty or too long one."""
        text = text.strip()
        if not text or len(text) > LONGEST:
            raise InputError(
                f"Ghi điều sai, không quá {LONGEST} ký tự",
                f"Say what is wrong in at most {LONGEST} characters",
                Place(column="text"),
            )
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO remark (time, who, platform, text) VALUES (?, ?, ?, ?)",
                (time.time(), who, platform, text),
            )

    def settle(self, number: int, who: str, answer: str) -> None:
        """Settle an open remark with what was done about it; raises `NotFoundError` when it is not open."""
        with self._database.write() as connection:
            done = connection.execute(
                "UPDATE remark SET settled = ?, settled_by = ?, answer = ? WHERE id = ? AND settled IS NULL",
                (time.time(), who, answer.strip()[:LONGEST], number),
            )
        if done.rowcount != 1:
            raise NotFoundError(f"Không có báo sai {number} đang mở", f"There is no open remark {number}")

    def open(self) -> list[Remark]:
        """Return the remarks that nobody has settled, oldest first."""
        return self._read("settled IS NULL ORDER BY id", ())

    def of(self, platform: str) -> list[Remark]:
        """Return all remarks on a platform, newest first."""
        return self._read("platform = ? ORDER BY id DESC", (platform,))

    def _read(self, condition: str, given: tuple[Any, ...]) -> list[Remark]:
        columns = "id, time, who, platform, text, settled, settled_by, answer"
        rows = self._database.rows(f"SELECT {columns} FROM remark WHERE {condition}", given)
        return [
            Remark(number, iso(time), who, platform, text, iso(settled), settled_by, answer)
            for number, time, who, platform, text, settled, settled_by, answer in rows
        ]
