"""Sessions live here, not in the cookie: they end when they are old, idle or ended by anyone entitled to.

The cookie holds a random value; the file holds only its hash, so that a copy of the file opens nothing.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from typing import Any

from registry.people.accounts import Account
from registry.people.database import Database
from registry.people.roles import Role

LONGEST_SECONDS = 12 * 3600
"""A working day."""
IDLE_SECONDS = 2 * 3600
NOTED_EVERY_SECONDS = 60
"""How often it is noted that a session is in use: reading must not mean writing."""
HANDSHAKE_SECONDS = 600


def new_value() -> str:
    """Return a random value for a cookie (256 bits)."""
    return secrets.token_urlsafe(32)


class Sessions:
    """The sessions of one registry. ``now`` is in seconds since 1970."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, account: str, now: float | None = None) -> str:
        """Begin a session of an account and return the value of its cookie."""
        value, moment = new_value(), _now(now)
        with self._database.write() as connection:
            connection.execute("DELETE FROM session WHERE started < ?", (moment - LONGEST_SECONDS,))
            connection.execute(
                "INSERT INTO session VALUES (?, ?, ?, ?)", (hashed(value), account, moment, moment)
            )
        return value

    def find(self, value: str, now: float | None = None) -> Account | None:
        """Return whose session a cookie is; None when it is unknown, over, idle too long or closed."""
        rows = self._database.rows(
            "SELECT name, full_name, role, issuer, created, seen FROM session JOIN account ON name = account"
            " WHERE key = ? AND NOT disabled AND started > ? AND seen > ?",
            (hashed(value), _now(now) - LONGEST_SECONDS, _now(now) - IDLE_SECONDS),
        )
        if not rows:
            return None
        name, full_name, role, issuer, created, seen = rows[0]
        if _now(now) - seen > NOTED_EVERY_SECONDS:
            with self._database.write() as connection:
                connection.execute("UPDATE session SET seen = ? WHERE key = ?", (_now(now), hashed(value)))
        return Account(name, full_name, Role(role), False, issuer or "", created)

    def end(self, value: str) -> None:
        """End a session."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM session WHERE key = ?", (hashed(value),))

    def keep_handshake(self, value: str, body: dict[str, Any], now: float | None = None) -> None:
        """Keep what an OpenID sign-in must remember (state, nonce, verifier) for the browser of a cookie."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM handshake WHERE started < ?", (_now(now) - HANDSHAKE_SECONDS,))
            connection.execute(
                "INSERT OR REPLACE INTO handshake VALUES (?, ?, ?)",
                (hashed(value), json.dumps(body), _now(now)),
            )

    def take_handshake(self, value: str, now: float | None = None) -> dict[str, Any]:
        """Return what was kept for a browser, once; empty when there is nothing or it is too old."""
        with self._database.write() as connection:
            found = connection.execute(
                "DELETE FROM handshake WHERE key = ? RETURNING body, started", (hashed(value),)
            ).fetchall()
        body: dict[str, Any] = {}
        if found and found[0][1] > _now(now) - HANDSHAKE_SECONDS:
            body = json.loads(found[0][0])
        return body


def hashed(value: str) -> str:
    """Return what the file holds of a secret; it is random, so a fast hash does."""
    return hashlib.sha256(value.encode()).hexdigest()


def _now(now: float | None) -> float:
    return time.time() if now is None else now
