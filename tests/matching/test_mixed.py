"""Lines of work or goods, and those that ask for software beside them, on the shipped registry."""

from __future__ import annotations

import pytest

from tests.matching.conftest import Ask


def test_digitised_data_are_told_where_they_likely_belong_and_nowhere_by_guessing(ask: Ask) -> None:
    registers = ask("Số hóa sổ hộ tịch giai đoạn 1990-2015")
    assert registers.verdict == "not_software"
    (finding,) = (item for item in registers.findings if item.rule == "findings/receiving-system")
    assert [item.id for item in finding.evidence] == ["btp-ho-tich-dien-tu"]
    case_notes = ask("Số hóa hồ sơ bệnh án lưu kho")
    assert case_notes.verdict == "not_software"
    assert not [item for item in case_notes.findings if item.rule == "findings/receiving-system"]


def test_software_beside_other_work_is_looked_up_and_the_work_remains(ask: Ask) -> None:
    scanned = ask("Quét hồ sơ khiếu nại cũ và xây dựng phần mềm theo dõi tiếp công dân")
    assert (scanned.verdict, scanned.platforms[0].id) == ("partly", "ttcp-khieu-nai-to-cao")
    assert scanned.remainder == ("Quét hồ sơ khiếu nại cũ",)
    bought = ask("Mua 40 máy tính bảng và phần mềm quản lý hộ nghèo")
    assert (bought.verdict, bought.platforms[0].id) == ("partly", "bldtbxh-quan-ly-ho-ngheo")
    assert bought.remainder == ("Mua 40 máy tính bảng",)


@pytest.mark.parametrize(
    "title",
    [
        "Quét hồ sơ khiếu nại cũ và nạp vào phần mềm đang dùng",
        "Mua 40 máy tính bảng để nhập liệu lên phần mềm quản lý hộ nghèo",
    ],
)
def test_software_that_is_only_used_is_not_asked_for(ask: Ask, title: str) -> None:
    assert ask(title).verdict == "not_software"


@pytest.mark.parametrize(
    "title",
    [
        "Thay biển tên đường, gương cầu lồi trên tỉnh lộ",
        "Dán tem chống giả lên hộp trà cho hợp tác xã",
        "Lấy mẫu đất, xét nghiệm phân bón hằng quý",
        "Hướng dẫn bà con bấm app bán hàng tại nhà văn hóa",
        "Kiểm kê hiện vật bảo tàng, đo vẽ và chụp ảnh",
    ],
)
def test_goods_and_work_are_no_software_in_words_that_say_neither(ask: Ask, title: str) -> None:
    assert ask(title).verdict == "not_software"


@pytest.mark.parametrize(
    "title",
    [
        "Phần mềm chấm công đội lấy mẫu đất",
        "Theo dõi tem chống giả đã cấp cho hợp tác xã",
        "Quản lý đơn hàng in biển tên đường",
    ],
)
def test_software_about_goods_and_work_is_software(ask: Ask, title: str) -> None:
    assert ask(title).verdict != "not_software"
