"""The report as an Excel workbook: totals, the appendix of lines, all findings, and the rows skipped.

The columns of the appendix follow the practice of Vietnamese appraisal reports; those that only a reviewer
can fill are empty until a decision is recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from registry.reports.atomic import replacing
from registry.reports.model import Line, LineFinding, Report
from registry.reports.official import title_of
from registry.reports.words import LEVELS, OUTCOMES, RULE_NOTE, bullets, spans, state
from registry.reports.xlsx_sheet import BORDER, FONT, SIZE, Value, clean, height, page, put, table, widths
from registry.wording import VERDICTS, date_vi

MONEY = "#,##0"
FILLS = {
    "covered": "FDEEEE",
    "partly": "FDF3DD",
    "in_development": "F3EDFB",
    "none": "E8F5EC",
    "not_software": "EEF0F2",
    "unclear": "E7F1FA",
}


@dataclass(frozen=True)
class Column:
    """A column of the appendix: heading, width in characters, and what a line puts there."""

    title: str
    width: float
    value: Callable[[Report, Line], Value]
    number_format: str = "General"
    horizontal: str = "left"


@dataclass(frozen=True)
class FindingColumn:
    """A column of the sheet of findings."""

    title: str
    width: float
    value: Callable[[LineFinding], Value]


def write_xlsx(report: Report, path: Path) -> None:
    """Write the workbook of ``report`` to ``path``, whole or not at all; raises `OSError`."""
    book = Workbook()
    summary = book.active
    if not isinstance(summary, Worksheet):  # a new workbook always has one; this tells mypy
        raise TypeError(type(summary))
    _summary(summary, report)
    _appendix(book.create_sheet("Phụ lục"), report)
    _findings(book.create_sheet("Phát hiện"), report)
    _skipped(book.create_sheet("Dòng bỏ qua"), report)
    book.properties.title = clean(f"Rà soát: {report.screening.title}")
    book.properties.creator = "Rà soát"
    with replacing(path) as draft:
        book.save(draft)


def _content(_: Report, item: Line) -> str:
    needs = "; ".join(need.label for need in item.line.needs)
    return bullets([item.line.description, f"Việc nhận ra: {needs}" if needs else ""])


def _platforms(_: Report, item: Line) -> str:
    """Return the platforms with owner, state and law, as the appendix of a report lists them."""
    if item.line.verdict == "in_development":
        return ""
    return bullets(
        f"{platform.name} ({platform.owner}; {state(platform)}"
        + (f"; căn cứ {', '.join(platform.law)})" if platform.law else ")")
        for platform in item.line.platforms
    )


def _developing(_: Report, item: Line) -> str:
    if item.line.verdict != "in_development":
        return ""
    return bullets(
        f"{one.name} ({one.owner}; {state(one)}" + (f"; căn cứ {', '.join(one.law)})" if one.law else ")")
        for one in item.line.platforms
    )


def _overlap(_: Report, item: Line) -> str:
    """Return how many of the needs are met, and how many will be."""
    needs = item.line.needs
    met, coming = (sum(need.state == one for need in needs) for one in ("met", "in_development"))
    return f"{met}/{len(needs)} việc đã có" + (f", {coming} đang xây dựng" if coming else "") if needs else ""


def _joint(report: Report, item: Line) -> str:
    return bullets(
        f"{group.need.label}: cùng dòng "
        + spans(other.number for other in group.members if other.line.id != item.line.id)
        + (f"; đầu mối: {group.need.lead}" if group.need.lead else "")
        for group in report.groups_of(item)
    )


def _opinion(_: Report, item: Line) -> str:
    said = (f"{finding.message} [{finding.number}]" for finding in item.line.findings)
    return bullets([item.line.message, *said])


def _handling(_: Report, item: Line) -> Value:
    return OUTCOMES[item.decision.outcome] if item.decision else None


def _entries(_: Report, item: Line) -> str:
    decision, receipt = item.decision, item.receipt
    return bullets(
        [
            f"{decision.number}: {decision.reason} ({decision.reviewer}, {date_vi(decision.time)})"
            if decision
            else "",
            receipt.number if receipt else "",
        ]
    )


def _remarks(_: Report, item: Line) -> str:
    line = item.line
    near = "; ".join(f"{hit.name} ({hit.owner})" for hit in line.near_misses)
    now = [f"Đơn vị nay là {line.proposer_now}"] if line.proposer_now not in ("", line.proposer) else []
    return bullets([*now, f"Gần nhất, không phải cùng việc: {near}" if near else "", f"Mã dòng: {line.id}"])


COLUMNS = (
    Column("STT", 5, lambda _, item: item.number, horizontal="center"),
    Column("Tên nhiệm vụ", 24, lambda _, item: item.line.title),
    Column("Đơn vị đề xuất", 14, lambda _, item: item.line.proposer),
    Column("Căn cứ", 9, lambda _view, _item: None),  # of the task: only its file tells
    Column("Nội dung, chức năng chính", 26, _content),
    Column("Kinh phí đề nghị (đồng)", 14, lambda _, item: item.line.cost_vnd, MONEY, "right"),
    Column("Kết luận", 12, lambda _, item: VERDICTS[item.line.verdict]),
    Column("Nền tảng dùng chung đã có (tên; cơ quan chủ quản; tình trạng; căn cứ)", 32, _platforms),
    Column("Bộ, ngành đang nghiên cứu, xây dựng", 22, _developing),
    Column("Mức độ trùng", 9, _overlap),
    Column("Phần cần làm rõ", 15, lambda _, item: bullets(item.line.remainder)),
    Column("Hệ thống của tỉnh", 15, lambda _, item: bullets(own.name for own in item.line.provincial)),
    Column("Mua sắm tập trung (cùng nhu cầu)", 15, _joint),
    Column("Ý kiến thẩm tra [số phát hiện]", 32, _opinion),
    Column("Câu hỏi gửi lại đơn vị", 20, lambda _, item: bullets(item.line.questions)),
    Column("Kinh phí sau thẩm tra (đồng)", 14, lambda _, item: item.kept_vnd, MONEY, "right"),
    Column("Đề xuất xử lý", 12, _handling),
    Column("Quyết định; phiếu rà soát", 14, _entries),
    Column("Ghi chú", 22, _remarks),
)
FINDING_COLUMNS = (
    FindingColumn("Số", 8, lambda item: item.finding.number),
    FindingColumn("Dòng", 7, lambda item: item.line.number),
    FindingColumn("Nhiệm vụ", 32, lambda item: item.line.line.title),
    FindingColumn("Kiểm tra", 24, lambda item: title_of(item.finding.rule)),
    FindingColumn("Quy tắc", 24, lambda item: item.finding.rule),
    FindingColumn("Mức", 11, lambda item: LEVELS.get(item.finding.level, item.finding.level)),
    FindingColumn("Nội dung", 46, lambda item: item.finding.message),
    FindingColumn(
        "Chứng cứ (số, ngày văn bản)", 52, lambda item: bullets(one.text for one in item.finding.evidence)
    ),
    FindingColumn("Khi nào rút lại", 34, lambda item: item.finding.reversal),
)
HEADER_ROW = 4
_SUMMARY_WIDTHS = (44, 10, 18, 24, 20, 24)
_SKIPPED_WIDTHS = (24, 8, 70, 40)


def _summary(sheet: Worksheet, report: Report) -> None:
    sheet.title = "Tổng hợp"
    _title(sheet, report)
    row = table(
        sheet,
        4,
        ("Kết luận", "Số dòng", "Kinh phí (đồng)", "Tỷ lệ kinh phí", "Đã quyết định", "Sau thẩm tra (đồng)"),
        [
            (
                total.label,
                total.lines,
                total.cost_vnd,
                total.share,
                total.decided,
                total.kept_vnd,
            )
            for total in report.totals
        ],
        ("General", MONEY, MONEY, "0.0%", MONEY, MONEY),
    )
    for offset, total in enumerate(report.totals):
        sheet.cell(5 + offset, 1).fill = PatternFill("solid", start_color=FILLS[total.verdict])
    whole = ("Cộng", len(report.lines), report.cost_vnd, None, len(report.decided), report.kept_vnd)
    for column, value in enumerate(whole, start=1):
        cell = put(sheet, row, column, value, MONEY)
        cell.font, cell.border = Font(name=FONT, size=SIZE, bold=True), BORDER
    row += 1
    put(sheet, row, 1, "Đề nghị không chi (dòng đã có nền tảng, chưa quyết định)")
    put(sheet, row, 2, len(report.avoidable), MONEY)
    put(sheet, row, 3, sum(item.cost_vnd for item in report.avoidable), MONEY)
    notes = [RULE_NOTE, *report.screening.remarks]
    if report.without_cost:
        notes.append(f"Có {len(report.without_cost)} dòng không ghi kinh phí, tính là 0.")
    for note in notes:
        row += 2
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(_SUMMARY_WIDTHS))
        put(sheet, row, 1, note)
        sheet.row_dimensions[row].height = height([(note, sum(_SUMMARY_WIDTHS))])
    if report.groups:
        put(sheet, row + 2, 1, "Nhóm cùng nhu cầu").font = Font(name=FONT, size=13, bold=True)
        table(
            sheet,
            row + 3,
            ("Chức năng", "Số đơn vị", "Kinh phí (đồng)", "Các dòng (STT)", "Phát hiện", "Đầu mối đề xuất"),
            [
                (
                    group.need.label,
                    group.need.bodies,
                    group.need.cost_vnd,
                    ", ".join(str(one.number) for one in group.members),
                    ", ".join(one.finding.number for one in group.findings),
                    group.need.lead,
                )
                for group in report.groups
            ],
            ("General", MONEY, MONEY, "General", "General", "General"),
        )
        for number in range(row + 4, row + 4 + len(report.groups)):
            cells = zip(sheet[number], _SUMMARY_WIDTHS, strict=True)
            sheet.row_dimensions[number].height = height([(cell.value, width) for cell, width in cells])
    widths(sheet, _SUMMARY_WIDTHS)
    page(sheet, "landscape")


def _appendix(sheet: Worksheet, report: Report) -> None:
    _title(sheet, report)
    _sheet(
        sheet,
        HEADER_ROW,
        [(column.title, column.width, column.number_format, column.horizontal) for column in COLUMNS],
        [[column.value(report, item) for column in COLUMNS] for item in report.lines],
    )
    verdict = next(number for number, column in enumerate(COLUMNS, start=1) if column.title == "Kết luận")
    for row, item in enumerate(report.lines, start=HEADER_ROW + 1):
        sheet.cell(row, verdict).fill = PatternFill("solid", start_color=FILLS[item.line.verdict])
        sheet.cell(row, verdict).font = Font(name=FONT, size=SIZE, bold=True)
    sheet.freeze_panes = f"C{HEADER_ROW + 1}"
    page(sheet, "landscape", Worksheet.PAPERSIZE_A3)


def _findings(sheet: Worksheet, report: Report) -> None:
    columns = [(column.title, column.width, "General", "left") for column in FINDING_COLUMNS]
    rows = [[column.value(item) for column in FINDING_COLUMNS] for item in report.findings]
    _sheet(sheet, 1, columns, rows or [["Không có phát hiện", *[None] * (len(columns) - 1)]])
    sheet.freeze_panes = "B2"
    page(sheet, "landscape")


def _skipped(sheet: Worksheet, report: Report) -> None:
    columns = zip(("Trang", "Hàng", "Nội dung", "Vì sao bỏ qua"), _SKIPPED_WIDTHS, strict=True)
    rows = [
        [str(row["sheet"]), row["row"] or None, str(row["text"]), str(row["vi"])]
        for row in report.screening.skipped
    ]
    _sheet(
        sheet,
        1,
        [(title, width, "General", "left") for title, width in columns],
        rows or [["Không có hàng nào bị bỏ qua", None, None, None]],
    )
    sheet.freeze_panes = "A2"
    page(sheet, "landscape")


def _title(sheet: Worksheet, report: Report) -> None:
    screening = report.screening
    put(sheet, 1, 1, f"Kết quả rà soát: {screening.title}").font = Font(name=FONT, size=14, bold=True)
    put(sheet, 2, 1, f"Tính đến ngày {date_vi(screening.as_of)}; bản dữ liệu {screening.snapshot}")
    for row in (1, 2):
        sheet.cell(row, 1).alignment = Alignment(wrap_text=False, vertical="center")


def _sheet(
    sheet: Worksheet,
    top: int,
    columns: Sequence[tuple[str, float, str, str]],
    rows: Sequence[Sequence[Value]],
) -> None:
    """Fill a sheet with one table (title, width, number format, side): row heights, filter, repeated head."""
    titles, sizes, formats, sides = zip(*columns, strict=True)
    table(sheet, top, titles, rows, formats)
    widths(sheet, sizes)
    last = top + len(rows)
    for row in range(top, last + 1):
        cells = [sheet.cell(row, number) for number in range(1, len(columns) + 1)]
        sheet.row_dimensions[row].height = height(
            [(cell.value, size) for cell, size in zip(cells, sizes, strict=True)]
        )
        for cell, side in zip(cells, sides, strict=True):
            if row > top:
                cell.alignment = Alignment(side, "top", wrap_text=True, indent=1 if side == "right" else 0)
    sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(columns))}{last}"
    sheet.print_title_rows = f"{top}:{top}"
