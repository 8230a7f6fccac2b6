"""Amounts as provinces write them, into whole VND."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from registry.ids import fold
from registry.intake.sheet import Cell

UNITS = {"ty": 10**9, "trieu": 10**6, "nghin": 10**3, "ngan": 10**3, "dong": 1, "vnd": 1}
_UNIT = re.compile(r"\b(ty|trieu|nghin|ngan|dong|vnd)\b")
_STATED = re.compile(
    r"(?:don vi(?: tinh)?|dvt|kinh phi|so tien|du toan|tong muc dau tu|gia tri)[^.;]*?"
    r"\b(ty|trieu|nghin|ngan|1000|1\.000)?\s*\b(dong|vnd)\b"
)
_NUMBER = re.compile(r"-?\d[\d.,\s]*")


def stated_unit(text: str) -> int | None:
    """Return the VND in one unit stated in a heading ("ĐVT: triệu đồng" → 1,000,000), or None."""
    match = _STATED.search(fold(text))
    if not match:
        return None
    return 10**3 if match[1] in ("1000", "1.000") else UNITS[match[1] or match[2]]


def number(text: str) -> Decimal | None:
    """Return the number in Vietnamese or English writing: ``1.250,5``, ``1,250.5``, ``1 250``, ``850``.

    A single separator followed by groups of exactly three digits separates thousands.
    """
    match = _NUMBER.search(text)
    if not match:
        return None
    digits = re.sub(r"\s", "", match[0]).strip(".,")
    if "," in digits and "." in digits:
        decimal = max(",.", key=digits.rfind)
        digits = digits.replace("," if decimal == "." else ".", "").replace(decimal, ".")
    elif re.fullmatch(r"-?\d{1,3}([.,]\d{3})+", digits):
        digits = re.sub(r"[.,]", "", digits)
    else:
        digits = digits.replace(",", ".")
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None


def vnd(cell: Cell, unit: int) -> int | None:
    """Return the amount of a cell in whole VND; ``unit`` is the VND in one unit of the column.

    A unit in the cell itself ("1,2 tỷ", "850 triệu đồng") wins. Returns None for no number.
    """
    if cell is None:
        return None
    if isinstance(cell, (int, float)):
        return round(Decimal(str(cell)) * unit)
    value = number(cell)
    if value is None:
        return None
    own = _UNIT.search(fold(cell))
    return round(value * (UNITS[own[1]] if own else unit))
