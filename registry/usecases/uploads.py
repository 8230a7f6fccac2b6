"""Files that people sent for review, kept on disk until they are stored as a batch or discarded.

A folder each: the file under its own name, and what was chosen so far. So neither a reload of the page nor a
restart of the server loses anything.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path

import yaml

from registry.errors import InputError, NotFoundError, Place
from registry.ids import slug
from registry.intake import batch as intake
from registry.intake.batch import Intake
from registry.opened import Registry
from registry.reports.atomic import replacing
from registry.usecases.batches import list_batches, read_batch

_ID = re.compile(r"[0-9a-f]{16}")
LONGEST_TITLE = 300


@dataclass(frozen=True)
class Upload:
    """A file that waits. ``by`` is who sent it, ``time`` when (ISO); ``as_of`` is an ISO date.

    ``mapping``: column → spreadsheet letter, and ``header_row`` → row number, as `registry.intake.batch.read`
    takes them.
    """

    id: str
    name: str
    by: str
    time: str
    batch_id: str
    title: str
    as_of: str
    mapping: dict[str, str | int] = field(default_factory=dict)


class Uploads:
    """The files that wait under a folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def keep(self, name: str, write: Callable[[Path], None], by: str, moment: datetime) -> Upload:
        """Keep a file and return what is known of it; ``write`` puts its content at a path, or raises.

        ``name`` must be safe on disk. Nothing is kept when ``write`` raises.
        """
        day = moment.date().isoformat()
        stem = Path(name).stem
        new = Upload(
            secrets.token_hex(8),
            name,
            by,
            moment.isoformat(timespec="seconds"),
            slug(stem) or f"dot-{day}",
            stem,
            day,
        )
        self._root.mkdir(parents=True, exist_ok=True)
        with replacing(self._root / new.id) as draft:
            try:
                (draft / "file").mkdir(parents=True)
                write(draft / "file" / name)
                _note(draft, new)
            except BaseException:
                shutil.rmtree(draft)
                raise
        return new

    def waiting(self) -> list[Upload]:
        """Return the files that wait, the latest first."""
        if not self._root.is_dir():
            return []
        found = [self.find(folder.name) for folder in self._root.iterdir() if _ID.fullmatch(folder.name)]
        return sorted(found, key=lambda item: item.time, reverse=True)

    def find(self, upload_id: str) -> Upload:
        """Return a file that waits; raises `NotFoundError`."""
        try:
            if not _ID.fullmatch(upload_id):
                raise FileNotFoundError
            return Upload(**json.loads((self._root / upload_id / "upload.json").read_text(encoding="utf-8")))
        except FileNotFoundError as error:
            raise NotFoundError(
                "Tệp này không còn chờ: đã lưu thành đợt hoặc đã bỏ",
                "This file waits no more: it was stored as a batch or discarded",
            ) from error

    def change(self, upload: Upload) -> None:
        """Keep what was chosen for a file."""
        self.find(upload.id)
        _note(self._root / upload.id, upload)

    def discard(self, upload: Upload) -> None:
        """Forget a file."""
        # Out of sight at once, so that nobody ever finds half of it.
        gone = (self._root / upload.id).rename(self._root / f".{upload.id}.gone")
        shutil.rmtree(gone)

    def path(self, upload: Upload) -> Path:
        """Return where the file is."""
        return self._root / upload.id / "file" / upload.name

    def read(self, upload: Upload) -> Intake:
        """Return the file as a batch of the chosen id, title and date; raises `InputError`."""
        mapping = self._root / upload.id / "columns.yaml"
        found = intake.read(self.path(upload), mapping if upload.mapping else None)
        return named(found, upload.batch_id, upload.title, upload.as_of)


def _note(folder: Path, upload: Upload) -> None:
    with replacing(folder / "columns.yaml") as draft:
        draft.write_text(yaml.safe_dump(upload.mapping, allow_unicode=True), encoding="utf-8")
    with replacing(folder / "upload.json") as draft:
        draft.write_text(json.dumps(asdict(upload), ensure_ascii=False), encoding="utf-8")


def named(found: Intake, batch_id: str, title: str, as_of: str) -> Intake:
    """Return a batch under its chosen name; ids of lines that came from the file's name follow it.

    Raises `InputError` without an id.
    """
    batch = found.batch
    if not slug(batch_id):
        raise InputError("Cần mã đợt", "The id of the batch is needed", Place(column="batch_id"))
    lines = tuple(
        line.model_copy(update={"id": f"{batch_id}-{number:03d}"})
        if line.id == f"{batch.id}-{number:03d}"
        else line
        for number, line in enumerate(batch.lines, start=1)
    )
    kept = batch.model_copy(update={"id": batch_id, "title": title, "as_of": as_of, "lines": lines})
    return replace(found, batch=kept)


def own_ids(registry: Registry, found: Intake) -> Intake:
    """Return a batch whose lines share no id with those of other stored batches.

    A line is known by its id in the whole registry; where a list is sent again under another name, its lines
    get the id of the batch in front.
    """
    batch = found.batch
    others = [str(row["id"]) for row in list_batches(registry) if row["id"] != batch.id]
    taken = {slug(line.id) for other in others for line in read_batch(registry, other).lines}
    if not any(slug(line.id) in taken for line in batch.lines):
        return found
    lines = tuple(line.model_copy(update={"id": f"{batch.id}-{line.id}"}) for line in batch.lines)
    remark = (
        f"Mã dòng trùng với đợt khác; thêm “{batch.id}-” trước mã",
        f"Ids of lines are used by another batch; “{batch.id}-” is put before them",
    )
    return replace(found, batch=batch.model_copy(update={"lines": lines}), remarks=(*found.remarks, remark))
