"""Public bodies with their succession: which they came from, which took over, what they own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse

from api import conditional, lists, paths, wire, wire_records
from api.deps import Day, ListingDep, RegistryDep, parse_date
from ontology import namespaces as ns
from registry.errors import NotFoundError
from registry.ids import fold
from registry.opened import Registry
from registry.usecases import modified
from registry.usecases.groupings import Named
from registry.usecases.organisations import Body, Passing


@dataclass(frozen=True)
class Narrowed:
    """What the list is narrowed to."""

    q: Annotated[
        str, Query(max_length=200, description="Chữ trong tên hay tên viết tắt (Words of the name)")
    ] = ""
    parent: Annotated[str, Query(max_length=200, description="Mã cơ quan cấp trên (The body above)")] = ""
    as_of: Annotated[
        Day | None,
        Query(
            description="Chỉ cơ quan có ở ngày này (Only those there at the date)", examples=["2023-04-07"]
        ),
    ] = None

    def keep(self, body: Body) -> bool:
        """Whether an organisation passes; raises `InputError` for a wrong date."""
        day = parse_date(self.as_of) if self.as_of else ""
        named = f"{body.named.vi} {body.named.en} {body.abbreviation}"
        return (
            fold(" ".join(self.q.split())) in fold(named)
            and self.parent in ("", body.parent)
            and (not day or (body.since <= day and (not body.last_day or day <= body.last_day)))
        )


router = APIRouter(
    prefix="/api/organisations", tags=["organisations"], dependencies=[Depends(conditional.check)]
)


@router.get(
    "",
    summary="Liệt kê cơ quan và việc kế tiếp (List organisations with their succession)",
    responses={200: {"model": wire_records.Listed[wire_records.OrganisationItem]}, **wire.WRONG_PARAMETER},
)
async def organisations(
    registry: RegistryDep,
    listing: ListingDep,
    wanted: Annotated[lists.Wanted, Depends(lists.paging("name", "since", "owns", "modified", "id"))],
    narrowed: Annotated[Narrowed, Depends()],
) -> JSONResponse:
    """Liệt kê cơ quan chủ quản nền tảng hoặc đã sắp xếp lại, kèm nơi chuyển đến và đi.

    List the bodies that own platforms or were reorganised, with where each came from and who took over.
    """
    bodies = listing.bodies
    rows = [_item(registry, bodies, body) for body in bodies.values() if narrowed.keep(body)]
    return wanted.answer(rows, modified.gone(registry, ns.ORGANISATION))


@router.get(
    "/{organisation_id}",
    summary="Một cơ quan, việc kế tiếp và nền tảng (One organisation)",
    responses={
        200: {"model": wire_records.OrganisationCard},
        404: wire.problem_response("Không có cơ quan này (No such organisation)"),
    },
)
async def organisation(
    registry: RegistryDep, listing: ListingDep, organisation_id: paths.OrganisationId
) -> JSONResponse:
    """Một cơ quan: từ đâu mà có, ai kế tiếp, đang và từng chủ quản những nền tảng nào.

    One body: where it came from, who took over, which platforms it owns and which it had.
    """
    body = listing.bodies.get(organisation_id)
    if body is None:
        raise NotFoundError(
            f"Không có cơ quan {organisation_id}", f"There is no organisation {organisation_id}"
        )
    return JSONResponse(
        {
            **_item(registry, listing.bodies, body),
            "platforms": _called(body.owns),
            "former_platforms": _called(body.had),
        }
    )


def _called(things: Sequence[Named]) -> list[dict[str, str]]:
    return [{"id": thing.id, "name": thing.vi, "name_en": thing.en} for thing in things]


def _item(registry: Registry, bodies: Mapping[str, Body], body: Body) -> dict[str, Any]:
    def passed(passings: Sequence[Passing]) -> list[dict[str, str]]:
        return [
            {
                "id": passing.other,
                "name": bodies[passing.other].named.vi,
                "date": passing.date,
                "what": passing.what,
            }
            for passing in passings
        ]

    return {
        **_called([body.named])[0],
        "abbreviation": body.abbreviation,
        "parent": body.parent,
        "since": body.since,
        "last_day": body.last_day,
        "predecessors": passed(body.predecessors),
        "successors": passed(body.successors),
        "owns": len(body.owns),
        "modified": modified.times(registry).get(ns.ORGANISATION + body.named.id, ""),
    }
