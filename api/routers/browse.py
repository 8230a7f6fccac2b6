"""Reading the registry: lists of platforms and capabilities, and the page of each."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api import pictures
from api.deps import ListingDep, RegistryDep, ask, parse_date, today
from api.facets import facets, keep
from api.routers.search import ChoicesDep, read_day
from api.security.visitor import get_people, visitor
from api.views import render
from ontology import namespaces as ns
from registry.errors import NotFoundError
from registry.ids import fold
from registry.usecases.capabilities import offering
from registry.usecases.describe import describe
from registry.usecases.groupings import Named
from registry.usecases.neighbours import owner_history, similar, touching
from registry.wording import date_vi

router = APIRouter(include_in_schema=False)

PAGE = 25
MOST_FOUND = 60


@router.get("/platforms")
async def platforms(
    request: Request,
    registry: RegistryDep,
    listing: ListingDep,
    choices: ChoicesDep,
    as_of: str = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> HTMLResponse:
    """Show the platforms as of a date, narrowed by facets, by pages."""
    day, mistake = read_day(as_of)
    items = await ask(registry, listing.platforms, day)
    kept = keep(items, choices, listing.filed)
    pages = max(1, -(-len(kept) // PAGE))
    number = min(page, pages)
    context = {
        "items": kept[(number - 1) * PAGE : number * PAGE],
        "total": len(kept),
        "page": number,
        "pages": pages,
        "first": (number - 1) * PAGE,
        "facets": facets(items, choices, listing.filed),
        "chosen": choices.chosen,
        "filed": listing.filed,
        "as_of": day,
        "as_of_text": as_of if mistake else (date_vi(day) if as_of.strip() else ""),
        "asked_day": day if as_of.strip() and not mistake else "",
        "mistake": mistake,
        "today": today(),
    }
    return render(request, "platforms.html", context, 422 if mistake else 200)


@router.get("/platform/{platform_id}")
async def platform(
    request: Request, registry: RegistryDep, listing: ListingDep, platform_id: str, as_of: str = ""
) -> HTMLResponse:
    """Show all that is known of a platform, at its permanent address."""
    asked = bool(as_of.strip())
    day = parse_date(as_of) if asked else today()
    card = await ask(registry, describe, registry, platform_id, day)
    others = await ask(registry, similar, registry, platform_id, day)
    steps = await ask(registry, owner_history, registry, platform_id)
    context = {
        "card": card,
        "similar": others,
        "steps": steps,
        "touching": await ask(registry, touching, registry, platform_id),
        "filed": listing.filed,
        "capabilities": listing.capabilities,
        "timeline": pictures.timeline(card, day),
        "graph": pictures.graph(Named(card.id, card.name, card.name_en), others),
        "iri": ns.PLATFORM + card.id,
        "remarks": get_people(request).remarks.of(card.id) if visitor(request).account else [],
        "as_of": day,
        "asked_day": day if asked else "",
    }
    return render(request, "platform.html", context)


@router.get("/capabilities")
async def capabilities(
    request: Request,
    listing: ListingDep,
    q: Annotated[str, Query(max_length=200)] = "",
    sector: Annotated[str, Query(max_length=80)] = "",
) -> HTMLResponse:
    """Show the sectors, the tree of one of them, or the capabilities whose name holds some words."""
    nodes = list(listing.capabilities.values())
    sectors: dict[str, tuple[Named, int]] = {}
    for node in nodes:
        sectors[node.sector.id] = (node.sector, sectors.get(node.sector.id, (node.sector, 0))[1] + 1)
    wanted = fold(" ".join(q.split()))
    found = [
        node for node in nodes if wanted and wanted in fold(f"{node.capability.vi} {node.capability.en}")
    ]
    shown = [node for node in nodes if node.sector.id == sector and not wanted]
    context = {
        "query": q.strip(),
        "sectors": sectors,
        "sector": sectors[sector][0] if sector in sectors else None,
        "found": found[:MOST_FOUND],
        "more": max(0, len(found) - MOST_FOUND),
        "tops": [node for node in shown if not node.broader],
        "below": {
            node.capability.id: [other for other in nodes if other.broader == node.capability.id]
            for node in shown
        },
        "all": listing.capabilities,
    }
    return render(request, "capabilities.html", context)


@router.get("/capability/{capability_id}")
async def capability(
    request: Request, registry: RegistryDep, listing: ListingDep, capability_id: str, as_of: str = ""
) -> HTMLResponse:
    """Show what a capability means, what it is not, and which platforms offer it at a date."""
    node = listing.capabilities.get(capability_id)
    if node is None:
        raise NotFoundError(f"Không có chức năng {capability_id}", f"There is no capability {capability_id}")
    asked = bool(as_of.strip())
    day = parse_date(as_of) if asked else today()
    offered = set(await ask(registry, offering, registry, capability_id, day))
    items = await ask(registry, listing.platforms, day)
    context = {
        "node": node,
        "facts_of": registry.matcher.capabilities[capability_id],
        "parent": listing.capabilities.get(node.broader),
        "children": [other for other in listing.capabilities.values() if other.broader == capability_id],
        "items": [item for item in items if item["id"] in offered],
        "all": listing.capabilities,
        "iri": ns.CAPABILITY + capability_id,
        "as_of": day,
        "asked_day": day if asked else "",
    }
    return render(request, "capability.html", context)
