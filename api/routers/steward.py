"""The steward's page: what is wrong, old or not yet in the registry; and what readers say is wrong."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from api.deps import ListingDep, RegistryDep, today
from api.keeper import KeeperDep
from api.routers.records import StewardDep
from api.security.audit import record
from api.security.guard import require
from api.security.visitor import get_people
from api.typed import TypedDep
from api.views import render
from registry.errors import InputError, NotFoundError
from registry.ids import fold
from registry.people.accounts import Account
from registry.people.roles import Role
from registry.reports.periodic import by_owner
from registry.usecases.overlay import Overlay
from registry.usecases.periodic import stale_at

router = APIRouter(include_in_schema=False)

MOST_FOUND = 20


@router.get("/steward")
def steward(
    request: Request,
    _: StewardDep,
    registry: RegistryDep,
    listing: ListingDep,
    keeper: KeeperDep,
    q: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Show what a steward has to do, and find a record to edit."""
    wanted = fold(" ".join(q.split()))
    items = listing.platforms(today())
    names = {item["id"]: fold(f"{item['name']} {item['name_en']} {item['id']}") for item in items}
    stale, before = stale_at(registry, today())
    overlay = Overlay(keeper.settings.overlay_path)
    context = {
        "query": q.strip(),
        "found": [item for item in items if wanted and wanted in names[item["id"]]][:MOST_FOUND],
        "drafts": keeper.drafts(),
        "remarks": get_people(request).remarks.open(),
        "inspection": keeper.inspection(registry.snapshot),
        "stale": by_owner(stale),
        "stale_count": len(stale),
        "stale_before": before,
        "registrations": sorted(overlay.registrations(), key=lambda item: item.time, reverse=True),
    }
    return render(request, "steward.html", context)


@router.post("/steward/remarks/{number}")
def settle(request: Request, person: StewardDep, number: int, typed: TypedDep) -> Response:
    """Settle a remark with what was done about it."""
    answer = typed.get("answer", "")
    if not answer:
        raise InputError("Cần ghi đã làm gì", "Say what was done")
    get_people(request).remarks.settle(number, person.full_name, answer)
    record(request, "remark.settle", f"remark/{number}", answer)
    return RedirectResponse(f"{_root(request)}/steward#bao-sai", 303)


@router.post("/platform/{platform_id}/remarks")
def remark(
    request: Request,
    person: Annotated[Account, Depends(require(Role.READER))],
    registry: RegistryDep,
    platform_id: str,
    typed: TypedDep,
) -> Response:
    """Keep what a reader says is wrong with a platform."""
    if platform_id not in registry.matcher.platforms:
        raise NotFoundError(f"Không có nền tảng {platform_id}", f"There is no platform {platform_id}")
    get_people(request).remarks.add(person.full_name, platform_id, typed.get("text", ""))
    record(request, "remark.add", f"platform/{platform_id}")
    return RedirectResponse(f"{_root(request)}/platform/{platform_id}#bao-sai", 303)


def _root(request: Request) -> str:
    return str(request.scope.get("root_path", "")).rstrip("/")
