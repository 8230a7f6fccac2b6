"""What people typed into larger forms, and how it becomes values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Request

from api.i18n import Language
from registry.invalid import said

Typed = dict[str, str]


async def get_typed(request: Request) -> Typed:
    """Return the fields of a posted form: text in NFC, without blanks at the ends; files are left out."""
    form = await request.form()
    return {
        name: unicodedata.normalize("NFC", value.replace("\r\n", "\n").strip())
        for name, value in form.items()
        if isinstance(value, str)
    }


TypedDep = Annotated[Typed, Depends(get_typed)]


def entries(text: str) -> list[str]:
    """Return the entries of a box that has one a line."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def iso_date(text: str) -> str | None:
    """Return a date, month or year as ISO when it is written as people do (``7/4/2023``), None for nothing.

    Anything else stays as it is, for the model to refuse.
    """
    found = re.fullmatch(r"(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})", text.strip())
    if found is None:
        return text.strip() or None
    day, month, year = found.groups()
    return "-".join([year, *(part.zfill(2) for part in (month, day) if part)])


def mistake(item: Mapping[str, Any], lang: Language) -> str:
    """Return what the model says of a field, in the language of the page."""
    vi, en = said(item)
    return vi if lang == "vi" else en
