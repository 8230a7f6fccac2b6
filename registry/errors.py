"""The one error tree. Each error has a stable code, a Vietnamese and an English message and a place.

::

    RegistryError
    ├── InputError            a file or request that cannot be read (exit code 2, HTTP 4xx)
    │   └── RecordError       a curated or uploaded record breaks its shape
    ├── ConflictError         somebody else has written meanwhile (exit code 2, HTTP 409)
    ├── NotFoundError         an id that the registry does not know (exit code 2, HTTP 404)
    │   └── WithdrawnError    a line that its batch no longer has (HTTP 410)
    ├── StoreError            the store cannot be opened, read or written (exit code 2, HTTP 503)
    │   └── StoreLockedError  another process writes to it
    ├── QueryError            a query file or its parameters are wrong
    └── AccessError           somebody may not do this (exit code 2)
        ├── SignInError       not signed in, or with a wrong name or password (HTTP 401)
        ├── ForbiddenError    signed in, but of a lesser role; or a form that was not ours (HTTP 403)
        └── ThrottledError    too many failures or requests; wait (HTTP 429)
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Place:
    """Where in the input something is: file, sheet, row (1-based) and column, as far as known."""

    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    def vi(self) -> str:
        """Return the place for a Vietnamese reader, for example ``tệp a.xlsx, trang "T1", dòng 7``."""
        return self._text("tệp", "trang", "dòng", "cột")

    def en(self) -> str:
        """Return the place for an English reader."""
        return self._text("file", "sheet", "row", "column")

    def _text(self, file: str, sheet: str, row: str, column: str) -> str:
        parts = [
            f"{file} {self.file}" if self.file else "",
            f'{sheet} "{self.sheet}"' if self.sheet else "",
            f"{row} {self.row}" if self.row is not None else "",
            f'{column} "{self.column}"' if self.column else "",
        ]
        return ", ".join(part for part in parts if part)


@dataclass
class RegistryError(Exception):
    """Base of all errors that a user can cause or must be told of."""

    vi: str
    en: str
    place: Place = field(default_factory=Place)
    code: str = "registry-error"

    def __str__(self) -> str:
        where_vi, where_en = self.place.vi(), self.place.en()
        vi = f"{self.vi} ({where_vi})" if where_vi else self.vi
        en = f"{self.en} ({where_en})" if where_en else self.en
        return f"{vi}\n{en}"


@dataclass
class InputError(RegistryError):
    """A file or a request that cannot be understood."""

    code: str = "bad-input"


@dataclass
class RecordError(InputError):
    """A record that breaks its shape, or an id that is used twice."""

    code: str = "bad-record"


@dataclass
class ConflictError(RegistryError):
    """What the author saw is no longer so: somebody else has written meanwhile; nothing was written."""

    code: str = "conflict"


@dataclass
class NotFoundError(RegistryError):
    """An id that the registry does not know."""

    code: str = "not-found"


@dataclass
class WithdrawnError(NotFoundError):
    """A line that was in its batch until the list was replaced."""

    code: str = "withdrawn"


@dataclass
class StoreError(RegistryError):
    """The store cannot be opened, read or written."""

    code: str = "store-unavailable"


@dataclass
class StoreLockedError(StoreError):
    """Another process has the store open for writing."""

    code: str = "store-locked"


@dataclass
class QueryError(RegistryError):
    """A query file has no valid header, or a parameter does not fit it."""

    code: str = "bad-query"


@dataclass
class AccessError(RegistryError):
    """Somebody may not do this."""

    code: str = "no-access"


@dataclass
class SignInError(AccessError):
    """Nobody is signed in, or the name or password is wrong."""

    code: str = "not-signed-in"


@dataclass
class ForbiddenError(AccessError):
    """The person's role does not allow it, or the form did not come from our page."""

    code: str = "forbidden"


@dataclass
class ThrottledError(AccessError):
    """Too many failures or requests; ``seconds`` until the next attempt."""

    code: str = "too-many-failures"
    seconds: int = 0
