"""What endpoints are given: the open registry, the list of platforms and the as-of date."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta, timezone
from functools import wraps
from typing import Annotated, ParamSpec, TypeVar

from fastapi import Depends, FastAPI, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import WithJsonSchema

from api.listing import Listing
from registry.errors import InputError, Place, StoreError
from registry.opened import Registry
from registry.store.remote import RemoteStore

P = ParamSpec("P")
T = TypeVar("T")

Day = Annotated[str, WithJsonSchema({"type": "string", "anyOf": [{"format": "date"}, {"maxLength": 0}]})]
"""A date as programs write it, or nothing; `parse_date` also reads what people write."""
VIETNAM = timezone(timedelta(hours=7))
"""Vietnam has one time zone and no summer time."""


def at_once(dependency: Callable[P, T]) -> Callable[P, Awaitable[T]]:
    """Return a dependency for the event loop: handing a short one to a thread costs more than it does."""

    @wraps(dependency)
    async def called(*args: P.args, **kwargs: P.kwargs) -> T:
        return dependency(*args, **kwargs)

    return called


def get_registry(request: Request) -> Registry:
    """Return the open registry; raises `StoreError` before the start and after the end."""
    return opened(request.app)


def opened(app: FastAPI) -> Registry:
    """Return the open registry of the application; raises `StoreError` before the start and after the end."""
    registry = app.state.registry
    if not isinstance(registry, Registry):
        raise StoreError("Sổ đăng ký chưa mở; hãy thử lại sau", "The registry is not open; try again later")
    return registry


def get_listing(request: Request, _: RegistryDep) -> Listing:
    """Return the list of platforms of the open registry."""
    listing: Listing = request.app.state.listing
    return listing


def today() -> str:
    """Return today's date in Vietnam, wherever the server stands."""
    return datetime.now(VIETNAM).date().isoformat()


def parse_date(text: str) -> str:
    """Return an ISO date from ``2023-04-07`` or, as people write it, ``07/04/2023``; raises `InputError`."""
    text = text.strip()
    written = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)
    try:
        if written:
            return date(int(written[3]), int(written[2]), int(written[1])).isoformat()
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise InputError(
        f"Ngày “{text[:40]}” không hợp lệ; viết như 2023-04-07 hoặc 07/04/2023",
        f"Not a valid date: “{text[:40]}”; write it like 2023-04-07",
        Place(column="as_of"),
        code="bad-date",
    )


def get_as_of(
    as_of: Annotated[
        Day | None,
        Query(
            description="Ngày xét tình trạng nền tảng; mặc định là hôm nay. "
            "The date as of which platforms are judged; today by default.",
            examples=["2023-04-07"],
        ),
    ] = None,
) -> str:
    """Return the as-of date of a request."""
    return parse_date(as_of) if as_of else today()


RegistryDep = Annotated[Registry, Depends(at_once(get_registry))]
ListingDep = Annotated[Listing, Depends(at_once(get_listing))]
AsOf = Annotated[str, Depends(at_once(get_as_of))]


async def ask(registry: Registry, use_case: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a short lookup where it is cheapest.

    The embedded store answers in milliseconds, less than a thread costs; a remote one would block the loop.
    """
    if isinstance(registry.store, RemoteStore):
        return await run_in_threadpool(use_case, *args, **kwargs)
    return use_case(*args, **kwargs)
