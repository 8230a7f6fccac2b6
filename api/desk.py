"""The reviewer's desk: screenings of stored batches, kept while the server runs, and writing to the journal.

A stored batch is screened once, beside the requests, and shown from memory from then on: what people decide
is read from the journal at each request, and what they judged feeds the next screening (`judged`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Annotated

from fastapi import Depends, Request

from api.deps import at_once, today
from registry.answers import Screening
from registry.bootstrap import open_writer
from registry.config import Settings
from registry.errors import ConflictError, StoreError
from registry.intake.batch import Intake
from registry.model import Batch
from registry.opened import Registry
from registry.store.base import Store
from registry.store.oxigraph import OxigraphStore
from registry.usecases.batches import Replacement, import_batch, is_stored, read_batch, stored_at, tag
from registry.usecases.screen import screen
from registry.usecases.uploads import Uploads, own_ids

WAIT_SECONDS = 0.5
"""How long a page waits for a screening before it shows progress instead."""
PROGRAM_WAIT_SECONDS = 20.0
"""How long a program waits for one before it is told to ask again."""
KEPT_DATES = 16
"""How many screenings at another date than that of their batch are kept."""


@dataclass
class Work:
    """A screening that runs or is done: lines done of ``total``. ``batch``: as it was read for it."""

    batch: Batch
    total: int
    done: int = 0
    result: Future[Screening] = field(default_factory=Future)
    former: Screening | None = None
    """The answer before people judged, shown until the new one is there."""

    def advance(self, count: int) -> None:
        """Count lines as done."""
        self.done += count


@dataclass(frozen=True)
class Kept:
    """A batch as it was stored, with how it was read, and what became of the lines of a former one."""

    intake: Intake
    replacement: Replacement | None

    @property
    def summary(self) -> str:
        """How many lines it has, and how many of the former batch were withdrawn, for the audit log."""
        lines = str(len(self.intake.batch.lines))
        gone = len(self.replacement.withdrawn) if self.replacement else 0
        return f"{lines}, rút {gone}" if gone else lines


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
                found = self._works[batch_id, as_of] = Work(batch, len(batch.lines))
                day = as_of or batch.as_of or today()
                found.result = self._pool.submit(screen, self._registry, Intake(batch), day, found.advance)
                self._let_go()
            return found

    def screening(self, batch_id: str, as_of: str = "") -> Screening | None:
        """Return the screening of a stored batch, or None while it runs longer than a page should wait.

        While a batch is screened anew after a judgement that is the former one, see `renewing`.
        """
        work = self.work(batch_id, as_of)
        try:
            return work.result.result(WAIT_SECONDS)
        except TimeoutError:
            return work.former

    def whole(self, batch_id: str, as_of: str = "") -> Screening:
        """Return the screening of a stored batch with all that people judged, waiting for it.

        Raises `StoreError` when that takes too long, `NotFoundError` for an unknown batch.
        """
        try:
            return self.work(batch_id, as_of).result.result(PROGRAM_WAIT_SECONDS)
        except TimeoutError as error:
            raise StoreError(
                "Đợt đang được rà soát; hãy gửi lại sau",
                "The batch is being screened; ask again",
                code="being-screened",
            ) from error

    def renewing(self, batch_id: str) -> bool:
        """Return whether a batch is being screened anew while its former answer is shown."""
        work = self._works.get((batch_id, ""))
        return work is not None and work.former is not None and not work.result.done()

    def judged(self, batch_id: str) -> None:
        """Screen a batch anew beside the requests, because people judged its lines; see `renewing`."""
        with self._lock:
            before = self._works.pop((batch_id, ""), None)
            # Of other dates no former answer is shown: they are screened anew when they are asked for.
            for key in [key for key in self._works if key[0] == batch_id]:
                del self._works[key]
        if before is None:
            return
        # One that waits has not seen the earlier judgement either: the new one sees both.
        before.result.cancel()
        known = before.result.done() and not before.result.cancelled() and not before.result.exception()
        self.work(batch_id).former = before.result.result() if known else before.former

    def again(self, batch_id: str) -> None:
        """Screen a batch anew at the next question, because it was replaced."""
        with self._lock:
            for key in [key for key in self._works if key[0] == batch_id]:
                del self._works[key]

    def renew(self, registry: Registry) -> None:
        """Work on another content of the registry from now on; every batch is screened anew."""
        with self._lock:
            self._registry = registry
            self._works.clear()

    @property
    def writable(self) -> bool:
        """Whether pages may write at all."""
        return self._settings is not None

    @property
    def uploads(self) -> Uploads:
        """The files that people sent; raises `StoreError` for a reading server."""
        if self._settings is None:
            raise _only_reading()
        return Uploads(self._settings.uploads_path)

    @contextmanager
    def writing(self) -> Iterator[Store]:
        """Open the store as its one writer; the registry of the server sees what was written afterwards.

        Raises `StoreLockedError` when another process keeps writing, `StoreError` for a reading server.
        """
        if self._settings is None:
            raise _only_reading()
        try:
            with open_writer(self._settings) as store:
                yield store
        finally:
            # After a conflict, too: somebody else has written then.
            self.refresh()

    def store(self, found: Intake, seen: str | None = None) -> Kept:
        """Store a batch and return it as it was stored; its lines share no id with those of other batches.

        ``seen``: when the batch to be replaced was stored, empty for a shipped one; None to replace none.
        Raises `ConflictError` when the id is taken otherwise.
        """
        batch_id = found.batch.id

        def check(store: Store) -> None:
            if is_stored(store, batch_id) and seen != stored_at(store, batch_id):
                raise ConflictError(f"Đã có đợt mang mã {batch_id}", f"There is a batch {batch_id} already")

        return self._keep(found, check, replace=seen is not None)

    def replace(self, found: Intake, require: Callable[[str], None]) -> Kept:
        """Store a corrected batch in the place of the one of its id; see `store`.

        ``require`` is given the tag of the present one (see `batches.tag`), and raises to leave it as it is.
        """
        return self._keep(found, lambda store: require(tag(store, found.batch.id)), replace=True)

    def _keep(self, found: Intake, check: Callable[[Store], None], replace: bool) -> Kept:
        own = own_ids(self._registry, found)
        with self.writing() as store:
            check(store)
            stored = import_batch(store, own, replace)
        self.again(stored.batch.id)
        return Kept(dataclasses.replace(own, batch=stored.batch), stored.replacement)

    def refresh(self) -> None:
        """Let pages see what others wrote, such as the command line; costs little when there is nothing."""
        store = self._registry.store
        if not isinstance(store, OxigraphStore) or store.refresh():
            self._registry.forget_batches()

    def _let_go(self) -> None:
        """Forget the oldest screenings at other dates: whoever asks for many must not fill the memory."""
        dated = [key for key, work in self._works.items() if key[1] and work.result.done()]
        for key in dated[: max(0, len(dated) - KEPT_DATES)]:
            del self._works[key]

    def close(self) -> None:
        """Let no further screening start."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _only_reading() -> StoreError:
    return StoreError("Máy chủ này chỉ để đọc", "This server is for reading only")


def get_desk(request: Request) -> Desk:
    """Return the desk of the server; raises `StoreError` before the start and after the end."""
    desk = request.app.state.desk
    if not isinstance(desk, Desk):
        raise StoreError("Sổ đăng ký chưa mở; hãy thử lại sau", "The registry is not open; try again later")
    return desk


DeskDep = Annotated[Desk, Depends(at_once(get_desk))]
