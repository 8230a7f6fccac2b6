"""Registering a platform or a change of one, without a new release of the shipped source."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ontology import namespaces as ns
from registry import curated
from registry.errors import ConflictError, InputError, NotFoundError, Place, RecordError
from registry.model import Platform
from registry.usecases.check import examine
from registry.usecases.overlay import Change, Overlay, Signature
from registry.validation import CheckFinding
from registry.wording import date_vi

Progress = Callable[[str], None]


@dataclass
class RefusedError(RecordError):
    """Records that the shapes or the quality queries refuse; ``findings`` are all violations."""

    code: str = "record-refused"
    findings: tuple[CheckFinding, ...] = ()


def register(
    overlay: Overlay,
    root: Path,
    file: Path,
    signature: Signature,
    progress: Progress = lambda _: None,
    seen: Mapping[str, str] | None = None,
) -> list[Change]:
    """Lay the platforms of a file over the source at ``root``; return what changed, empty if nothing did.

    The records pass all checks of `check` together with everything else, or nothing is changed. Raises
    `InputError`, `RecordError` or `RefusedError` naming file, line and record. ``seen``: by id, the `digest`
    of the record that the person edited (empty: there was none); `ConflictError` when it is another one now.
    The caller must hold `Overlay.writing`.
    """
    if not signature.by.strip() or not signature.why.strip():
        raise InputError("Cần ghi ai đăng ký và lý do", "Say who registers and why")
    progress("Đọc sổ đăng ký")
    records, places = read(file)
    content = curated.read(root, overlay.platforms)
    present = {item.id: item for item in content.platforms}
    for item in records:
        refuse_outdated(overlay, item.id, present.get(item.id), (seen or {}).get(item.id))
    changes = [Change(item, present.get(item.id)) for item in records if present.get(item.id) != item]
    if changes:
        merged = curated.laid_over(content, [change.record for change in changes])
        found = examine(merged, progress).findings
        _refuse([finding for finding in found if finding.level == "violation"], places)
        overlay.write(changes, signature)
    return changes


def record(overlay: Overlay, root: Path, platform_id: str) -> str:
    """Return the present record of a platform as YAML, to be edited and registered again."""
    return curated.written(present(overlay, root, platform_id))


def present(overlay: Overlay, root: Path, platform_id: str) -> Platform:
    """Return the present record of a platform; reads only its own block. Raises `NotFoundError`."""
    # An id from outside may not lead to another folder.
    if re.fullmatch(r"[a-z0-9-]+", platform_id):
        # Shipped records lie by the first part of their id; looking there first finds nearly all of them.
        shipped = sorted(
            (root / "platforms").glob("*.yaml"), key=lambda file: file.stem != platform_id.partition("-")[0]
        )
        for file in (overlay.platforms / f"{platform_id}.yaml", *shipped):
            block = curated.block(file, platform_id) if file.is_file() else None
            if block is not None:
                return curated.record(Platform, platform_id, block, Place(file=str(file), column=platform_id))
    raise NotFoundError(f"Không có nền tảng {platform_id}", f"There is no platform {platform_id}")


def find(overlay: Overlay, root: Path, platform_id: str) -> Platform | None:
    """Return the present record of a platform, None where there is none."""
    try:
        return present(overlay, root, platform_id)
    except NotFoundError:
        return None


def digest(item: Platform | None) -> str:
    """Return what tells one version of a record from another; empty for no record."""
    return hashlib.sha256(curated.written(item).encode()).hexdigest()[:16] if item else ""


def refuse_outdated(overlay: Overlay, platform_id: str, present: Platform | None, seen: str | None) -> None:
    """Raise `ConflictError`, naming who and when, unless the record is still the one that was seen."""
    if seen is None or seen == digest(present):
        return
    by, when = "người khác", ""
    if registrations := overlay.registrations_of(platform_id):
        last = registrations[-1]
        by, when = last.by, f" lúc {date_vi(last.time)} {last.time[11:16]} ({last.why})"
    raise ConflictError(
        f"{by} đã đăng ký lại {platform_id}{when}", f"{by} has registered {platform_id} meanwhile{when}"
    )


def read(file: Path) -> tuple[list[Platform], dict[str, Place]]:
    """Return the platforms of a YAML file and where each stands; raises `InputError` or `RecordError`."""
    records: list[Platform] = []
    places: dict[str, Place] = {}
    for record_id, body, line in curated.blocks(file):
        place = Place(file=str(file), row=line, column=record_id)
        if record_id in places:
            raise RecordError(f"Mã {record_id} đã dùng", f"The id {record_id} is used twice", place)
        places[record_id] = place
        records.append(curated.record(Platform, record_id, body, place))
    if not records:
        raise InputError("Tệp không có bản ghi nào", "The file has no record", Place(file=str(file)))
    return records, places


def read_text(text: str) -> list[Platform]:
    """Return the platforms of a YAML text, as `read` does of a file."""
    with TemporaryDirectory(prefix="rasoat-") as folder:
        file = Path(folder) / "yaml"
        file.write_text(text, encoding="utf-8")
        return read(file)[0]


def _refuse(violations: list[CheckFinding], places: Mapping[str, Place]) -> None:
    """Raise `RecordError` with all violations, at the record that the first is about."""
    if not violations:
        return
    owners = [_owner(finding.entity, places) for finding in violations]
    vi = "; ".join(_told(key, finding.vi, finding) for key, finding in zip(owners, violations, strict=True))
    en = "; ".join(_told(key, finding.en, finding) for key, finding in zip(owners, violations, strict=True))
    first = next((places[key] for key in owners if key in places), next(iter(places.values())))
    raise RefusedError(f"Bản ghi sai: {vi}", f"A record is wrong: {en}", first, findings=tuple(violations))


def _owner(entity: str, places: Mapping[str, Place]) -> str:
    """Return the id of the record of the file that an entity was made of, else the entity itself."""
    key = ns.local_id(entity, ns.PLATFORM).split("/")[0]
    return key if key in places else entity


def _told(key: str, message: str, finding: CheckFinding) -> str:
    value = f" ({finding.value.removeprefix(ns.BASE)})" if finding.value else ""
    return f"{key.removeprefix(ns.BASE)}: {message}{value}"
