"""Search, list and cards of platforms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse

from api import wire
from api.deps import AsOf, ListingDep, RegistryDep, ask
from api.listing import Filters
from api.metrics import MetricsDep
from registry.errors import InputError, Place
from registry.model import Level, Status
from registry.usecases.describe import describe
from registry.usecases.find import find

router = APIRouter(prefix="/api/platforms", tags=["platforms"])

FOUND, LISTED = 5, 50
LONGEST_QUERY = 4_000
LIST_ONLY = "Chỉ khi liệt kê (Lists only)"


def get_filters(
    level: Annotated[Level | None, Query(description=LIST_ONLY)] = None,
    sector: Annotated[str | None, Query(max_length=200, description=LIST_ONLY)] = None,
    status: Annotated[Status | None, Query(description=LIST_ONLY)] = None,
) -> Filters:
    """Return what a list is narrowed to."""
    return Filters(level, sector, status)


@dataclass(frozen=True)
class Paging:
    """Which part of the answer is wanted."""

    limit: Annotated[int | None, Query(ge=1, le=500, description="Mặc định 5 khi tìm, 50 khi liệt kê")] = None
    offset: Annotated[int | None, Query(ge=0, description=LIST_ONLY)] = None


@dataclass(frozen=True)
class Narrowed:
    """What a list is narrowed to and which part of it is wanted."""

    filters: Annotated[Filters, Depends(get_filters)]
    paging: Annotated[Paging, Depends()]


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
    narrowed: Annotated[Narrowed, Depends()],
    metrics: MetricsDep,
    q: Annotated[
        str | None,
        Query(max_length=LONGEST_QUERY, description="Việc cần làm, bằng lời (What is needed, in words)"),
    ] = None,
) -> JSONResponse:
    """With `q`, say whether a platform answers it and which; without, list platforms by name.

    Filters and `offset` belong to the list: a verdict over a narrowed registry would mislead.
    """
    filters, paging = narrowed.filters, narrowed.paging
    if q is not None and q.strip():
        unfit = [*filters.given, *(["offset"] if paging.offset is not None else [])]
        if unfit:
            raise InputError(
                f"“{unfit[0]}” chỉ dùng khi liệt kê, không dùng cùng “q”",
                f"“{unfit[0]}” works only without “q”",
                Place(column=unfit[0]),
                code="bad-request",
            )
        answer = await ask(registry, find, registry, q, as_of, paging.limit or FOUND)
        metrics.verdict("find", answer.verdict)
        return JSONResponse(answer.to_json())
    found = await ask(registry, listing.platforms, as_of, filters)
    start, size = paging.offset or 0, paging.limit or LISTED
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
        422: wire.problem_response("Tham số sai (A parameter is wrong)"),
    },
)
async def platform(registry: RegistryDep, as_of: AsOf, platform_id: str) -> JSONResponse:
    """Return functions, exclusions, lifecycle, law and sources of a platform, with its status at the date."""
    card = await ask(registry, describe, registry, platform_id, as_of)
    return JSONResponse(card.to_json())
