"""Words by which demands are known, and names of places."""

from __future__ import annotations

import pytest

from registry.matching.places import places
from registry.matching.sayings import Sayings
from registry.opened import Registry


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Thuê trực SOC", {"soc"}),
        ("Chăm sóc cây xanh", set()),  # a word with a diacritic is another word
        ("Số hóa và sắp xếp hồ sơ", {"quet"}),
        ("Hồ sơ cần số hóa", {"quet"}),  # parts in any order
        ("Số hóa bản đồ", set()),
        ("Lưu trên máy; quét tài liệu", set()),  # no saying reaches across sentences
        ("Mua máy quét", {"may"}),
        ("SO HOA HO SO", {"quet"}),  # typed without diacritics
    ],
)
def test_sayings_are_whole_words_in_one_sentence(registry: Registry, text: str, found: set[str]) -> None:
    sayings = Sayings(
        registry.matcher.reader, [("soc", "SOC"), ("quet", "số hóa … hồ sơ"), ("may", "máy quét")]
    )
    assert sayings.found(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ở 3 huyện Nghĩa Hành, Sơn Tịnh và Trà Bồng", {"nghia hanh", "son tinh", "tra bong"}),
        ("UBND huyện Ia H'Drai tỉnh Kon Tum", {"ia h'drai"}),
        ("trên địa bàn thành phố Kon Tum", {"thanh pho kon tum"}),
        ("Sở Tài nguyên và Môi trường tỉnh Kon Tum", set()),
        ("Văn phòng UBND tỉnh", set()),
        ("Gắn mã tại Khu chứng tích Sơn Mỹ", {"son my"}),
    ],
)
def test_places_are_proper_names_without_the_province_and_bodies(text: str, found: set[str]) -> None:
    assert places(text, "tỉnh Kon Tum") == found
