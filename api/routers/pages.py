"""Pages for people: search, and the card of a platform. They work without script."""

from __future__ import annotations

from collections import Counter
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.deps import ListingDep, RegistryDep, ask, parse_date, today
from api.routers.platforms import LONGEST_QUERY
from api.views import render
from registry.errors import InputError
from registry.usecases.describe import describe
from registry.usecases.find import find
from registry.wording import date_vi

router = APIRouter(include_in_schema=False)

SHOWN = 10
EXAMPLES = (
    "quản lý hộ tịch",
    "họp không giấy",
    "hồ sơ sức khỏe",
    "quản lý cán bộ công chức",
    "quản lý nghĩa trang",
)


@router.get("/")
async def search(
    request: Request,
    registry: RegistryDep,
    listing: ListingDep,
    q: Annotated[str, Query(max_length=LONGEST_QUERY)] = "",
    as_of: str = "",
) -> HTMLResponse:
    """Show the search box and, with ``q``, the answer."""
    day, mistake = _day(as_of)
    query = " ".join(q.split())
    answer = await ask(registry, find, registry, query, day, SHOWN) if query and not mistake else None
    levels = Counter(item["level"] for item in await ask(registry, listing.platforms, day))
    context = {
        "query": query,
        "answer": answer,
        "as_of": day,
        "as_of_text": as_of if mistake else (date_vi(day) if as_of else ""),
        "suffix": _suffix(day, as_of),
        "mistake": mistake,
        "examples": EXAMPLES,
        "level_counts": levels,
        "today": date_vi(today()),
    }
    return render(request, "search.html", context, 422 if mistake else 200)


@router.get("/platform/{platform_id}")
async def platform(
    request: Request, registry: RegistryDep, platform_id: str, as_of: str = ""
) -> HTMLResponse:
    """Show all that is known of a platform."""
    day = parse_date(as_of) if as_of.strip() else today()
    card = await ask(registry, describe, registry, platform_id, day)
    return render(request, "platform.html", {"card": card, "as_of": day, "suffix": _suffix(day, as_of)})


def _day(text: str) -> tuple[str, str]:
    """Return the date that was asked for, or today and what is wrong with the text."""
    if not text.strip():
        return today(), ""
    try:
        return parse_date(text), ""
    except InputError as error:
        return today(), error.vi


def _suffix(day: str, asked: str) -> str:
    """Return the query that carries a chosen date to the next page."""
    return "?" + urlencode({"as_of": day}) if asked.strip() else ""
