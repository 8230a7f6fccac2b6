"""Which texts are bodies, totals and numbers, and which only look like it."""

from __future__ import annotations

import pytest

from registry.intake import outline

BODIES = """
Sở Y tế | SỞ THÔNG TIN VÀ TRUYỀN THÔNG | Sở Kế hoạch và Đầu tư | Sở Xây dựng | Văn phòng UBND tỉnh | Cục Thuế tỉnh
Ban Quản lý dự án đầu tư xây dựng các công trình | UBND huyện Bình Sơn | TP.Quảng Ngãi | Thị xã Đức Phổ | Tỉnh ủy
Huyện uỷ Mộ Đức | Ban Dân tộc | Công an tỉnh | Bộ Chỉ huy Quân sự tỉnh | Hội Nông dân tỉnh | Tỉnh đoàn
Ủy ban MTTQ Việt Nam tỉnh | Bệnh viện Đa khoa tỉnh | Trung tâm Chuyển đổi số | Trường Chính trị | Báo Quảng Ngãi
Đài Phát thanh - Truyền hình tỉnh | Các sở, ngành | Thanh tra tỉnh | Kho bạc Nhà nước | Xã Bình Hải | Phường Nghĩa Lộ
Viện Kiểm sát nhân dân tỉnh | Phòng Văn hóa và Thông tin | Đặc khu Lý Sơn | So Y te | UBND huyen Son Ha
Trung tâm Ứng dụng khoa học công nghệ | Hội đồng nhân dân tỉnh
"""
TASKS = """
Bản đồ số nông nghiệp | Sổ tay đảng viên điện tử | Số hóa tài liệu | Cổng dữ liệu mở | Bảo đảm an toàn thông tin
Báo cáo số | Phòng họp không giấy | Hội nghị truyền hình | Hội thảo chuyển đổi số | Trường học thông minh
Xã hội số | Bệnh viện thông minh | Văn phòng điện tử | Trung tâm điều hành thông minh | Trung tâm dữ liệu tỉnh
Sở Y tế: Xây dựng hệ thống X | Công dân số | So hoa tai lieu | Ban do so | Sở hữu trí tuệ số | Ban hành quy chế
Huyện thuê máy chủ | Phòng chống thiên tai | Tổng đài 1022 | KHỐI SỞ, NGÀNH | Thành phố thông minh
"""
TOTALS = """
Cộng | Cộng: | TỔNG CỘNG | TỔNG CỘNG (I+II) | Tổng số | Tổng kinh phí | Tổng nhu cầu kinh phí năm 2024
Cộng khối huyện | Tổng I+II | Tong cong | Cong | I. Tổng cộng | Lũy kế | Tổng
"""
NO_TOTALS = """
Cổng thông tin điện tử | Tổng đài 1022 | Cộng đồng học tập số | Công tác chuyển đổi số | Tổng hợp số liệu báo cáo
Tổng điều tra dân số | Cộng tác viên dân số | Cong thong tin dien tu
"""


def words(text: str) -> list[str]:
    return [word.strip() for line in text.strip().splitlines() for word in line.split("|")]


@pytest.mark.parametrize("text", words(BODIES))
def test_a_body(text: str) -> None:
    assert outline.is_body(text)


@pytest.mark.parametrize("text", words(TASKS))
def test_no_body(text: str) -> None:
    assert not outline.is_body(text)


@pytest.mark.parametrize("text", words(TOTALS))
def test_a_total(text: str) -> None:
    assert outline.is_total(text)


@pytest.mark.parametrize("text", words(NO_TOTALS))
def test_no_total(text: str) -> None:
    assert not outline.is_total(text)


@pytest.mark.parametrize(
    ("text", "number", "bare"),
    [
        ("1. Sở Y tế", "1", "Sở Y tế"),
        ("1.Sở Y tế", "1", "Sở Y tế"),
        ("I. KHỐI SỞ, NGÀNH", "I", "KHỐI SỞ, NGÀNH"),
        ("1.1 Phần mềm", "1.1", "Phần mềm"),
        ("a) Phần mềm", "a", "Phần mềm"),
        ("(2) Thiết bị", "2", "Thiết bị"),
        ("1 - Sở Y tế", "1", "Sở Y tế"),
        ("e-Office cho xã", "", "e-Office cho xã"),
        ("3 cấp chính quyền", "", "3 cấp chính quyền"),
        ("03 phần mềm diệt virus", "", "03 phần mềm diệt virus"),
        ("24/7 giám sát", "", "24/7 giám sát"),
    ],
)
def test_numbers_that_open_a_text(text: str, number: str, bare: str) -> None:
    assert (outline.ordinal(text), outline.bare(text)) == (number, bare)


def test_levels() -> None:
    numbers = ["A", "I", "II.", "1", "01", "(1)", "1.1", "I.1", "1.1.2", "a)", "-", ""]
    assert [outline.level(number) for number in numbers] == [0, 0, 0, 1, 1, 1, 2, 1, 3, 9, None, None]


def test_the_body_of_a_section_row() -> None:
    assert outline.body("2. Sở Tư pháp (03 nhiệm vụ)") == "Sở Tư pháp"
    assert outline.body("2. Sở Tư pháp: 1.250 triệu đồng") == "Sở Tư pháp"
    assert outline.body("2. Sổ hộ tịch") is None
