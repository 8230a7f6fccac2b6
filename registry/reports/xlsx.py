"""A screening as an Excel workbook: totals, the appendix that goes with a report, and the rows skipped."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from registry.answers import Screening
from registry.reports.atomic import replacing
from registry.reports.view import RULE_NOTE, NumberedLine, View, bullets, state
from registry.wording import VERDICTS, date_vi

Value = str | int | float | None

MONEY = "#,##0"
CELL_LIMIT = 32_767
"""Characters that a cell holds; Excel refuses files with more."""
FILLS = {
    "covered": "FDEEEE",
    "partly": "FDF3DD",
    "in_development": "F3EDFB",
    "none": "E8F5EC",
    "not_software": "EEF0F2",
    "unclear": "E7F1FA",
}
_FONT = "Times New Roman"
_CHARACTERS_PER_WIDTH = 1.1
"""Characters of 12 pt text in one unit of column width, with some loss at the end of each line."""
_LINE_POINTS = 15.5
_HIGHEST_ROW = 409
"""The greatest height that Excel allows, in points."""
_THIN = Side(style="thin", color="9AA5B1")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD = PatternFill("solid", start_color="E4E9EE")


@dataclass(frozen=True)
class Column:
    """A column of the appendix: heading, width in characters, and what a line puts there."""

    title: str
    width: float
    value: Callable[[View, NumberedLine], Value]
    number_format: str = "General"
    horizontal: str = "left"


def write_xlsx(screening: Screening, path: Path) -> None:
    """Write the workbook of ``screening`` to ``path``, whole or not at all; raises `OSError`."""
    view = View(screening)
    book = Workbook()
    summary = book.active
    if not isinstance(summary, Worksheet):  # a new workbook always has one; this tells mypy
        raise TypeError(type(summary))
    _summary(summary, view)
    _appendix(book.create_sheet("Phụ lục"), view)
    _skipped(book.create_sheet("Dòng bỏ qua"), view)
    book.properties.title = _clean(f"Rà soát: {screening.title}")
    book.properties.creator = "Rà soát"
    with replacing(path) as draft:
        book.save(draft)


def _platforms(_: View, item: NumberedLine) -> str:
    """Return the platforms with owner, state and law, as the appendix of a report lists them."""
    if item.line.verdict == "in_development":
        return ""
    return bullets(
        f"{platform.name} ({platform.owner}; {state(platform)}"
        + (f"; căn cứ {', '.join(platform.law)})" if platform.law else ")")
        for platform in item.line.platforms
    )


def _developing(_: View, item: NumberedLine) -> str:
    if item.line.verdict != "in_development":
        return ""
    return bullets(f"{one.name} ({one.owner}; {state(one)})" for one in item.line.platforms)


def _joint(view: View, item: NumberedLine) -> str:
    return bullets(
        f"{group.label}: cùng dòng "
        + ", ".join(str(other.number) for other in view.members(group) if other.line.id != item.line.id)
        for group in view.groups_of(item.line)
    )


def _opinion(_: View, item: NumberedLine) -> str:
    return bullets([item.line.message, *(finding.message for finding in item.line.findings)])


def _remarks(_: View, item: NumberedLine) -> str:
    line = item.line
    near = "; ".join(f"{hit.name} ({hit.owner})" for hit in line.near_misses)
    now = [f"Đơn vị nay là {line.proposer_now}"] if line.proposer_now not in ("", line.proposer) else []
    return bullets([*now, f"Gần giống, không phải cùng việc: {near}" if near else "", f"Mã dòng: {line.id}"])


COLUMNS = (
    Column("STT", 5, lambda _, item: item.number, horizontal="center"),
    Column("Tên nhiệm vụ", 30, lambda _, item: item.line.title),
    Column("Đơn vị đề xuất", 17, lambda _, item: item.line.proposer),
    Column("Nội dung, chức năng chính", 20, lambda _, item: bullets(need.label for need in item.line.needs)),
    Column("Kinh phí đề nghị (đồng)", 16, lambda _, item: item.line.cost_vnd, MONEY, "right"),
    Column("Kết luận", 15, lambda _, item: VERDICTS[item.line.verdict]),
    Column("Nền tảng dùng chung đã có (cơ quan chủ quản; tình trạng; căn cứ)", 34, _platforms),
    Column("Bộ, ngành đang nghiên cứu, xây dựng", 22, _developing),
    Column("Phần cần làm rõ", 18, lambda _, item: bullets(item.line.remainder)),
    Column("Hệ thống của tỉnh", 20, lambda _, item: bullets(own.name for own in item.line.provincial)),
    Column("Mua sắm tập trung (cùng nhu cầu)", 17, _joint),
    Column("Ý kiến thẩm tra", 30, _opinion),
    Column("Câu hỏi gửi lại đơn vị", 24, lambda _, item: bullets(item.line.questions)),
    # The next two are the reviewer's own: left empty on purpose.
    Column("Kinh phí sau thẩm tra (đồng)", 16, lambda _view, _item: None, MONEY, "right"),
    Column("Đề xuất xử lý", 14, lambda _view, _item: None),
    Column("Ghi chú", 28, _remarks),
)
HEADER_ROW = 4
_SUMMARY_WIDTHS = (44, 12, 22, 26)
_SKIPPED_WIDTHS = (24, 8, 70, 40)


def _summary(sheet: Worksheet, view: View) -> None:
    sheet.title = "Tổng hợp"
    screening = view.screening
    _title(sheet, screening)
    row = _table(
        sheet,
        4,
        ("Kết luận", "Số dòng", "Kinh phí (đồng)", "Tỷ lệ kinh phí"),
        [(total.label, total.lines, total.cost_vnd, total.share) for total in view.totals],
        ("General", MONEY, MONEY, "0.0%"),
    )
    for offset, total in enumerate(view.totals):
        sheet.cell(5 + offset, 1).fill = PatternFill("solid", start_color=FILLS[total.verdict])
    for column, value in enumerate(("Cộng", len(screening.lines), screening.cost_vnd, None), start=1):
        cell = _put(sheet, row, column, value, MONEY)
        cell.font, cell.border = Font(name=_FONT, size=12, bold=True), _BORDER
    notes = [RULE_NOTE, *screening.remarks]
    if view.without_cost:
        notes.append(f"Có {view.without_cost} dòng không ghi kinh phí, tính là 0.")
    for note in notes:
        row += 2
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=4)
        _put(sheet, row, 1, note)
        sheet.row_dimensions[row].height = _height([(note, sum(_SUMMARY_WIDTHS))])
    if screening.same_needs:
        _put(sheet, row + 2, 1, "Nhóm cùng nhu cầu").font = Font(name=_FONT, size=13, bold=True)
        _table(
            sheet,
            row + 3,
            ("Chức năng", "Số đơn vị", "Kinh phí (đồng)", "Các dòng (STT)"),
            [
                (group.label, group.bodies, group.cost_vnd, ", ".join(str(one.number) for one in members))
                for group in screening.same_needs
                if (members := view.members(group))
            ],
            ("General", MONEY, MONEY, "General"),
        )
    _widths(sheet, _SUMMARY_WIDTHS)
    _page(sheet, "portrait")


def _appendix(sheet: Worksheet, view: View) -> None:
    _title(sheet, view.screening)
    _table(
        sheet,
        HEADER_ROW,
        [column.title for column in COLUMNS],
        [[column.value(view, item) for column in COLUMNS] for item in view.lines],
        [column.number_format for column in COLUMNS],
    )
    last = HEADER_ROW + len(view.lines)
    verdict = next(number for number, column in enumerate(COLUMNS, start=1) if column.title == "Kết luận")
    for row, item in enumerate(view.lines, start=HEADER_ROW + 1):
        for number, column in enumerate(COLUMNS, start=1):
            indent = 1 if column.horizontal == "right" else 0
            sheet.cell(row, number).alignment = Alignment(
                column.horizontal, "top", wrap_text=True, indent=indent
            )
        sheet.cell(row, verdict).fill = PatternFill("solid", start_color=FILLS[item.line.verdict])
        sheet.cell(row, verdict).font = Font(name=_FONT, size=12, bold=True)
    widths = [column.width for column in COLUMNS]
    _widths(sheet, widths)
    for row in range(HEADER_ROW, last + 1):
        values = (sheet.cell(row, number).value for number in range(1, len(COLUMNS) + 1))
        sheet.row_dimensions[row].height = _height(list(zip(values, widths, strict=True)))
    sheet.freeze_panes = f"C{HEADER_ROW + 1}"
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(COLUMNS))}{last}"
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    _page(sheet, "landscape")


def _skipped(sheet: Worksheet, view: View) -> None:
    rows = view.screening.skipped
    _table(
        sheet,
        1,
        ("Trang", "Hàng", "Nội dung", "Vì sao bỏ qua"),
        [(str(row["sheet"]), row["row"] or None, str(row["text"]), str(row["vi"])) for row in rows]
        or [("Không có hàng nào bị bỏ qua", None, None, None)],
        ("General",) * 4,
    )
    _widths(sheet, _SKIPPED_WIDTHS)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    _page(sheet, "landscape")


def _title(sheet: Worksheet, screening: Screening) -> None:
    _put(sheet, 1, 1, f"Kết quả rà soát: {screening.title}").font = Font(name=_FONT, size=14, bold=True)
    _put(sheet, 2, 1, f"Tính đến ngày {date_vi(screening.as_of)}; bản dữ liệu {screening.snapshot}")
    for row in (1, 2):
        sheet.cell(row, 1).alignment = Alignment(wrap_text=False, vertical="center")


def _table(
    sheet: Worksheet, top: int, titles: Sequence[str], rows: Sequence[Sequence[Value]], formats: Sequence[str]
) -> int:
    """Write a table with its header in row ``top``; return the first row below it."""
    for column, title in enumerate(titles, start=1):
        cell = _put(sheet, top, column, title)
        cell.font, cell.fill, cell.border = Font(name=_FONT, size=12, bold=True), _HEAD, _BORDER
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for row, values in enumerate(rows, start=top + 1):
        for column, (value, number_format) in enumerate(zip(values, formats, strict=True), start=1):
            _put(sheet, row, column, value, number_format).border = _BORDER
    return top + len(rows) + 1


def _widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def _height(cells: Sequence[tuple[object, float]]) -> float:
    """Return the height in points that the wrapped text of a row needs, given (value, column width).

    Spreadsheet programs fit heights only when someone edits the row, so a fresh file has to say them.
    """
    lines = 1
    for value, width in cells:
        room = width * _CHARACTERS_PER_WIDTH
        lines = max(lines, sum(ceil((len(text) or 1) / room) for text in str(value or "").split("\n")))
    return min(lines * _LINE_POINTS + 3, _HIGHEST_ROW)


def _put(sheet: Worksheet, row: int, column: int, value: Value, number_format: str = "General") -> Cell:
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError(f"row {row}, column {column} lies inside a merged area")
    if isinstance(value, str):
        cell.value = _clean(value)
        # Text from a proposal must never run as a formula, also not after someone edits the cell.
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@")) and not value.startswith("- ")
    else:
        cell.value = value
    cell.number_format = number_format
    cell.font = Font(name=_FONT, size=12)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _clean(text: str) -> str:
    """Return NFC text that a cell may hold."""
    text = ILLEGAL_CHARACTERS_RE.sub("", unicodedata.normalize("NFC", text))
    return text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - 1] + "…"


def _page(sheet: Worksheet, orientation: str) -> None:
    sheet.page_setup.orientation = "landscape" if orientation == "landscape" else "portrait"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    if sheet.sheet_properties.pageSetUpPr is not None:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.75
    footer = sheet.oddFooter
    if footer is not None and footer.center is not None:
        footer.center.text = "Trang &P/&N"
