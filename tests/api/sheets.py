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
