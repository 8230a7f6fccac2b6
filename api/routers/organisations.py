"""Public bodies through the reorganisations: what they own, where they came from, who took over."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.deps import ListingDep
from api.views import render
from ontology import namespaces as ns
from registry.errors import NotFoundError
from registry.ids import fold

router = APIRouter(include_in_schema=False)


@router.get("/organisations")
def organisations(
    request: Request, listing: ListingDep, q: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """Show the organisations whose name or abbreviation holds some words, or all."""
    wanted = fold(" ".join(q.split()))
    found = [
        body
        for body in listing.bodies.values()
        if wanted in fold(f"{body.named.vi} {body.named.en} {body.abbreviation}")
    ]
    context = {"query": q.strip(), "found": found, "bodies": listing.bodies}
    return render(request, "organisations.html", context)


@router.get("/organisation/{organisation_id}")
def organisation(request: Request, listing: ListingDep, organisation_id: str) -> Response:
    """Show one organisation."""
    body = listing.bodies.get(organisation_id)
    if body is None:
        raise NotFoundError(
            f"Không có cơ quan {organisation_id}", f"There is no organisation {organisation_id}"
        )
    parts = [item for item in listing.bodies.values() if item.parent == organisation_id]
    iri = ns.ORGANISATION + organisation_id
    context = {"body": body, "bodies": listing.bodies, "parts": parts, "iri": iri}
    return render(request, "organisation.html", context)
