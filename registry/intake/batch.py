"""The entry of intake: a file becomes a batch, with a report of what was recognised and skipped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from registry.errors import InputError, Place
from registry.ids import slug
from registry.intake import document, encoding, records, separated, workbook
from registry.intake import header as headers
from registry.intake import rows as sheet_rows
from registry.intake.records import parse_line
from registry.intake.rows import Skipped
from registry.intake.sheet import Sheet
from registry.model import Batch, BatchLine

__all__ = ["Intake", "Skipped", "parse_line", "read", "sheets"]

_READERS: dict[str, Callable[[Path], list[Sheet]]] = {
    ".xlsx": workbook.read,
    ".xlsm": workbook.read,
    ".docx": document.read,
    ".csv": separated.read,
}
_RECORDS = (".json", ".jsonl")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_YEAR_OF_LIST = re.compile(r"năm\s+((?:19|20)\d\d)\b", re.IGNORECASE)
_DATE_IN_WORDS = re.compile(r"tháng\s+\S+\s+năm\s+\d{4}", re.IGNORECASE)


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
    recognised; ``header_row`` gives the number of the header's last row. Raises `InputError` naming file,
    sheet, row and column.
    """
    suffix = path.suffix.lower()
    if suffix not in _READERS and suffix not in _RECORDS:
        raise InputError(
            f"Không đọc được loại tệp {suffix or '(không đuôi)'}; dùng .xlsx, .docx, .csv, .json, .jsonl",
            f"Cannot read {suffix or 'such'} files; use .xlsx, .docx, .csv, .json or .jsonl",
            Place(file=path.name),
        )
    if not path.is_file():
        raise InputError("Không có tệp này", "There is no such file", Place(file=str(path)))
    mapping = _mapping(mapping_file) if mapping_file else None
    try:
        if suffix in _RECORDS:
            return _records(path)
        return _sheets(path, _READERS[suffix](path), mapping)
    except InputError as error:
        if error.place.file is not None:
            raise
        raise InputError(error.vi, error.en, replace(error.place, file=path.name)) from error


def sheets(path: Path) -> list[Sheet]:
    """Return the visible sheets of a file as they are, none for JSON; raises `InputError`."""
    reader = _READERS.get(path.suffix.lower())
    return [sheet for sheet in reader(path) if not sheet.hidden] if reader else []


def _mapping(path: Path) -> dict[str, str]:
    known = {column for _, column in headers.known_names()} - {"other"} | {"header_row"}
    try:
        body = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(
            "Không đọc được tệp ánh xạ cột", f"The mapping cannot be read: {error}", Place(file=path.name)
        ) from error
    if not isinstance(body, dict) or not body or not set(body) <= known:
        names = ", ".join(sorted(known))
        raise InputError(
            f"Tệp ánh xạ chỉ nhận: {names}", f"The mapping takes only: {names}", Place(file=path.name)
        )
    if not isinstance(body.get("header_row", 0), int):
        place = Place(file=path.name, column="header_row")
        raise InputError("header_row phải là số dòng", "header_row must be a row number", place)
    return {str(key): str(value) for key, value in body.items()}


def _sheets(path: Path, found: list[Sheet], mapping: Mapping[str, str] | None) -> Intake:
    lines: list[BatchLine] = []
    places: dict[str, Place] = {}
    columns: dict[str, dict[str, str]] = {}
    skipped: list[Skipped] = []
    remarks: list[tuple[str, str]] = []
    prefix = slug(path.stem) or "batch"
    tables = list(_with_headers(found, mapping, skipped))
    years = {year for sheet, header, _ in tables if (year := _year_of_list(sheet, header.last_row))}
    year_of_all = years.pop() if len(years) == 1 else None
    proposer = ""
    for sheet, header, goes_on in tables:
        columns[sheet.name] = header.labels
        result = sheet_rows.extract(sheet, header, proposer if goes_on else "")
        proposer = result.proposer
        skipped += result.skipped
        remarks += result.remarks
        year = _year_of_list(sheet, header.last_row) or year_of_all
        for draft in result.lines:
            number = len(lines) + 1
            line = _line(f"{prefix}-{number:03d}", number, draft, year)
            place = Place(path.name, sheet.name, draft.row, header.labels.get("id", "id"))
            _check_id(line.id, place, places)
            lines.append(line)
    if not lines:
        raise InputError(
            "Không thấy dòng nhiệm vụ nào; cần một bảng có cột tên nhiệm vụ và ít nhất một cột khác",
            "No task line was found; a table with a title column and one more is needed",
            Place(file=path.name, sheet=found[0].name if len(found) == 1 and path.suffix != ".csv" else None),
        )
    batch = Batch(id=prefix, title=path.stem, lines=tuple(lines))
    return Intake(batch, columns, tuple(skipped), tuple(remarks))


