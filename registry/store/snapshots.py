"""What readers of a store on disk open: finished snapshots that nobody writes to any more.

RocksDB gives no promise for a reader beside a writer: one that opens the writer's own files may find
half a transaction (measured: old and new triples of a replaced graph together). So the writer publishes a
snapshot after each transaction, by hard links, in milliseconds; readers open the newest one.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pyoxigraph as ox

KEPT = 3
"""Snapshots that stay: a reader may just be opening one that is no longer the newest."""
ATTEMPTS = 20
PAUSE_SECONDS = 0.05


class Snapshots:
    """The snapshots in one folder, named by growing numbers. Only the writer may `publish`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def newest(self) -> int | None:
        """Return the number of the newest snapshot, or None if there is none."""
        return max(self._numbers(), default=None)

    def publish(self, store: ox.Store) -> None:
        """Make the present content of ``store`` the newest snapshot; readers see all of it or nothing."""
        draft = self._folder / "draft"
        shutil.rmtree(draft, ignore_errors=True)
        self._folder.mkdir(exist_ok=True)
        store.backup(str(draft))
        draft.rename(self._path((self.newest() or 0) + 1))
        for number in sorted(self._numbers())[:-KEPT]:
            shutil.rmtree(self._path(number), ignore_errors=True)

    def open(self) -> tuple[ox.Store, int]:
        """Open the newest snapshot and return it with its number.

        Raises ``FileNotFoundError`` when there is none, ``OSError`` or ``RuntimeError`` when it is damaged.
        """
        for attempt in range(ATTEMPTS):
            number = self.newest()
            if number is None:
                raise FileNotFoundError(f"no store at {self._folder.parent}")
            try:
                return ox.Store.read_only(str(self._path(number))), number
            except (OSError, RuntimeError):
                # The writer may have deleted it meanwhile; then there are newer ones.
                if attempt + 1 == ATTEMPTS or self._path(number).is_dir():
                    raise
            time.sleep(PAUSE_SECONDS)
        raise AssertionError("unreachable")

    def _numbers(self) -> list[int]:
        try:
            return [int(item.name) for item in self._folder.iterdir() if item.name.isdigit()]
        except (FileNotFoundError, NotADirectoryError):
            return []

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:08d}"
