"""Files as plain sheets of text cells; merged cells are filled, places are kept."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from registry.errors import InputError, Place

Cell = str | int | float | None


@dataclass(frozen=True)
class Row:
    """One row: its number as the reader sees it (from 1), and its cells."""

    number: int
    cells: tuple[Cell, ...]

    def text(self, column: int) -> str:
        """Return the cell as NFC text on one line; empty when there is none."""
        value = self.cells[column] if column < len(self.cells) else None
        return " ".join(unicodedata.normalize("NFC", str(value)).split()) if value is not None else ""

    @property
    def blank(self) -> bool:
        """Whether no cell has content."""
        return not any(self.text(column) for column in range(len(self.cells)))


@dataclass(frozen=True)
class Sheet:
    """One sheet or table. ``heading`` is text around it, where the unit of amounts may stand."""

    name: str
    rows: tuple[Row, ...]
    heading: str = ""
    spans: frozenset[int] = field(default=frozenset())
    """Numbers of rows in which one cell spans the whole width (section titles)."""


def read(path: Path) -> list[Sheet]:
    """Return the sheets of a .xlsx, .docx or .csv file; raises `InputError` naming the place."""
    reader = {".xlsx": _xlsx, ".xlsm": _xlsx, ".docx": _docx, ".csv": _csv}.get(path.suffix.lower())
    if reader is None:
        raise InputError(
            f"Không đọc được loại tệp {path.suffix or '(không đuôi)'}; dùng .xlsx, .docx, .csv, .json, .jsonl",
            f"Cannot read {path.suffix or 'this'} files; use .xlsx, .docx, .csv, .json or .jsonl",
            Place(file=path.name),
        )
    if not path.is_file():
        raise InputError("Không có tệp này", "There is no such file", Place(file=str(path)))
    return reader(path)


def _xlsx(path: Path) -> list[Sheet]:
    try:
        book = openpyxl.load_workbook(path, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError) as error:
        raise InputError(
            "Tệp Excel hỏng hoặc không phải .xlsx; hãy mở bằng Excel và lưu lại",
            f"The Excel file is corrupt or not .xlsx: {error}",
            Place(file=path.name),
        ) from error
    return [_worksheet(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"]


def _worksheet(sheet: Worksheet) -> Sheet:
    values = {
        (cell.row, cell.column): cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None
    }
    width, spans = sheet.max_column, set()
    for area in sheet.merged_cells.ranges:
        value = values.get((area.min_row, area.min_col))
        if area.max_col - area.min_col + 1 >= max(3, width - 1) and area.min_row == area.max_row:
            spans.add(area.min_row)
        for row in range(area.min_row, area.max_row + 1):
            for column in range(area.min_col, area.max_col + 1):
                values[row, column] = value
    rows = tuple(
        Row(number, tuple(_plain(values.get((number, column))) for column in range(1, width + 1)))
        for number in range(1, sheet.max_row + 1)
    )
    return Sheet(sheet.title, rows, spans=frozenset(spans))


def _plain(value: object) -> Cell:
    if value is None or isinstance(value, bool):
        return None if value is None else str(value)
    return value if isinstance(value, (int, float)) else str(value)


def _docx(path: Path) -> list[Sheet]:
    try:
        document = Document(str(path))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise InputError(
            "Tệp Word hỏng hoặc không phải .docx", f"The Word file is corrupt or not .docx: {error}", Place(file=path.name)
        ) from error
    if not document.tables:
        raise InputError("Tệp Word không có bảng nào", "The Word file has no table", Place(file=path.name))
    heading = " ".join(paragraph.text for paragraph in document.paragraphs)
    sheets = []
    for number, table in enumerate(document.tables, start=1):
        rows, spans = [], set()
        for index, row in enumerate(table.rows, start=1):
            cells = row.cells
            rows.append(Row(index, tuple(cell.text or None for cell in cells)))
            if len(cells) > 2 and len({id(cell._tc) for cell in cells}) <= 2:
                spans.add(index)
        sheets.append(Sheet(f"bảng {number}", tuple(rows), heading, frozenset(spans)))
    return sheets


def _csv(path: Path) -> list[Sheet]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        guess = _guess_encoding(raw)
        raise InputError(
            f"Tệp không phải UTF-8{guess}; hãy lưu lại dạng 'CSV UTF-8'",
            f"The file is not UTF-8{guess}; save it as 'CSV UTF-8'",
            Place(file=path.name, row=row),
        ) from error
    legacy = _legacy_font_row(text)
    if legacy:
        raise InputError(
            "Chữ ở bảng mã cũ (TCVN3 hoặc VNI); hãy đổi sang Unicode",
            "The text is in an old font encoding (TCVN3 or VNI); convert it to Unicode",
            Place(file=path.name, row=legacy),
        )
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:8192], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    rows = tuple(
        Row(number, tuple(cell or None for cell in cells))
        for number, cells in enumerate(csv.reader(io.StringIO(text), dialect), start=1)
    )
    return [Sheet(path.stem, rows)]


def _guess_encoding(raw: bytes) -> str:
    """Name the legacy encoding that the bytes look like, by letters that only it uses often."""
    sample = raw[:20000]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return " (có vẻ UTF-16)"
    # TCVN3: đ is 0xAE, ơ 0xAC, ư 0xAD, and vowels with tone lie in 0xB5-0xFE; 1258 writes tones as
    # combining bytes 0xCC, 0xD2, 0xDE, 0xEC, 0xF2 after the vowel, and đ as 0xF0.
    tcvn3 = sum(sample.count(bytes([byte])) for byte in (0xAE, 0xAC, 0xAD, 0xB5, 0xB6, 0xB8, 0xB9))
    cp1258 = sum(sample.count(bytes([byte])) for byte in (0xCC, 0xD2, 0xEC, 0xF2, 0xF0, 0xFD, 0xF5))
    return " (có vẻ TCVN3)" if tcvn3 > cp1258 else " (có vẻ Windows-1258)"


def _legacy_font_row(text: str) -> int | None:
    """Return the first row whose letters are TCVN3 or VNI bytes read as Latin (``Së Y tÕ``, ``QuaûN lyù``)."""
    suspicious = set("®µ¶·¸¹»¼½¾¨©ª«¬­ÆÇÈÉ×ØÜÞßñøþ¤¥¦§")
    for number, line in enumerate(text.splitlines(), start=1):
        if sum(char in suspicious for char in line) >= 3:
            return number
    return None
