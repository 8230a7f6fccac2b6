"""Searches that found nothing and that somebody keeps, to be told of an answer. Nothing is deleted."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from registry.errors import InputError, NotFoundError
from registry.people.audit import iso
from registry.people.database import Database

MOST = 30
"""Most searches that one account keeps at a time: each is answered anew on every content of the registry."""


@dataclass(frozen=True)
class KeptSearch:
    """A search that an account keeps; ``verdict`` is what it was answered then.

    Times are ISO in Vietnam's time, ``ended`` is empty while it is kept.
    """

    number: int
    query: str
    verdict: str
    time: str
    ended: str


class KeptSearches:
    """The kept searches of one registry."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, account: str, query: str, verdict: str) -> None:
        """Keep a search; one that is kept already stays as it is. Raises `InputError` beyond `MOST`."""
        if len(self.of(account)) >= MOST:
            raise InputError(
                f"Mỗi người theo dõi nhiều nhất {MOST} tìm kiếm; hãy thôi bớt",
                f"Nobody watches more than {MOST} searches; stop some first",
            )
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO kept_search (account, query, verdict, time) VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                (account, query, verdict, time.time()),
            )

    def end(self, account: str, number: int) -> None:
        """Keep a search no longer; raises `NotFoundError` when the account keeps none of that number."""
        with self._database.write() as connection:
            done = connection.execute(
                "UPDATE kept_search SET ended = ? WHERE id = ? AND account = ? AND ended IS NULL",
                (time.time(), number, account),
            )
        if done.rowcount != 1:
            raise NotFoundError(
                "Tìm kiếm này không còn được theo dõi", "This search is not being watched any more"
            )

    def of(self, account: str) -> list[KeptSearch]:
        """Return the searches that an account keeps, the oldest first."""
        return self._read("account = ? AND ended IS NULL ORDER BY id", (account,))

    def ended(self, account: str) -> list[KeptSearch]:
        """Return the searches that an account kept once, the last ended first."""
        return self._read("account = ? AND ended IS NOT NULL ORDER BY ended DESC, id DESC", (account,))

    def _read(self, condition: str, given: tuple[Any, ...]) -> list[KeptSearch]:
        columns = "id, query, verdict, time, ended"
        return [
            KeptSearch(number, query, verdict, iso(moment), iso(ended))
            for number, query, verdict, moment, ended in self._database.rows(
                f"SELECT {columns} FROM kept_search WHERE {condition}", given
            )
        ]
