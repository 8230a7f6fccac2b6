"""The watch for pages: computing every verdict again takes long, so it is done beside the requests."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Annotated

from fastapi import Depends, Request

from registry.errors import StoreError
from registry.opened import Registry
from registry.usecases.watch import Watched, watch


@dataclass(frozen=True)
class Look:
    """One run of the watch: on which content of the registry, as of which date, by whom it was asked for."""

    snapshot: str
    as_of: str
    by: str
    result: Future[Watched]


class Lookout:
    """The last run of the watch; nothing of it is on record before somebody says so."""

    def __init__(self) -> None:
        self._last: Look | None = None
        self._lock = Lock()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="watch")

    @property
    def last(self) -> Look | None:
        """The run that was asked for last."""
        return self._last

    def look(self, registry: Registry, as_of: str, by: str) -> None:
        """Begin a run unless one is under way."""
        with self._lock:
            if self._last is None or self._last.result.done():
                self._last = Look(
                    registry.snapshot, as_of, by, self._pool.submit(watch, registry, as_of, None, True)
                )

    def take(self) -> Watched | None:
        """Return what the last run found, once."""
        with self._lock:
            last = self._last
            if last is None or not last.result.done():
                return None
            self._last = None
            return last.result.result()


def get_lookout(request: Request) -> Lookout:
    """Return the lookout of the server; raises `StoreError` before the start and after the end."""
    lookout = request.app.state.lookout
    if not isinstance(lookout, Lookout):
        raise StoreError("Sổ đăng ký chưa mở; hãy thử lại sau", "The registry is not open; try again later")
    return lookout


LookoutDep = Annotated[Lookout, Depends(get_lookout)]
