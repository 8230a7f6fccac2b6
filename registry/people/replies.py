"""First answers to writes that programs may send twice, by the key that they give (``Idempotency-Key``).

The key of an account stands for one request: sent again, it gets the first answer and nothing is done twice.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass

from registry.errors import ConflictError, InputError, Place
from registry.people.database import Database

KEPT_SECONDS = 24 * 3600
"""How long an answer is kept; afterwards its key may be used anew."""
GIVEN_UP_SECONDS = 600
"""After how long a request without an answer is taken to have died with its server."""


@dataclass(frozen=True)
class Reply:
    """An answer over HTTP as it was given."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Replies:
    """The answers of one registry. ``now`` is in seconds since 1970."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, account: str, key: str, asked: str, now: float | None = None) -> Reply | None:
        """Return the answer that a request got before; None when it is new, which is noted.

        ``asked`` names the content of the request. Raises `InputError` when the key stood for another
        content, `ConflictError` while the first request is still under way.
        """
        moment = time.time() if now is None else now
        with self._database.write() as connection:
            connection.execute(
                "DELETE FROM reply WHERE begun < ? OR (status IS NULL AND begun < ?)",
                (moment - KEPT_SECONDS, moment - GIVEN_UP_SECONDS),
            )
            known = connection.execute(
                "SELECT asked, status, headers, body FROM reply WHERE account = ? AND key = ?", (account, key)
            ).fetchone()
            if known is None:
                connection.execute(
                    "INSERT INTO reply (account, key, asked, begun) VALUES (?, ?, ?, ?)",
                    (account, key, asked, moment),
                )
                return None
        first, status, headers, body = known
        if first != asked:
            raise InputError(
                "Idempotency-Key này đã dùng cho một yêu cầu khác",
                "This Idempotency-Key was used for another request",
                Place(column="Idempotency-Key"),
                code="key-used",
            )
        if status is None:
            raise ConflictError(
                "Yêu cầu đầu tiên với Idempotency-Key này đang được xử lý; hãy gửi lại sau",
                "The first request with this Idempotency-Key is under way; send it again later",
                code="under-way",
            )
        return Reply(status, json.loads(headers), body)

    def finish(self, account: str, key: str, reply: Reply) -> None:
        """Keep the answer of a request that was begun."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE reply SET status = ?, headers = ?, body = ? WHERE account = ? AND key = ?",
                (reply.status, json.dumps(dict(reply.headers)), reply.body, account, key),
            )

    def forget(self, account: str, key: str) -> None:
        """Let a request that failed, and so did nothing, be sent again under its key."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM reply WHERE account = ? AND key = ?", (account, key))
