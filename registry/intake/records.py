"""Batches as JSON: a list of lines, an object with ``lines``, or one line a row (.jsonl)."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from registry.errors import InputError, Place
from registry.intake.encoding import decode
from registry.model import BatchLine

FIELDS = {"title_vi": "title", "description_vi": "description", "amount_vnd": "cost_vnd"}
"""Names that other files use for the fields of `BatchLine`."""

_REASONS = {
    "greater_than_equal": ("phải từ 0 trở lên", "must not be negative"),
    "int_type": ("phải là số nguyên", "must be a whole number"),
    "int_parsing": ("phải là số nguyên", "must be a whole number"),
    "int_from_float": ("phải là số nguyên", "must be a whole number"),
    "finite_number": ("phải là số nguyên", "must be a whole number"),
    "string_type": ("phải là chữ", "must be text"),
    "tuple_type": ("phải là danh sách", "must be a list"),
    "model_type": ("phải là một đối tượng", "must be an object"),
    "missing": ("còn thiếu", "is missing"),
    "extra_forbidden": ("không có trong mẫu", "is not a known field"),
    "literal_error": ("không thuộc các giá trị cho phép", "is none of the allowed values"),
}


def objects(path: Path) -> Iterator[tuple[int, object]]:
    """Yield (row, object) of each line; in a .jsonl file the row is that of the file, else it counts lines.

    Raises `InputError`, for broken JSON with the row of the file.
    """
    text = decode(path)
    if path.suffix.lower() == ".jsonl":
        # Not splitlines: a text in JSON may hold U+2028, which is no end of line here.
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                yield number, _load(line, path, number)
        return
    body = _load(text, path, 1)
    items = body["lines"] if isinstance(body, dict) and "lines" in body else body
    yield from enumerate(items if isinstance(items, list) else [items], start=1)


def _load(text: str, path: Path, first_row: int) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = Place(file=path.name, row=first_row + error.lineno - 1)
        vi = f"JSON sai ở ký tự {error.colno} của dòng"
        raise InputError(vi, f"Bad JSON at character {error.colno}: {error.msg}", place) from error
    except RecursionError as error:
        place = Place(file=path.name, row=first_row)
        raise InputError("JSON lồng quá sâu", "The JSON is nested too deeply", place) from error


def parse_line(body: object, line_id: str, number: int, place: Place) -> tuple[BatchLine, set[str]]:
    """Return one line from a JSON object, and the fields that were ignored; raises `InputError`.

    ``line_id`` and ``number`` stand in for an ``id`` and a ``line_no`` that the object does not have.
    """
    if not isinstance(body, dict):
        raise InputError("Mỗi dòng phải là một đối tượng JSON", "Each line must be a JSON object", place)
    named: dict[str, Any] = {}
    own_names: dict[str, str] = {}
    ignored: set[str] = set()
    for key, value in body.items():
        name = FIELDS.get(key, key)
        if name not in BatchLine.model_fields:
            ignored.add(key)
        elif value is not None and value != "":
            named[name], own_names[name] = _text(value, place, key), key
    if not isinstance(named.get("title", ""), str) or not named.get("title", "").strip():
        column = next((key for key in ("title_vi", "title") if key in body), "title")
        raise InputError("Thiếu tên nhiệm vụ", "The title is missing", _column(place, column))
    named = {"id": line_id, "line_no": number, **named}
    named["id"] = str(named["id"])
    try:
        return BatchLine.model_validate(named), ignored
    except ValidationError as error:
        first = error.errors()[0]
        path = [str(part) for part in first["loc"]]
        column = ".".join([own_names.get(path[0], path[0]), *path[1:]]) if path else ""
        vi, en = _reason(first)
        raise InputError(
            f"Giá trị sai: {column} {vi}", f"Bad value: {column} {en}", _column(place, column)
        ) from error


def _reason(error: ErrorDetails) -> tuple[str, str]:
    if error["type"] == "value_error":
        # The model's own checks speak both languages: "… / …".
        vi, _, en = error["msg"].removeprefix("Value error, ").partition(" / ")
        return vi, en or vi
    return _REASONS.get(error["type"], ("không hợp lệ", error["msg"]))


def _column(place: Place, column: str) -> Place:
    return Place(place.file, place.sheet, place.row, column)


def _text(value: Any, place: Place, column: str) -> Any:
    """Return ``value`` with all texts in NFC; half a character (a lone surrogate) is refused."""
    if isinstance(value, str):
        if re.search("[\ud800-\udfff]", value):
            raise InputError("Chữ bị hỏng", "The text has half a character", _column(place, column))
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {key: _text(item, place, column) for key, item in value.items()}
    return [_text(item, place, column) for item in value] if isinstance(value, list) else value
