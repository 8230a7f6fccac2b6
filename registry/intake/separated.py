"""CSV files as one sheet."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

from registry.errors import InputError, Place
from registry.intake.encoding import decode
from registry.intake.sheet import Row, Sheet

_DELIMITERS = ";\t,|"


def read(path: Path) -> list[Sheet]:
    """Return the one sheet of a CSV file in UTF-8 (or Excel's UTF-16); raises `InputError`."""
    text = decode(path)
    if text.casefold().startswith("sep="):
        # Excel's own first line, not a row for its readers: the numbers below count it all the same.
        delimiter = text[4:5]
        records = _records(text, delimiter, path)
        records[0] = []
    else:
        records = max((_records(text, delimiter, path) for delimiter in _DELIMITERS), key=_regularity)
    rows = tuple(
        Row(number, tuple(cell or None for cell in cells)) for number, cells in enumerate(records, start=1)
    )
    return [Sheet(path.stem, rows)]


def _regularity(records: list[list[str]]) -> tuple[int, int]:
    """Return how many rows have the commonest width, and that width: the true delimiter makes rows alike."""
    widths = Counter(len(row) for row in records if len(row) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _records(text: str, delimiter: str, path: Path) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return list(reader)
    except csv.Error as error:
        raise InputError(
            "Tệp CSV sai cấu trúc; có thể thiếu dấu nháy đóng",
            f"The CSV file is malformed: {error}",
            Place(file=path.name, row=reader.line_num),
        ) from error
