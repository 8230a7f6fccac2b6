"""A sheet read by what its columns are: titles, numbers, amounts of a row."""

from __future__ import annotations

from statistics import median

from registry.errors import Place
from registry.intake import outline
from registry.intake.amount import plain, stated_unit, vnd
from registry.intake.header import Header
from registry.intake.sheet import Row, Sheet


class Table:
    """The rows below a header, read by what their columns are."""

    def __init__(self, sheet: Sheet, header: Header) -> None:
        self.sheet, self.header = sheet, header
        cost = header.columns.get("cost")
        self._priced = header.parts or (() if cost is None else (cost,))
        self.rows = [row for row in sheet.rows if row.number > header.last_row and not row.blank]
        self.unit, self.assumed = self._unit()

    def get(self, row: Row, name: str) -> str:
        """Return the text of a known column, empty where there is none."""
        column = self.header.columns.get(name)
        return row.text(column) if column is not None else ""

    def title(self, row: Row) -> str:
        """Return the title; of a row that one cell spans, its text; empty where there is but a dash."""
        text = self.get(row, "title") or (row.first_text if row.number in self.sheet.spans else "")
        return text if any(char.isalnum() for char in text) else ""

    def number(self, row: Row) -> str:
        """Return the number of a row, from its column or from the start of the title."""
        number = self.get(row, "number")
        if outline.level(number) is not None:
            return number
        return "" if "number" in self.header.columns and number else outline.ordinal(self.title(row))

    def cost(self, row: Row) -> int | None:
        """Return the amount in whole VND; a cell merged downwards counts once, in its first row."""
        amounts = [vnd(row.cell(column), self.unit) for column in self._priced if column not in row.hanging]
        known = [amount for amount in amounts if amount is not None]
        return sum(known) if known else None

    def cost_text(self, row: Row) -> str:
        """Return the amount as it is written."""
        return " ".join(row.text(column) for column in self._priced if column not in row.hanging).strip()

    def beside(self, row: Row) -> set[str]:
        """Return the texts of the columns that only a task fills: not number, title, amount and note."""
        apart = ("number", "title", "cost", "note")
        texts = {self.get(row, name) for name in self.header.columns if name not in apart}
        return texts - {"", self.title(row)}

    def place(self, row: Row, name: str) -> Place:
        """Return the place of a cell, with the column's label as the file has it."""
        return Place(sheet=self.sheet.name, row=row.number, column=self.header.labels.get(name, name))

    def _unit(self) -> tuple[int, bool]:
        """Return VND per unit and whether it is a guess: from the header, the text above, the amounts."""
        if "cost" not in self.header.columns:
            return 1, False
        above = [text for row in self.sheet.rows if row.number <= self.header.last_row for text in row.texts]
        stated = stated_unit(self.header.labels["cost"], header=True)
        for text in (*above, *self.sheet.heading):
            stated = stated or stated_unit(text)
        if stated:
            return stated, False
        numbers = [plain(row.cell(column)) for row in self.rows for column in self._priced]
        amounts = [float(number) for number in numbers if number]
        # Software costs between millions and tens of billions of VND: in whole VND that is above 10,000,000,
        # in thousands above 20,000, in millions below.
        middle = median(amounts) if amounts else 0.0
        if middle >= 10**7 or not amounts:
            return 1, False
        return (10**3 if middle >= 20_000 else 10**6), True
