"""Finding the header of a sheet and what its columns are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from rapidfuzz import fuzz

from registry.errors import InputError, Place
from registry.ids import fold
from registry.intake.sheet import Row, Sheet

SEARCHED_ROWS = 40
CLOSE_ENOUGH = 88.0
"""Least rapidfuzz ratio (0 to 100) at which a header cell is taken for a known column name."""


@dataclass(frozen=True)
class Header:
    """Where the columns are: ``last_row`` is the header's last row number; columns count from 0."""

    last_row: int
    columns: dict[str, int]
    labels: dict[str, str]


@cache
def known_names() -> tuple[tuple[str, str], ...]:
    """Return (folded name, column) for every known column name."""
    body = yaml.safe_load(files(__package__).joinpath("columns.yaml").read_text(encoding="utf-8"))
    return tuple((_clean(name), column) for column, names in body.items() for name in names)


def _clean(label: str) -> str:
    """Fold a header cell and drop its unit, year and bracketed remarks."""
    text = re.sub(r"\([^)]*\)|\d{4}|don vi tinh.*|dvt.*", " ", fold(label))
    text = re.sub(r"\b(trieu|ty|nghin|ngan)?\s*(dong|vnd)\b", " ", text)
    return " ".join(re.findall(r"[a-z0-9]+", text))


def recognise(label: str) -> tuple[str | None, float]:
    """Return the column that a header cell names, and how sure (0 to 100)."""
    cleaned = _clean(label)
    if not cleaned or len(label) > 80:
        return None, 0.0
    name, column = max(known_names(), key=lambda pair: (fuzz.ratio(cleaned, pair[0]), pair[0]))
    score = fuzz.ratio(cleaned, name)
    if score < CLOSE_ENOUGH:
        # "Kinh phí đề nghị giao năm sau": the known name opens a longer label.
        opened = [pair for pair in known_names() if cleaned.startswith(pair[0] + " ") and len(pair[0]) > 5]
        if not opened:
            return None, score
        column, score = max(opened, key=lambda pair: len(pair[0]))[1], 80.0
    return column, score


def find(sheet: Sheet, mapping: Mapping[str, str] | None = None) -> Header | None:
    """Return the header of ``sheet``, or None if no row looks like one.

    ``mapping`` (column → label or spreadsheet letter) overrides what is recognised.
    """
    best: Header | None = None
    for index, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        following = sheet.rows[index + 1] if index + 1 < len(sheet.rows) else None
        header = _candidate(row, following)
        if header and (best is None or len(header.columns) > len(best.columns)):
            best = header
    return _override(sheet, best, mapping) if mapping else best


def _candidate(row: Row, following: Row | None) -> Header | None:
    labels = {column: row.text(column) for column in range(len(row.cells)) if row.text(column)}
    single = _assign(labels)
    if "title" not in single or len(single) < 2:
        return None
    if following is not None and _continues(row, following, single):
        both = {
            column: " ".join(dict.fromkeys([row.text(column), following.text(column)])).strip()
            for column in range(len(row.cells))
        }
        lower = {column: following.text(column) for column in range(len(following.cells))}
        double = {**_assign({k: v for k, v in lower.items() if v}), **single}
        return Header(following.number, double, {name: both[column] for name, column in double.items()})
    return Header(row.number, single, {name: labels[column] for name, column in single.items()})


def _continues(row: Row, following: Row, columns: dict[str, int]) -> bool:
    """Whether ``following`` is a second header row: no numbers, and labels below or merged from above."""
    cells = [following.text(column) for column in range(len(following.cells))]
    filled = [cell for cell in cells if cell]
    if not filled or any(re.fullmatch(r"[\d.,\s()]+|[IVX]+\.?", cell) for cell in filled):
        return False
    same = sum(cell == row.text(column) and bool(cell) for column, cell in enumerate(cells))
    title = following.text(columns["title"])
    return same >= 1 and title in ("", row.text(columns["title"])) and all(len(cell) < 60 for cell in filled)


def _assign(labels: Mapping[int, str]) -> dict[str, int]:
    """Give each known column to the header cell that names it best; the leftmost wins a tie."""
    found: dict[str, tuple[float, int]] = {}
    for position, label in labels.items():
        column, score = recognise(label)
        if column and (column not in found or score > found[column][0]):
            found[column] = (score, position)
    if "title" not in found and "description" in found:
        found["title"] = found.pop("description")
    return {column: position for column, (_, position) in found.items()}


def _override(sheet: Sheet, header: Header | None, mapping: Mapping[str, str]) -> Header:
    columns = dict(header.columns) if header else {}
    labels = dict(header.labels) if header else {}
    last_row = header.last_row if header else 0
    for name, wanted in mapping.items():
        if re.fullmatch(r"[A-Z]{1,2}", wanted):
            position = sum((ord(char) - 64) * 26**power for power, char in enumerate(reversed(wanted))) - 1
        else:
            place = _label_position(sheet, wanted)
            if place is None:
                raise InputError(
                    f"Không có cột '{wanted}'", f"There is no column '{wanted}'", Place(sheet=sheet.name, column=wanted)
                )
            last_row, position = max(last_row, place[0]), place[1]
        columns[name], labels[name] = position, wanted
    if "title" not in columns:
        raise InputError("Chưa chỉ cột tên nhiệm vụ", "The title column is not given", Place(sheet=sheet.name))
    return Header(last_row, columns, labels)


def _label_position(sheet: Sheet, label: str) -> tuple[int, int] | None:
    for row in sheet.rows[:SEARCHED_ROWS]:
        for column in range(len(row.cells)):
            if fold(row.text(column)) == fold(label):
                return row.number, column
    return None
