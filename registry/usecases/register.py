"""Registering a platform or a change of one, without a new release of the shipped source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from ontology import namespaces as ns
from registry import curated
from registry.errors import InputError, NotFoundError, Place, RecordError
from registry.model import Platform
from registry.usecases.check import examine
from registry.usecases.overlay import Change, Overlay, Signature
from registry.validation import CheckFinding

Progress = Callable[[str], None]


def register(
    overlay: Overlay, root: Path, file: Path, signature: Signature, progress: Progress = lambda _: None
) -> list[Change]:
    """Lay the platforms of a file over the source at ``root``; return what changed, empty if nothing did.

    The records pass all checks of `check` together with everything else, or nothing is changed. Raises
    `InputError` or `RecordError` naming file, line and record. The caller must be the only writer.
    """
    if not signature.by.strip() or not signature.why.strip():
        raise InputError("Cần ghi ai đăng ký và lý do", "Say who registers and why")
    progress("Đọc sổ đăng ký")
    records, places = _read(file)
    content = curated.read(root, overlay.platforms)
    present = {item.id: item for item in content.platforms}
    changes = [Change(item, present.get(item.id)) for item in records if present.get(item.id) != item]
    if changes:
        merged = curated.laid_over(content, [change.record for change in changes])
        found = examine(merged, progress).findings
        _refuse([finding for finding in found if finding.level == "violation"], places)
        overlay.write(changes, signature)
    return changes


def record(overlay: Overlay, root: Path, platform_id: str) -> str:
    """Return the present record of a platform as YAML, to be edited and registered again."""
    for item in curated.read(root, overlay.platforms).platforms:
        if item.id == platform_id:
            return curated.written(item)
    raise NotFoundError(f"Không có nền tảng {platform_id}", f"There is no platform {platform_id}")


def _read(file: Path) -> tuple[list[Platform], dict[str, Place]]:
    """Return the platforms of a file and where each stands; raises `InputError` or `RecordError`."""
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


def _refuse(violations: list[CheckFinding], places: Mapping[str, Place]) -> None:
    """Raise `RecordError` with all violations, at the record that the first is about."""
    if not violations:
        return
    owners = [_owner(finding.entity, places) for finding in violations]
    vi = "; ".join(_told(key, finding.vi, finding) for key, finding in zip(owners, violations, strict=True))
    en = "; ".join(_told(key, finding.en, finding) for key, finding in zip(owners, violations, strict=True))
    first = next((places[key] for key in owners if key in places), next(iter(places.values())))
    raise RecordError(f"Bản ghi sai: {vi}", f"A record is wrong: {en}", first)


def _owner(entity: str, places: Mapping[str, Place]) -> str:
    """Return the id of the record of the file that an entity was made of, else the entity itself."""
    key = ns.local_id(entity, ns.PLATFORM).split("/")[0]
    return key if key in places else entity


def _told(key: str, message: str, finding: CheckFinding) -> str:
    value = f" ({finding.value.removeprefix(ns.BASE)})" if finding.value else ""
    return f"{key.removeprefix(ns.BASE)}: {message}{value}"