def _with_headers(
    found: list[Sheet], mapping: Mapping[str, str] | None, skipped: list[Skipped]
) -> Iterator[tuple[Sheet, headers.Header, bool]]:
    """Yield the sheets that hold a table of tasks, and whether each goes on from the one before.

    The other sheets go to ``skipped``.
    """
    last: tuple[Sheet, headers.Header] | None = None
    for sheet in found:
        if all(row.blank for row in sheet.rows):
            continue
        if sheet.hidden:
            skipped.append(Skipped(sheet.name, 0, "", "cả trang: trang ẩn", "whole sheet: hidden"))
            continue
        encoding.refuse_legacy(sheet)
        header, goes_on = headers.find(sheet, mapping), False
        if header is None and sheet.flows and last and last[0].width == sheet.width:
            # Word breaks a long table in two; the second half has the columns and the unit of the first.
            sheet, goes_on = replace(sheet, heading=(*last[0].heading, *sheet.heading)), True
            header = replace(last[1], last_row=0)
        if header is None:
            skipped.append(
                Skipped(sheet.name, 0, "", "cả trang: không thấy tiêu đề cột", "whole sheet: no header found")
            )
            continue
        last = (sheet, header)
        yield sheet, header, goes_on


def _year_of_list(sheet: Sheet, last_row: int) -> int | None:
    """Return the year that the text above a table names ("… NĂM 2024"), if it names one only."""
    above = [*sheet.heading, *(text for row in sheet.rows if row.number <= last_row for text in row.texts)]
    years = {year for text in above for year in _YEAR_OF_LIST.findall(_DATE_IN_WORDS.sub("", text))}
    return int(years.pop()) if len(years) == 1 else None


def _line(line_id: str, number: int, draft: sheet_rows.Draft, year_of_list: int | None) -> BatchLine:
    year = _YEAR.search(draft.values.get("year", ""))
    return BatchLine(
        id=draft.values.get("id") or line_id,
        line_no=number,
        title=draft.title,
        description=draft.description,
        proposer=draft.proposer,
        province=draft.values.get("province", ""),
        year=int(year[0]) if year else year_of_list,
        cost_vnd=draft.cost_vnd,
        funding_source=draft.values.get("funding_source", ""),
        kind=draft.values.get("kind", ""),
    )


def _check_id(line_id: str, place: Place, places: dict[str, Place]) -> None:
    """Raise `InputError` when the id was used before; else remember its place."""
    if line_id in places:
        first = places[line_id]
        raise InputError(
            f"Mã {line_id} dùng hai lần, lần đầu ở dòng {first.row}",
            f"The id {line_id} is used twice, first in row {first.row}",
            place,
        )
    places[line_id] = place


def _records(path: Path) -> Intake:
    lines: list[BatchLine] = []
    unknown: set[str] = set()
    places: dict[str, Place] = {}
    prefix = slug(path.stem) or "batch"
    for number, (row, body) in enumerate(records.objects(path), start=1):
        place = Place(file=path.name, row=row)
        line, ignored = parse_line(body, f"{prefix}-{number:03d}", number, place)
        _check_id(line.id, replace(place, column="id"), places)
        unknown |= ignored
        lines.append(line)
    if not lines:
        raise InputError("Tệp không có dòng nào", "The file has no line", Place(file=path.name))
    remarks = []
    if unknown:
        names = ", ".join(sorted(unknown))
        remarks.append((f"Bỏ qua các trường lạ: {names}", f"Ignored fields: {names}"))
    batch = Batch(id=prefix, title=path.stem, lines=tuple(lines))
    return Intake(batch, remarks=tuple(remarks))
