"""Workbooks of several sheets, hidden ones, cells that are not understood, sheets formatted too far."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from registry.intake.batch import Intake, read
from tests.intake.conftest import brief, write_workbook
from tests.intake.test_layouts import HEADER

Build = Callable[..., Intake]


def test_several_sheets(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "Tổng hợp 2024.xlsx",
        {
            "Hướng dẫn": [["Điền đủ các cột"], ["Không xóa dòng"]],
            "Sở Y tế": [["Danh mục năm 2024"], HEADER, [1, "Kho thuốc", None, "20 triệu"]],
            "Trống": [],
            "UBND huyện Ba Tơ": [
                ["Đơn vị: UBND huyện Ba Tơ"],
                ["STT", "Hạng mục", "Số tiền"],
                [1, "Loa", "7 triệu"],
            ],
        },
    )
    intake = read(path)
    assert brief(intake) == [("Kho thuốc", "Sở Y tế", 20), ("Loa", "UBND huyện Ba Tơ", 7)]
    assert [line.id for line in intake.batch.lines] == ["tong-hop-2024-001", "tong-hop-2024-002"]
    assert [(row.sheet, row.row, row.en) for row in intake.skipped] == [
        ("Hướng dẫn", 0, "whole sheet: no header found")
    ]
    assert [line.year for line in intake.batch.lines] == [2024, 2024]


def test_a_hidden_sheet_is_left_out_and_said(tmp_path: Path) -> None:
    import openpyxl

    path = write_workbook(
        tmp_path / "a.xlsx",
        {"Một": [HEADER, [1, "Loa", None, "7 triệu"]], "Nháp": [HEADER, [1, "Cũ", None, 1]]},
    )
    book = openpyxl.load_workbook(path)
    book["Nháp"].sheet_state = "hidden"
    book.save(path)
    intake = read(path)
    assert len(intake.batch.lines) == 1
    assert [(row.sheet, row.vi) for row in intake.skipped] == [("Nháp", "cả trang: trang ẩn")]


def test_a_sheet_formatted_to_its_last_row_is_read_at_once(tmp_path: Path) -> None:
    import openpyxl

    path = write_workbook(tmp_path / "a.xlsx", {"Một": [HEADER, [1, "Loa", None, "7 triệu"]]})
    book = openpyxl.load_workbook(path)
    book["Một"].cell(1_048_576, 16_384).number_format = "0.00"
    book.save(path)
    assert brief(read(path)) == [("Loa", "", 7)]


def test_an_amount_that_is_not_understood_is_left_out_and_said(xlsx: Build) -> None:
    intake = xlsx(
        [
            HEADER,
            [1, "Loa", None, "theo dự toán được duyệt"],
            [2, "Bảng", None, "7 triệu"],
            [3, "Đèn", None, "-"],
        ]
    )
    assert [amount for _, _, amount in brief(intake)] == [None, 7, None]
    assert len(intake.remarks) == 1
    assert "theo dự toán được duyệt" in intake.remarks[0][0]
