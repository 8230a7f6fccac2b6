"""What of a line is read: its clauses, without remarks, names of places and quantities."""

from __future__ import annotations

import pytest

from registry.matching.lexicon import Lexicon
from registry.matching.matcher import Matcher
from registry.matching.needs import Line
from registry.matching.reading import Reader, joined
from registry.matching.text import clauses, is_foreign, without_places
from registry.matching.vocabulary import terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Đăng ký khai sinh; khai tử – kết hôn (cấp xã). Báo cáo quý",
            ["Đăng ký khai sinh", "khai tử", "kết hôn", "cấp xã", "Báo cáo quý"],
        ),
        ("Quản lý hộ tịch và chứng thực, lưu hồ sơ", ["Quản lý hộ tịch", "chứng thực", "lưu hồ sơ"]),
        # The two ends of something are one thing.
        ("Gửi văn bản giữa Sở và các xã, ký số", ["Gửi văn bản giữa Sở và các xã", "ký số"]),
        ("Họp ảo cho Sở Giáo dục và Đào tạo và 13 phòng", ["Họp ảo cho Sở Giáo dục và Đào tạo", "13 phòng"]),
        ("Sở Văn hóa, Thể thao và Du lịch, lễ hội", ["Sở Văn hóa, Thể thao và Du lịch", "lễ hội"]),
        ("Mua máy:\n- máy chủ\n- máy in", ["Mua máy", "máy chủ", "máy in"]),
        ("Hồ sơ hơn 4.300 tàu. Lưu trữ", ["Hồ sơ hơn 4.300 tàu", "Lưu trữ"]),
        ("Tiêu chuẩn 2,5 độ; vàng-xanh", ["Tiêu chuẩn 2,5 độ", "vàng-xanh"]),  # no clause inside a word
        (" .;, ", []),
    ],
)
def test_a_text_is_split_into_clauses(text: str, expected: list[str]) -> None:
    assert clauses(text) == expected


def test_a_clause_of_one_word_belongs_to_the_one_before() -> None:
    assert joined(["nhập tăng", "giảm", "báo cáo quý", "năm"]) == ["nhập tăng, giảm", "báo cáo quý, năm"]
    assert joined(["sổ", "báo cáo quý"]) == ["sổ", "báo cáo quý"]
    assert joined([]) == []


@pytest.mark.parametrize(
    "remark",
    [
        "Kinh phí 450 triệu đồng",
        "Quyết định 1420/QĐ-UBND ngày 12/12/2022",
        "Theo Kế hoạch số 74/KH-UBND",
        "Gói thầu số 5",
        "Năm 2023",
        "Theo báo chí",
        "Hiện nhập tay trên Excel",
        "Phần mềm cũ đầu tư năm 2012",
        "Giao Bưu điện tỉnh thực hiện",
        "HĐND tỉnh thông qua kỳ họp tháng 7/2024",
        "Nhiệm vụ trong kế hoạch chuyển đổi số 2024",
        "Thuê dịch vụ từ 7/2022",
        "36 tháng",
        # Told by no pattern, in words that nothing was fitted on.
        "Công việc hiện làm bằng tay, dễ nhầm lẫn",
        "Nhằm nâng cao chất lượng phục vụ nhân dân",
        "Thuê trọn gói 36 tháng, đặt tại trung tâm dữ liệu của tỉnh, tập huấn 2 buổi",
        "Đã được Thường trực HĐND cho ý kiến tại phiên họp tháng 5",
        "Trung bình mỗi xã 3 người dùng, bắt đầu từ quý II",
    ],
)
def test_remarks_are_not_what_is_asked(reader: Reader, remark: str) -> None:
    parts = reader.parts(f"Phần mềm quản lý hộ tịch. {remark}. Đăng ký khai sinh")
    assert [part.text for part in parts] == ["Phần mềm quản lý hộ tịch", "Đăng ký khai sinh"]


