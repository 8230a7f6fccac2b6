"""Writes the two example batches beside this file: ``python -m tests.data.batches.make``.

The tasks are invented, the layout is what provinces send: letterhead, unit above the table, headers of two
rows, numbered columns, sections with subtotals, wrapped text, merged cells, totals, signatures.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from docx import Document
from docx.document import Document as DocumentObject
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).parent
CellValue = str | int | float | None

PROVINCIAL: list[list[CellValue]] = [
    ["I", "KHỐI SỞ, NGÀNH", None, "12.486,5", 1850, "10.636,5", None],
    [1, "Sở Y tế", None, "2.970,5", 0, "2.970,5", None],
    ["1.1", "Báo ca bệnh truyền nhiễm trong ngày từ trạm y tế xã",
     "Trạm nhập ca nghi mắc, huyện xác minh, tỉnh xem ổ dịch trên bản đồ; nhắn tin khi vượt ngưỡng",
     620, 0, 620, None],
    ["1.2", "Kho phim chụp chiếu dùng chung cho bệnh viện tuyến huyện",
     "Lưu ảnh X-quang, CT; bác sĩ tuyến tỉnh đọc từ xa\n- 13 bệnh viện\n- lưu 24 tháng",
     "2.350,5", 0, "2.350,5", "Thuê dịch vụ"],
    [2, "Sở Giáo dục và Đào tạo", None, 1320, 0, 1320, None],
    ["2.1", "Xét tuyển đầu cấp không dùng giấy",
     "Phụ huynh nộp hồ sơ tại nhà, trường xét theo tuyến, trả kết quả qua tin nhắn", 780, 0, 780, None],
    ["2.2", "Học bạ số bậc tiểu học, ký số của giáo viên", "Từ năm học 2024-2025", 540, 0, 540, None],
    [None, None, "cho 219 trường", None, None, None, None],
    [3, "Sở Nông nghiệp và Phát triển nông thôn", None, 2410, 1850, 560, None],
    ["3.1", "Nhật ký khai thác điện tử cho tàu cá từ 15 mét", "Thay sổ giấy; xác nhận nguồn gốc tại cảng",
     1850, 1850, None, "NSTW hỗ trợ"],
    ["3.2", "Bản đồ vùng trồng gắn mã số vùng trồng", "Cây ăn quả, hành tỏi; tra bằng mã QR", 560, None, 560,
     None],
    [None] * 7,
    [4, "Sở Tư pháp", None, 385, 0, 385, None],
    ["4.1", "Cổng phổ biến, giáo dục pháp luật của tỉnh", "Hỏi đáp, thi trực tuyến, tủ sách", 385, 0, 385,
     None],
    [5, "Sở Kế hoạch và Đầu tư", None, 690, 0, 690, None],
    ["5.1", "Theo dõi tiến độ, giải ngân các dự án đầu tư công",
     "Chủ đầu tư cập nhật hằng tuần, cảnh báo chậm",
     690, 0, 690, None],
    [6, "Sở Xây dựng", None, 815, 0, 815, None],
    ["6.1", "Nộp và theo dõi hồ sơ xin phép xây nhà ở riêng lẻ", None, 415, 0, 415, None],
    ["6.2", "Công khai quy hoạch xây dựng trên nền bản đồ", "Người dân tra thửa đất biết đường dự mở", "400",
     0, 400, None],
    [7, "Sở Thông tin và Truyền thông", None, 3896, 0, 3896, None],
    ["7.1", "Tổng đài 1022 nhận phản ánh của người dân",
     "Điện thoại, Zalo, ứng dụng; chuyển việc cho đơn vị xử lý",
     1150, 0, 1150, None],
    ["7.2", "Gia hạn bản quyền phòng chống mã độc cho 2.600 máy trạm", None, "1.246", 0, "1.246", None],
    ["7.3", "Diễn tập ứng cứu sự cố an toàn thông tin", "Mời chuyên gia, 02 đợt", 250, 0, 250, None],
    ["7.4", "Kết nối phần mềm quản lý văn bản của tỉnh với các đơn vị sự nghiệp", "160 đơn vị", 1250, 0,
     1250, None],
    ["II", "KHỐI ĐẢNG, ĐOÀN THỂ", None, 930, 0, 930, None],
    [1, "Văn phòng Tỉnh ủy", None, 680, 0, 680, None],
    ["1.1", "Sổ sinh hoạt chi bộ trên điện thoại", "Nghị quyết, tài liệu, điểm danh", 680, 0, 680, None],
    [2, "Tỉnh đoàn", None, 250, 0, 250, None],
    ["2.1", "Bồi dưỡng kỹ năng số cho đoàn viên, thanh niên xã miền núi", "8 lớp, mỗi lớp 40 người", 250, 0,
     250, None],
    [None, "TỔNG CỘNG (I+II)", None, "13.416,5", 1850, "11.566,5", None],
]  # fmt: skip

DISTRICT: list[list[CellValue]] = [
    [1, "UBND huyện Bình Sơn", "Camera giám sát an ninh tại ngã tư và cảng Sa Kỳ", "45 mắt, lưu hình 30 ngày",
     "2.150.000.000", "Ngân sách huyện"],
    [2, None, "Loa truyền thanh thông minh cho 9 xã", "Phát từ xa qua mạng di động", 1_350_000_000, "nt"],
    [3, "UBND thị xã Đức Phổ", "Quét, lập chỉ mục hồ sơ đất đai lưu tại Chi nhánh Văn phòng đăng ký",
     "Khoảng 96.000 hồ sơ", "3,2 tỷ đồng", "Ngân sách tỉnh"],
    [4, None, "Trang thông tin du lịch biển Sa Huỳnh", "Giới thiệu điểm đến, đặt dịch vụ", "410 triệu",
     "Ngân sách huyện"],
    [5, "UBND huyện Lý Sơn", "Bán vé tàu Sa Kỳ - Lý Sơn qua mạng",
     "Đặt chỗ, quét mã lên tàu, báo cáo doanh thu",
     950_000_000, "Xã hội hóa"],
    [6, "UBND huyện Ba Tơ", "Họp trực tuyến từ huyện đến 19 xã", "Màn hình, camera, đường truyền",
     "chưa xác định",
     "Ngân sách huyện"],
    [7, "UBND huyện Sơn Hà", "Ghi chép tiêm phòng vật nuôi ở thôn", "Thú y xã nhập bằng điện thoại",
     180_000_000, "-nt-"],
]  # fmt: skip


def main(folder: Path = HERE) -> None:
    """Write both files to ``folder``."""
    _workbook(folder / "so-tttt-2024.xlsx")
    _document(folder / "phu-luc.docx")


def _workbook(path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    first: Worksheet = book.active  # type: ignore[assignment]
    _provincial(first)
    _district(book.create_sheet("PL2 - cấp huyện"))
    book.save(path)
    _settle(path)


def _provincial(sheet: Worksheet) -> None:
    sheet.title = "PL1 - cấp tỉnh"
    _put(sheet, 1, ["UBND TỈNH QUẢNG NGÃI", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"])
    _put(sheet, 2, ["SỞ THÔNG TIN VÀ TRUYỀN THÔNG", None, None, "Độc lập - Tự do - Hạnh phúc"])
    for row in (1, 2):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=3)
        sheet.merge_cells(start_row=row, end_row=row, start_column=4, end_column=7)
    titles = [
        "Phụ lục 1",
        "DANH MỤC NHIỆM VỤ ỨNG DỤNG CÔNG NGHỆ THÔNG TIN, CHUYỂN ĐỔI SỐ NĂM 2024",
        "(Kèm theo Tờ trình số      /TTr-STTTT ngày     tháng 11 năm 2023 của Sở Thông tin và Truyền thông)",
    ]
    for row, text in enumerate(titles, start=4):
        _put(sheet, row, [text])
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=7)
        sheet.cell(row, 1).alignment = Alignment(horizontal="center")
    sheet.cell(7, 6, "ĐVT: triệu đồng").font = Font(italic=True)
    header = [
        "TT",
        "Nội dung nhiệm vụ",
        "Quy mô, nội dung thực hiện",
        "Kinh phí năm 2024",
        None,
        None,
        "Ghi chú",
    ]
    _put(sheet, 8, list(header))
    _put(sheet, 9, [None, None, None, "Tổng số", "NSTW", "NSĐP", None])
    sheet.merge_cells("D8:F8")
    for column in "ABCG":
        sheet.merge_cells(f"{column}8:{column}9")
    _put(sheet, 10, ["(1)", "(2)", "(3)", "(4)=(5)+(6)", "(5)", "(6)", "(7)"])
    for offset, values in enumerate(PROVINCIAL):
        _put(sheet, 11 + offset, values)
    end = 11 + len(PROVINCIAL)
    _put(sheet, end, [None, "Bằng chữ: Mười ba tỷ, bốn trăm mười sáu triệu, năm trăm nghìn đồng."])
    _put(sheet, end + 2, [None, "Người lập biểu", None, None, "KT. GIÁM ĐỐC"])
    _put(sheet, end + 3, [None, None, None, None, "PHÓ GIÁM ĐỐC"])


def _district(sheet: Worksheet) -> None:
    _put(sheet, 1, ["Phụ lục 2: NHIỆM VỤ DO CẤP HUYỆN ĐỀ XUẤT NĂM 2024"])
    sheet.merge_cells("A1:F1")
    header = ["STT", "Cơ quan, đơn vị", "Tên nhiệm vụ", "Thuyết minh", "Dự toán (đồng)", "Nguồn kinh phí"]
    _put(sheet, 3, list(header))
    for offset, values in enumerate(DISTRICT):
        _put(sheet, 4 + offset, values)
    sheet.merge_cells("B4:B5")
    sheet.merge_cells("B6:B7")
    _put(sheet, 11, ["Cộng", None, None, None, 8_240_000_000, None])
    sheet.merge_cells("A11:D11")


def _put(sheet: Worksheet, row: int, values: list[CellValue]) -> None:
    for column, value in enumerate(values, start=1):
        if value is not None:
            sheet.cell(row, column, value)


def _document(path: Path) -> None:
    document = Document()
    letterhead = document.add_table(rows=2, cols=2)
    letterhead.cell(0, 0).text = "UBND TỈNH KON TUM"
    letterhead.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    letterhead.cell(1, 0).text = "Số:     /PL-UBND"
    letterhead.cell(1, 1).text = "Độc lập - Tự do - Hạnh phúc"
    document.add_paragraph("PHỤ LỤC")
    document.add_paragraph("Nhiệm vụ chuyển đổi số đề nghị bố trí kinh phí năm 2024")
    document.add_paragraph("(Đơn vị tính: triệu đồng)")
    _table(document, [
        ["STT", "Nhiệm vụ", "Nội dung chính", "Kinh phí", "Nguồn vốn"],
        ["A", "CÁC SỞ, BAN, NGÀNH", "CÁC SỞ, BAN, NGÀNH", "CÁC SỞ, BAN, NGÀNH", "CÁC SỞ, BAN, NGÀNH"],
        ["I", "Sở Lao động - Thương binh và Xã hội", "", "1.475", ""],
        ["1", "Chi trả trợ cấp qua tài khoản cho người có công",
         "Đối soát danh sách hằng tháng với bưu điện", "525", "NST"],
        ["2", "Sàn giao dịch việc làm trên mạng", "Người tìm việc, doanh nghiệp tự đăng; phỏng vấn từ xa",
         "950", "NST"],
        ["II", "Ban Dân tộc", "", "300", ""],
        ["1", "Lập danh sách người có uy tín trong đồng bào", "", "300", "CTMTQG"],
    ])  # fmt: skip
    document.add_paragraph("")
    _table(document, [
        ["III", "Sở Giao thông vận tải", "", "1.130,5", ""],
        ["1", "Cân xe tự động trên Quốc lộ 24", "Phát hiện xe quá tải, lưu biển số", "1.130,5", "NSTW"],
        ["", "Tổng cộng", "", "2.905,5", ""],
    ])  # fmt: skip
    document.add_paragraph("B. Cấp huyện")
    document.add_paragraph("UBND thành phố Kon Tum")
    document.add_paragraph("ĐVT: nghìn đồng")
    _table(document, [
        ["STT", "Tên nhiệm vụ", "Kinh phí"],
        ["1", "Thu phí đỗ xe qua ứng dụng", "460.000"],
        ["2", "Đánh số nhà bằng mã QR, nối với bản đồ số", "1.275.000"],
    ])  # fmt: skip
    document.add_paragraph("Nơi nhận: - Như trên; - Lưu: VT.")
    document.save(str(path))
    _settle(path)


def _table(document: DocumentObject, rows: list[list[str]]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for index, values in enumerate(rows):
        row = table.rows[index]
        spanned = len(values) > 2 and len(set(values[1:])) == 1 and values[1] != ""
        for column, text in enumerate(values):
            if not (spanned and column > 1):
                row.cells[column].text = text
        if spanned:
            row.cells[1].merge(row.cells[-1])
            row.cells[1].text = values[1]


def _settle(path: Path) -> None:
    """Take the time of writing out of the file, so that the same content gives the same bytes."""
    with zipfile.ZipFile(path) as package:
        parts = [(item.filename, package.read(item)) for item in package.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in parts:
            if name == "docProps/core.xml":
                body = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2023-11-20T08:00:00Z", body)
            package.writestr(zipfile.ZipInfo(name, (2023, 11, 20, 8, 0, 0)), body, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main()
