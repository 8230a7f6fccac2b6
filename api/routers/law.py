"""Legal documents and the duties of each province: what evidence that cites them leads to."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.deps import ListingDep, RegistryDep
from api.views import render
from ontology import namespaces as ns
from registry.errors import NotFoundError
from registry.ids import fold
from registry.usecases.laws import local_duty

router = APIRouter(include_in_schema=False)

SHOWN = 100
"""Documents on a page, the latest ones."""


@router.get("/legal")
def documents(
    request: Request, listing: ListingDep, q: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """Show the documents whose number, issuer or subject holds some words, or the latest ones."""
    words = fold(q).split()
    found = [
        item
        for item in listing.laws.values()
        if all(word in fold(" ".join((item.number, item.issuer, *item.about))) for word in words)
    ]
    context = {"query": q.strip(), "found": found[:SHOWN], "total": len(found)}
    return render(request, "legal_list.html", context)


@router.get("/legal/{document_id:path}")
def document(request: Request, listing: ListingDep, document_id: str) -> Response:
    """Show a document: what the records say of it, how they know it, and what rests on it."""
    law = listing.laws.get(document_id)
    if law is None:
        raise NotFoundError(f"Không có văn bản {document_id}", f"There is no document {document_id}")
    context = {"law": law, "bodies": listing.bodies, "iri": ns.LEGAL + law.id}
    return render(request, "legal.html", context)


@router.get("/local-duty/{duty_id}")
def duty(request: Request, registry: RegistryDep, listing: ListingDep, duty_id: str) -> Response:
    """Show what each province must run itself, by which law, and where that was seen."""
    found = local_duty(registry, duty_id)
    context = {"duty": found, "capabilities": listing.capabilities, "iri": ns.LOCAL_DUTY + duty_id}
    return render(request, "local_duty.html", context)
