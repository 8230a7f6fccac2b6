"""Workbooks as provinces lay them out; every expectation is worked out by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from registry.intake.batch import Intake
from tests.intake.conftest import brief, skipped

Build = Callable[..., Intake]

HEADER = ["TT", "Tên nhiệm vụ", "Mô tả", "Kinh phí"]


def test_title_rows_and_unit_above_the_header(xlsx: Build) -> None:
    intake = xlsx(
        [
            ["UBND TỈNH QUẢNG NGÃI", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
            ["SỞ TÀI CHÍNH", None, "Độc lập - Tự do - Hạnh phúc"],
            [],
            ["DANH MỤC NHIỆM VỤ, DỰ ÁN CHUYỂN ĐỔI SỐ NĂM 2024"],
            ["(Kèm theo Quyết định số 12/QĐ-UBND ngày 05 tháng 01 năm 2023, tổng kinh phí 25 tỷ đồng)"],
            [None, None, None, "ĐVT: triệu đồng"],
            HEADER,
            [1, "Sàn nông sản", "Bán hàng qua mạng", 450],
            [2, "Bản đồ ngập lụt", None, "1.250,5"],
        ],
        "A4:D4",
        "A5:D5",
    )
    assert brief(intake) == [("Sàn nông sản", "", 450), ("Bản đồ ngập lụt", "", 1250.5)]
    assert [line.description for line in intake.batch.lines] == ["Bán hàng qua mạng", ""]
    assert {line.year for line in intake.batch.lines} == {2024}
    assert intake.columns == {
        "Biểu 1": {"number": "TT", "title": "Tên nhiệm vụ", "description": "Mô tả", "cost": "Kinh phí"}
    }
    assert [line.id for line in intake.batch.lines] == ["danh-muc-001", "danh-muc-002"]
    assert [line.line_no for line in intake.batch.lines] == [1, 2]
    assert (intake.skipped, intake.remarks) == ((), ())


@pytest.mark.parametrize(
    ("label", "cell", "million"),
    [
        ("Kinh phí (triệu đồng)", 850, 850),
        ("Dự toán (nghìn đồng)", 850_000, 850),
        ("Kinh phí đề nghị (ĐVT: 1.000 đồng)", "850.000", 850),
        ("Kinh phí (tỷ đồng)", "0,85", 850),
        ("Thành tiền (VNĐ)", 850_000_000, 850),
        ("Kinh phí (đồng)", "850.000.000", 850),
        ("Tổng mức đầu tư\n(triệu đồng)", "850", 850),
        ("Kinh phí", "850 triệu", 850),
        ("Kinh phí", "0,85 tỷ đồng", 850),
        ("Kinh phí (triệu đồng)", "850.000.000 đồng", 850),
        ("Kinh phí (triệu đồng)", 850_000_000, 850),
        ("Kinh phí (triệu đồng)", "khoảng 850 (cả thuế)", 850),
    ],
)
def test_units(xlsx: Build, label: str, cell: str | float, million: float) -> None:
    intake = xlsx([["STT", "Nội dung", label], [1, "Camera giao thông", cell]])
    assert brief(intake) == [("Camera giao thông", "", million)]
    assert intake.remarks == ()


@pytest.mark.parametrize(
    ("amounts", "million", "remark"),
    [
        ([850, 1200], 850, "million"),
        ([850_000, 1_200_000], 850, "thousand"),
        ([850_000_000, 1_200_000_000], 850, None),
    ],
)
def test_a_unit_that_nobody_states_is_guessed_and_said(
    xlsx: Build, amounts: list[int], million: float, remark: str | None
) -> None:
    intake = xlsx([["STT", "Nội dung", "Kinh phí"], *([n, f"Việc {n}", a] for n, a in enumerate(amounts))])
    assert brief(intake)[0][2] == million
    assert [remark in en for _, en in intake.remarks] == ([True] if remark else [])


@pytest.mark.parametrize("label", ["Tổng", "Cộng", "Tổng cộng"])
def test_parts_of_a_total_are_not_added_to_it(xlsx: Build, label: str) -> None:
    rows = [
        ["TT", "Nhiệm vụ", "Kinh phí (triệu đồng)", None],
        [None, None, label, "Trong đó: ngân sách tỉnh"],
        [1, "Trạm quan trắc nước", 500, 300],
    ]
    assert brief(xlsx(rows, "A1:A2", "B1:B2", "C1:D1")) == [("Trạm quan trắc nước", "", 500)]


def test_two_row_header_with_parts_and_numbering_row(xlsx: Build) -> None:
    rows = [
        ["TT", "Nội dung nhiệm vụ", "Kinh phí (triệu đồng)", None, None, "Ghi chú"],
        [None, None, "NSTW", "NSĐP", "Tổng số", None],
        ["(1)", "(2)", "(3)", "(4)", "(5)=(3)+(4)", "(6)"],
        [1, "Trạm quan trắc nước", 200, 300, 500, "Chuyển tiếp"],
    ]
    for merges in (("A1:A2", "B1:B2", "C1:E1", "F1:F2"), ()):
        intake = xlsx(rows, *merges)
        assert brief(intake) == [("Trạm quan trắc nước", "", 500)]
        assert intake.columns["Biểu 1"]["cost"] == "Kinh phí (triệu đồng) Tổng số"
        assert skipped(intake) == [(3, "column numbering")]


def test_parts_without_a_sum_are_added(xlsx: Build) -> None:
    intake = xlsx(
        [
            ["TT", "Nội dung nhiệm vụ", "Kinh phí (triệu đồng)", None],
            [None, None, "Năm 2024", "Năm 2025"],
            [1, "Trạm quan trắc nước", 200, "300,5"],
            [2, "Cân điện tử", None, 70],
            [3, "Khảo sát", None, None],
        ],
        "A1:A2",
        "B1:B2",
        "C1:D1",
    )
    assert brief(intake) == [
        ("Trạm quan trắc nước", "", 500.5),
        ("Cân điện tử", "", 70),
        ("Khảo sát", "", None),
    ]


def test_three_row_header(xlsx: Build) -> None:
    intake = xlsx(
        [
            ["TT", "Nội dung", "Đơn vị chủ trì", "Dự toán (triệu đồng)", None, None],
            [None, None, None, "Tổng số", "Trong đó", None],
            [None, None, None, None, "NSTW", "NSĐP"],
            ["1", "2", "3", "4", "5", "6"],
            [1, "Học liệu số", "Sở GDĐT", 900, 400, 500],
        ],
        "A1:A3",
        "B1:B3",
        "C1:C3",
        "D1:F1",
        "D2:D3",
        "E2:F2",
    )
    assert brief(intake) == [("Học liệu số", "Sở GDĐT", 900)]


def test_a_second_header_row_may_name_the_title(xlsx: Build) -> None:
    intake = xlsx(
        [
            ["TT", "Nhiệm vụ", None, "Kinh phí (triệu đồng)"],
            [None, "Tên nhiệm vụ", "Nội dung chính", None],
            [1, "Học liệu số", "Bài giảng lớp 6 đến 9", 900],
        ],
        "A1:A2",
        "B1:C1",
        "D1:D2",
    )
    assert brief(intake) == [("Học liệu số", "", 900)]
    assert intake.batch.lines[0].description == "Bài giảng lớp 6 đến 9"


@pytest.mark.parametrize("subtotals", [True, False])
@pytest.mark.parametrize("inline", [True, False])
def test_sections_give_the_proposer(xlsx: Build, subtotals: bool, inline: bool) -> None:
    def section(number: str, name: str, amount: float) -> list[str | float | None]:
        cost = amount if subtotals else None
        return [None, f"{number}. {name}", None, cost] if inline else [number, name, None, cost]

    intake = xlsx(
        [
            ["TT", "Nội dung", "Quy mô", "Kinh phí (triệu đồng)"],
            section("I", "KHỐI SỞ, NGÀNH", 1500),
            section("1", "Sở Y tế", 700),
            ["-", "Kho phim chụp chiếu", "13 bệnh viện", 500],
            ["-", "Đặt lịch khám qua mạng", None, 200],
            section("2", "Sở Kế hoạch và Đầu tư", 300),
            ["-", "Theo dõi giải ngân", None, 300],
            section("3", "Sở Xây dựng", 500),
            ["-", "Cấp phép nhà ở", None, 500],
            [],
            section("II", "KHỐI HUYỆN", 260),
            ["1", "Camera chợ trung tâm", "Huyện chưa ghi", 60],
            section("2", "UBND huyện Ba Tơ", 200),
            ["-", "Loa thôn", None, 200],
            [None, "TỔNG CỘNG (I+II)", None, 1760],
        ]
    )
    assert brief(intake) == [
        ("Kho phim chụp chiếu", "Sở Y tế", 500),
        ("Đặt lịch khám qua mạng", "Sở Y tế", 200),
        ("Theo dõi giải ngân", "Sở Kế hoạch và Đầu tư", 300),
        ("Cấp phép nhà ở", "Sở Xây dựng", 500),
        ("Camera chợ trung tâm", "", 60),
        ("Loa thôn", "UBND huyện Ba Tơ", 200),
    ]
    assert skipped(intake) == [
        *((row, "section row") for row in (2, 3, 6, 8, 11, 13)),
        (15, "total row"),
    ]


def test_section_rows_that_one_cell_spans(xlsx: Build) -> None:
    intake = xlsx(
        [
            HEADER,
            ["A. CÁC CƠ QUAN CẤP TỈNH"],
            ["1. Văn phòng UBND tỉnh (02 nhiệm vụ)"],
            [1, "Lịch họp", None, "400 triệu đồng"],
            [2, "Ghi âm thành văn bản", None, "250 triệu đồng"],
            ["2. Bảo hiểm xã hội tỉnh: 300 triệu đồng"],
            [3, "Tra cứu quá trình đóng", None, "300 triệu đồng"],
        ],
        "A2:D2",
        "A3:D3",
        "A6:D6",
    )
    assert brief(intake) == [
        ("Lịch họp", "Văn phòng UBND tỉnh", 400),
        ("Ghi âm thành văn bản", "Văn phòng UBND tỉnh", 250),
        ("Tra cứu quá trình đóng", "Bảo hiểm xã hội tỉnh", 300),
    ]


def test_groups_by_subject_give_no_proposer(xlsx: Build) -> None:
    intake = xlsx(
        [
            ["TT", "Nội dung", "Cơ quan chủ trì", "Kinh phí (triệu đồng)"],
            ["I", "Hạ tầng số", None, 900],
            [1, "Mở rộng kho lưu trữ", "Sở TTTT", 900],
            ["II", "Xây dựng cơ sở dữ liệu chuyên ngành", None, 350],
            [2, "Hồ sơ cây xanh đô thị", "Sở Xây dựng", 350],
            [None, "HẠ TẦNG DÙNG CHUNG", None, None],
            [3, "Đường truyền dự phòng", "Sở TTTT", 120],
        ]
    )
    assert brief(intake) == [
        ("Mở rộng kho lưu trữ", "Sở TTTT", 900),
        ("Hồ sơ cây xanh đô thị", "Sở Xây dựng", 350),
        ("Đường truyền dự phòng", "Sở TTTT", 120),
    ]
    assert skipped(intake) == [(row, "section row") for row in (2, 4, 6)]


def test_parts_of_a_task_replace_its_sum(xlsx: Build) -> None:
    intake = xlsx(
        [
            HEADER,
            [1, "Xây dựng hệ thống bệnh án điện tử", None, 1000],
            ["1.1", "Phần cứng", None, 700],
            ["1.2", "Đào tạo", None, 300],
            [2, "Nâng cấp trang tin", None, 100],
            ["2.1", "Giao diện", None, None],
        ]
    )
    assert brief(intake) == [
        ("Phần cứng", "", 700),
        ("Đào tạo", "", 300),
        ("Nâng cấp trang tin", "", 100),
        ("Giao diện", "", None),
    ]
    # What "Phần cứng" is for is only known from the task above it.
    assert intake.batch.lines[0].description == "Thuộc: Xây dựng hệ thống bệnh án điện tử"


def test_titles_that_look_like_totals_or_bodies(xlsx: Build) -> None:
    titles = [
        "Cổng dữ liệu mở", "Cộng đồng học tập số", "Tổng đài 1022", "Tổng hợp báo cáo thống kê",
        "Bản đồ số nông nghiệp", "Sổ tay đảng viên", "Số hóa tài liệu", "Phòng họp không giấy",
        "Hội nghị truyền hình", "Bảo đảm an toàn thông tin", "Trường học thông minh", "Báo cáo số",
        "Đài truyền thanh thông minh", "Văn phòng điện tử", "Xã hội số", "e-Office cho xã",
        "3 cấp chính quyền điện tử", "Ký số tập trung", "Trung tâm điều hành thông minh",
    ]  # fmt: skip
    rows = [HEADER, *([number, title, None, 100] for number, title in enumerate(titles, start=1))]
    assert [line.title for line in xlsx(rows).batch.lines] == titles
    without_numbers = [["Nội dung", "Kinh phí (triệu đồng)"], *([title, 100] for title in titles)]
    assert [line.title for line in xlsx(without_numbers).batch.lines] == titles


@pytest.mark.parametrize(
    "label",
    ["Cộng", "Cộng:", "TỔNG CỘNG", "Tổng cộng (I+II+III)", "Tổng số", "Tổng kinh phí đề nghị", "Tong cong"],
)
@pytest.mark.parametrize("column", [0, 1])
def test_totals(xlsx: Build, label: str, column: int) -> None:
    total: list[str | int | None] = [None, None, None, 450]
    total[column] = label
    intake = xlsx([HEADER, [1, "Sàn nông sản", None, "450 triệu"], total])
    assert brief(intake) == [("Sàn nông sản", "", 450)]
    assert skipped(intake) == [(3, "total row")]


def test_wrapped_text_and_empty_rows(xlsx: Build) -> None:
    intake = xlsx(
        [
            HEADER,
            [1, "Xây dựng hệ thống quản lý", "Phục vụ 13 huyện,", "1.250.000.000"],
            [None, "hồ sơ người cao tuổi", "thị xã, thành phố"],
            [],
            [2, "Tra cứu phạt nguội", None, 300_000_000],
            [None, "- Nhắn tin cho chủ xe"],
            [None, "- Nộp phạt qua mạng"],
            [3, "Đo tốc độ mạng di động:\n- 5 nhà mạng\n- 173 xã", None, 90_000_000],
        ]
    )
    assert brief(intake) == [
        ("Xây dựng hệ thống quản lý hồ sơ người cao tuổi", "", 1250),
        ("Tra cứu phạt nguội", "", 300),
        ("Đo tốc độ mạng di động", "", 90),
    ]
    assert [line.description for line in intake.batch.lines] == [
        "Phục vụ 13 huyện,; thị xã, thành phố",
        "Nhắn tin cho chủ xe; Nộp phạt qua mạng",
        "5 nhà mạng; 173 xã",
    ]
    assert skipped(intake) == [(row, "joined to the line above") for row in (3, 6, 7)]


def test_footers_are_no_tasks(xlsx: Build) -> None:
    intake = xlsx(
        [
            HEADER,
            [1, "Sàn nông sản", None, "450 triệu"],
            [None, "Ghi chú: đã gồm thuế"],
            [None, "Tổng cộng", None, "450 triệu"],
            [None, "Bằng chữ: Bốn trăm năm mươi triệu đồng"],
            [],
            [None, None, "Quảng Ngãi, ngày 20 tháng 11 năm 2023"],
            [None, "Người lập", "KT. GIÁM ĐỐC"],
            [None, None, "PHÓ GIÁM ĐỐC"],
        ]
    )
    assert brief(intake) == [("Sàn nông sản", "", 450)]
    assert [row for row, _ in skipped(intake)] == [3, 4, 5, 7, 8, 9]


def test_repeated_header_on_a_new_page(xlsx: Build) -> None:
    intake = xlsx([HEADER, [1, "A lô 24/7", None, "45 triệu"], HEADER, [2, "Thẻ khách", None, "50 triệu"]])
    assert brief(intake) == [("A lô 24/7", "", 45), ("Thẻ khách", "", 50)]
    assert skipped(intake) == [(3, "repeated header")]


def test_proposer_column_merged_blank_or_ditto(xlsx: Build) -> None:
    intake = xlsx(
        [
            ["TT", "Đơn vị", "Nhiệm vụ", "Kinh phí (triệu đồng)", "Nguồn vốn"],
            [1, "Sở Y tế", "Hồ sơ tiêm", 10, "NST"],
            [2, None, "Kho thuốc", 20, "nt"],
            [3, "Sở Tư pháp", "Tủ sách", 30, "NSTW"],
            [4, None, "Hỏi đáp", 40, "-nt-"],
            [5, '"', "Thi trực tuyến", 50, None],
        ],
        "B2:B3",
    )
    assert [(line.proposer, line.funding_source) for line in intake.batch.lines] == [
        ("Sở Y tế", "NST"),
        ("Sở Y tế", "NST"),
        ("Sở Tư pháp", "NSTW"),
        ("Sở Tư pháp", "NSTW"),
        ("Sở Tư pháp", ""),
    ]


def test_an_amount_merged_over_tasks_counts_once(xlsx: Build) -> None:
    intake = xlsx(
        [
            HEADER,
            [1, "Máy chủ", None, "900 triệu"],
            [2, "Tủ mạng", None, None],
            [3, "Bàn phím", None, "5 triệu"],
        ],
        "D2:D3",
    )
    assert brief(intake) == [("Máy chủ", "", 900), ("Tủ mạng", "", None), ("Bàn phím", "", 5)]
    assert "3" in intake.remarks[0][1]
    assert "counted once" in intake.remarks[0][1]


def test_a_task_merged_over_its_parts_is_one_line(xlsx: Build) -> None:
    intake = xlsx(
        [
            HEADER,
            [1, "Phòng máy", "Máy tính", "100 triệu"],
            [None, None, "Điều hòa", "20 triệu"],
            [2, "Bảng tin", "Màn hình", "30 triệu"],
        ],
        "A2:A3",
        "B2:B3",
    )
    assert brief(intake) == [("Phòng máy", "", 120), ("Bảng tin", "", 30)]
    assert intake.batch.lines[0].description == "Máy tính; Điều hòa"


@pytest.mark.parametrize(
    ("labels", "columns"),
    [
        (["STT", "DANH MỤC DỰ ÁN", "CHỦ ĐẦU TƯ", "TỔNG MỨC ĐẦU TƯ"], ["number", "title", "proposer", "cost"]),
        (["Số TT", "Nhiệm vụ/Dự án", "Mục tiêu, quy mô", "Khái toán kinh phí"], ["number", "title", "description", "cost"]),
        (["TT", "Nội dung công việc", "Thuyết minh", "Thành tiền"], ["number", "title", "description", "cost"]),
        (["TT", "Nội dung", "Nội dung thực hiện", "Nhu cầu kinh phí năm 2024"], ["number", "title", "description", "cost"]),
        (["Mã nhiệm vụ", "Tên gói thầu", "Năm thực hiện", "Dự toán"], ["id", "title", "year", "cost"]),
        (["No", "Project", "Agency", "Budget"], ["number", "title", "proposer", "cost"]),
        (["tt", "ten nhiem vu", "don vi de xuat", "kinh phi"], ["number", "title", "proposer", "cost"]),
        (["TT", "Tên nhiệm vụ", "Đơn vị phối hợp", "Cơ quan chủ trì"], ["number", "title", None, "proposer"]),
        (["TT", "Tên nhiệm vụ", "Kinh phí đã giao", "Kinh phí đề nghị"], ["number", "title", None, "cost"]),
    ],
)  # fmt: skip
def test_header_variants(xlsx: Build, labels: list[str], columns: list[str | None]) -> None:
    intake = xlsx([labels, ["1", "Sàn nông sản", "2024", "450 triệu"]])
    found = {label: column for column, label in intake.columns["Biểu 1"].items()}
    assert [found.get(label) for label in labels] == columns
