"""Finding the header of a sheet and what its columns are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

import yaml
from rapidfuzz import fuzz

from registry.errors import InputError, Place
from registry.ids import fold
from registry.intake import outline
from registry.intake.sheet import Row, Sheet

SEARCHED_ROWS = 40
MOST_HEADER_ROWS = 4
CLOSE_ENOUGH = 88.0
"""Least rapidfuzz ratio (0 to 100) at which a header cell is taken for a known column name."""

_NUMBER_CELL = re.compile(r"[\d.,\s()=+]+|\(?[IVX]+\)?\.?|\(?[A-Za-z]\)?")


@dataclass(frozen=True)
class Header:
    """Where the columns are: ``last_row`` is the header's last row number; columns count from 0."""

    last_row: int
    columns: dict[str, int]
    labels: dict[str, str]
    parts: tuple[int, ...] = ()
    """Columns that together are the cost, where no column has their sum."""
    rows: frozenset[tuple[str, ...]] = field(default=frozenset())
    """The header's own rows, to know them again where they are repeated on a new page."""


@cache
def known_names() -> tuple[tuple[str, str], ...]:
    """Return (folded name, column) for every known column name."""
    body = yaml.safe_load(files(__package__).joinpath("columns.yaml").read_text(encoding="utf-8"))
    return tuple((_clean(name), column) for column, names in body.items() for name in names)


def _clean(label: str) -> str:
    """Fold a header cell and drop its unit, year and bracketed remarks."""
    text = re.sub(r"\([^)]*\)|\b\d{4}\b|don vi tinh.*|dvt.*", " ", fold(label))
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
    for index in range(min(len(sheet.rows), SEARCHED_ROWS)):
        header = _candidate(sheet.rows[index : index + MOST_HEADER_ROWS])
        if header and (best is None or len(header.columns) > len(best.columns)):
            best = header
    if mapping:
        best = _override(sheet, best, mapping)
    return _without_empty(sheet, best) if best else None


def _candidate(rows: tuple[Row, ...]) -> Header | None:
    """Return the header that starts at the first of ``rows``, with as many further rows as belong to it."""
    depth = 1
    while depth < len(rows) and _continues(rows[:depth], rows[depth]):
        depth += 1
    paths = _paths(rows[:depth])
    if sum(map(bool, paths)) < 2 or len(set(paths)) < 2:
        return None
    columns, parts = _assign(paths)
    if "title" not in columns or len(columns) < 2:
        return None
    labels = {name: " ".join(paths[column]) for name, column in columns.items()}
    own_rows = frozenset(row.texts for row in rows[:depth])
    return Header(rows[depth - 1].number, columns, labels, parts, own_rows)


def _continues(above: tuple[Row, ...], row: Row) -> bool:
    """Whether ``row`` is a further header row: no numbers, and under the title nothing but its own header."""
    filled = [text for text in row.texts if text]
    if not filled or any(_NUMBER_CELL.fullmatch(text) or len(text) >= 60 for text in filled):
        return False
    titles = [
        column for column, text in enumerate(above[0].texts) if recognise(text)[0] in ("title", "description")
    ]
    if not titles:
        return False
    for column in titles:
        text = row.text(column)
        same = column in row.hanging or text in (above[-1].text(column), "")
        if not same and recognise(text)[0] not in ("title", "description"):
            return False
    return True


def _paths(rows: tuple[Row, ...]) -> list[tuple[str, ...]]:
    """Return for each column its labels from top to bottom, each once."""
    width = max(len(row.cells) for row in rows)
    paths: list[tuple[str, ...]] = []
    for column in range(width):
        texts = [row.text(column) for row in rows]
        if len(rows) > 1 and not texts[0] and any(texts[1:]):
            # A group's label stands only over its first column where cells are not merged, as in CSV.
            texts[0] = next((rows[0].text(left) for left in range(column, -1, -1) if rows[0].text(left)), "")
        paths.append(tuple(dict.fromkeys(text for text in texts if text)))
    return paths


