"""Linked data: every IRI of the registry under ``/id/``, documents, the ontology, the catalogue, dumps."""

from __future__ import annotations

from typing import Annotated

import pyoxigraph as ox
from fastapi import APIRouter, Path, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, RedirectResponse, Response

from api import vocabulary_page, wire
from api.deps import today
from api.negotiation import GRAPHS, choose, with_charset
from api.tools import PublicationDep
from api.views import render
from ontology import namespaces as ns
from registry.errors import NotFoundError
from registry.usecases import linked, tables
from registry.usecases.linked import JSON_LD, N_TRIPLES, TURTLE
from registry.usecases.publish import DUMPS

router = APIRouter(tags=["linked data"], responses=wire.WRONG_PARAMETER)

HTML = "text/html"
SUFFIXES = {"ttl": TURTLE, "jsonld": JSON_LD, "nt": N_TRIPLES}
PAGES = {"platform/": 1, "legal/": 3, "local-duty/": 1}
"""Things with a page of their own at the same path, and the slashes in it; the others share one page that
lists what is said of them."""
DOCUMENTS = ("ontology", "catalog", "sparql", "reconcile", "dump/", ".well-known/")
"""IRIs that are addresses of documents and services here."""
_NO_SUCH: wire.Responses = {404: wire.problem_response("Không có tài nguyên này (No such thing)")}
_RDF: wire.Responses = {200: {"description": "RDF", "content": {name: {} for name in GRAPHS}}}
_FILES = {**DUMPS, **tables.FILES}
Local = Annotated[str, Path(max_length=500, examples=["platform/btp-ho-tich-dien-tu"])]


@router.get(
    "/id/{path:path}",
    status_code=303,
    response_class=RedirectResponse,
    responses={**_NO_SUCH, 303: {"description": "Trang hoặc tệp RDF nói về nó (A page or RDF about it)"}},
    summary="Tài nguyên https://w3id.org/rasoat/… (A thing, by its IRI)",
)
async def thing(request: Request, publication: PublicationDep, path: Local) -> Response:
    """See other: a thing is no document, so the answer is the address of one about it (httpRange-14)."""
    root = request.scope.get("root_path", "").rstrip("/")
    vary = {"Vary": "Accept"}
    if not path or path.startswith(DOCUMENTS):
        return RedirectResponse(f"{root}/{path}", 303, vary)
    if path.startswith("graph/"):
        return RedirectResponse(f"{root}/dump/rasoat.trig", 303, vary)
    await run_in_threadpool(lambda: linked.resource(publication.store, _iri(path)))
    chosen = choose(request, (*GRAPHS, HTML))
    if chosen == HTML:
        own = any(path.startswith(kind) and path.count("/") == slashes for kind, slashes in PAGES.items())
        where = path if own else f"resource/{path}"
    else:
        suffix = next(name for name, media_type in SUFFIXES.items() if media_type == chosen)
        where = f"data/{path}.{suffix}"
    return RedirectResponse(f"{root}/{where}", 303, vary)


@router.get(
    "/data/{path:path}.{suffix}",
    response_class=Response,
    responses={**_NO_SUCH, **_RDF},
    summary="Tệp RDF về một tài nguyên (RDF about a thing)",
)
async def data(publication: PublicationDep, path: Local, suffix: str) -> Response:
    """Return what is published of a thing, its parts and the names of what it names; ttl, jsonld or nt."""
    if suffix not in SUFFIXES:
        raise NotFoundError("Chỉ có .ttl, .jsonld, .nt", "Only .ttl, .jsonld and .nt are there")
    triples = await run_in_threadpool(lambda: linked.resource(publication.store, _iri(path)))
    return _graph(triples, SUFFIXES[suffix])


@router.get("/resource/{path:path}", include_in_schema=False)
async def resource(request: Request, publication: PublicationDep, path: str) -> Response:
    """Show what is published of a thing that has no page of its own."""
    iri = _iri(path)
    triples = await run_in_threadpool(lambda: linked.resource(publication.store, iri))
    context = {
        "iri": iri,
        "thing": path,
        "name": linked.title(triples, iri),
        "rows": linked.table(triples, iri),
        "base": ns.BASE,
        "suffixes": SUFFIXES,
    }
    return render(request, "resource.html", context)


