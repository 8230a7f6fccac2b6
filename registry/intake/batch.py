"""The entry of intake: a file becomes a batch, with a report of what was recognised and skipped."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from registry.errors import InputError, Place
from registry.ids import slug
from registry.intake import header as headers
from registry.intake import rows as sheet_rows
from registry.intake import sheet as sheets
from registry.intake.rows import Skipped
from registry.model import Batch, BatchLine

_FIELDS = {"title_vi": "title", "description_vi": "description", "amount_vnd": "cost_vnd"}
_YEAR = re.compile(r"\b(19|20)\d\d\b")


@dataclass(frozen=True)
class Intake:
    """A batch as read, and what its reader should know: columns found, rows skipped, remarks (vi, en)."""

    batch: Batch
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    """Sheet → column → the header's words."""
    skipped: tuple[Skipped, ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()


def read(path: Path, mapping_file: Path | None = None) -> Intake:
    """Read ``path`` (.xlsx, .docx, .csv, .json, .jsonl) as a batch.

    ``mapping_file`` is YAML, column → header words or spreadsheet letter, and overrides what is
    recognised. Raises `InputError` naming file, sheet, row and column.
    """
    mapping = _mapping(mapping_file) if mapping_file else None
    try:
        if path.suffix.lower() in (".json", ".jsonl"):
            return _records(path)
        return _sheets(path, sheets.read(path), mapping)
    except InputError as error:
        if error.place.file is None:
            place = Place(path.name, error.place.sheet, error.place.row, error.place.column)
            raise InputError(error.vi, error.en, place) from error
        raise


def _mapping(path: Path) -> dict[str, str]:
    known = {column for _, column in headers.known_names()}
    try:
        body = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError("Không đọc được tệp ánh xạ cột", f"Unreadable mapping: {error}", Place(str(path))) from error
    if not isinstance(body, dict) or not set(body) <= known:
        raise InputError(
            f"Tệp ánh xạ chỉ nhận các cột: {', '.join(sorted(known))}",
            f"The mapping knows the columns: {', '.join(sorted(known))}",
            Place(str(path)),
        )
    return {str(key): str(value) for key, value in body.items()}


def _sheets(path: Path, found: list[sheets.Sheet], mapping: Mapping[str, str] | None) -> Intake:
    lines: list[BatchLine] = []
    columns: dict[str, dict[str, str]] = {}
    skipped: list[Skipped] = []
    remarks: list[tuple[str, str]] = []
    prefix = slug(path.stem) or "batch"
    for sheet in found:
        header = headers.find(sheet, mapping)
        if header is None:
            if any(not row.blank for row in sheet.rows):
                skipped.append(
                    Skipped(sheet.name, 0, "", "cả trang: không thấy tiêu đề cột", "whole sheet: no header found")
                )
            continue
        columns[sheet.name] = header.labels
        result = sheet_rows.extract(sheet, header)
        skipped += result.skipped
        if result.unit_assumed:
            remarks.append((
                f'Trang "{sheet.name}" không ghi đơn vị tính; tạm hiểu là triệu đồng',
                f'Sheet "{sheet.name}" states no unit; taken as million VND',
            ))
        for draft in result.lines:
            number = len(lines) + 1
            lines.append(_line(f"{prefix}-{number:03d}", number, draft))
    if not lines:
        raise InputError(
            "Không thấy dòng nhiệm vụ nào; cần một bảng có cột tên nhiệm vụ và ít nhất một cột khác",
            "No task line was found; a table with a title column and one more is needed",
            Place(file=path.name),
        )
    batch = Batch(id=prefix, title=path.stem, lines=tuple(lines))
    return Intake(batch, columns, tuple(skipped), tuple(remarks))


def _line(line_id: str, number: int, draft: sheet_rows.Draft) -> BatchLine:
    year = _YEAR.search(draft.values.get("year", ""))
    return BatchLine(
        id=draft.values.get("id") or line_id,
        line_no=number,
        title=draft.title,
        description=draft.description,
        proposer=draft.proposer,
        province=draft.values.get("province", ""),
        year=int(year[0]) if year else None,
        cost_vnd=draft.cost_vnd if draft.cost_vnd is None or draft.cost_vnd >= 0 else None,
        funding_source=draft.values.get("funding_source", ""),
        kind=draft.values.get("kind", ""),
    )


def _records(path: Path) -> Intake:
    lines, ids, unknown = [], set(), set()
    for number, (row, body) in enumerate(_objects(path), start=1):
        place = Place(file=path.name, row=row)
        line, ignored = parse_line(body, f"{slug(path.stem) or 'batch'}-{number:03d}", number, place)
        if line.id in ids:
            raise InputError(f"Mã {line.id} dùng hai lần", f"The id {line.id} is used twice", place)
        ids.add(line.id)
        unknown |= ignored
        lines.append(line)
    if not lines:
        raise InputError("Tệp không có dòng nào", "The file has no line", Place(file=path.name))
    remarks = (
        ((f"Bỏ qua các trường lạ: {', '.join(sorted(unknown))}", f"Ignored fields: {', '.join(sorted(unknown))}"),)
        if unknown
        else ()
    )
    batch = Batch(id=slug(path.stem) or "batch", title=path.stem, lines=tuple(lines))
    return Intake(batch, remarks=remarks)


def parse_line(body: object, line_id: str, number: int, place: Place) -> tuple[BatchLine, set[str]]:
    """Return one line from a JSON object, and the fields that were ignored; raises `InputError`."""
    if not isinstance(body, dict):
        raise InputError("Mỗi dòng phải là một đối tượng JSON", "Each line must be a JSON object", place)
    named: dict[str, Any] = {}
    ignored: set[str] = set()
    for key, value in body.items():
        name = _FIELDS.get(key, key)
        if name not in BatchLine.model_fields:
            ignored.add(key)
        elif value is not None:
            named[name] = _nfc(value)
    named = {"id": line_id, "line_no": number, **named}
    if not str(named.get("title", "")).strip():
        raise InputError(
            "Thiếu tên nhiệm vụ", "The title is missing", Place(place.file, place.sheet, place.row, "title")
        )
    named["id"] = str(named["id"])
    try:
        return BatchLine.model_validate(named), ignored
    except ValidationError as error:
        first = error.errors()[0]
        column = ".".join(str(part) for part in first["loc"])
        raise InputError(
            f"Giá trị sai: {first['msg']}", f"Bad value: {first['msg']}", Place(place.file, place.sheet, place.row, column)
        ) from error


def _nfc(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {key: _nfc(item) for key, item in value.items()}
    return [_nfc(item) for item in value] if isinstance(value, list) else value


def _objects(path: Path) -> Iterable[tuple[int, object]]:
    """Yield (row, object) of a .json list, a .json object with ``lines``, or a .jsonl file."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        row = path.read_bytes().count(b"\n", 0, error.start) + 1
        raise InputError("Tệp không phải UTF-8", "The file is not UTF-8", Place(path.name, row=row)) from error
    except OSError as error:
        raise InputError("Không đọc được tệp", f"Unreadable: {error.strerror}", Place(file=str(path))) from error
    numbered = (
        [(1, text)]
        if path.suffix.lower() == ".json"
        else [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    )
    for number, part in numbered:
        try:
            body = json.loads(part)
        except json.JSONDecodeError as error:
            row = number + error.lineno - 1
            raise InputError(f"JSON sai: {error.msg}", f"Bad JSON: {error.msg}", Place(path.name, row=row)) from error
        if path.suffix.lower() == ".json":
            items = body.get("lines") if isinstance(body, dict) and "lines" in body else body
            yield from enumerate(items if isinstance(items, list) else [items], start=1)
        else:
            yield number, body
