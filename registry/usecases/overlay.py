"""Records that were registered on this machine: they lie over the shipped source, and no version is lost.

::

    platforms/<id>.yaml           the present record, in the form of the curated source
    history/<id>/0001.yaml ...    each registration: when, by whom, why, the record before and after
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import yaml

from ontology import namespaces as ns
from registry import curated, ids
from registry.errors import NotFoundError, Place, StoreLockedError
from registry.model import Platform
from registry.reports.atomic import replacing


@dataclass(frozen=True)
class Registration:
    """One version of a record: who registered it, when and why; ``new``: there was none with its id before.

    ``version`` counts the registrations of the record on this machine, from 1.
    """

    id: str
    name: str
    version: int
    time: str
    by: str
    why: str
    new: bool

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the ``--json`` output."""
        return asdict(self)


@dataclass(frozen=True)
class Signature:
    """Who registers, why and when (with a time zone)."""

    by: str
    why: str
    moment: datetime


@dataclass(frozen=True)
class Change:
    """A record as it shall be, and as it was before, if there was one."""

    record: Platform
    former: Platform | None


WAIT_SECONDS = 10.0
"""How long a registration waits for another one."""


class Overlay:
    """The folder of the registered records. Only one process may `write` at a time: see `writing`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.platforms = root / "platforms"
        self._history = root / "history"

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Let nobody else register meanwhile; the journal goes on. Raises `StoreLockedError`."""
        self.root.mkdir(parents=True, exist_ok=True)
        deadline = time.monotonic() + WAIT_SECONDS
        with (self.root / "lock").open("w") as lock:
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > deadline:
                        raise StoreLockedError(
                            "Một người khác đang đăng ký; hãy đợi rồi gửi lại",
                            "Somebody else is registering; wait and send it again",
                        ) from None
                time.sleep(0.05)
            yield

    def write(self, changes: Sequence[Change], signature: Signature) -> None:
        """Put the records in place, with their history first; a failure to write changes no record."""
        self.platforms.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            # Files take their places in reverse order when the block ends: history before records.
            for change in changes:
                path = self.platforms / f"{change.record.id}.yaml"
                text = curated.written(change.record)
                stack.enter_context(replacing(path)).write_text(text, encoding="utf-8")
            for change in changes:
                folder = self._history / change.record.id
                folder.mkdir(parents=True, exist_ok=True)
                path = folder / f"{len(self._versions(folder)) + 1:04d}.yaml"
                text = curated.dumped(_entry(change, signature))
                stack.enter_context(replacing(path)).write_text(text, encoding="utf-8")

    def registrations(self) -> list[Registration]:
        """Return every version that was registered, by record and oldest first."""
        folders = sorted(self._history.iterdir()) if self._history.is_dir() else []
        return [_registration(file) for folder in folders for file in self._versions(folder)]

    def registrations_of(self, platform_id: str) -> list[Registration]:
        """Return every registered version of one record, oldest first."""
        return [_registration(file) for file in self._versions(self._history / platform_id)]

    def version(self, platform_id: str, number: int) -> Platform:
        """Return a version of a record, 0 for the one before the first registration.

        Raises `NotFoundError`.
        """
        file = self._history / platform_id / f"{max(number, 1):04d}.yaml"
        entry = yaml.load(file.read_text(encoding="utf-8"), curated.Loader) if file.is_file() else {}
        body = entry.get("record" if number else "former")
        if body is None:
            raise NotFoundError(
                f"{platform_id} không có bản {number}", f"{platform_id} has no version {number}"
            )
        return curated.record(Platform, platform_id, body, Place(file=str(file), column=platform_id))

    def triples(self) -> list[ox.Triple]:
        """Return who registered the present version of each record, when and why."""
        present = {item.id: item for item in self.registrations()}
        found = []
        for item in present.values():
            subject = ox.NamedNode(ns.PLATFORM + item.id)
            person = ox.NamedNode(f"{ns.PERSON}{ids.slug(item.by)}-{ids.short_hash(item.by)}")
            moment = ox.Literal(item.time, datatype=ox.NamedNode(ns.XSD + "dateTime"))
            found += [
                ox.Triple(subject, ox.NamedNode(ns.PROV + "wasAttributedTo"), person),
                ox.Triple(subject, ox.NamedNode(ns.PROV + "generatedAtTime"), moment),
                ox.Triple(subject, ox.NamedNode(ns.SKOS + "changeNote"), ox.Literal(item.why, language="vi")),
                ox.Triple(person, ox.NamedNode(ns.RDF + "type"), ox.NamedNode(ns.PROV + "Agent")),
                ox.Triple(person, ox.NamedNode(ns.RDFS + "label"), ox.Literal(item.by)),
            ]
        return found

    @staticmethod
    def _versions(folder: Path) -> list[Path]:
        return sorted(folder.glob("*.yaml"))


def _entry(change: Change, signature: Signature) -> dict[str, Any]:
    entry = {
        "time": signature.moment.isoformat(timespec="seconds"),
        "by": signature.by,
        "why": signature.why,
    }
    versions = {"former": change.former, "record": change.record}
    return entry | {name: curated.body(item) for name, item in versions.items() if item is not None}


def _registration(file: Path) -> Registration:
    entry = yaml.load(file.read_text(encoding="utf-8"), curated.Loader)
    return Registration(
        id=file.parent.name,
        name=entry["record"]["name_vi"],
        version=int(file.stem),
        time=entry["time"],
        by=entry["by"],
        why=entry["why"],
        new="former" not in entry,
    )
