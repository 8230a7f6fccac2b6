"""Periods of a periodic report: a year, a quarter or a month (``2026``, ``2026-Q3``, ``2026-07``)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from registry.errors import InputError

_PERIOD = re.compile(r"(?P<year>20\d\d)(-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?")


@dataclass(frozen=True)
class Period:
    """A period from ``start`` up to, and without, ``end`` (ISO dates).

    Its days begin at 00:00 UTC, which is 07:00 in Viet Nam, before offices open.
    """

    id: str
    start: str
    end: str
    vi: str
    en: str


def parse(text: str) -> Period:
    """Return the period that ``text`` names; raises `InputError`."""
    match = _PERIOD.fullmatch(text)
    if match is None:
        raise InputError(
            f"Kỳ sai: {text}; viết 2026, 2026-Q3 hoặc 2026-07",
            f"Bad period: {text}; write 2026, 2026-Q3 or 2026-07",
        )
    year = int(match["year"])
    if match["quarter"]:
        quarter = int(match["quarter"])
        months = (3 * quarter - 2, 3 * quarter + 1)
        words = (f"quý {('I', 'II', 'III', 'IV')[quarter - 1]} năm {year}", f"quarter {quarter} of {year}")
    elif match["month"]:
        month = int(match["month"])
        months = (month, month + 1)
        words = (f"tháng {month:02d} năm {year}", f"month {month} of {year}")
    else:
        months = (1, 13)
        words = (f"năm {year}", f"the year {year}")
    return Period(text, _first(year, months[0]), _first(year, months[1]), *words)


def _first(year: int, month: int) -> str:
    """Return the first day of a month; month 13 is January of the next year."""
    return f"{year + (month - 1) // 12}-{(month - 1) % 12 + 1:02d}-01"
