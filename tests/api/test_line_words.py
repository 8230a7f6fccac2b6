"""Marking words in the text of a line, and reading what people type into its forms."""

from __future__ import annotations

import pytest

from api.line_forms import amount
from api.marking import marked
from registry.errors import InputError


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("Ghi sổ sinh, kết hôn cho xã", ("kết hôn", "sinh"), "Ghi sổ sinh, [kết hôn] cho xã"),
        ("Phần mềm hộ  tịch", ("hộ", "tịch"), "Phần mềm [hộ  tịch]"),
        ("PHẦN MỀM HO TICH", ("hộ tịch",), "PHẦN MỀM [HO TICH]"),
        ("Bổ sung tính lương của bộ, tỉnh", ("bộ", "tỉnh"), "Bổ sung tính lương của [bộ], [tỉnh]"),
        ("Số liệu số hóa", ("số",), "[Số] liệu [số] hóa"),
        ("Không có gì", (), "Không có gì"),
        ("", ("gì",), ""),
    ],
)
def test_runs_of_syllables_are_marked(text: str, words: tuple[str, ...], shown: str) -> None:
    assert "".join(f"[{piece}]" if hit else piece for piece, hit in marked(text, words)) == shown


@pytest.mark.parametrize(
    ("typed", "vnd"),
    [
        ("", None),
        ("  ", None),
        ("0", 0),
        ("900000000", 900_000_000),
        ("900.000.000", 900_000_000),
        ("900,000,000 VND", 900_000_000),
        ("1 980 000 000 đồng", 1_980_000_000),
        ("850.000.000đ", 850_000_000),
    ],
)
def test_amounts_as_people_write_them(typed: str, vnd: int | None) -> None:
    assert amount(typed) == vnd


@pytest.mark.parametrize("typed", ["chín trăm", "900.00", "1.5 tỷ", "-5", "1.000,5"])
def test_what_is_no_whole_amount_is_refused_and_not_guessed(typed: str) -> None:
    with pytest.raises(InputError):
        amount(typed)
