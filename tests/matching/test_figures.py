"""Quantities, stated use and phrases read from budget lines as people write them."""

from __future__ import annotations

import pytest

from registry.matching.phrases import Phrases
from registry.matching.quantity import Quantity, quantities, years
from registry.matching.usage import StatedUse, stated


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("65 máy tính, thời hạn 12 tháng.", [Quantity(65, "machine")]),
        ("4.300 máy trạm của 43 cơ quan", [Quantity(4300, "machine")]),
        ("70 máy trạm, 02 máy chủ.", [Quantity(72, "machine")]),
        ("Khoảng 250 mét giá, 620.000 trang A4.", [Quantity(250, "metre"), Quantity(620_000, "page")]),
        ("Quét và gõ 1,2 triệu trường hợp", [Quantity(1_200_000, "dossier")]),
        ("1.250 trang", [Quantity(1250, "page")]),
        ("01 điểm cầu chính, 16 điểm cầu xã.", [Quantity(17, "point")]),
        ("hơn 4.000 phương tiện, giai đoạn 2021-2025", []),
        ("Nghị định 61/2018/NĐ-CP về 3 máng", []),
        ("mua 0 máy", []),
    ],
)
def test_quantities(text: str, expected: list[Quantity]) -> None:
    assert quantities(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 tháng", 1),
        ("24 tháng", 2),
        ("bản quyền 03 năm", 3),
        ("6 tháng", 1),
        ("năm 2023", 1),
        ("tháng 3 năm 2023", 1),
    ],
)
def test_for_how_many_years_something_is_bought(text: str, expected: float) -> None:
    assert years(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hiện mới 11/43 đơn vị cập nhật", [StatedUse(11, 43, "11/43 đơn vị cập nhật")]),
        ("chỉ có 15 trên tổng số 173 xã sử dụng", [StatedUse(15, 173, "15 trên tổng số 173 xã sử dụng")]),
        (
            "chỉ 39 đơn phát sinh trên 212 gian hàng",
            [StatedUse(39, 212, "chỉ 39 đơn phát sinh trên 212 gian")],
        ),
        ("chỉ có 02 tài khoản cán bộ sử dụng", [StatedUse(2, None, "02 tài khoản cán bộ sử dụng")]),
        ("nhiều trường đã bỏ không dùng", [StatedUse(None, None, "bỏ không dùng")]),
        ("Phục vụ 30/173 xã vùng cao", []),
        ("Văn bản 12/2023 của sở", []),
        ("Cấp 300 tài khoản cho cán bộ", []),
    ],
)
def test_stated_use(text: str, expected: list[StatedUse]) -> None:
    assert stated(text) == expected


def test_phrases_are_whole_words_with_any_number_where_one_stands() -> None:
    phrases = Phrases([("hop", "# cuộc họp"), ("hop", "phiên họp"), ("ky", "ký số"), ("may", "# máy")])
    assert phrases.said("Mỗi năm 46 CUỘC HỌP; ký số phiếu.") == {"hop": "# cuộc họp", "ky": "ký số"}
    assert phrases.said("mấy cuộc họp, ký sổ, 12 máy") == {"may": "# máy"}
    assert phrases.said("46 cuoc hop, ky so phieu") == {"hop": "# cuộc họp", "ky": "ký số"}
    assert phrases.said("người dân đăng ký số nhà") == {}