def _assign(paths: list[tuple[str, ...]]) -> tuple[dict[str, int], tuple[int, ...]]:
    """Give each known column to the path that names it best; the leftmost wins a tie.

    Returns the columns, and those that together are the cost when a group of amounts has no sum.
    """
    found: dict[str, tuple[float, int]] = {}
    groups: dict[str, list[int]] = {}
    for position, path in enumerate(paths):
        if not path:
            continue
        top, score = recognise(path[0])
        if len(path) > 1:
            lowest, low_score = recognise(path[-1])
            if top in ("cost", "funding_source"):
                # Below "Kinh phí" stand its parts: NSTW, NSĐP, years. Only a sum is the cost itself.
                groups.setdefault(path[0], []).append(position)
                sums = [sure for name, sure in map(recognise, path[1:]) if name == "cost"]
                # "Tổng" alone is too short a name to be looked for elsewhere; here it is plain.
                sums += [CLOSE_ENOUGH for text in path[1:] if outline.is_total(text)]
                top, score = ("cost", sums[0] + 1) if sums else (None, 0.0)
            elif lowest is not None:
                top, score = lowest, low_score
        if top and (top not in found or score > found[top][0]):
            found[top] = (score, position)
    parts: tuple[int, ...] = ()
    if "cost" not in found and groups:
        parts = tuple(next(iter(groups.values())))
        found["cost"] = (0.0, parts[0])
    if "title" not in found and "description" in found:
        found["title"] = found.pop("description")
    found.pop("other", None)
    return {name: position for name, (_, position) in found.items()}, parts


def _without_empty(sheet: Sheet, header: Header) -> Header:
    """Drop the column of numbers where it is empty, as automatic numbers of Word are: it tells nothing."""
    column = header.columns.get("number")
    below = [row for row in sheet.rows if row.number > header.last_row]
    if column is None or any(row.text(column) for row in below):
        return header
    columns = {name: at for name, at in header.columns.items() if name != "number"}
    return replace(header, columns=columns, labels={name: header.labels[name] for name in columns})


def _override(sheet: Sheet, header: Header | None, mapping: Mapping[str, str]) -> Header | None:
    """Return the header with the columns that ``mapping`` names; None if the sheet has none of its labels."""
    wanted = {name: label for name, label in mapping.items() if name != "header_row"}
    places = {name: _place(sheet, label) for name, label in wanted.items()}
    if header is None and not any(places.values()):
        return None
    last_row = int(mapping["header_row"]) if "header_row" in mapping else (header.last_row if header else 0)
    columns = {
        name: position
        for name, position in (header.columns if header else {}).items()
        if position not in [place[1] for place in places.values() if place]
    }
    labels = dict(header.labels) if header else {}
    for name, place in places.items():
        if place is None:
            raise InputError(
                f"Không có cột '{wanted[name]}'",
                f"There is no column '{wanted[name]}'",
                Place(sheet=sheet.name, column=wanted[name]),
            )
        if "header_row" not in mapping:
            last_row = max(last_row, place[0])
        columns[name], labels[name] = place[1], wanted[name]
    if "title" not in columns:
        raise InputError(
            "Chưa chỉ cột tên nhiệm vụ",
            "The title column is not given",
            Place(sheet=sheet.name, column="title"),
        )
    parts = () if "cost" in wanted or header is None else header.parts
    return Header(last_row, columns, labels, parts, header.rows if header else frozenset())


def _place(sheet: Sheet, label: str) -> tuple[int, int] | None:
    """Return the row number and column of a label; a spreadsheet letter has row 0."""
    if re.fullmatch(r"[A-Z]{1,2}", label):
        position = sum((ord(char) - 64) * 26**power for power, char in enumerate(reversed(label))) - 1
        return (0, position) if position < sheet.width else None
    for form in (fold, _clean):
        for row in sheet.rows[:SEARCHED_ROWS]:
            for column, text in enumerate(row.texts):
                if text and form(text) == form(label):
                    return row.number, column
    return None
