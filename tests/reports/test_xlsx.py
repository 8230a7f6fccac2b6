"""The workbook, reopened: sheets, cells, formats, print set-up, and no formula from outside."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from registry.reports.model import Report
from registry.reports.xlsx import COLUMNS, FINDING_COLUMNS, HEADER_ROW, write_xlsx


@pytest.fixture(scope="module")
def book(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    path = tmp_path_factory.mktemp("xlsx") / "báo cáo.xlsx"
    write_xlsx(report, path)
    assert [item.name for item in path.parent.iterdir()] == [path.name]
    return openpyxl.load_workbook(path)


def cell(book: Workbook, row: int, title: str) -> openpyxl.cell.cell.Cell:
    number = next(number for number, column in enumerate(COLUMNS, start=1) if column.title.startswith(title))
    return book["Phụ lục"].cell(HEADER_ROW + row, number)


def test_sheets_and_totals(book: Workbook) -> None:
    assert book.sheetnames == ["Tổng hợp", "Phụ lục", "Phát hiện", "Dòng bỏ qua"]
    summary = book["Tổng hợp"]
    rows = {row[0]: row for row in summary.iter_rows(values_only=True) if row[0]}
    assert "Đợt thử năm 2023" in summary["A1"].value
    assert "07/04/2023" in summary["A2"].value
    assert rows["Đã có nền tảng dùng chung"][1:3] == (1, 1_980_000_000)
    assert rows["Cộng"] == ("Cộng", 6, 2_786_000_000, None, 2, 120_000_000)
    assert rows["Có một phần"][4:] == (1, 120_000_000)
    assert rows["Đã có nền tảng dùng chung"][4:] == (0, None), "a blank, not 0, while nobody has decided"
    assert rows["Đăng ký hộ tịch"] == ("Đăng ký hộ tịch", 2, 2_480_000_000, "1, 2", "1.1", None)
    assert summary["C5"].number_format == "#,##0"
    assert summary["D5"].number_format == "0.0%"


def test_appendix_holds_the_answer(book: Workbook) -> None:
    assert [one.value for one in book["Phụ lục"][HEADER_ROW]] == [column.title for column in COLUMNS]
    assert cell(book, 1, "STT").value == 1
    assert cell(book, 1, "Kinh phí đề nghị").value == 1_980_000_000
    assert cell(book, 1, "Kinh phí đề nghị").number_format == "#,##0"
    assert cell(book, 1, "Kết luận").value == "Đã có nền tảng dùng chung"
    assert cell(book, 1, "Nền tảng dùng chung").value == (
        "Hệ thống hộ tịch điện tử dùng chung (Bộ Tư pháp; đang vận hành (mốc 01/01/2016); "
        "căn cứ 87/2020/NĐ-CP ngày 28/07/2020 của Chính phủ)"
    )
    assert cell(book, 1, "Mua sắm tập trung").value == "Đăng ký hộ tịch: cùng dòng 2"
    assert cell(book, 2, "Phần cần làm rõ").value == "Theo dõi rác thải"
    assert cell(book, 2, "Hệ thống của tỉnh").value == "Hệ thống một cửa điện tử tỉnh"
    assert cell(book, 2, "Ý kiến thẩm tra").value == "- Kết luận của dòng 2.\n- Tỉnh đã có một cửa. [2.1]"
    assert cell(book, 1, "Nội dung").value == "- Đăng ký, tra cứu hộ tịch\n- Việc nhận ra: Đăng ký hộ tịch"
    assert cell(book, 2, "Mức độ trùng").value == "1/2 việc đã có"
    assert "Đơn vị nay là Sở Khoa học và Công nghệ" in cell(book, 2, "Ghi chú").value
    assert cell(book, 3, "Kinh phí đề nghị").value is None
    assert cell(book, 3, "Nền tảng dùng chung").value is None
    assert "đất đai" in cell(book, 3, "Bộ, ngành").value
    assert "Cổng thông tin liệt sĩ (Bộ Nội vụ)" in cell(book, 4, "Ghi chú").value
    assert cell(book, 6, "Câu hỏi").value == "Gồm những chức năng nào?"
    for title in ("Căn cứ", "Kinh phí sau thẩm tra", "Đề xuất xử lý"):
        assert all(cell(book, row, title).value is None for row in (1, 3, 4, 5)), "left for the reviewer"


def test_appendix_shows_decisions_and_receipts(book: Workbook) -> None:
    assert cell(book, 2, "Kinh phí sau thẩm tra").value == 120_000_000
    assert cell(book, 2, "Đề xuất xử lý").value.startswith("Chỉ làm phần còn thiếu")
    assert cell(book, 2, "Quyết định").value == (
        "QD-2023-00002: Chỉ làm phần theo dõi rác. (Trần Thị Bình, 12/04/2023)"
    )
    assert cell(book, 6, "Kinh phí sau thẩm tra").value is None
    assert cell(book, 6, "Đề xuất xử lý").value == "Trả lại, yêu cầu làm rõ"
    assert cell(book, 4, "Quyết định").value == "PR-2023-00004"


def test_all_findings_are_listed_with_evidence_and_reversal(book: Workbook) -> None:
    rows = list(book["Phát hiện"].iter_rows(values_only=True))
    assert rows[0] == tuple(column.title for column in FINDING_COLUMNS)
    assert [row[0] for row in rows[1:]] == ["1.1", "1.2", "2.1", "3.1", "5.1"]
    assert rows[4] == (
        "3.1",
        3,
        '=HYPERLINK("http://x")',
        "findings/brand-new",
        "findings/brand-new",
        "Vi phạm",
        "Một phát hiện | chưa ai biết *đậm*.",
        "87/2020/NĐ-CP ngày 28/07/2020",
        "khi văn bản hết hiệu lực",
    )


def test_text_from_outside_is_nfc_and_never_a_formula(book: Workbook) -> None:
    assert cell(book, 1, "Tên nhiệm vụ").value == unicodedata.normalize("NFC", "Phần mềm hộ tịch")
    formula = cell(book, 3, "Tên nhiệm vụ")
    assert formula.value == '=HYPERLINK("http://x")'
    assert formula.data_type == "s"
    assert formula.quotePrefix
    assert cell(book, 4, "Tên nhiệm vụ").value == "Quản lý nghĩa trang nhân dân"


def test_appendix_is_ready_to_filter_and_print(book: Workbook) -> None:
    sheet = book["Phụ lục"]
    assert sheet.freeze_panes == f"C{HEADER_ROW + 1}"
    assert sheet.auto_filter.ref == f"A{HEADER_ROW}:S{HEADER_ROW + 6}"
    assert sheet.page_setup.orientation == "landscape"
    assert int(sheet.page_setup.paperSize) == 8, "A3"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"
    assert all(sheet.column_dimensions[letter].width >= 5 for letter in "ABCDEFGHIJKLMNOPQRS")
    assert sheet.cell(HEADER_ROW + 1, 2).alignment.wrap_text
    assert sheet.row_dimensions[HEADER_ROW + 1].height > 14, "rows are high enough for wrapped text"


def test_skipped_rows_are_listed(book: Workbook) -> None:
    assert list(book["Dòng bỏ qua"].iter_rows(min_row=2, values_only=True)) == [
        ("T1", 9, "Tổng cộng", "dòng tổng cộng")
    ]


def test_empty_and_oversized_reports_open_again(report: Report, tmp_path: Path) -> None:
    screening = report.screening
    empty = replace(screening, lines=(), totals=(), same_needs=(), skipped=(), remarks=())
    write_xlsx(Report(empty), tmp_path / "a.xlsx")
    assert (
        openpyxl.load_workbook(tmp_path / "a.xlsx")["Dòng bỏ qua"]["A2"].value
        == "Không có hàng nào bị bỏ qua"
    )
    long = replace(screening.lines[0], title="x" * 40_000)
    write_xlsx(Report(replace(screening, lines=(long,))), tmp_path / "b.xlsx")
    title = openpyxl.load_workbook(tmp_path / "b.xlsx")["Phụ lục"].cell(HEADER_ROW + 1, 2).value
    assert len(title) == 32_767
    assert title.endswith("…")


def test_a_failed_write_leaves_the_old_file(
    report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError("đĩa đầy")

    monkeypatch.setattr(Workbook, "save", fail)
    with pytest.raises(OSError, match="đĩa đầy"):
        write_xlsx(report, target)
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]
