"""Word documents, CSV and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from registry.intake.batch import read
from registry.model import Citation
from tests.intake.conftest import brief, skipped

Write = Callable[..., Path]


class TestDocument:
    def test_paragraphs_around_the_table(self, docx: Write) -> None:
        path = docx(
            [["UBND TỈNH KON TUM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]],
            "PHỤ LỤC",
            "Danh mục nhiệm vụ năm 2024",
            "(Kèm theo Công văn số 5/UBND ngày 3 tháng 2 năm 2023)",
            "Đơn vị tính: triệu đồng",
            [
                ["STT", "Nhiệm vụ", "Kinh phí"],
                ["I", "Sở Công Thương", "1.250,5"],
                ["1", "Sàn thương mại điện tử", "1.250,5"],
                ["", "Tổng cộng", "1.250,5"],
            ],
            "Nơi nhận: Như trên.",
        )
        intake = read(path)
        assert brief(intake) == [("Sàn thương mại điện tử", "Sở Công Thương", 1250.5)]
        assert intake.batch.lines[0].year == 2024
        assert [(row.sheet, row.row, row.en) for row in intake.skipped] == [
            ("bảng 1", 0, "whole sheet: no header found"),
            ("bảng 2", 2, "section row"),
            ("bảng 2", 4, "total row"),
        ]
        assert intake.remarks == ()

    def test_merged_cells(self, docx: Write) -> None:
        path = docx(
            [
                ["TT", "Nội dung", "Kinh phí (triệu đồng)", None, None],
                ["", "", "NSTW", "NSĐP", "Tổng số"],
                ["A", "CÁC CƠ QUAN ĐẢNG", None, None, None],
                ["1", "Ban Tổ chức Tỉnh ủy", None, None, None],
                ["-", "Hồ sơ đảng viên", "10", "20", "30"],
            ]
        )
        assert brief(read(path)) == [("Hồ sơ đảng viên", "Ban Tổ chức Tỉnh ủy", 30)]

    def test_cells_merged_downwards(self, tmp_path: Path) -> None:
        from docx import Document

        document = Document()
        table = document.add_table(rows=4, cols=4)
        rows = [
            ["Đơn vị", "Nhiệm vụ", "Nội dung chính", "Kinh phí (triệu đồng)"],
            ["Sở Y tế", "Kho thuốc", "Nhập", "30"],
            ["", "Lịch khám", "Đặt", "40"],
            ["", "", "Nhắc", ""],
        ]
        for cells, row in zip(table.rows, rows, strict=True):
            for cell, text in zip(cells.cells, row, strict=True):
                cell.text = text
        table.cell(1, 0).merge(table.cell(3, 0))
        table.cell(2, 1).merge(table.cell(3, 1))
        document.save(str(tmp_path / "a.docx"))
        intake = read(tmp_path / "a.docx")
        assert brief(intake) == [("Kho thuốc", "Sở Y tế", 30), ("Lịch khám", "Sở Y tế", 40)]
        assert intake.batch.lines[1].description == "Đặt; Nhắc"

    def test_numbers_that_word_makes_itself_are_empty_cells(self, docx: Write) -> None:
        path = docx([["STT", "Nhiệm vụ", "Kinh phí"], ["", "Kho thuốc", "30 triệu"], ["", "Lịch khám", ""]])
        assert brief(read(path)) == [("Kho thuốc", "", 30), ("Lịch khám", "", None)]

    def test_a_table_that_word_broke_in_two(self, docx: Write) -> None:
        path = docx(
            "Danh mục năm 2024 (nghìn đồng)",
            [["STT", "Nhiệm vụ", "Kinh phí"], ["I", "Sở Tư pháp", ""], ["1", "Tủ sách", "30.000"]],
            "",
            [["2", "Hỏi đáp", "40.000"], ["II", "Thanh tra tỉnh", ""], ["1", "Sổ tiếp dân", "50.000"]],
        )
        intake = read(path)
        assert brief(intake) == [
            ("Tủ sách", "Sở Tư pháp", 30),
            ("Hỏi đáp", "Sở Tư pháp", 40),
            ("Sổ tiếp dân", "Thanh tra tỉnh", 50),
        ]
        assert {line.year for line in intake.batch.lines} == {2024}

    def test_the_paragraph_above_a_table_may_name_the_body(self, docx: Write) -> None:
        table = [["Nhiệm vụ", "Kinh phí"], ["Tủ sách", "30 triệu"]]
        path = docx("UBND TỈNH KON TUM", "Danh mục", table, "2. Sở Tư pháp", "ĐVT: đồng", table)
        assert [line.proposer for line in read(path).batch.lines] == ["", "Sở Tư pháp"]


class TestSeparated:
    ROWS = (
        ("Danh mục nhiệm vụ năm 2024; kèm Công văn 12", "", "", ""),
        ("TT", "Nội dung", "Đơn vị đề xuất", "Kinh phí (triệu đồng)"),
        ("1", "Kho thuốc; vật tư, hóa chất", "Sở Y tế", "1.250,5"),
        ("2", 'Sổ "vàng"\nnhiều dòng', "Sở Nội vụ", "850"),
    )

    @pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "utf-16"])
    def test_delimiters_and_encodings(self, csv_file: Write, delimiter: str, encoding: str) -> None:
        intake = read(csv_file(self.ROWS, delimiter, encoding))
        assert brief(intake) == [
            ("Kho thuốc; vật tư, hóa chất", "Sở Y tế", 1250.5),
            ('Sổ "vàng" nhiều dòng', "Sở Nội vụ", 850),
        ]
        assert intake.columns == {
            "danh-muc": {
                "number": "TT",
                "title": "Nội dung",
                "proposer": "Đơn vị đề xuất",
                "cost": "Kinh phí (triệu đồng)",
            }
        }

    def test_excel_s_line_about_the_delimiter(self, text_file: Write) -> None:
        path = text_file("a.csv", "sep=;\nTT;Nội dung;Kinh phí\n1;Kho thuốc;30 triệu\n;;\n;Cộng;30 triệu\n")
        intake = read(path)
        assert brief(intake) == [("Kho thuốc", "", 30)]
        assert skipped(intake) == [(5, "total row")]

    def test_two_row_header_without_merged_cells(self, text_file: Write) -> None:
        path = text_file(
            "a.csv",
            "TT;Nội dung;Kinh phí (triệu đồng);;;Ghi chú\n;;NSTW;NSĐP;Tổng số;\n(1);(2);(3);(4);(5);(6)\n"
            "I;Sở Y tế;;;30;\n1;Kho thuốc;10;20;30;x\n",
        )
        assert brief(read(path)) == [("Kho thuốc", "Sở Y tế", 30)]

    def test_text_in_decomposed_form_is_composed(self, text_file: Write) -> None:
        import unicodedata

        text = unicodedata.normalize("NFD", "Nội dung;Kinh phí\nKho thuốc thú y;30 triệu\n")
        assert read(text_file("a.csv", text)).batch.lines[0].title == "Kho thuốc thú y"


LINE = {
    "title_vi": "Kho thuốc",
    "description_vi": "Nhập, xuất",
    "proposer": "Sở Y tế",
    "amount_vnd": 30_000_000,
}


class TestRecords:
    def test_jsonl_in_the_names_of_the_model(self, text_file: Write) -> None:
        full = {
            "id": "a-1", "line_no": 7, "title": "Kho thuốc", "description": "Nhập, xuất", "proposer": "Sở Y tế",
            "province": "tỉnh Kon Tum", "year": 2024, "cost_vnd": 30_000_000, "funding_source": "NST",
            "kind": "software", "status": "proposed", "source_document": {"number": "5/QĐ-UBND", "date": "2024-01"},
            "sources": [{"url": "", "title": "Công văn"}], "evidence": "document",
        }  # fmt: skip
        path = text_file("dot-1.jsonl", json.dumps(full, ensure_ascii=False) + "\n\n" + json.dumps(LINE))
        intake = read(path)
        first, second = intake.batch.lines
        assert json.loads(first.model_dump_json(exclude_unset=True)) == full
        assert first.source_document == Citation(number="5/QĐ-UBND", date="2024-01")
        assert (second.id, second.line_no) == ("dot-1-002", 2)
        assert (second.title, second.description, second.cost_vnd) == ("Kho thuốc", "Nhập, xuất", 30_000_000)
        assert intake.remarks == ()

    @pytest.mark.parametrize(
        "wrap", [lambda lines: lines, lambda lines: {"lines": lines}, lambda lines: lines[0]]
    )
    def test_json(self, text_file: Write, wrap: Callable[[list[object]], object]) -> None:
        path = text_file("dot-1.json", json.dumps(wrap([LINE]), indent=2))
        assert brief(read(path)) == [("Kho thuốc", "Sở Y tế", 30)]

    def test_nulls_and_empty_texts_are_not_given(self, text_file: Write) -> None:
        path = text_file(
            "dot-1.json", json.dumps([{"id": "", "title": "Kho", "cost_vnd": None, "year": None}])
        )
        line = read(path).batch.lines[0]
        assert (line.id, line.cost_vnd, line.year) == ("dot-1-001", None, None)

    def test_unknown_fields_are_left_out_and_said(self, text_file: Write) -> None:
        path = text_file("dot-1.json", json.dumps([{**LINE, "màu": "đỏ", "abc": 1}]))
        assert read(path).remarks == (("Bỏ qua các trường lạ: abc, màu", "Ignored fields: abc, màu"),)

    def test_a_byte_order_mark_and_line_separators_in_text(self, text_file: Write) -> None:
        path = text_file("a.jsonl", "\ufeff" + json.dumps({"title": "Kho\u2028thuốc"}, ensure_ascii=False))
        assert len(read(path).batch.lines) == 1
