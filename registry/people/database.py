"""The SQLite file behind `registry.people`: its tables, one connection a process, short transactions."""

from __future__ import annotations

import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from registry.errors import Place, StoreError

WAIT_SECONDS = 10.0
"""How long a writer waits for another process."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS account (
  name TEXT PRIMARY KEY,
  full_name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('reader', 'reviewer', 'steward', 'admin')),
  password TEXT,
  issuer TEXT,
  subject TEXT,
  disabled INTEGER NOT NULL DEFAULT 0,
  created REAL NOT NULL,
  UNIQUE (issuer, subject)
) STRICT;
CREATE TABLE IF NOT EXISTS session (
  key TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES account (name),
  started REAL NOT NULL,
  seen REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS handshake (key TEXT PRIMARY KEY, body TEXT NOT NULL, started REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS failure (subject TEXT NOT NULL, time REAL NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS failure_by_subject ON failure (subject, time);
CREATE TABLE IF NOT EXISTS secret (one INTEGER PRIMARY KEY CHECK (one = 1), value BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  time REAL NOT NULL,
  who TEXT NOT NULL,
  action TEXT NOT NULL,
  object TEXT NOT NULL,
  address TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS draft (
  account TEXT NOT NULL REFERENCES account (name),
  batch TEXT NOT NULL,
  line TEXT NOT NULL,
  form TEXT NOT NULL,
  body TEXT NOT NULL,
  time REAL NOT NULL,
  PRIMARY KEY (account, batch, line, form)
) STRICT;
CREATE TABLE IF NOT EXISTS kept_search (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL REFERENCES account (name),
  query TEXT NOT NULL,
  verdict TEXT NOT NULL,
  time REAL NOT NULL,
  ended REAL
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS kept_search_once ON kept_search (account, query) WHERE ended IS NULL;
CREATE TABLE IF NOT EXISTS remark (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  time REAL NOT NULL,
  who TEXT NOT NULL,
  platform TEXT NOT NULL,
  text TEXT NOT NULL,
  settled REAL,
  settled_by TEXT NOT NULL DEFAULT '',
  answer TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE IF NOT EXISTS token (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL REFERENCES account (name),
  label TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created REAL NOT NULL,
  expires REAL NOT NULL,
  used REAL,
  revoked REAL
) STRICT;
CREATE TABLE IF NOT EXISTS reply (
  account TEXT NOT NULL REFERENCES account (name),
  key TEXT NOT NULL,
  asked TEXT NOT NULL,
  begun REAL NOT NULL,
  status INTEGER,
  headers TEXT NOT NULL DEFAULT '{}',
  body BLOB NOT NULL DEFAULT x'',
  PRIMARY KEY (account, key)
) STRICT;
CREATE TRIGGER IF NOT EXISTS audit_is_not_changed BEFORE UPDATE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit log is append only'); END;
CREATE TRIGGER IF NOT EXISTS audit_is_not_deleted BEFORE DELETE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit log is append only'); END;
CREATE TRIGGER IF NOT EXISTS audit_is_not_replaced BEFORE INSERT ON audit
  WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
  BEGIN SELECT RAISE(ABORT, 'the audit log is append only'); END;
"""


class Database:
    """One connection, used by one thread at a time; other processes may use the file too."""

    def __init__(self, path: Path | None) -> None:
        """Open the file at ``path``, made when missing and readable by its owner only; None: in memory."""
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._connection = sqlite3.connect(
                path or ":memory:", timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._connection.executescript("PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON;" + SCHEMA)
            self._connection.execute("INSERT OR IGNORE INTO secret VALUES (1, ?)", (secrets.token_bytes(32),))
        except (OSError, sqlite3.Error) as error:
            raise _unusable(error, path) from error
        self._path = path
        self._lock = threading.Lock()
        self.secret: bytes = self.rows("SELECT value FROM secret")[0][0]
        """A key of this registry, for tokens that need not be stored."""

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT."""
        try:
            with self._lock:
                return self._connection.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise _unusable(error, self._path) from error

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Give the connection inside a transaction: all of it is written, or nothing."""
        with self._lock:
            try:
                with self._connection:
                    self._connection.execute("BEGIN IMMEDIATE")
                    yield self._connection
            except sqlite3.OperationalError as error:
                raise _unusable(error, self._path) from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _unusable(error: Exception, path: Path | None) -> StoreError:
    place = Place(file=path.name if path else None)
    return StoreError("Không dùng được tệp tài khoản", f"The file of accounts cannot be used: {error}", place)
