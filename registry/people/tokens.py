"""Tokens by which programs act for a person. The file holds only the hash of each, as it does of sessions.

A token does what its scopes name, and never more than its account may do at that moment.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from registry.errors import ForbiddenError, InputError, NotFoundError, Place
from registry.people.accounts import Account
from registry.people.audit import VIETNAM
from registry.people.database import Database
from registry.people.roles import Role
from registry.people.sessions import NOTED_EVERY_SECONDS, hashed, new_value

PREFIX = "rasoat_"
"""What every token begins with, so that one that leaks into a text is recognised as what it is."""
LONGEST_DAYS = 366
MOST = 50
"""Most tokens of one account that are in use."""
_COLUMNS = "id, account, label, scopes, created, expires, used, revoked"


class Scope(StrEnum):
    """read: what its account reads (every token); screen: screen lines that are sent along;

    decide: decisions, notes and receipts; import: store batches; steward: register records.
    """

    READ = "read"
    SCREEN = "screen"
    DECIDE = "decide"
    IMPORT = "import"
    STEWARD = "steward"

    @property
    def role(self) -> Role:
        """The least role that may do it."""
        if self is Scope.STEWARD:
            return Role.STEWARD
        return Role.READER if self in (Scope.READ, Scope.SCREEN) else Role.REVIEWER


@dataclass(frozen=True)
class Token:
    """A token without its secret. ``id`` is its number; times are seconds since 1970, None for never."""

    id: int
    account: str
    label: str
    scopes: frozenset[Scope]
    created: float
    expires: float
    used: float | None
    revoked: float | None

    def state(self, now: float | None = None) -> str:
        """Return ``active``, ``expired`` or ``revoked``."""
        if self.revoked is not None:
            return "revoked"
        return "active" if self.expires > _now(now) else "expired"

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the ``--json`` output; times are ISO in Vietnam's time, empty for never."""
        return {
            "id": self.id,
            "account": self.account,
            "label": self.label,
            "scopes": [scope.value for scope in Scope if scope in self.scopes],
            "created": iso(self.created),
            "expires": iso(self.expires),
            "used": iso(self.used),
            "state": self.state(),
        }


class Tokens:
    """The tokens of one registry. ``now`` is in seconds since 1970."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, owner: Account, label: str, scopes: Iterable[Scope], days: int, now: float | None = None
    ) -> tuple[Token, str]:
        """Make a token that ends after ``days`` and return it with its secret, which nobody can read again.

        Raises `InputError` for no label, a wrong number of days or too many tokens, `ForbiddenError` for a
        scope beyond the role of the account.
        """
        moment, name = _now(now), " ".join(label.split())[:120]
        wanted = {Scope.READ, *scopes}
        _check(owner, name, wanted, days)
        if sum(token.state(moment) == "active" for token in self.of(owner.name)) >= MOST:
            raise InputError(
                f"Đã có {MOST} mã truy cập đang dùng; hãy thu hồi bớt",
                f"There are {MOST} tokens in use; revoke some first",
                Place(column="label"),
            )
        value = PREFIX + new_value()
        listed = " ".join(scope.value for scope in Scope if scope in wanted)
        with self._database.write() as connection:
            made = connection.execute(
                "INSERT INTO token (key, account, label, scopes, created, expires)"
                " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
                (hashed(value), owner.name, name, listed, moment, moment + days * 86400),
            ).fetchone()
        return self.get(int(made[0])), value

    def find(self, value: str, now: float | None = None) -> tuple[Token, Account] | None:
        """Return the token with this secret and whose it is; None when unknown, over, revoked or closed."""
        moment = _now(now)
        rows = self._database.rows(
            f"SELECT {', '.join(f't.{name}' for name in _COLUMNS.split(', '))},"
            " full_name, role, issuer, a.created FROM token t JOIN account a ON a.name = t.account"
            " WHERE key = ? AND NOT disabled AND revoked IS NULL AND expires > ?",
            (hashed(value), moment),
        )
        if not rows:
            return None
        token, (full_name, role, issuer, created) = _token(rows[0][:8]), rows[0][8:]
        if token.used is None or moment - token.used > NOTED_EVERY_SECONDS:
            with self._database.write() as connection:
                connection.execute("UPDATE token SET used = ? WHERE id = ?", (moment, token.id))
        return token, Account(token.account, full_name, Role(role), False, issuer or "", created)

    def get(self, number: int) -> Token:
        """Return a token by its number; raises `NotFoundError`."""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM token WHERE id = ?", (number,))
        if not rows:
            raise NotFoundError(f"Không có mã truy cập số {number}", f"There is no token {number}")
        return _token(rows[0])

    def of(self, account: str = "") -> list[Token]:
        """Return the tokens of an account, or of all, the newest first."""
        sql = f"SELECT {_COLUMNS} FROM token WHERE ? IN ('', account) ORDER BY id DESC"
        return [_token(row) for row in self._database.rows(sql, (account,))]

    def revoke(self, number: int, now: float | None = None) -> Token:
        """End a token for good and return it; raises `NotFoundError`."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE token SET revoked = ? WHERE id = ? AND revoked IS NULL", (_now(now), number)
            )
        return self.get(number)


def allowed(role: Role) -> list[Scope]:
    """Return the scopes that a token of someone of this role may have."""
    return [scope for scope in Scope if role.may(scope.role)]


def iso(moment: float | None) -> str:
    """Return a moment as ISO in Vietnam's time, empty for none."""
    return "" if moment is None else datetime.fromtimestamp(moment, VIETNAM).isoformat(timespec="seconds")


def _check(owner: Account, label: str, scopes: Collection[Scope], days: int) -> None:
    if not label:
        raise InputError(
            "Phải ghi mã truy cập dùng cho việc gì", "Say what the token is for", Place(column="label")
        )
    if not 1 <= days <= LONGEST_DAYS:
        raise InputError(
            f"Thời hạn từ 1 đến {LONGEST_DAYS} ngày",
            f"Between 1 and {LONGEST_DAYS} days",
            Place(column="days"),
        )
    for scope in scopes:
        if not owner.role.may(scope.role):
            raise ForbiddenError(
                f"Quyền {scope.value} cần vai trò {scope.role.value} trở lên; vai trò là {owner.role.value}",
                f"The scope {scope.value} needs the role {scope.role.value}; the role is {owner.role.value}",
                Place(column="scopes"),
            )


def _token(row: tuple[Any, ...]) -> Token:
    number, account, label, scopes, *times = row
    return Token(number, account, label, frozenset(map(Scope, scopes.split())), *times)


def _now(now: float | None) -> float:
    return time.time() if now is None else now
