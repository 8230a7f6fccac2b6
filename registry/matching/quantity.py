"""Reads how much of what a budget line asks for: ``65 máy tính``, ``4.300 máy trạm``, ``620.000 trang A4``.

Only units by which such work is priced are read, so that a unit cost means something.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from registry.ids import fold

UNITS = {
    "machine": ("may tinh", "may tram", "may chu", "may", "bo may tinh"),
    "page": ("trang",),
    "metre": ("met gia", "met tai lieu", "met"),
    "dossier": ("bo ho so", "ho so", "truong hop"),
    "point": ("diem cau",),
    "account": ("tai khoan", "ban quyen", "license", "key", "chung thu so", "usb"),
    "commune": ("xa", "tram y te"),
    "class": ("lop",),
    "device": ("thiet bi", "bo thiet bi"),
}
"""Units by which work is priced, each as it is written, without diacritics."""

UNIT_VI = {
    "machine": "máy",
    "page": "trang",
    "metre": "mét giá",
    "dossier": "hồ sơ",
    "point": "điểm cầu",
    "account": "tài khoản, bản quyền",
    "commune": "xã",
    "class": "lớp",
    "device": "thiết bị",
}
UNIT_EN = {
    "machine": "machine",
    "page": "page",
    "metre": "shelf-metre",
    "dossier": "file",
    "point": "point",
    "account": "account or licence",
    "commune": "commune",
    "class": "class",
    "device": "device",
}

_NUMBER = r"(\d{1,3}(?:[.,]\d{3})+|\d+)((?:[.,]\d+)?)"
_NAMES = sorted(((name, unit) for unit, names in UNITS.items() for name in names), key=lambda x: -len(x[0]))
_UNIT_OF = dict(_NAMES)
_AMOUNT = re.compile(
    rf"(?<![\w/.,]){_NUMBER}\s*(nghin|ngan|trieu)?\s+({'|'.join(re.escape(name) for name, _ in _NAMES)})\b"
)
_MONTHS = re.compile(r"(?<![\w/.,])(\d{1,2})\s+(thang|nam)\b(?!\s*(?:\d{4}|hoc))")
_TIMES = {"": 1, "nghin": 1_000, "ngan": 1_000, "trieu": 1_000_000}


@dataclass(frozen=True)
class Quantity:
    """So much of a unit of `UNITS`."""

    amount: float
    unit: str


def quantities(text: str) -> list[Quantity]:
    """Return the quantities of a text, one for each unit: several of a unit are added up."""
    found: dict[str, float] = {}
    for whole, part, times, name in _AMOUNT.findall(fold(text)):
        number = float(re.sub(r"[.,]", "", whole) + (f".{part[1:]}" if part else ""))
        if number > 0:
            unit = _UNIT_OF[name]
            found[unit] = found.get(unit, 0.0) + number * _TIMES[times]
    return [Quantity(amount, unit) for unit, amount in found.items()]


def years(text: str) -> float:
    """Return for how many years something is bought, at least one (``24 tháng`` → 2)."""
    found = [int(number) / (12 if unit == "thang" else 1) for number, unit in _MONTHS.findall(fold(text))]
    return max([1.0, *(value for value in found if value <= 10)])
