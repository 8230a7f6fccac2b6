"""Capabilities: what platforms do, as one vocabulary of business functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse

from api import conditional, lists, paths, wire, wire_records
from api.deps import AsOf, ListingDep, RegistryDep, ask
from ontology import namespaces as ns
from registry.errors import NotFoundError
from registry.ids import fold
from registry.opened import Registry
from registry.usecases import modified
from registry.usecases.capabilities import Node, offering


@dataclass(frozen=True)
class Narrowed:
    """What the list is narrowed to."""

    q: Annotated[str, Query(max_length=200, description="Chữ trong tên (Words of the name)")] = ""
    sector: Annotated[str, Query(max_length=200, description="Mã lĩnh vực (Id of the sector)")] = ""
    broader: Annotated[
        str, Query(max_length=200, description="Mã chức năng rộng hơn (Id of the broader one)")
    ] = ""

    def keep(self, node: Node) -> bool:
        """Whether a capability passes."""
        return (
            fold(self.q.strip()) in fold(f"{node.capability.vi} {node.capability.en}")
            and self.sector in ("", node.sector.id)
            and self.broader in ("", node.broader)
        )


router = APIRouter(
    prefix="/api/capabilities", tags=["capabilities"], dependencies=[Depends(conditional.check)]
)


@router.get(
    "",
    summary="Liệt kê chức năng nghiệp vụ (List capabilities)",
    responses={200: {"model": wire_records.Listed[wire_records.CapabilityItem]}, **wire.WRONG_PARAMETER},
)
async def capabilities(
    registry: RegistryDep,
    listing: ListingDep,
    wanted: Annotated[lists.Wanted, Depends(lists.paging("name", "sector", "platforms", "modified", "id"))],
    narrowed: Annotated[Narrowed, Depends()],
) -> JSONResponse:
    """Liệt kê các chức năng nghiệp vụ và số nền tảng cung cấp mỗi chức năng.

    List the business functions and how many platforms offer each.
    """
    return wanted.answer(
        [_item(registry, node) for node in listing.capabilities.values() if narrowed.keep(node)],
        modified.gone(registry, ns.CAPABILITY),
    )


@router.get(
    "/{capability_id}",
    summary="Một chức năng và các nền tảng của nó (One capability)",
    responses={
        200: {"model": wire_records.CapabilityCard},
        404: wire.problem_response("Không có chức năng này (No such capability)"),
        **wire.WRONG_PARAMETER,
    },
)
async def capability(
    registry: RegistryDep, listing: ListingDep, as_of: AsOf, capability_id: paths.CapabilityId
) -> JSONResponse:
    """Một chức năng, các chức năng hẹp hơn và các nền tảng đáp ứng tại ngày `as_of`.

    One capability, those below it, and the platforms that cover it at the date.
    """
    known = listing.capabilities
    if capability_id not in known:
        raise NotFoundError(f"Không có chức năng {capability_id}", f"There is no capability {capability_id}")
    offered = await ask(registry, offering, registry, capability_id, as_of)
    cards = {item["id"]: item for item in await ask(registry, listing.platforms, as_of)}
    body = {
        **_item(registry, known[capability_id]),
        "as_of": as_of,
        "narrower": [
            _called(node.capability.id, node.capability.vi, node.capability.en)
            for node in known.values()
            if node.broader == capability_id
        ],
        "offered_by": [
            {"id": key, "name": cards[key]["name"], "status": cards[key]["status"]} for key in offered
        ],
    }
    return JSONResponse(body)


def _called(key: str, name: str, name_en: str) -> dict[str, str]:
    return {"id": key, "name": name, "name_en": name_en}


def _item(registry: Registry, node: Node) -> dict[str, Any]:
    return {
        **_called(node.capability.id, node.capability.vi, node.capability.en),
        "sector": node.sector.id,
        "sector_name": node.sector.vi,
        "broader": node.broader,
        "platforms": node.platforms,
        "modified": modified.times(registry).get(ns.CAPABILITY + node.capability.id, ""),
    }
