"""Amounts and units, as they are written."""

from __future__ import annotations

import pytest

from registry.intake.amount import stated_unit, vnd

MILLION = 10**6


@pytest.mark.parametrize(
    ("cell", "unit", "expected"),
    [
        ("1.250,5", MILLION, 1_250_500_000),
        ("1,250.5", MILLION, 1_250_500_000),
        (1250.5, MILLION, 1_250_500_000),
        ("1.250", MILLION, 1_250_000_000),
        ("1 250", MILLION, 1_250_000_000),
        ("12,5", MILLION, 12_500_000),
        ("12.5", MILLION, 12_500_000),
        ("0,850", 10**9, 850_000_000),
        ("1.250.000.000", 1, 1_250_000_000),
        ("1.250.000.000đ", 1, 1_250_000_000),
        ("1,250,000,000 VNĐ", 1, 1_250_000_000),
        # Whole VND in a column of millions: nobody asks for a thousand million million.
        ("1.250.000.000", MILLION, 1_250_000_000),
        (1_250_000_000, MILLION, 1_250_000_000),
        ("850 triệu", 1, 850_000_000),
        ("850 triệu đồng", MILLION, 850_000_000),
        ("850tr", 1, 850_000_000),
        ("1,2 tỷ", 1, 1_200_000_000),
        ("1,250 tỷ đồng", 1, 1_250_000_000),
        ("1.5 tỷ", 1, 1_500_000_000),
        ("250 nghìn đồng", 1, 250_000),
        ("khoảng 500 triệu", 1, 500_000_000),
        ("Dự kiến: 300", MILLION, 300_000_000),
        ("850 (cả VAT)", MILLION, 850_000_000),
        ("500 triệu/năm", 1, 500_000_000),
        ("-500", MILLION, -500_000_000),
        ("− 500", MILLION, -500_000_000),
        (0, MILLION, 0),
        (None, 1, None),
        ("", 1, None),
        ("-", 1, None),
        ("2 gói", MILLION, None),
        ("500-700 triệu", 1, None),
        ("3 x 250", MILLION, None),
        ("theo Quyết định 12", 1, None),
        (float("nan"), 1, None),
        (0.1 + 0.2, MILLION, 300_000),
    ],
)
def test_vnd(cell: str | float | None, unit: int, expected: int | None) -> None:
    assert vnd(cell, unit) == expected


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("ĐVT: triệu đồng", MILLION),
        ("ĐVT: Tr.đ", MILLION),
        ("(Đơn vị tính: nghìn đồng)", 1000),
        ("ĐVT: 1.000 đồng", 1000),
        ("ĐVT: 1000đ", 1000),
        ("Đơn vị tính: VNĐ", 1),
        ("Đơn vị: Triệu đồng", MILLION),
        ("(tỷ đồng)", 10**9),
        ("Tổng kinh phí thực hiện 25 tỷ đồng", None),
        ("Đơn vị: Sở Y tế", None),
        ("Đơn vị: Trường Chính trị", None),
        ("Kinh phí", None),
    ],
)
def test_stated_unit(text: str, unit: int | None) -> None:
    assert stated_unit(text) == unit


def test_the_header_states_its_unit_without_brackets() -> None:
    assert stated_unit("Kinh phí triệu đồng", header=True) == MILLION
    assert stated_unit("Kinh phí triệu đồng") is None
