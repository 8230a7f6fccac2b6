"""Usage figures of systems from a file (.xlsx, .csv, .jsonl), one system and period a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from pydantic import Field, ValidationError

from registry.errors import InputError, Place
from registry.ids import fold
from registry.intake import records, separated, workbook
from registry.intake.amount import plain
from registry.intake.sheet import Sheet
from registry.model import Record, Text

COLUMNS = {
    "system": ("hệ thống", "nền tảng", "tên hệ thống", "tên nền tảng", "mã nền tảng", "platform", "system"),
    "period": ("kỳ", "kỳ báo cáo", "thời gian", "period"),
    "registered": ("người dùng đã cấp", "tài khoản đã cấp", "tài khoản", "users registered", "registered"),
    "active": ("người dùng thực tế", "tài khoản hoạt động", "người dùng", "users active", "active"),
    "transactions": ("giao dịch", "số giao dịch", "hồ sơ", "lượt", "transactions"),
    "units_using": ("đơn vị sử dụng", "đơn vị có dùng", "units using"),
    "units_total": ("tổng số đơn vị", "đơn vị phải dùng", "units total", "units in total"),
    "source": ("nguồn", "nguồn số liệu", "source"),
    "reported_by": ("người báo cáo", "đơn vị báo cáo", "by", "by whom", "reported by"),
}
"""Names of columns, compared without diacritics and case."""

_NAMES = {fold(name): column for column, names in COLUMNS.items() for name in (column, *names)}
_NUMBERS = ("registered", "active", "transactions", "units_using", "units_total")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


class Usage(Record):
    """How much a system was used in a period; ``ended`` is the first day after the period (ISO)."""

    system: Text = Field(min_length=1)
    period: Text = Field(min_length=1)
    ended: str
    registered: int | None = Field(default=None, ge=0)
    active: int | None = Field(default=None, ge=0)
    transactions: int | None = Field(default=None, ge=0)
    units_using: int | None = Field(default=None, ge=0)
    units_total: int | None = Field(default=None, ge=0)
    source: Text = ""
    reported_by: Text = ""


def read(path: Path) -> list[tuple[Usage, Place]]:
    """Return the figures of a file, each with its place; raises `InputError` naming file, row and column."""
    if not path.is_file():
        raise InputError("Không có tệp này", "There is no such file", Place(file=str(path)))
    suffix = path.suffix.lower()
    if suffix == ".jsonl":
        rows = _objects(path)
    elif suffix in (".xlsx", ".csv"):
        sheets = workbook.read(path) if suffix == ".xlsx" else separated.read(path)
        rows = (row for sheet in sheets for row in _table(sheet, path))
    else:
        raise InputError(
            "Dùng tệp .xlsx, .csv hoặc .jsonl", "Use .xlsx, .csv or .jsonl", Place(file=path.name)
        )
    found = [(_usage(cells, place), place) for cells, place in rows]
    if not found:
        raise InputError("Tệp không có dòng số liệu nào", "The file has no figures", Place(file=path.name))
    return found


def _objects(path: Path) -> Iterator[tuple[dict[str, str], Place]]:
    for row, body in records.objects(path):
        place = Place(file=path.name, row=row)
        if not isinstance(body, dict):
            raise InputError("Mỗi dòng phải là một đối tượng JSON", "Each line must be a JSON object", place)
        named = {
            _NAMES.get(fold(str(key).replace("_", " ")), _NAMES.get(fold(str(key)))): str(value)
            for key, value in body.items()
            if value is not None
        }
        yield {key: value for key, value in named.items() if key}, place


def _table(sheet: Sheet, path: Path) -> Iterator[tuple[dict[str, str], Place]]:
    columns: dict[int, str] = {}
    for row in sheet.rows:
        texts = list(row.texts)
        named = {
            place: _NAMES[fold(text.strip())]
            for place, text in enumerate(texts)
            if fold(text.strip()) in _NAMES
        }
        if not columns:
            columns = named if {"system", "period"} <= set(named.values()) else {}
            continue
        if not row.blank:
            cells = {name: row.text(place) for place, name in columns.items()}
            yield cells, Place(file=path.name, sheet=sheet.name, row=row.number)
    if not columns:
        raise InputError(
            "Không thấy cột tên hệ thống và cột kỳ",
            "No columns for the system and the period",
            Place(file=path.name, sheet=sheet.name),
        )


def _usage(cells: dict[str, str], place: Place) -> Usage:
    values: dict[str, object] = {name: text.strip() for name, text in cells.items() if text.strip()}
    for name in ("system", "period"):
        if name not in values:
            raise InputError("Ô này còn trống", "This cell is empty", replace(place, column=name))
    for name in _NUMBERS:
        if name in values:
            number = plain(str(values[name]))
            if number is None or number != int(number) or number < 0:
                raise InputError(
                    f"Không phải số nguyên: {values[name]}",
                    f"Not a whole number: {values[name]}",
                    replace(place, column=name),
                )
            values[name] = int(number)
    for part, whole in (("active", "registered"), ("units_using", "units_total")):
        if part in values and whole in values and int(str(values[part])) > int(str(values[whole])):
            raise InputError(
                "Số sử dụng lớn hơn tổng số", "More use it than there are", replace(place, column=part)
            )
    if not any(name in values for name in _NUMBERS):
        raise InputError("Dòng không có con số nào", "The row has no figure", replace(place, column="active"))
    try:
        return Usage.model_validate({**values, "ended": period_end(str(values["period"]))})
    except ValueError as error:
        column = "period" if not isinstance(error, ValidationError) else str(error.errors()[0]["loc"][0])
        raise InputError(
            f"Giá trị sai: {values.get(column)}",
            f"Not a valid value: {values.get(column)}",
            replace(place, column=column),
        ) from error


def period_end(text: str) -> str:
    """Return the first day after a period: ``2022``, ``2022-12``, ``2023-Q1``, ``Quý I/2023``, ``31/3/2023``.

    Raises `ValueError` for anything else.
    """
    plain_text = fold(text).removeprefix("nam ").removeprefix("thang ").strip()
    if match := re.fullmatch(
        r"(\d{4})[-/ ]?q([1-4])|q(?:uy)? ?(iv|i{1,3}|[1-4])[-/ ](?:nam )?(\d{4})", plain_text
    ):
        year, quarter = int(match[1] or match[4]), _QUARTERS[match[2] or match[3]]
        return _first_of(year, quarter * 3 + 1)
    if match := re.fullmatch(r"(\d{4})", plain_text):
        return _first_of(int(match[1]), 13)
    if match := re.fullmatch(r"(\d{4})-(\d\d?)|(\d\d?)/(\d{4})", plain_text):
        return _first_of(int(match[1] or match[4]), int(match[2] or match[3]) + 1)
    if match := re.fullmatch(r"(\d\d?)/(\d\d?)/(\d{4})", plain_text):
        day = date(int(match[3]), int(match[2]), int(match[1]))
    else:
        day = date.fromisoformat(plain_text)
    return (day + timedelta(days=1)).isoformat()


def _first_of(year: int, month: int) -> str:
    if not 1 < month <= 13:
        raise ValueError(month)
    return date(year + (month == 13), 1 if month == 13 else month, 1).isoformat()
