"""The keeper of the registry: long work beside the requests, and a new content without a restart.

Registering a record checks the whole registry and builds store and index again. That takes seconds of all of
a core, so it is done in a process of its own, one piece of work after the other; when it is done, this
server shows the new content. What was typed is kept in a file until its records are in. What other processes
register or build is noticed and shown, too (`Keeper.follow`).
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal
from uuid import uuid4

from fastapi import Depends, Request

from api.apart import Apart
from registry.bootstrap import marks, prepare, present
from registry.config import Settings
from registry.errors import NotFoundError, RegistryError, StoreError
from registry.opened import Registry
from registry.renew import Entry, enter, inspect
from registry.reports.atomic import replacing
from registry.usecases.check import CheckReport
from registry.usecases.overlay import Signature

State = Literal["waiting", "running", "done", "failed", "kept"]
DRAFTS = "drafts"


@dataclass
class Job:
    """A registration: how far it is, and what came of it. ``kept``: a draft of a former run of the server."""

    key: str
    entry: Entry
    state: State = "waiting"
    stage: str = ""
    ids: tuple[str, ...] = ()
    error: RegistryError | None = None


@dataclass
class Inspection:
    """The last check of the content named ``snapshot``."""

    snapshot: str
    state: State = "waiting"
    stage: str = ""
    report: CheckReport | None = None
    error: RegistryError | None = None


class Keeper:
    """Does long work on the registry for pages. ``show`` lets the server show a new content.

    ``snapshot``: the content that it shows at first.
    """

    def __init__(
        self, settings: Settings | None, show: Callable[[Registry], None], snapshot: str = ""
    ) -> None:
        self._settings = settings
        self._show = show
        self._jobs: dict[str, Job] = {}
        self._inspection: Inspection | None = None
        self._marks = marks(settings) if settings else ()
        self._snapshot = snapshot
        self._following: Future[None] | None = None
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="keeper")
        # Who registers does not wait for a check that nobody may be waiting for.
        self._checks = ThreadPoolExecutor(max_workers=1, thread_name_prefix="inspection")

    @property
    def settings(self) -> Settings:
        """Where the registry is; raises `StoreError` for a server that only reads."""
        if self._settings is None:
            raise StoreError("Máy chủ này chỉ để đọc", "This server is for reading only")
        return self._settings

    def enter(self, entry: Entry) -> Job:
        """Begin to register records; what was typed is on disk before this returns."""
        job = Job(uuid4().hex, entry)
        folder = self.settings.home / DRAFTS
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with replacing(folder / f"{job.key}.json") as draft:
                draft.write_text(_written(entry), encoding="utf-8")
        except OSError as error:
            raise StoreError("Không ghi được bản nháp", f"No draft written: {error.strerror}") from error
        self._jobs[job.key] = job
        self._pool.submit(self._enter, job)
        return job

    def job(self, key: str) -> Job:
        """Return a job of this server, or a draft that a former one left; raises `NotFoundError`."""
        if job := self._jobs.get(key):
            return job
        for kept in self.drafts():
            if kept.key == key:
                return kept
        raise NotFoundError("Không có lần đăng ký này", "There is no such registration")

    def drafts(self) -> list[Job]:
        """Return what was typed and is not in the registry, the oldest first."""
        folder = self._settings.home / DRAFTS if self._settings else None
        files = sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime) if folder else []
        return [self._jobs.get(file.stem) or Job(file.stem, _read(file), "kept") for file in files]

    def drop(self, key: str) -> None:
        """Throw a draft away; a job that runs or waits stays."""
        if self.job(key).state not in ("waiting", "running"):
            (self.settings.home / DRAFTS / f"{key}.json").unlink(missing_ok=True)
            self._jobs.pop(key, None)

    def inspection(self, snapshot: str) -> Inspection:
        """Return the check of the present content, begun when there is none."""
        with self._lock:
            found = self._inspection
            if found is None or found.snapshot != snapshot:
                found = self._inspection = Inspection(snapshot)
                settings = self.settings
                self._checks.submit(self._inspect, found, settings)
            return found

    def follow(self) -> bool:
        """Begin to show what other processes registered or built; return whether that is under way.

        It costs a look at two files when there is nothing.
        """
        if self._settings is None:
            return False
        if self._following is not None and not self._following.done():
            return True
        seen = marks(self._settings)
        if seen == self._marks:
            return False
        self._marks = seen
        self._following = self._pool.submit(self._catch_up, self._settings)
        return True

    def close(self) -> None:
        """Let no further work start."""
        for pool in (self._pool, self._checks):
            pool.shutdown(wait=False, cancel_futures=True)

    def _enter(self, job: Job) -> None:
        job.state = "running"
        try:
            job.ids = Apart(enter, (self.settings, job.entry)).result(
                lambda stage: setattr(job, "stage", stage)
            )
            job.stage = "Nạp sổ mới"
            self._present(self.settings)
            (self.settings.home / DRAFTS / f"{job.key}.json").unlink(missing_ok=True)
            job.state = "done"
        except RegistryError as error:
            job.error, job.state = error, "failed"

    def _catch_up(self, settings: Settings) -> None:
        try:
            Apart(prepare, (settings,)).result()
            self._present(settings)
        except RegistryError as error:
            logging.getLogger(__name__).warning("what was registered is not shown: %s", error.en)

    def _present(self, settings: Settings) -> None:
        """Show the present content, unless it is shown already."""
        registry = present(settings)
        if registry.snapshot == self._snapshot:
            registry.store.close()
            return
        self._show(registry)
        self._snapshot = registry.snapshot

    def _inspect(self, found: Inspection, settings: Settings) -> None:
        found.state = "running"
        try:
            found.report = Apart(inspect, (settings,)).result(lambda stage: setattr(found, "stage", stage))
            found.state = "done"
        except RegistryError as error:
            found.error, found.state = error, "failed"


def _written(entry: Entry) -> str:
    signature = entry.signature
    body = {
        "text": entry.text,
        "by": signature.by,
        "why": signature.why,
        "time": signature.moment.isoformat(),
        "seen": {**entry.seen},
    }
    return json.dumps(body, ensure_ascii=False, indent=1)


def _read(file: Path) -> Entry:
    body = json.loads(file.read_text(encoding="utf-8"))
    signature = Signature(body["by"], body["why"], datetime.fromisoformat(body["time"]))
    return Entry(body["text"], signature, body["seen"])


def get_keeper(request: Request) -> Keeper:
    """Return the keeper of the server; raises `StoreError` before the start and after the end."""
    keeper = request.app.state.keeper
    if not isinstance(keeper, Keeper):
        raise StoreError("Sổ đăng ký chưa mở; hãy thử lại sau", "The registry is not open; try again later")
    return keeper


KeeperDep = Annotated[Keeper, Depends(get_keeper)]
