"""What cannot be read is refused in both languages, with the place."""

from __future__ import annotations

import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from registry.errors import InputError, Place
from registry.intake.batch import Intake, read
from registry.intake.workbook import MOST_BYTES
from tests.intake.conftest import write_workbook

Write = Callable[..., Path]
Build = Callable[..., Intake]

HEADER = ["TT", "Mã nhiệm vụ", "Tên nhiệm vụ", "Kinh phí (triệu đồng)"]


def refused(path: Path, vi: str, en: str, **place: object) -> InputError:
    """Check that reading ``path`` fails with both texts at exactly this place."""
    with pytest.raises(InputError) as caught:
        read(path)
    error = caught.value
    assert vi in error.vi
    assert en in error.en
    assert error.place == Place(**{"file": path.name, **place})  # type: ignore[arg-type]
    assert error.code == "bad-input"
    return error


def windows_1258(text: str) -> bytes:
    """Encode as Windows does: a letter with its mark (â, ơ, đ), then the tone as a byte of its own."""
    result = b""
    for char in unicodedata.normalize("NFC", text):
        base, *marks = unicodedata.normalize("NFD", char)
        tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
        letter = unicodedata.normalize("NFC", base + "".join(mark for mark in marks if mark not in tones))
        result += (letter + "".join(tones)).encode("cp1258")
    return result


