"""Amounts as provinces write them, into whole VND."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from registry.ids import fold
from registry.intake.sheet import Cell

UNITS = {
    "ty": 10**9, "ti": 10**9,
    "trieu": 10**6, "tr": 10**6,
    "nghin": 10**3, "ngan": 10**3, "1000": 10**3, "1.000": 10**3,
    "dong": 1, "vnd": 1, "d": 1,
}  # fmt: skip
IMPLAUSIBLE_VND = 10**13
"""No task of a province costs ten thousand billion; such an amount was written in another unit."""

_SCALE = r"(?P<scale>ty|ti|trieu|tr|nghin|ngan|1\.?000)"
_DONG = r"(?P<dong>dong|vnd|d)"
# "triệu đồng", "tr.đ", "tỷ", "đồng"; a bare "đ" or "tr" only where a number or "ĐVT" leads to it.
_UNIT = rf"(?:{_SCALE}\s*\.?\s*(?:{_DONG})?|(?P<bare>dong|vnd|d))(?![a-z])"
_LABELLED = re.compile(rf"(?:don vi(?: tinh)?|dvt)\s*(?:tinh)?\s*[:\-]?\s*\(?\s*{_UNIT}")
_BRACKETED = re.compile(rf"[(\[]\s*(?:don vi(?: tinh)?|dvt)?\s*:?\s*{_UNIT}\s*[)\]]")
_IN_HEADER = re.compile(
    r"(?<![\d.,a-z])(?:(?P<scale>ty|trieu|nghin|ngan|1\.?000)\s*)?(?P<dong>dong|vnd)(?![a-z])"
)
_AMOUNT = re.compile(
    r"\s*(?:(?:khoang|du kien|uoc tinh|uoc|tam tinh|tong(?: so| cong)?|~|≈)\s*:?\s*)*"
    rf"(?P<number>[-−–]?\s*\d[\d.,\s]*)\s*(?:{_UNIT})?\s*(?P<rest>.*)"
)


def stated_unit(text: str, header: bool = False) -> int | None:
    """Return the VND in one unit that a text states ("ĐVT: triệu đồng" → 1,000,000), or None.

    In the ``header`` of the amounts the unit may stand alone ("Kinh phí triệu đồng"). Elsewhere it needs
    "ĐVT" or brackets: "Tổng kinh phí 25 tỷ đồng" above a table states no unit.
    """
    folded = fold(text)
    match = _LABELLED.search(folded) or _BRACKETED.search(folded)
    if match is None and header:
        match = _IN_HEADER.search(folded)
    return _vnd_of(match) if match else None


def _vnd_of(match: re.Match[str]) -> int:
    parts = match.groupdict()
    return UNITS[parts["scale"] or parts.get("bare") or parts["dong"]]


def number(text: str) -> Decimal | None:
    """Return the number in Vietnamese or English writing: ``1.250,5``, ``1,250.5``, ``1 250``, ``850``.

    A single separator followed by groups of exactly three digits separates thousands.
    """
    digits = re.sub(r"\s", "", text).replace("−", "-").replace("–", "-").rstrip(".,")
    if "," in digits and "." in digits:
        decimal = max(",.", key=digits.rfind)
        digits = digits.replace("," if decimal == "." else ".", "").replace(decimal, ".")
    elif re.fullmatch(r"-?[1-9]\d{0,2}([.,]\d{3})+", digits):
        digits = re.sub(r"[.,]", "", digits)
    else:
        digits = digits.replace(",", ".")
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None


def vnd(cell: Cell, unit: int) -> int | None:
    """Return the amount of a cell in whole VND; ``unit`` is the VND in one unit of the column.

    A unit in the cell itself ("1,2 tỷ", "850 triệu đồng") wins. Returns None where there is no amount, and
    for text that is more than an amount ("2 gói", "500-700 triệu", "theo Quyết định 12").
    """
    amount = _own(cell)
    if amount is None:
        return None
    value, own = amount
    if own is None and abs(value) * unit >= IMPLAUSIBLE_VND:
        unit = 1
    return int((value * (own or unit)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def plain(cell: Cell) -> Decimal | None:
    """Return the number of a cell that names no unit of its own, or None."""
    amount = _own(cell)
    return amount[0] if amount and amount[1] is None else None


def _own(cell: Cell) -> tuple[Decimal, int | None] | None:
    """Return the number of a cell and the unit that it names itself."""
    if cell is None:
        return None
    if isinstance(cell, (int, float)):
        value = Decimal(str(cell))
        return (value, None) if value.is_finite() else None
    match = _AMOUNT.fullmatch(" ".join(fold(cell).split()))
    # What follows an amount may explain it ("850 (cả VAT)"), but "3 gói" and "5-7" are no amounts.
    if match is None or (match["rest"] and match["rest"][0] not in "(;/,["):
        return None
    own = _vnd_of(match) if match["scale"] or match["bare"] else None
    digits = match["number"]
    if own == 10**9 and "," in digits and "." not in digits:
        # "1,250 tỷ" is one and a quarter: nobody asks for a thousand billion.
        digits = f"{digits.replace(',', '.')}0"
    read = number(digits)
    return None if read is None else (read, own)
