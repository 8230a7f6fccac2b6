"""A file as plain sheets of cells, whatever its format; merged cells are filled, places are kept."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

Cell = str | int | float | None


@dataclass(frozen=True)
class Row:
    """One row: its number as the reader sees it (from 1), and its cells.

    ``hanging`` are the columns whose cell is the one of the row above, merged downwards.
    """

    number: int
    cells: tuple[Cell, ...]
    hanging: frozenset[int] = frozenset()

    def cell(self, column: int | None) -> Cell:
        """Return the cell, or None where the row is shorter or there is no such column."""
        return self.cells[column] if column is not None and column < len(self.cells) else None

    def text(self, column: int | None) -> str:
        """Return the cell as NFC text on one line; empty when there is none."""
        return " ".join(self.lines(column))

    def lines(self, column: int | None) -> list[str]:
        """Return the lines of the cell as NFC text, without empty ones."""
        value = self.cell(column)
        if value is None:
            return []
        text = unicodedata.normalize("NFC", str(value))
        return [line for line in (" ".join(line.split()) for line in text.splitlines()) if line]

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of all cells."""
        return tuple(self.text(column) for column in range(len(self.cells)))

    @property
    def blank(self) -> bool:
        """Whether no cell has content."""
        return not any(self.texts)

    @property
    def first_text(self) -> str:
        """The text of the first cell that has any."""
        return next((text for text in self.texts if text), "")


@dataclass(frozen=True)
class Sheet:
    """One sheet or table."""

    name: str
    rows: tuple[Row, ...]
    heading: tuple[str, ...] = ()
    """Lines of text before the table, where the unit of amounts or the proposing body may stand."""
    spans: frozenset[int] = field(default=frozenset())
    """Numbers of rows in which one cell spans the whole width (section titles)."""
    hidden: bool = False
    flows: bool = False
    """Whether a table may go on in the next one without a header of its own, as in text documents."""

    @property
    def width(self) -> int:
        """The number of columns."""
        return max((len(row.cells) for row in self.rows), default=0)
