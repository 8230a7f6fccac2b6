"""Reads what a budget line says of how much a system is used: ``mới 11/43 đơn vị cập nhật``.

Only figures beside a word of use are read: ``3/13 huyện nhập số liệu`` is one, ``30/173 xã có internet`` not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from registry.ids import fold

_USE = (
    "su dung|cap nhat|nhap|dang nhap|khai thac|truy cap|phat sinh|dung|van hanh"
    "|ket noi|hoat dong|giao dich|tham gia"
)
_UNIT = (
    "don vi|co quan|so|huyen|xa|phuong|truong|tram|phong|doanh nghiep|ho|co so"
    "|tai khoan|nguoi|can bo|gian hang"
)
_OF = re.compile(
    rf"(?<![\w/.,])(\d[\d.]*)\s*(?:/|tren tong so|tren)\s*(\d[\d.]*)\s+(?:{_UNIT})\b"
    rf"[^.;]{{0,40}}?\b(?:{_USE})\b"
)
_OTHER_WAY = re.compile(
    rf"\b(?:{_USE})\b[^.;\d]{{0,25}}(?:moi |chi |duoc )+[^.;\d]{{0,12}}"
    rf"(\d[\d.]*)\s*/\s*(\d[\d.]*)\s+(?:{_UNIT})\b"
)
_AMONG = re.compile(r"(\d[\d.]*)\s+[a-z ]{2,25}?(?:nhung|ma|song)\s+chi\s+(?:co\s+)?(\d[\d.]*)\s+\w+")
_ONLY_OF = re.compile(
    r"\bchi\s+(?:co\s+)?(\d[\d.]*)\s+[a-z ]{2,30}?(?:tren|trong)(?: tong so)?\s+(\d[\d.]*)\s+\w+"
)
_ACCOUNTS = re.compile(
    r"(?<![\w/.,])(\d[\d.]*)\s+(?:tai khoan|nguoi dung|luot)\b"
    r"[^.;\d]{0,30}?\b(?:su dung|dang nhap|truy cap|hoat dong)\b"
)
_DISUSE = re.compile(
    r"\b(?:bo khong dung|khong con (?:ai )?(?:su )?dung|bo khong|it (?:duoc )?su dung|khong khai thac)\b"
)


_SHARES = {_OF: False, _OTHER_WAY: False, _ONLY_OF: False, _AMONG: True}
"""Patterns of how many of all use it, and whether the whole is said first."""


@dataclass(frozen=True)
class StatedUse:
    """So many of ``total`` use it, in the words of the text; both unknown where it only says disuse."""

    used: int | None
    total: int | None
    words: str


def speaks_of_use(text: str) -> bool:
    """Return whether a text tells how much a system is used, whatever the figures."""
    plain = fold(text)
    return any(pattern.search(plain) for pattern in (*_SHARES, _ACCOUNTS, _DISUSE))


def stated(text: str) -> list[StatedUse]:
    """Return what a text says of the use of a system."""
    return list(dict.fromkeys(_read(text)))


def _read(text: str) -> Iterator[StatedUse]:
    plain = fold(text)
    # Folding keeps the length of NFC text: what matched can be shown as it was written.
    kept = text if len(plain) == len(text) else plain
    for pattern, swapped in _SHARES.items():
        for match in pattern.finditer(plain):
            first, second = (int(match[number].replace(".", "")) for number in (1, 2))
            used, total = (second, first) if swapped else (first, second)
            if 0 <= used <= total and total > 0:
                yield StatedUse(used, total, kept[match.start() : match.end()])
    for match in _ACCOUNTS.finditer(plain):
        yield StatedUse(int(match[1].replace(".", "")), None, kept[match.start() : match.end()])
    for match in _DISUSE.finditer(plain):
        yield StatedUse(None, None, kept[match.start() : match.end()])
