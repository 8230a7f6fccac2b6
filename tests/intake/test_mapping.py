"""A mapping file overrides what is recognised."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from registry.errors import InputError
from registry.intake.batch import Intake, read
from tests.intake.conftest import brief, write_workbook

Build = Callable[..., Intake]

ROWS = [
    ["Bảng theo dõi"],
    ["TT", "Việc", "Ai làm", "Vốn xin", "Kinh phí"],
    [1, "Kho thuốc", "Sở Y tế", "30 triệu", "99 triệu"],
]


def test_labels(xlsx: Build) -> None:
    intake = xlsx(ROWS, mapping="title: Việc\nproposer: ai  làm\ncost: Vốn xin\n".replace("  ", " "))
    assert brief(intake) == [("Kho thuốc", "Sở Y tế", 30)]


def test_letters(xlsx: Build) -> None:
    intake = xlsx(ROWS, mapping="title: B\nproposer: C\ncost: D\nheader_row: 2\n")
    assert brief(intake) == [("Kho thuốc", "Sở Y tế", 30)]


def test_a_recognised_column_can_become_another(xlsx: Build) -> None:
    rows = [
        ["TT", "Nội dung", "Mô tả", "Kinh phí", "Tổng số"],
        [1, "Gói 1", "Kho thuốc", "9 triệu", "30 triệu"],
    ]
    assert brief(xlsx(rows)) == [("Gói 1", "", 9)]
    assert brief(xlsx(rows, mapping="title: Mô tả\ncost: Tổng số\n")) == [("Kho thuốc", "", 30)]


def test_a_sheet_without_the_columns_is_skipped(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"Bìa": [["Hướng dẫn"]], "Bảng": ROWS})
    mapping = tmp_path / "m.yaml"
    mapping.write_text("title: Việc\ncost: Vốn xin\n", encoding="utf-8")
    intake = read(path, mapping)
    assert brief(intake) == [("Kho thuốc", "", 30)]
    assert [row.sheet for row in intake.skipped] == ["Bìa"]


@pytest.mark.parametrize(
    ("mapping", "file", "sheet", "column"),
    [
        ("title: Việc\ncost: Không có\n", "danh-muc.xlsx", "Biểu 1", "Không có"),
        ("cost: Vốn xin\n", "danh-muc.xlsx", "Biểu 1", "title"),
        ("title: ZZ\nproposer: Ai làm\n", "danh-muc.xlsx", "Biểu 1", "ZZ"),
        ("tên: Việc\n", "anh-xa.yaml", None, None),
        ("- Việc\n", "anh-xa.yaml", None, None),
        ("title: [\n", "anh-xa.yaml", None, None),
        ("title: Việc\nheader_row: hai\n", "anh-xa.yaml", None, "header_row"),
    ],
)
def test_a_wrong_mapping_names_its_place(
    xlsx: Build, mapping: str, file: str, sheet: str | None, column: str | None
) -> None:
    with pytest.raises(InputError) as caught:
        xlsx(ROWS, mapping=mapping)
    place = caught.value.place
    assert (place.file, place.sheet, place.column) == (file, sheet, column)
    assert caught.value.vi
    assert caught.value.en


def test_a_missing_mapping_file(xlsx: Build, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"Bảng": ROWS})
    with pytest.raises(InputError) as caught:
        read(path, tmp_path / "khong-co.yaml")
    assert caught.value.place.file == "khong-co.yaml"
