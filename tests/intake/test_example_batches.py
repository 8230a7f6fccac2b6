"""The two example batches of tests/data/batches, checked against what a person counts in them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from registry.intake.batch import read
from tests.data.batches import make
from tests.intake.conftest import brief


@pytest.fixture(params=["kept", "made anew"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The files in the repository, and what their script writes today."""
    if request.param == "kept":
        return make.HERE
    make.main(tmp_path)
    return tmp_path


def test_the_workbook(folder: Path) -> None:
    intake = read(folder / "so-tttt-2024.xlsx")
    lines = intake.batch.lines
    assert len(lines) == 23
    # Both totals as the file has them: 13.416,5 million and 8.240.000.000, whose text row names no amount.
    assert sum(line.cost_vnd or 0 for line in lines[:16]) == 13_416_500_000
    assert sum(line.cost_vnd or 0 for line in lines[16:]) == 8_240_000_000
    assert Counter(line.proposer for line in lines) == {
        "Sở Y tế": 2,
        "Sở Giáo dục và Đào tạo": 2,
        "Sở Nông nghiệp và Phát triển nông thôn": 2,
        "Sở Tư pháp": 1,
        "Sở Kế hoạch và Đầu tư": 1,
        "Sở Xây dựng": 2,
        "Sở Thông tin và Truyền thông": 4,
        "Văn phòng Tỉnh ủy": 1,
        "Tỉnh đoàn": 1,
        "UBND huyện Bình Sơn": 2,
        "UBND thị xã Đức Phổ": 2,
        "UBND huyện Lý Sơn": 1,
        "UBND huyện Ba Tơ": 1,
        "UBND huyện Sơn Hà": 1,
    }
    assert {line.year for line in lines} == {2024}
    assert lines[3].description == "Từ năm học 2024-2025; cho 219 trường"
    assert [line.funding_source for line in lines[16:19]] == [
        "Ngân sách huyện",
        "Ngân sách huyện",
        "Ngân sách tỉnh",
    ]
    assert Counter(row.en for row in intake.skipped) == {
        "section row": 11,
        "column numbering": 1,
        "joined to the line above": 1,
        "total row": 2,
        "note or signature below the table": 3,
    }
    assert [en for _, en in intake.remarks] == [
        'Sheet "PL2 - cấp huyện", row 9: the amount "chưa xác định" is not understood and left out'
    ]


def test_the_document(folder: Path) -> None:
    intake = read(folder / "phu-luc.docx")
    labour, transport, city = (
        "Sở Lao động - Thương binh và Xã hội",
        "Sở Giao thông vận tải",
        "UBND thành phố Kon Tum",
    )
    assert brief(intake) == [
        ("Chi trả trợ cấp qua tài khoản cho người có công", labour, 525),
        ("Sàn giao dịch việc làm trên mạng", labour, 950),
        ("Lập danh sách người có uy tín trong đồng bào", "Ban Dân tộc", 300),
        ("Cân xe tự động trên Quốc lộ 24", transport, 1130.5),
        ("Thu phí đỗ xe qua ứng dụng", city, 460),
        ("Đánh số nhà bằng mã QR, nối với bản đồ số", city, 1275),
    ]
    assert intake.remarks == ()
