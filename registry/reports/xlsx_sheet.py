"""Cells, tables and pages of a workbook: safe text, row heights, print set-up."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from math import ceil

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | None

CELL_LIMIT = 32_767
"""Characters that a cell holds; Excel refuses files with more."""
FONT, SIZE = "Times New Roman", 10
"""Points: as large as nineteen columns on one A3 page allow."""
_CHARACTERS_PER_WIDTH = 1.4
"""Characters of such text in one unit of column width, with some loss at the end of each line."""
_LINE_POINTS = 13.2
_HIGHEST_ROW = 409
"""The greatest height that Excel allows, in points."""
_THIN = Side(style="thin", color="9AA5B1")
BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD = PatternFill("solid", start_color="E4E9EE")


def table(
    sheet: Worksheet, top: int, titles: Sequence[str], rows: Sequence[Sequence[Value]], formats: Sequence[str]
) -> int:
    """Write a table with its header in row ``top``; return the first row below it."""
    for column, title in enumerate(titles, start=1):
        cell = put(sheet, top, column, title)
        cell.font, cell.fill, cell.border = Font(name=FONT, size=SIZE, bold=True), _HEAD, BORDER
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for row, values in enumerate(rows, start=top + 1):
        for column, (value, number_format) in enumerate(zip(values, formats, strict=True), start=1):
            put(sheet, row, column, value, number_format).border = BORDER
    return top + len(rows) + 1


def widths(sheet: Worksheet, sizes: Sequence[float]) -> None:
    """Set the widths of the columns, in characters."""
    for number, width in enumerate(sizes, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def height(cells: Sequence[tuple[object, float]]) -> float:
    """Return the height in points that the wrapped text of a row needs, given (value, column width).

    Spreadsheet programs fit heights only when someone edits the row, so a fresh file has to say them.
    """
    lines = 1
    for value, width in cells:
        room = width * _CHARACTERS_PER_WIDTH
        lines = max(lines, sum(ceil((len(text) or 1) / room) for text in str(value or "").split("\n")))
    return min(lines * _LINE_POINTS + 3, _HIGHEST_ROW)


def put(sheet: Worksheet, row: int, column: int, value: Value, number_format: str = "General") -> Cell:
    """Write a value; text never becomes a formula."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError(f"row {row}, column {column} lies inside a merged area")
    if isinstance(value, str):
        cell.value = clean(value)
        # Text from a proposal must never run as a formula, also not after someone edits the cell.
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@")) and not value.startswith("- ")
    else:
        cell.value = value
    cell.number_format = number_format
    cell.font = Font(name=FONT, size=SIZE)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def clean(text: str) -> str:
    """Return NFC text that a cell may hold."""
    text = ILLEGAL_CHARACTERS_RE.sub("", unicodedata.normalize("NFC", text))
    return text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - 1] + "…"


def page(sheet: Worksheet, orientation: str, paper: str = Worksheet.PAPERSIZE_A4) -> None:
    """Set a sheet up for print: fitted to the width of the paper, pages numbered below."""
    sheet.page_setup.orientation = "landscape" if orientation == "landscape" else "portrait"
    sheet.page_setup.paperSize = paper
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    if sheet.sheet_properties.pageSetUpPr is not None:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.75
    footer = sheet.oddFooter
    if footer is not None and footer.center is not None:
        footer.center.text = "Trang &P/&N"
