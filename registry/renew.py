"""Entering records, checking the source and publishing, as a server has it done in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from registry import curated
from registry.bootstrap import open_reader, prepare
from registry.config import Public, Settings
from registry.errors import InputError
from registry.usecases.check import CheckReport, check
from registry.usecases.imports import Imports
from registry.usecases.overlay import Overlay, Signature
from registry.usecases.publish import COPY, DUMP, copied, dump, publish
from registry.usecases.register import register

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Entry:
    """Records to be registered: their YAML, by whom and why, and the version of each that was seen.

    ``seen``: digests by id (see `registry.usecases.register.digest`); empty for a record that was not there.
    """

    text: str
    signature: Signature
    seen: Mapping[str, str]


def enter(settings: Settings, entry: Entry, progress: Progress) -> tuple[str, ...]:
    """Register the records and build store and index anew; return the ids of what changed.

    Raises `ConflictError`, `RecordError` or `InputError`, having changed nothing.
    """
    overlay = Overlay(settings.overlay_path)
    with TemporaryDirectory(prefix="rasoat-") as folder:
        file = Path(folder) / "records.yaml"
        file.write_text(entry.text, encoding="utf-8")
        with overlay.writing():
            changes = register(overlay, curated.shipped_path(), file, entry.signature, progress, entry.seen)
    # Also without a change: a former attempt may have been cut off between the two.
    if not prepare(settings, progress) and not changes:
        raise InputError("Không có gì khác bản hiện có", "Nothing differs from the present record")
    return tuple(change.record.id for change in changes)


def publish_apart(settings: Settings, public: Public, folder: Path, _: Progress) -> None:
    """Write the published copy of the registry, and its dumps, into a folder; see `Publication`."""
    store = open_reader(settings)
    try:
        publish(store, public, folder / COPY, Imports(settings.imported_path))
    finally:
        store.close()
    dump(copied(folder), folder / DUMP)


def inspect(settings: Settings, progress: Progress) -> CheckReport:
    """Check the curated source with what is registered over it; nothing is stored."""
    return check(curated.shipped_path(), progress=progress, overlay=Overlay(settings.overlay_path).platforms)
