"""Accounts: made by an admin, or at the first sign-in through OpenID Connect."""

from __future__ import annotations

import re
import sqlite3
import time
from dataclasses import dataclass
from typing import Any

from registry.errors import InputError, NotFoundError, Place
from registry.people import passwords
from registry.people.database import Database
from registry.people.roles import Role

_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
_COLUMNS = "name, full_name, role, disabled, issuer, created"


@dataclass(frozen=True)
class Account:
    """A person's account. ``issuer``: who vouches for it (an OpenID provider), empty for a local one.

    ``created``: seconds since 1970.
    """

    name: str
    full_name: str
    role: Role
    disabled: bool
    issuer: str
    created: float

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the ``--json`` output."""
        return {
            "name": self.name,
            "full_name": self.full_name,
            "role": self.role.value,
            "disabled": self.disabled,
            "issuer": self.issuer,
        }


class Accounts:
    """The accounts of one registry. Whatever ends a person's rights also ends their sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, full_name: str, role: Role, password: str) -> Account:
        """Make a local account; raises `InputError` for a bad or taken name or a weak password."""
        return self._insert(checked_name(name), full_name, role, (passwords.hashed(password), None, None))

    def vouched(self, issuer: str, subject: str, name: str, full_name: str) -> Account:
        """Return the account of someone whom an OpenID provider vouches for; the first time, make a reader.

        A local account of the same name is somebody else until an admin says otherwise: `InputError`.
        """
        known = self._database.rows(
            f"SELECT {_COLUMNS} FROM account WHERE issuer = ? AND subject = ?", (issuer, subject)
        )
        if known:
            return _account(known[0])
        return self._insert(checked_name(name), full_name, Role.READER, (None, issuer, subject))

    def find(self, name: str) -> Account:
        """Return an account; raises `NotFoundError`."""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM account WHERE name = ?", (folded(name),))
        if not rows:
            raise NotFoundError(f"Không có tài khoản {name}", f"There is no account {name}")
        return _account(rows[0])

    def everyone(self) -> list[Account]:
        """Return all accounts by name."""
        return [_account(row) for row in self._database.rows(f"SELECT {_COLUMNS} FROM account ORDER BY name")]

    def check(self, name: str, password: str) -> Account | None:
        """Return the account that a name and password open, or None."""
        sql = f"SELECT {_COLUMNS}, password FROM account WHERE name = ?"
        rows = self._database.rows(sql, (folded(name),))
        kept: str | None = rows[0][-1] if rows else None
        if not passwords.fits(kept, password) or kept is None or _account(rows[0]).disabled:
            return None
        if passwords.is_old(kept):
            with self._database.write() as connection:
                connection.execute(
                    "UPDATE account SET password = ? WHERE name = ?",
                    (passwords.hashed(password), folded(name)),
                )
        return _account(rows[0])

    def set_password(self, name: str, password: str) -> None:
        """Give a local account another password; raises `InputError` where another body vouches for it."""
        if self.find(name).issuer:
            raise InputError(
                "Tài khoản này đăng nhập qua hệ thống khác nên không có mật khẩu ở đây",
                "This account signs in elsewhere and has no password here",
                Place(column="password"),
            )
        self._change(name, "password", passwords.hashed(password))

    def set_role(self, name: str, role: Role) -> None:
        """Give an account another role."""
        self._change(name, "role", role.value)

    def disable(self, name: str, disabled: bool = True) -> None:
        """Close an account, or open it again; accounts are never deleted, since the log names them."""
        self._change(name, "disabled", int(disabled))

    def _change(self, name: str, column: str, value: str | int) -> None:
        account = self.find(name)
        with self._database.write() as connection:
            connection.execute(f"UPDATE account SET {column} = ? WHERE name = ?", (value, account.name))
            connection.execute("DELETE FROM session WHERE account = ?", (account.name,))

    def _insert(
        self, name: str, full_name: str, role: Role, proof: tuple[str | None, str | None, str | None]
    ) -> Account:
        sql = (
            "INSERT INTO account (name, full_name, role, created, password, issuer, subject)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)"
        )
        shown = " ".join(full_name.split())[:120] or name
        try:
            with self._database.write() as connection:
                connection.execute(sql, (name, shown, role.value, time.time(), *proof))
        except sqlite3.IntegrityError as error:
            place = Place(column="name")
            raise InputError(f"Đã có tài khoản {name}", f"The name {name} is taken", place) from error
        return self.find(name)


def folded(name: str) -> str:
    """Return a name as it is kept: without spaces around it, in lower case."""
    return name.strip().lower()


def checked_name(name: str) -> str:
    """Return the name of an account as it is kept; raises `InputError`."""
    text = folded(name)
    if not _NAME.fullmatch(text):
        raise InputError(
            "Tên tài khoản gồm 2 đến 64 chữ không dấu, số, dấu chấm, gạch hoặc @, bắt đầu bằng chữ hoặc số",
            "A name has 2 to 64 letters a-z, digits, dots, dashes or @, and begins with a letter or digit",
            Place(column="name"),
        )
    return text


def _account(row: tuple[Any, ...]) -> Account:
    name, full_name, role, disabled, issuer, created = row[:6]
    return Account(name, full_name, Role(role), bool(disabled), issuer or "", created)
