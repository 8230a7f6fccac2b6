"""Builders of the files that provinces send."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from registry.intake.batch import Intake, read

CellValue = str | int | float | None
Rows = Sequence[Sequence[CellValue]]


def write_workbook(
    path: Path, sheets: dict[str, Rows], merges: dict[str, Sequence[str]] | None = None
) -> Path:
    """Write a workbook; ``merges`` names the merged ranges of each sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column, value)
        for area in (merges or {}).get(name, ()):
            sheet.merge_cells(area)
    book.save(path)
    return path


@pytest.fixture
def xlsx(tmp_path: Path) -> Callable[..., Intake]:
    """Write one sheet "Biểu 1" with ``rows`` and ``merges``, and read it."""

    def build(rows: Rows, *merges: str, mapping: str = "") -> Intake:
        path = write_workbook(tmp_path / "danh-muc.xlsx", {"Biểu 1": rows}, {"Biểu 1": merges})
        mapping_file = None
        if mapping:
            mapping_file = tmp_path / "anh-xa.yaml"
            mapping_file.write_text(mapping, encoding="utf-8")
        return read(path, mapping_file)

    return build


@pytest.fixture
def text_file(tmp_path: Path) -> Callable[..., Path]:
    """Write text, or bytes as they are, to a file of the given name."""

    def build(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return build


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[..., Path]:
    """Write rows as CSV."""

    def build(rows: Rows, delimiter: str = ";", encoding: str = "utf-8-sig") -> Path:
        path = tmp_path / "danh-muc.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(rows)
        return path

    return build


@pytest.fixture
def docx(tmp_path: Path) -> Callable[..., Path]:
    """Write a document: texts become paragraphs, lists of rows tables; None in a row joins to the left."""

    def build(*blocks: str | Sequence[Sequence[str | None]]) -> Path:
        document = Document()
        for block in blocks:
            if isinstance(block, str):
                document.add_paragraph(block)
                continue
            table = document.add_table(rows=len(block), cols=max(map(len, block)))
            for cells, row in zip(table.rows, block, strict=True):
                for column, text in enumerate(row):
                    if text is None:
                        cells.cells[column - 1].merge(cells.cells[column])
                    else:
                        cells.cells[column].text = text
        path = tmp_path / "phu-luc.docx"
        document.save(str(path))
        return path

    return build


def brief(intake: Intake) -> list[tuple[str, str, float | None]]:
    """Return (title, proposer, million VND) of each line."""
    return [
        (line.title, line.proposer, None if line.cost_vnd is None else line.cost_vnd / 10**6)
        for line in intake.batch.lines
    ]


def skipped(intake: Intake) -> list[tuple[int, str]]:
    """Return (row, English reason) of each row that is no line."""
    return [(row.row, row.en) for row in intake.skipped]