@pytest.mark.parametrize(
    "text",
    [
        "Hiện trạng rừng",
        "Đăng ký thường trú",
        "Theo dõi kế hoạch vốn",
        "Thuê 60 máy tính",
        "Hiện vật bảo tàng",
    ],
)
def test_what_only_begins_like_a_remark_is_none(reader: Reader, text: str) -> None:
    assert [part.text for part in reader.parts(f"Phần mềm. {text}")][-1:] == [text]


def test_remarks_are_read_where_there_is_nothing_else(reader: Reader) -> None:
    parts = reader.parts("Tổng vốn 3 tỷ đồng. Quyết định 1420/QĐ-UBND")
    assert [part.text for part in parts] == ["Tổng vốn 3 tỷ đồng", "Quyết định 1420/QĐ-UBND"]


@pytest.mark.parametrize("text", ["", "…", " - ; "])
def test_a_text_without_words_has_no_parts(reader: Reader, text: str) -> None:
    assert reader.parts(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Phần mềm hộ tịch huyện Sơn Tịnh", "Phần mềm hộ tịch huyện"),
        ("Cây xanh thành phố Quảng Ngãi", "Cây xanh thành phố"),
        ("Phường Trần Hưng Đạo", "Phường"),
        ("Hòm thư TP. Quảng Ngãi", "Hòm thư thành phố"),  # "TP" alone may stand for justice
        ("đô thị thành phố thông minh", "đô thị thành phố thông minh"),  # no name
        ("Xã hội hóa y tế", "Xã hội hóa y tế"),
        ("CÂY XANH TP QUẢNG NGÃI", "CÂY XANH TP QUẢNG NGÃI"),  # nothing tells names apart
    ],
)
def test_names_of_places_are_left_out(text: str, expected: str) -> None:
    assert without_places(text) == expected


def test_where_a_system_is_wanted_does_not_change_what_is_read(reader: Reader) -> None:
    here, there = (
        reader.parts(f"Phần mềm quản lý hộ tịch huyện {name}") for name in ("Sơn Tịnh", "Bình Sơn")
    )
    assert [part.words for part in here] == [part.words for part in there]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mua 35 máy tính cho huyện Sơn Tịnh", "Mua 0 máy tính cho huyện"),
        ("Mua 1.500 máy, giá 2,5 tỷ", "Mua 0 máy, giá 0 tỷ"),
        ("Số hóa 98765 hồ sơ trong 12 tháng", "Số hóa 0 hồ sơ trong 0 tháng"),
        ("Tổng đài 1022 của tỉnh", "Tổng đài 1022 của tỉnh"),  # the name of a service
        ("Bản đồ 3D, chuẩn P2P", "Bản đồ 3D, chuẩn P2P"),  # part of a word
    ],
)
def test_quantities_and_places_are_not_in_the_canonical_text(
    reader: Reader, text: str, expected: str
) -> None:
    assert reader.canonical(text) == expected
    assert reader.canonical(expected) == expected


@pytest.mark.parametrize(
    ("proposer", "party"),
    [
        ("Tỉnh ủy Quảng Ngãi", True),
        ("Ban Tuyên giáo Tỉnh uỷ", True),
        ("Đảng ủy Khối các cơ quan", True),
        ("Sở Nội vụ tỉnh Quảng Ngãi", False),
        ("Ủy ban nhân dân huyện Bình Sơn", False),
    ],
)
def test_of_who_proposes_only_the_party_is_kept(matcher: Matcher, proposer: str, party: bool) -> None:
    line = Line("Mua 7 máy", "Đặt tại xã Bình Trị", "hardware", proposer).canonical(matcher)
    assert (line.title, line.description, line.kind) == ("Mua 0 máy", "Đặt tại xã", "hardware")
    assert bool(line.proposer) is party


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("register of fishing boats", True),
        ("apply for a permit", True),
        ("quan ly tau ca", False),
        ("csdl dat dai, lgsp", False),
        ("zoom cho cac phong", False),
        ("", False),
    ],
)
def test_a_text_in_another_language_is_told(text: str, foreign: bool) -> None:
    assert is_foreign(text) == foreign


