"""Excel workbooks (.xlsx, .xlsm) as sheets."""

from __future__ import annotations

import re
import warnings
import zipfile
from pathlib import Path

import openpyxl
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

from registry.errors import InputError, Place
from registry.intake.sheet import Cell, Row, Sheet

MOST_BYTES = 200_000_000
"""Most bytes that a packed file may unpack to; a batch of 10,000 lines needs a hundredth of it."""
MOST_MERGED = 1_000_000
"""Most cells in one merged area."""
_MERGED = re.compile(rb'mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def check_package(path: Path) -> None:
    """Raise `InputError` unless ``path`` is a zip package of reasonable size, as .xlsx and .docx are."""
    try:
        with path.open("rb") as file:
            start = file.read(8)
        if start == _OLE:
            raise InputError(
                "Tệp Office đời cũ (.xls, .doc) hoặc có mật khẩu; hãy lưu dạng .xlsx, .docx, không mật khẩu",
                "An Office file of the old kind (.xls, .doc) or with a password; save it as .xlsx or .docx",
                Place(file=path.name),
            )
        with zipfile.ZipFile(path) as package:
            size = sum(item.file_size for item in package.infolist())
    except OSError as error:
        raise InputError(
            "Không đọc được tệp", f"The file cannot be read: {error.strerror}", Place(file=path.name)
        ) from error
    except zipfile.BadZipFile as error:
        kind = "Excel" if path.suffix.lower().startswith(".xls") else "Word"
        raise InputError(
            f"Tệp {kind} hỏng hoặc không phải {path.suffix}; hãy mở bằng {kind} và lưu lại",
            f"The {kind} file is corrupt or not {path.suffix}: {error}",
            Place(file=path.name),
        ) from error
    if size > MOST_BYTES:
        raise InputError(
            f"Tệp quá lớn: mở ra {size // 10**6} MB",
            f"The file is too large: it unpacks to {size // 10**6} MB",
            Place(file=path.name),
        )


def read(path: Path) -> list[Sheet]:
    """Return the worksheets of a workbook; raises `InputError`."""
    check_package(path)
    try:
        _check_merges(path)
        with warnings.catch_warnings():
            # openpyxl warns of drawings and validations that it leaves out; nobody reads those here.
            warnings.simplefilter("ignore")
            # Opened here, because openpyxl leaves the file open when it fails.
            with path.open("rb") as file:
                book = openpyxl.load_workbook(file, data_only=True)
        return [_worksheet(sheet) for sheet in book.worksheets]
    except InputError:
        raise
    except Exception as error:
        # The parts of a broken package fail in the reader in any number of ways, all the file's fault.
        raise InputError(
            "Tệp Excel hỏng hoặc không phải .xlsx; hãy mở bằng Excel và lưu lại",
            f"The Excel file is corrupt or not .xlsx: {error}",
            Place(file=path.name),
        ) from error


def _check_merges(path: Path) -> None:
    """Raise `InputError` where cells are merged over a whole sheet: openpyxl would make each of them."""
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if not name.startswith("xl/worksheets/"):
                continue
            for match in _MERGED.finditer(package.read(name)):
                columns = column_index_from_string(match[3].decode()) - column_index_from_string(
                    match[1].decode()
                )
                if (columns + 1) * (int(match[4]) - int(match[2]) + 1) > MOST_MERGED:
                    area = match[0].split(b'"')[1].decode()
                    raise InputError(
                        f"Vùng gộp ô {area} quá lớn; hãy bỏ gộp ô ở vùng trống",
                        f"The merged area {area} is too large; unmerge the empty cells",
                        Place(file=path.name),
                    )


def _worksheet(sheet: Worksheet) -> Sheet:
    # Not iter_rows: a sheet formatted down to its last row would give a million empty rows.
    cells = {place: cell.value for place, cell in sheet._cells.items() if cell.value is not None}
    height = max((row for row, _ in cells), default=0)
    width = max((column for _, column in cells), default=0)
    values: dict[tuple[int, int], object] = dict(cells)
    spans, hanging = set(), set()
    for area in sheet.merged_cells.ranges:
        value = values.get((area.min_row, area.min_col))
        right, bottom = min(area.max_col, width), min(area.max_row, height)
        if area.min_row == area.max_row and right - area.min_col + 1 >= max(3, width - 1):
            spans.add(area.min_row)
        for row in range(area.min_row, bottom + 1):
            for column in range(area.min_col, right + 1):
                values[row, column] = value
                if row > area.min_row:
                    hanging.add((row, column - 1))
    rows = tuple(
        Row(
            number,
            tuple(_plain(values.get((number, column))) for column in range(1, width + 1)),
            frozenset(column for column in range(width) if (number, column) in hanging),
        )
        for number in range(1, height + 1)
    )
    return Sheet(sheet.title, rows, spans=frozenset(spans), hidden=sheet.sheet_state != "visible")


def _plain(value: object) -> Cell:
    if value is None or isinstance(value, bool):
        return None if value is None else str(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, (int, float)) else str(value)
