"""The composition root: settings in, an open registry out. The first use builds the embedded store."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from registry import curated
from registry.config import Settings
from registry.errors import Place, StoreError, StoreLockedError
from registry.matching.lexicon import Lexicon
from registry.matching.matcher import Matcher
from registry.opened import Registry
from registry.store.base import Store
from registry.store.oxigraph import OxigraphStore
from registry.usecases import load
from registry.usecases.overlay import Overlay

Progress = Callable[[str], None]


def _silent(_: str) -> None:
    """Report nothing."""


@contextmanager
def open_registry(settings: Settings, progress: Progress = _silent) -> Iterator[Registry]:
    """Open the registry for reading; build or renew it first when the shipped source is newer."""
    prepare(settings, progress)
    registry = present(settings)
    try:
        yield registry
    finally:
        registry.store.close()


def present(settings: Settings) -> Registry:
    """Return the registry as it was prepared last; the caller closes its store, or lets go of it."""
    matcher, snapshot = Matcher.restore(settings.index_path, Lexicon.shipped())
    return Registry(open_reader(settings), matcher, snapshot)


WAIT_SECONDS = 10.0
"""How long a writer waits for another one; journal entries take milliseconds, a registry load seconds."""


@contextmanager
def open_writer(settings: Settings) -> Iterator[Store]:
    """Open the store for writing; raises `StoreLockedError` when another process keeps writing."""
    store = _remote(settings) if settings.endpoint else _writer(settings)
    try:
        yield store
    finally:
        store.close()


def _writer(settings: Settings) -> Store:
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            return OxigraphStore.writer(settings.store_path)
        except StoreLockedError:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.05)


def prepare(settings: Settings, progress: Progress = _silent) -> bool:
    """Build the store and the index unless they hold the shipped source already; return whether built."""
    root, overlay = curated.shipped_path(), Overlay(settings.overlay_path)
    if _current(settings) == load.content_hash(root, overlay.root):
        return False
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            "Không tạo được thư mục dữ liệu; đặt RASOAT_HOME tới nơi ghi được",
            f"The data directory cannot be made ({error.strerror}); set RASOAT_HOME to a writable place",
            Place(file=str(settings.home)),
        ) from error
    # Most of the work is done before the store is opened: the journal can be written to meanwhile.
    made = load.make(root, progress, overlay)
    with open_writer(settings) as store:
        if _current(settings) == made.snapshot:
            # Another process built it while this one worked.
            return False
        load.put(store, made, settings.index_path, progress)
        _stamp(settings).write_text(made.snapshot, encoding="utf-8")
    return True


def marks(settings: Settings) -> tuple[int, ...]:
    """Return when the store was built and when a record was registered last, in nanoseconds; 0 for never."""
    paths = (_stamp(settings), Overlay(settings.overlay_path).platforms)
    return tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in paths)


def _stamp(settings: Settings) -> Path:
    return settings.home / "snapshot"


def _current(settings: Settings) -> str | None:
    try:
        if not settings.index_path.is_file():
            return None
        return _stamp(settings).read_text(encoding="utf-8")
    except OSError:
        return None


def open_reader(settings: Settings) -> Store:
    """Open the store as it was prepared last, for reading; the caller closes it."""
    return _remote(settings) if settings.endpoint else OxigraphStore.reader(settings.store_path)


def _remote(settings: Settings) -> Store:
    # Imported only where it is used: SPARQLWrapper brings rdflib, half the time of a cold start.
    from registry.store.remote import RemoteStore

    return RemoteStore(settings.endpoint or "", settings.update_endpoint)