@router.get(
    "/ontology",
    response_class=Response,
    responses={200: {"description": "OWL", "content": {name: {} for name in (*GRAPHS, HTML)}}},
    summary="Bản thể học (The ontology)",
)
async def ontology(request: Request) -> Response:
    """Return the vocabulary of the registry, as a page or as RDF."""
    chosen = choose(request, (*GRAPHS, HTML))
    if chosen == HTML:
        return render(request, "ontology.html", vocabulary_page.context())
    return _graph(linked.vocabulary(), chosen)


@router.get(
    "/ontology.{suffix}", response_class=Response, responses={**_NO_SUCH, **_RDF}, summary="Tệp bản thể học"
)
async def ontology_file(suffix: str) -> Response:
    """Return the vocabulary in the format that the suffix says: ttl, jsonld or nt."""
    if suffix not in SUFFIXES:
        raise NotFoundError("Chỉ có .ttl, .jsonld, .nt", "Only .ttl, .jsonld and .nt are there")
    return _graph(linked.vocabulary(), SUFFIXES[suffix])


@router.get("/ontology/{version}", include_in_schema=False)
async def ontology_version(request: Request, version: str) -> Response:
    """Return the present version by its version IRI; others are not kept."""
    if version != linked.ONTOLOGY_VERSION:
        raise NotFoundError(f"Không có bản {version}", f"There is no version {version}")
    return await ontology(request)


@router.get(
    "/catalog", response_class=Response, responses=_RDF, summary="Danh mục DCAT-AP (DCAT-AP catalogue)"
)
async def catalog(request: Request, publication: PublicationDep) -> Response:
    """Describe the datasets and services for other catalogues (DCAT-AP 3.0.1)."""
    chosen = choose(request, GRAPHS)
    triples = await run_in_threadpool(lambda: linked.catalogue_of(publication.store, ns.BASE + "catalog"))
    return _graph(triples, chosen)


@router.get(
    "/.well-known/void", response_class=Response, responses=_RDF, summary="Mô tả VoID (VoID description)"
)
async def void(request: Request, publication: PublicationDep) -> Response:
    """Describe the dataset (VoID, section 7.2)."""
    chosen = choose(request, GRAPHS)
    root = ns.BASE + "dataset/registry"
    return _graph(await run_in_threadpool(lambda: linked.catalogue_of(publication.store, root)), chosen)


@router.get(
    "/dump/{name}",
    response_class=FileResponse,
    responses={
        **_NO_SUCH,
        200: {"description": "RDF, CSV, CSVW, XLSX", "content": {kind: {} for kind in _FILES.values()}},
    },
    summary="Cả bộ dữ liệu, mọi danh sách (The whole dataset, every list)",
)
async def dump(
    publication: PublicationDep, name: Annotated[str, Path(examples=["rasoat.trig", "platforms.csv"])]
) -> FileResponse:
    """Return all that is published in one file: rasoat.nq, rasoat.trig, rasoat.jsonld.

    Or a list of it as of today: platforms.csv and others, described by csv-metadata.json; all in rasoat.xlsx.
    """
    if name not in _FILES:
        raise NotFoundError(f"Không có tệp {name[:100]}", f"There is no file {name[:100]}")
    if name in tables.FILES:
        file = await run_in_threadpool(publication.table, name, today())
    else:
        file = await run_in_threadpool(publication.file, name)
    return FileResponse(file, media_type=_FILES[name], filename=name)


def _iri(path: str) -> str:
    try:
        return ox.NamedNode(ns.BASE + path).value
    except ValueError as error:
        raise NotFoundError("Không phải địa chỉ tài nguyên", "Not the IRI of a thing") from error


def _graph(triples: list[ox.Triple], media_type: str) -> Response:
    body = linked.serialise(triples, media_type)
    return Response(body, media_type=with_charset(media_type), headers={"Vary": "Accept"})
