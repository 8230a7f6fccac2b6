"""Slows down guessing: after some failures a name, or an address, has to wait."""

from __future__ import annotations

import time

from registry.people.database import Database

WINDOW_SECONDS = 15 * 60
NAME_FAILURES = 5
ADDRESS_FAILURES = 30
"""An office may sign in from one address, so it is allowed more."""


class Throttle:
    """Counts failed sign-ins by name and by address. ``now`` is in seconds since 1970."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def wait(self, name: str, address: str, now: float | None = None) -> int:
        """Return how many seconds must pass before another attempt; 0 for none."""
        moment = time.time() if now is None else now
        limits = ((f"name:{name}", NAME_FAILURES), (f"address:{address}", ADDRESS_FAILURES))
        return max(self._wait(subject, allowed, moment) for subject, allowed in limits)

    def fail(self, name: str, address: str, now: float | None = None) -> None:
        """Note a failed attempt."""
        moment = time.time() if now is None else now
        with self._database.write() as connection:
            connection.execute("DELETE FROM failure WHERE time < ?", (moment - WINDOW_SECONDS,))
            connection.executemany(
                "INSERT INTO failure VALUES (?, ?)",
                [(f"name:{name}", moment), (f"address:{address}", moment)],
            )

    def forget(self, name: str) -> None:
        """Forget the failures of a name that signed in; those of the address stay."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM failure WHERE subject = ?", (f"name:{name}",))

    def _wait(self, subject: str, allowed: int, moment: float) -> int:
        times = self._database.rows(
            "SELECT time FROM failure WHERE subject = ? AND time > ? ORDER BY time DESC LIMIT ?",
            (subject, moment - WINDOW_SECONDS, allowed),
        )
        # The oldest of the failures that count must leave the window first.
        return int(times[-1][0] + WINDOW_SECONDS - moment) + 1 if len(times) == allowed else 0
