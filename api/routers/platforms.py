"""Search, list and cards of platforms."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from api import wire
from api.deps import AsOf, ListingDep, RegistryDep, ask
from api.listing import Filters
from registry.errors import InputError, Place
from registry.model import Level, Status
from registry.usecases.describe import describe
from registry.usecases.find import find

router = APIRouter(prefix="/api/platforms", tags=["platforms"])

FOUND, LISTED = 5, 50
LONGEST_QUERY = 4_000


@router.get(
    "",
    summary="Tìm hoặc liệt kê nền tảng (Search or list platforms)",
    responses={
        200: {
            "model": wire.FindAnswer | wire.PlatformPage,
            "description": "Có `q`: câu trả lời kèm kết luận. Không có `q`: một trang danh sách.",
        },
        422: wire.problem_response("Tham số sai (A parameter is wrong)"),
    },
)
async def platforms(
    registry: RegistryDep,
    listing: ListingDep,
    as_of: AsOf,
    q: Annotated[
        str | None,
        Query(max_length=LONGEST_QUERY, description="Việc cần làm, bằng lời (What is needed, in words)"),
    ] = None,
    level: Annotated[Level | None, Query(description="Chỉ khi liệt kê (Lists only)")] = None,
    sector: Annotated[str | None, Query(max_length=200, description="Chỉ khi liệt kê (Lists only)")] = None,
    status: Annotated[Status | None, Query(description="Chỉ khi liệt kê (Lists only)")] = None,
    limit: Annotated[
        int | None, Query(ge=1, le=500, description="Mặc định 5 khi tìm, 50 khi liệt kê")
    ] = None,
    offset: Annotated[int | None, Query(ge=0, description="Chỉ khi liệt kê (Lists only)")] = None,
) -> JSONResponse:
    """With `q`, say whether a platform answers it and which; without, list platforms by name.

    Filters and `offset` belong to the list: a verdict over a narrowed registry would mislead.
    """
    if q is not None and q.strip():
        given = {"level": level, "sector": sector, "status": status, "offset": offset}
        unfit = next((name for name, value in given.items() if value is not None), None)
        if unfit:
            raise InputError(
                f"“{unfit}” chỉ dùng khi liệt kê, không dùng cùng “q”",
                f"“{unfit}” works only without “q”",
                Place(column=unfit),
                code="bad-request",
            )
        answer = await ask(registry, find, registry, q, as_of, limit or FOUND)
        return JSONResponse(answer.to_json())
    found = await ask(registry, listing.platforms, as_of, Filters(level, sector, status))
    start, size = offset or 0, limit or LISTED
    page: dict[str, Any] = {
        "as_of": as_of,
        "snapshot": registry.snapshot,
        "total": len(found),
        "limit": size,
        "offset": start,
        "items": found[start : start + size],
    }
    return JSONResponse(page)


@router.get(
    "/{platform_id}",
    summary="Mọi điều biết về một nền tảng (One platform)",
    responses={
        200: {"model": wire.PlatformCard},
        404: wire.problem_response("Không có nền tảng này (No such platform)"),
    },
)
async def platform(registry: RegistryDep, as_of: AsOf, platform_id: str) -> JSONResponse:
    """Return functions, exclusions, lifecycle, law and sources of a platform, with its status at the date."""
    card = await ask(registry, describe, registry, platform_id, as_of)
    return JSONResponse(card.to_json())