def test_the_words_of_one_language_correct_no_word_of_the_other() -> None:
    mixed = ["giám sát hành trình", "hồ sơ đất", "satellites sat over trucks", "dat files of trucks"]
    reader = Reader.learn(mixed, Lexicon({}, ()))
    assert reader.meant("giám sat") == ["giam1", "sat1"]  # "sat" is a word of the English phrases
    assert reader.meant("hồ sơ dat") == ["hô2", "sơ", "đât1"]
    assert reader.meant("satelites over trucks") == ["satellites", "over", "trucks"]


def test_english_words_are_compared_without_their_endings() -> None:
    one, other = terms(["online", "tendering", "of", "works"]), terms(["online", "tenders", "of", "work"])
    assert one[:4] == other[:4] == ["onlin", "tender", "of", "work"]
    # What could be a Vietnamese word is another one in an English text: "in" prints, "can" is weak.
    assert {"in", "can"}.isdisjoint(
        terms(["print", "forms", "in", "colour", "that", "clerks", "can", "check"])
    )
    assert terms(["in1", "hoa1"])[:2] == ["in1", "hoa1"]


@pytest.mark.parametrize(
    "title",
    [
        "Phần mềm quản lý hộ tịch cho 16 xã, thị trấn",
        "Phần mềm quản lý hộ tịch tại các xã, phường, thị trấn năm 2023",
        "Phần mềm quản lý hộ tịch của các sở, ngành và UBND các huyện",
        "Phần mềm quản lý hộ tịch trên địa bàn các huyện, thị xã, thành phố",
        "Phần mềm quản lý hộ tịch cấp tỉnh, huyện, xã",
        "Phần mềm quản lý hộ tịch giai đoạn 2023 - 2025",
        "Phần mềm quản lý hộ tịch phục vụ công tác quản lý, điều hành của ngành",
        "phan mem quan ly ho tich cho 16 xa, thi tran",
    ],
)
def test_where_for_whom_and_when_are_not_what_is_asked(reader: Reader, title: str) -> None:
    words = [part.words for part in reader.parts(title)]
    assert words == [part.words for part in reader.parts("Phần mềm quản lý hộ tịch")]


def test_words_that_begin_every_title_are_no_clause_of_their_own(reader: Reader) -> None:
    assert [part.text for part in reader.parts("Xây dựng, triển khai phần mềm quản lý hộ tịch")] == [
        "triển khai phần mềm quản lý hộ tịch"
    ]


@pytest.mark.parametrize("title", ["của các cơ quan, đơn vị", "Nâng cấp phần mềm", "Năm 2023"])
def test_a_text_of_nothing_else_keeps_its_words(reader: Reader, title: str) -> None:
    assert [word for part in reader.parts(title) for word in part.words]


def test_bodies_that_are_what_is_asked_stay(reader: Reader) -> None:
    assert terms(reader.written("hồ sơ trạm y tế xã")) != terms(reader.written("hồ sơ trạm y tế"))
    assert len(reader.parts("Quản lý trụ sở xã; quản lý xe của huyện")) == 2


@pytest.mark.parametrize(
    "asked",
    [
        "cảnh báo hồ sơ quá hạn",
        "thống kê trẻ chưa có giấy khai sinh",
        "theo dõi kinh phí được giao",
        "lưu quyết định xử phạt theo năm",
        "người dân đánh giá mức độ hài lòng",
    ],
)
def test_functions_in_words_of_remarks_stay(reader: Reader, asked: str) -> None:
    parts = reader.parts(f"Phần mềm quản lý hộ tịch. Hiện làm bằng tay. {asked}")
    assert [part.text for part in parts] == ["Phần mềm quản lý hộ tịch", asked]


def test_what_a_text_begins_with_is_asked(reader: Reader) -> None:
    assert reader.parts("Thuê trọn gói 36 tháng. Đăng ký khai sinh")[0].text == "Thuê trọn gói 36 tháng"
    assert reader.parts("Nhằm nâng cao chất lượng phục vụ nhân dân")
