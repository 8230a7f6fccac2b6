"""Drafts: what somebody typed into a form on a line and has not recorded yet, on whichever machine they were.

A draft belongs to one account, one line of a batch and one form of its page; it is gone once it is recorded.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass

from registry.errors import InputError
from registry.people.audit import iso
from registry.people.database import Database

LONGEST = 100_000
"""Most characters that one draft takes."""
Typed = Mapping[str, tuple[str, ...]]
"""The fields of a form, each with its values."""


@dataclass(frozen=True)
class Draft:
    """What was typed into a form; ``time`` is ISO in Vietnam's time."""

    fields: Typed
    time: str


class Drafts:
    """The drafts of one registry."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, account: str, line: tuple[str, str], form: str, fields: Typed) -> None:
        """Keep what ``account`` typed into ``form`` of a line (batch, id), instead of what was kept before.

        Raises `InputError` for more than `LONGEST` characters.
        """
        body = json.dumps({name: list(values) for name, values in fields.items()}, ensure_ascii=False)
        if len(body) > LONGEST:
            raise InputError("Nháp quá dài, chưa lưu", "The draft is too long and was not saved")
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO draft (account, batch, line, form, body, time) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET body = excluded.body, time = excluded.time",
                (account, *line, form, body, time.time()),
            )

    def remove(self, account: str, line: tuple[str, str], form: str) -> None:
        """Forget what ``account`` typed into ``form`` of a line, if anything."""
        with self._database.write() as connection:
            connection.execute(
                "DELETE FROM draft WHERE account = ? AND batch = ? AND line = ? AND form = ?",
                (account, *line, form),
            )

    def of_line(self, account: str, line: tuple[str, str]) -> dict[str, Draft]:
        """Return the drafts of ``account`` on a line by form."""
        rows = self._database.rows(
            "SELECT form, body, time FROM draft WHERE account = ? AND batch = ? AND line = ?",
            (account, *line),
        )
        return {
            form: Draft(
                {name: tuple(values) for name, values in json.loads(body).items()},
                iso(seconds),
            )
            for form, body, seconds in rows
        }
