"""The reviewer's desk: screenings of stored batches, kept while the server runs, and writing to the journal.

A stored batch is screened once, beside the requests, and shown from memory from then on: what people decide
is read from the journal at each request, and what they judged feeds the next screening (`again`).
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Annotated

from fastapi import Depends, Request

from registry.answers import Screening
from registry.bootstrap import open_writer
from registry.config import Settings
from registry.errors import StoreError
from registry.intake.batch import Intake
from registry.opened import Registry
from registry.store.base import Store
from registry.store.oxigraph import OxigraphStore
from registry.usecases.batches import read_batch
from registry.usecases.screen import screen

WAIT_SECONDS = 0.5
"""How long a page waits for a screening before it shows progress instead."""


@dataclass
class Work:
    """A screening that runs or is done: lines done of ``total``."""

    total: int
    done: int = 0
    result: Future[Screening] = field(default_factory=Future)

    def advance(self, count: int) -> None:
        """Count lines as done."""
        self.done += count


class Desk:
    """Screenings by batch, and the one way for pages to write."""

    def __init__(self, registry: Registry, settings: Settings | None) -> None:
        self._registry = registry
        self._settings = settings
        self._works: dict[tuple[str, str], Work] = {}
        self._lock = Lock()
        # One at a time: a screening uses all cores by itself.
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="screening")

    def work(self, batch_id: str, as_of: str = "") -> Work:
        """Return the screening of a stored batch, started when there is none; raises `NotFoundError`.

        ``as_of``: another date than that of the batch.
        """
        with self._lock:
            found = self._works.get((batch_id, as_of))
            if found is None or (found.result.done() and found.result.exception() is not None):
                batch = read_batch(self._registry, batch_id)
                found = self._works[batch_id, as_of] = Work(len(batch.lines))
                as_of = as_of or batch.as_of or ""
                found.result = self._pool.submit(screen, self._registry, Intake(batch), as_of, found.advance)
            return found

    def screening(self, batch_id: str, as_of: str = "") -> Screening | None:
        """Return the screening of a stored batch, or None while it runs longer than a page should wait."""
        try:
            return self.work(batch_id, as_of).result.result(WAIT_SECONDS)
        except TimeoutError:
            return None

    def again(self, batch_id: str) -> None:
        """Screen a batch anew at the next question: it was replaced, or people judged its lines."""
        with self._lock:
            for key in [key for key in self._works if key[0] == batch_id]:
                del self._works[key]

    def renew(self, registry: Registry) -> None:
        """Work on another content of the registry from now on; every batch is screened anew."""
        with self._lock:
            self._registry = registry
            self._works.clear()

    @contextmanager
    def writing(self) -> Iterator[Store]:
        """Open the store as its one writer; the registry of the server sees what was written afterwards.

        Raises `StoreLockedError` when another process keeps writing, `StoreError` for a reading server.
        """
        if self._settings is None:
            raise StoreError("Máy chủ này chỉ để đọc", "This server is for reading only")
        with open_writer(self._settings) as store:
            yield store
        if isinstance(self._registry.store, OxigraphStore):
            self._registry.store.refresh()

    def close(self) -> None:
        """Let no further screening start."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def get_desk(request: Request) -> Desk:
    """Return the desk of the server; raises `StoreError` before the start and after the end."""
    desk = request.app.state.desk
    if not isinstance(desk, Desk):
        raise StoreError("Sổ đăng ký chưa mở; hãy thử lại sau", "The registry is not open; try again later")
    return desk


DeskDep = Annotated[Desk, Depends(get_desk)]