class TestFiles:
    def test_no_such_file(self, tmp_path: Path) -> None:
        path = tmp_path / "khong-co.xlsx"
        with pytest.raises(InputError, match="Không có tệp này") as caught:
            read(path)
        assert caught.value.place.file == str(path)

    @pytest.mark.parametrize("name", ["a.xls", "a.pdf", "a.ods", "a"])
    def test_other_kinds(self, text_file: Write, name: str) -> None:
        refused(text_file(name, "x"), "Không đọc được loại tệp", "Cannot read")

    @pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
    @pytest.mark.parametrize("content", [b"", b"x", b"PK\x03\x04 cut off", b"<html><table></table></html>"])
    def test_no_package(self, text_file: Write, suffix: str, content: bytes) -> None:
        refused(
            text_file(f"a{suffix}", content), f"hỏng hoặc không phải {suffix}", f"corrupt or not {suffix}"
        )

    @pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
    def test_an_old_or_locked_office_file(self, text_file: Write, suffix: str) -> None:
        path = text_file(f"a{suffix}", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
        refused(path, "đời cũ (.xls, .doc) hoặc có mật khẩu", "with a password")

    @pytest.mark.parametrize("keep", [0.3, 0.7, 0.95])
    def test_a_workbook_cut_off(self, tmp_path: Path, keep: float) -> None:
        path = write_workbook(tmp_path / "a.xlsx", {"A": [HEADER, [1, "a", "Kho", 5]]})
        raw = path.read_bytes()
        path.write_bytes(raw[: int(len(raw) * keep)])
        refused(path, "Excel hỏng", "Excel file is corrupt")

    @pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
    @pytest.mark.parametrize("content", [None, b"", b"<broken", b"<a/>"])
    def test_a_workbook_with_a_broken_part(self, tmp_path: Path, part: str, content: bytes | None) -> None:
        path = write_workbook(tmp_path / "a.xlsx", {"A": [HEADER, [1, "a", "Kho", 5]]})
        _rewrite(path, part, content)
        with pytest.raises(InputError) as caught:
            read(path)
        assert caught.value.place.file == "a.xlsx"
        assert caught.value.vi

    def test_a_workbook_damaged_within(self, tmp_path: Path) -> None:
        path = write_workbook(tmp_path / "a.xlsx", {"A": [HEADER, [1, "a", "Kho", 5]]})
        raw = bytearray(path.read_bytes())
        at = raw.index(b"xl/worksheets/sheet1.xml") + 60
        raw[at : at + 30] = b"\xff" * 30
        path.write_bytes(raw)
        refused(path, "Excel hỏng", "Excel file is corrupt")

    def test_a_document_without_its_body(self, docx: Write) -> None:
        path = docx("Một đoạn")
        _rewrite(path, "word/document.xml", b"<broken")
        refused(path, "Word hỏng", "Word file is corrupt")

    def test_a_document_without_a_table(self, docx: Write) -> None:
        refused(docx("Kính gửi", "Nội dung"), "không có bảng nào", "has no table")

    def test_a_workbook_in_the_dress_of_a_document(self, tmp_path: Path) -> None:
        path = write_workbook(tmp_path / "a.xlsx", {"A": [HEADER]}).rename(tmp_path / "a.docx")
        refused(path, "Word hỏng hoặc không phải .docx", "corrupt or not .docx")

    @pytest.mark.parametrize(
        ("rows", "sheet"),
        [([["Chỉ là chữ"]], "A"), ([HEADER], "A"), ([], "A"), ([["TT", "Kinh phí"], [1, 5]], "A")],
    )
    def test_no_task_at_all(self, tmp_path: Path, rows: list[list[object]], sheet: str) -> None:
        path = write_workbook(tmp_path / "a.xlsx", {"A": rows})  # type: ignore[dict-item]
        refused(path, "Không thấy dòng nhiệm vụ nào", "No task line was found", sheet=sheet)

    def test_a_package_that_unpacks_without_end(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package, package.open("big", "w") as part:
            for _ in range(MOST_BYTES // 10**7 + 1):
                part.write(bytes(10**7))
        assert path.stat().st_size < 10**6
        refused(path, "Tệp quá lớn", "too large")

    def test_cells_merged_over_the_whole_sheet(self, tmp_path: Path) -> None:
        path = write_workbook(tmp_path / "a.xlsx", {"A": [HEADER, [1, "a", "Kho", 5]]}, {"A": ["A5:B6"]})
        with zipfile.ZipFile(path) as package:
            sheet = package.read("xl/worksheets/sheet1.xml")
        _rewrite(path, "xl/worksheets/sheet1.xml", sheet.replace(b"A5:B6", b"A5:XFD1048576"))
        refused(path, "A5:XFD1048576 quá lớn", "A5:XFD1048576 is too large")


class TestEncodings:
    TEXT = "Tên nhiệm vụ;Kinh phí\nKho dữ liệu đất đai;850\n"
    # The same in TCVN3, as `iconv -t TCVN` writes it.
    TCVN3 = b"T\xaan nhi\xd6m v\xf4;Kinh ph\xdd\nKho d\xf7 li\xd6u \xae\xcat \xaeai;850\n"

    @pytest.mark.parametrize("head", ["", "TT;Kho\n1;a\n"])
    @pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
    def test_windows_1258(self, text_file: Write, name: str, head: str) -> None:
        path = text_file(name, head.encode() + windows_1258(self.TEXT))
        row = head.count("\n") + 1
        refused(path, "không phải UTF-8 (có vẻ là Windows-1258)", "looks like Windows-1258", row=row)

    @pytest.mark.parametrize("head", [b"", b"TT;Kho\n1;a\n"])
    def test_tcvn3(self, text_file: Write, head: bytes) -> None:
        path = text_file("a.csv", head + self.TCVN3)
        refused(path, "không phải UTF-8 (có vẻ là TCVN3)", "looks like TCVN3", row=head.count(b"\n") + 1)

    def test_an_unknown_encoding_is_not_guessed(self, text_file: Write) -> None:
        error = refused(text_file("a.csv", b"a;b\n1;\x80\x81\n"), "không phải UTF-8;", "not UTF-8;", row=2)
        assert "looks like" not in error.en

    def test_old_fonts_in_a_workbook(self, tmp_path: Path) -> None:
        rows = [HEADER, [1, "a", "Kho thuốc", 5], [2, "b", self.TCVN3.decode("latin-1").split("\n")[1], 5]]
        path = write_workbook(tmp_path / "a.xlsx", {"Biểu": rows})
        refused(path, "phông cũ (TCVN3", "old font (TCVN3", sheet="Biểu", row=3, column="C")

    def test_old_fonts_in_utf_8_csv_and_documents(self, text_file: Write, docx: Write) -> None:
        vni = "Xaây döïng phaàn meàm quaûn lyù ñaát ñai"
        refused(
            text_file("a.csv", f"TT;Ten\n1;{vni}\n"), "phông cũ", "old font", sheet="a", row=2, column="B"
        )
        refused(docx([["TT", "Ten"], ["1", vni]]), "phông cũ", "old font", sheet="bảng 1", row=2, column="B")

    @pytest.mark.parametrize("text", ["Windows® 11, Office® 2021 «bản quyền» 3×5 m² §4", "Café Müller ở Đức"])
    def test_signs_and_foreign_names_are_no_old_font(self, text_file: Write, text: str) -> None:
        assert read(text_file("a.csv", f"Nội dung;Kinh phí\n{text};5 triệu\n")).batch.lines[0].title == text

    def test_a_quote_that_never_ends(self, text_file: Write) -> None:
        path = text_file("a.csv", 'Nội dung;Kinh phí\n"' + "x" * 200_000)
        refused(path, "CSV sai cấu trúc", "malformed", row=2)


class TestCells:
    def test_negative_cost(self, xlsx: Build) -> None:
        with pytest.raises(InputError) as caught:
            xlsx([["Danh mục"], HEADER, [1, "a", "Kho", 5], [2, "b", "Loa", -5]])
        error = caught.value
        assert error.place == Place("danh-muc.xlsx", "Biểu 1", 4, "Kinh phí (triệu đồng)")
        assert (error.vi, error.en) == ("Kinh phí âm: -5", "The cost is negative: -5")

    def test_duplicate_id(self, xlsx: Build) -> None:
        with pytest.raises(InputError) as caught:
            xlsx([HEADER, [1, "NV-01", "Kho", 5], [2, "NV-02", "Loa", 5], [3, "NV-01", "Đèn", 5]])
        error = caught.value
        assert error.place == Place("danh-muc.xlsx", "Biểu 1", 4, "Mã nhiệm vụ")
        assert (error.vi, error.en) == (
            "Mã NV-01 dùng hai lần, lần đầu ở dòng 2",
            "The id NV-01 is used twice, first in row 2",
        )

    def test_missing_title(self, xlsx: Build) -> None:
        with pytest.raises(InputError) as caught:
            xlsx([HEADER, [1, "NV-01", "Kho", 5], [2, "NV-02", None, 7]])
        error = caught.value
        assert error.place == Place("danh-muc.xlsx", "Biểu 1", 3, "Tên nhiệm vụ")
        assert (error.vi, error.en) == ("Thiếu tên nhiệm vụ", "The title is missing")

    def test_numbers_filled_in_ahead_are_no_tasks(self, xlsx: Build) -> None:
        assert len(xlsx([HEADER, [1, None, "Kho", 5], [2, None, None, None], [3]]).batch.lines) == 1

    def test_in_a_document_and_in_csv(self, docx: Write, text_file: Write) -> None:
        path = docx([["TT", "Nhiệm vụ", "Kinh phí (đồng)"], ["1", "Kho", "-5.000"]])
        refused(path, "âm: -5.000", "negative: -5.000", sheet="bảng 1", row=2, column="Kinh phí (đồng)")
        path = text_file("a.csv", "TT;Nhiệm vụ;Số tiền\n1;Kho;5 triệu\n2;;6 triệu\n")
        refused(path, "Thiếu tên", "title is missing", sheet="a", row=3, column="Nhiệm vụ")


class TestRecords:
    @pytest.mark.parametrize(
        ("name", "text", "row"),
        [
            ("a.json", '[\n  {"title": "Kho"},\n  {"title": }\n]', 3),
            ("a.json", '{"lines": [\n{"title": "Kho"}\n', 3),
            ("a.jsonl", '{"title": "Kho"}\n\n{"title": "Loa"\n{"title": "Đèn"}\n', 3),
            ("a.json", "", 1),
            ("a.jsonl", '{"title": "Kho"}\nNaN,\n', 2),
        ],
    )
    def test_broken_json(self, text_file: Write, name: str, text: str, row: int) -> None:
        refused(text_file(name, text), "JSON sai", "Bad JSON", row=row)

    @pytest.mark.parametrize(
        ("line", "column", "vi", "en"),
        [
            ('{"title": "Kho", "cost_vnd": -5}', "cost_vnd", "phải từ 0 trở lên", "not be negative"),
            ('{"title": "Kho", "amount_vnd": -5}', "amount_vnd", "phải từ 0 trở lên", "not be negative"),
            ('{"title": "Kho", "cost_vnd": "nhiều"}', "cost_vnd", "phải là số nguyên", "whole number"),
            ('{"title": "Kho", "cost_vnd": 1.5}', "cost_vnd", "phải là số nguyên", "whole number"),
            ('{"title": "Kho", "cost_vnd": NaN}', "cost_vnd", "phải là số nguyên", "whole number"),
            ('{"title": "Kho", "proposer": 5}', "proposer", "phải là chữ", "must be text"),
            ('{"title": "Kho", "evidence": "x"}', "evidence", "không thuộc", "allowed values"),
            (
                '{"title": "Kho", "source_document": {"number": "1", "date": "5/2024"}}',
                "source_document.date",
                "ngày phải có dạng",
                "ISO date",
            ),
            ('{"title_vi": "  "}', "title_vi", "Thiếu tên nhiệm vụ", "title is missing"),
            ('{"description": "x"}', "title", "Thiếu tên nhiệm vụ", "title is missing"),
            ('{"title": 5}', "title", "Thiếu tên nhiệm vụ", "title is missing"),
            ('{"title": "Kho \\ud800"}', "title", "Chữ bị hỏng", "half a character"),
        ],
    )
    def test_a_wrong_value(self, text_file: Write, line: str, column: str, vi: str, en: str) -> None:
        refused(text_file("a.jsonl", f'{{"title": "Loa"}}\n{line}\n'), vi, en, row=2, column=column)

    def test_duplicate_id(self, text_file: Write) -> None:
        path = text_file("a.jsonl", '{"id": "x", "title": "Kho"}\n\n{"id": "x", "title": "Loa"}\n')
        refused(path, "Mã x dùng hai lần, lần đầu ở dòng 1", "used twice, first in row 1", row=3, column="id")

    @pytest.mark.parametrize("text", ['["Kho"]', "5", "null"])
    def test_no_object(self, text_file: Write, text: str) -> None:
        refused(text_file("a.json", text), "phải là một đối tượng JSON", "must be a JSON object", row=1)

    def test_no_line(self, text_file: Write) -> None:
        refused(text_file("a.jsonl", "\n\n"), "không có dòng nào", "has no line")
        refused(text_file("a.json", '{"lines": []}'), "không có dòng nào", "has no line")

    def test_nesting_without_end(self, text_file: Write) -> None:
        refused(text_file("a.json", "[" * 100_000), "JSON", "JSON", row=1)


def _rewrite(path: Path, part: str, content: bytes | None) -> None:
    """Replace one part of a package, or leave it out."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts.pop(part)
    with zipfile.ZipFile(path, "w") as package:
        for name, body in {**parts, **({} if content is None else {part: content})}.items():
            package.writestr(name, body)


def test_an_amount_beyond_all_budgets_is_a_slip_and_named_by_its_place(text_file: Write) -> None:
    big = text_file("a.csv", "STT,Tên nhiệm vụ,Kinh phí (đồng)\n1,Phần mềm hộ tịch,99999999999999999999\n")
    place = {"sheet": "a", "row": 2, "column": "Kinh phí (đồng)"}
    refused(big, "Kinh phí lớn quá mức", "The cost is too large", **place)
    lines = text_file("a.jsonl", '{"title": "Phần mềm hộ tịch", "cost_vnd": 99999999999999999999}')
    refused(lines, "cost_vnd", "cost_vnd", row=1, column="cost_vnd")
