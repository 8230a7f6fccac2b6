"""Tables of Word documents (.docx) as sheets."""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.table import Table

from registry.errors import InputError, Place
from registry.intake.sheet import Cell, Row, Sheet
from registry.intake.workbook import check_package


def read(path: Path) -> list[Sheet]:
    """Return the tables of a document, each with the paragraphs before it; raises `InputError`."""
    check_package(path)
    try:
        sheets: list[Sheet] = []
        heading: list[str] = []
        with path.open("rb") as file:
            document = Document(file)
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                sheets.append(_table(f"bảng {len(sheets) + 1}", block, tuple(heading)))
                heading = []
            elif block.text.strip():
                heading.append(" ".join(block.text.split()))
    except Exception as error:
        # As with workbooks: however the reader fails, the file is at fault.
        raise InputError(
            "Tệp Word hỏng hoặc không phải .docx; hãy mở bằng Word và lưu lại",
            f"The Word file is corrupt or not .docx: {error}",
            Place(file=path.name),
        ) from error
    if not sheets:
        raise InputError("Tệp Word không có bảng nào", "The Word file has no table", Place(file=path.name))
    return sheets


def _table(name: str, table: Table, heading: tuple[str, ...]) -> Sheet:
    rows: list[Row] = []
    spans: set[int] = set()
    above: list[object] = []
    for number, row in enumerate(table.rows, start=1):
        # A cell that spans columns or rows stands here once for each of them, as one and the same element.
        cells = [*[None] * row.grid_cols_before, *row.cells]
        elements = [cell._tc if cell is not None else None for cell in cells]
        hanging = frozenset(
            column
            for column, element in enumerate(elements)
            if element is not None and column < len(above) and above[column] is element
        )
        texts: list[Cell] = [(cell.text or None) if cell is not None else None for cell in cells]
        rows.append(Row(number, tuple(texts), hanging))
        if len(cells) > 2 and len(set(map(id, elements))) <= 2 and len(elements) - _longest(elements) <= 1:
            spans.add(number)
        above = list(elements)
    return Sheet(name, tuple(rows), heading, frozenset(spans), flows=True)


def _longest(elements: list[object]) -> int:
    """Return how many columns the widest cell spans."""
    return max(sum(other is element for other in elements) for element in elements)
