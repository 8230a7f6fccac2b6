"""Search, list and cards of platforms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse

from api import conditional, lists, paths, wire, wire_platforms
from api.deps import AsOf, ListingDep, RegistryDep, ask, at_once
from api.listing import Filters
from api.metrics import MetricsDep
from ontology import namespaces as ns
from registry.errors import InputError, Place
from registry.ids import fold
from registry.model import Evidence, Level, Mandate, Status
from registry.usecases import modified
from registry.usecases.describe import describe
from registry.usecases.find import find

router = APIRouter(prefix="/api/platforms", tags=["platforms"], dependencies=[Depends(conditional.check)])

FOUND = 5
LONGEST_QUERY = 4_000
LIST_ONLY = "Chỉ khi liệt kê (Lists only)"


def get_filters(
    level: Annotated[Level | None, Query(description=f"Cấp; {LIST_ONLY}")] = None,
    sector: Annotated[str | None, Query(max_length=200, description=f"Lĩnh vực; {LIST_ONLY}")] = None,
    status: Annotated[Status | None, Query(description=f"Tình trạng; {LIST_ONLY}")] = None,
) -> Filters:
    """Return what a list is narrowed to."""
    return Filters(level, sector, status)


@dataclass(frozen=True)
class Told:
    """What else a list may be narrowed by: facts of the record."""

    owner: Annotated[
        str | None, Query(max_length=200, description=f"Chữ trong tên cơ quan chủ quản (Words); {LIST_ONLY}")
    ] = None
    mandate: Annotated[Mandate | None, Query(description=f"Mức bắt buộc dùng; {LIST_ONLY}")] = None
    evidence: Annotated[Evidence | None, Query(description=f"Mức bằng chứng; {LIST_ONLY}")] = None

    def keep(self, item: dict[str, Any]) -> bool:
        """Whether a platform passes."""
        return (
            fold((self.owner or "").strip()) in fold(item["owner"])
            and self.mandate in (None, item["mandate"])
            and self.evidence in (None, item["evidence"])
        )


@dataclass(frozen=True)
class Narrowed:
    """What a list is narrowed to and which part of it is wanted."""

    filters: Annotated[Filters, Depends(at_once(get_filters))]
    told: Annotated[Told, Depends(at_once(Told))]
    wanted: Annotated[
        lists.Wanted,
        Depends(lists.paging("name", "owner", "level", "status", "since", "modified", "id")),
    ]
    offset: Annotated[
        int | None, Query(ge=0, le=1_000_000, description=f"Bỏ qua bấy nhiêu mục; {LIST_ONLY}")
    ] = None

    def unfit(self) -> list[str]:
        """Return the parameters that were given and say something of lists only."""
        stated = {
            **vars(self.told),
            "offset": self.offset,
            "cursor": self.wanted.cursor or None,
            "changed_since": self.wanted.since,
        }
        return [*self.filters.given, *(name for name, value in stated.items() if value is not None)]


@router.get(
    "",
    summary="Tìm hoặc liệt kê nền tảng (Search or list platforms)",
    responses={
        200: {
            "model": wire_platforms.FindAnswer | wire_platforms.PlatformPage,
            "description": "Có `q`: câu trả lời kèm kết luận; không có `q`: một trang danh sách "
            "(With `q` an answer with its verdict; without, a page of the list)",
        },
        422: wire.problem_response("Tham số sai (A parameter is wrong)"),
    },
)
async def platforms(
    registry: RegistryDep,
    listing: ListingDep,
    as_of: AsOf,
    narrowed: Annotated[Narrowed, Depends(at_once(Narrowed))],
    metrics: MetricsDep,
    q: Annotated[
        str | None,
        Query(max_length=LONGEST_QUERY, description="Việc cần làm, bằng lời (What is needed, in words)"),
    ] = None,
) -> JSONResponse:
    """Có `q`: có nền tảng nào làm việc ấy không và là những nền tảng nào; không có `q`: liệt kê.

    With `q`, say whether a platform answers it and which; without, list platforms. Filters, `offset` and
    `cursor` belong to the list: a verdict over a narrowed registry would mislead.
    """
    if q is not None and q.strip():
        unfit = narrowed.unfit()
        if unfit:
            raise InputError(
                f"“{unfit[0]}” chỉ dùng khi liệt kê, không dùng cùng “q”",
                f"“{unfit[0]}” works only without “q”",
                Place(column=unfit[0]),
                code="bad-request",
            )
        answer = await ask(registry, find, registry, q, as_of, narrowed.wanted.limit or FOUND)
        metrics.verdict("find", answer.verdict)
        return JSONResponse(answer.to_json())
    found = await ask(registry, listing.platforms, as_of, narrowed.filters)
    times = await ask(registry, modified.times, registry)
    rows = [
        {**item, "modified": times.get(ns.PLATFORM + item["id"], "")}
        for item in found
        if narrowed.told.keep(item)
    ]
    offset = narrowed.offset or 0
    gone = await ask(registry, modified.gone, registry, ns.PLATFORM)
    return replace(narrowed.wanted, skip=offset).answer(rows, gone, as_of=as_of, offset=offset)


@router.get(
    "/{platform_id}",
    summary="Mọi điều biết về một nền tảng (One platform)",
    responses={
        200: {"model": wire_platforms.PlatformCard},
        404: wire.problem_response("Không có nền tảng này (No such platform)"),
        422: wire.problem_response("Tham số sai (A parameter is wrong)"),
    },
)
async def platform(registry: RegistryDep, as_of: AsOf, platform_id: paths.PlatformId) -> JSONResponse:
    """Chức năng, phần không làm, vòng đời, căn cứ và nguồn của một nền tảng, với tình trạng tại ngày.

    Functions, exclusions, lifecycle, law and sources of a platform, with its status at the date.
    """
    card = await ask(registry, describe, registry, platform_id, as_of)
    return JSONResponse(card.to_json())
