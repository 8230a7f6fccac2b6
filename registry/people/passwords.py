"""Passwords: which are taken, and how they are kept (Argon2id with the library's present parameters)."""

from __future__ import annotations

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from registry.errors import InputError, Place

SHORTEST, LONGEST = 12, 256
"""Characters; the shortest is that of OWASP ASVS 4.0, 2.1.1."""
_HASHER = PasswordHasher()


def hashed(password: str) -> str:
    """Return the hash to keep; raises `InputError` for a password that is too short or too long."""
    text = _plain(password)
    if not SHORTEST <= len(text) <= LONGEST:
        raise InputError(
            f"Mật khẩu phải có từ {SHORTEST} đến {LONGEST} ký tự",
            f"A password has {SHORTEST} to {LONGEST} characters",
            Place(column="password"),
        )
    return _HASHER.hash(text)


def fits(kept: str | None, password: str) -> bool:
    """Return whether a password is the kept one; without one it takes the same time and is false."""
    try:
        return _HASHER.verify(kept or _nobodys(), _plain(password[: LONGEST + 1])) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_old(kept: str) -> bool:
    """Return whether a hash was made with weaker parameters than those of today."""
    return _HASHER.check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    """Return a hash that costs as much to check as a real one, so that time does not tell who exists."""
    return _HASHER.hash("no account has this password")


def _plain(password: str) -> str:
    # One keyboard sends "ế" as one character, another as three.
    return unicodedata.normalize("NFC", password)
