"""A list of tasks as a province sends it: letterhead, unit above the table, sections, totals, a signature."""

from __future__ import annotations

from pathlib import Path

from tests.intake.conftest import Rows, write_workbook

ROWS: Rows = [
    ["UBND TỈNH QUẢNG NGÃI", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["SỞ THÔNG TIN VÀ TRUYỀN THÔNG", None, "Độc lập - Tự do - Hạnh phúc"],
    [],
    ["DANH MỤC NHIỆM VỤ CHUYỂN ĐỔI SỐ NĂM 2024"],
    [None, None, None, None, "ĐVT: triệu đồng"],
    ["TT", "Tên nhiệm vụ", "Nội dung", "Đơn vị đề xuất", "Kinh phí"],
    ["(1)", "(2)", "(3)", "(4)", "(5)"],
    ["I", "KHỐI SỞ, NGÀNH", None, None, 2100.5],
    [1, "Phần mềm quản lý hộ tịch", "Đăng ký khai sinh, khai tử", "Sở Tư pháp", 850],
    [2, "Phần mềm họp không giấy", None, "Văn phòng UBND tỉnh", "1.250,5"],
    [3, "Số hóa tài liệu lưu trữ", None, "Sở Nội vụ", "chưa rõ"],
    ["II", "KHỐI HUYỆN"],
    [1, "Phần mềm diệt virus", "150 máy", "UBND huyện Mộ Đức", 90],
    [2, "Phần mềm diệt virus", "200 máy", "UBND huyện Bình Sơn", 120],
    [3, "Phần mềm diệt virus", "80 máy", "UBND huyện Trà Bồng", 60],
    [None, "TỔNG CỘNG", None, None, 2370.5],
    [],
    ["Người lập biểu", None, None, "Giám đốc"],
]
"""Six lines, 2,370.5 million VND; one amount cannot be read, and "Nội dung" is not taken for the description."""


def province_list(folder: Path, name: str = "Danh mục 2024 (bản cuối).xlsx") -> Path:
    """Write the list as a workbook."""
    return write_workbook(folder / name, {"Biểu 1": ROWS}, {"Biểu 1": ["A4:E4"]})


MESSY: Rows = [
    ["Phụ lục II"],
    ["DANH MỤC NHIỆM VỤ, DỰ TOÁN KINH PHÍ CHUYỂN ĐỔI SỐ NĂM 2023"],
    ["(Kèm theo Tờ trình của các sở, ban, ngành; số liệu chưa qua thẩm định)"],
    [],
    ["STT", "Tên nhiệm vụ", "Thuyết minh", "Cơ quan", "Kinh phí (triệu đồng)", None, "Ghi chú"],
    [None, None, None, None, "Tổng", "Trong đó: ngân sách tỉnh", None],
    ["A. KHỐI CÁC SỞ", None, None, None, None, None, None],
    [],
    [
        1,
        "Phần mềm quản lý hộ tịch",
        "Đăng ký khai sinh, khai tử cho các xã",
        "Sở Tư pháp",
        "1,2 tỷ",
        1200,
        None,
    ],
    [2, "Mua máy in", "10 máy", "Sở Nội vụ", "85 triệu đồng (cả VAT)", 85, "gấp"],
    [None, None, None, None, None, None, None],
    [3, "Phần mềm quản lý nghĩa trang", "Sơ đồ mộ, thân nhân", "Sở Lao động", 450, 450, None],
    ["B", "KHỐI HUYỆN", None, None, None, None, None],
    [1, "Phần mềm họp không giấy", "Phòng họp huyện", "UBND huyện Mộ Đức", "ba trăm triệu", 300, None],
    ["", "Tổng cộng", None, None, 2035, None, None],
    [],
    [None, None, None, "Quảng Ngãi, ngày    tháng    năm 2023"],
]
"""Four lines under a header of two merged rows; one amount is in words, which nobody can add up."""


def messy_list(folder: Path) -> Path:
    """Write the list as a workbook with merged cells."""
    merges = ["A2:G2", "A3:G3", "A5:A6", "B5:B6", "C5:C6", "D5:D6", "E5:F5", "G5:G6", "A7:G7"]
    return write_workbook(folder / "Phụ lục II.xlsx", {"PL II": MESSY}, {"PL II": merges})
