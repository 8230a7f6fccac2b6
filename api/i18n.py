"""Languages of pages: Vietnamese as written in the templates, English from ``locale/en/LC_MESSAGES``.

The .po file is read when the first page is made: there is no compiled copy that could be out of date.
"""

from __future__ import annotations

import io
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from typing import Literal, get_args

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from fastapi import Request

Language = Literal["vi", "en"]
COOKIE = "rasoat-lang"
LANGUAGES: tuple[Language, ...] = get_args(Language)


def language(request: Request) -> Language:
    """Return the language to answer in: ``?lang=``, then the cookie, then what the browser asks for."""
    for wanted in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        for known in LANGUAGES:
            if wanted == known:
                return known
    return _asked_for(request.headers.get("accept-language", ""))


def language_of_program(request: Request) -> Language:
    """Return the language to tell a program in: ``?lang=``, then Accept-Language, Vietnamese by default.

    A program that names English means it, other than a browser; see `language`.
    """
    wanted = request.query_params.get("lang", "")
    tags = [part.split(";q=") for part in request.headers.get("accept-language", "").lower().split(",")]
    ranked = sorted(tags, key=lambda tag: -_weight(tag[1:]))
    for name in (wanted, *(tag[0].strip().split("-")[0] for tag in ranked if _weight(tag[1:]) > 0)):
        for known in LANGUAGES:
            if name == known:
                return known
    return "vi"


def _weight(stated: list[str]) -> float:
    try:
        return float(stated[0]) if stated else 1.0
    except ValueError:
        return 0.0


def _asked_for(header: str) -> Language:
    """Return the language of an Accept-Language header, Vietnamese unless it plainly asks for another.

    Browsers sold in Vietnam send ``en-US`` first without anybody having chosen it, so that says nothing.
    """
    tags = [part.split(";")[0].strip().lower() for part in header.split(",")]
    factory_setting = tags[0] in ("", "*", "en-us")
    return "vi" if factory_setting or any(tag.split("-")[0] == "vi" for tag in tags) else "en"


def catalogue() -> Catalog:
    """Return the English messages as they are in the file."""
    with (files("api") / "locale" / "en" / "LC_MESSAGES" / "rasoat.po").open("rb") as source:
        return read_po(source, locale="en")


@cache
def translations(lang: Language) -> NullTranslations:
    """Return the texts of a language; Vietnamese is the language of the templates themselves."""
    if lang == "vi":
        return NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, catalogue())
    compiled.seek(0)
    return GNUTranslations(compiled)
