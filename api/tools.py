"""What the addresses for other tools share: the published copy, the pool of queries, CORS."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from api.deps import RegistryDep
from api.errors import FOR_TOOLS
from api.publishing import Publisher
from registry.config import Public
from registry.opened import Registry
from registry.usecases.names import Names
from registry.usecases.public_query import QueryPool
from registry.usecases.publish import Publication


def install(app: FastAPI) -> None:
    """Let the pages of any site call the addresses for tools."""
    app.add_middleware(OpenToOtherSites)


def use(app: FastAPI, registry: Registry, public: Public) -> None:
    """Publish what the settings allow of ``registry`` and of those that were imported."""
    app.state.public = public
    app.state.publisher = Publisher(registry, public, app.state.imports, app.state.settings)
    app.state.query_pool = QueryPool(public)
    app.state.names = cache(lambda: Names.read(registry))


def renew(app: FastAPI, registry: Registry) -> None:
    """Publish another content; queries under way end with the former copy."""
    if hasattr(app.state, "publisher"):
        app.state.publisher.renew(registry)
        app.state.names = cache(lambda: Names.read(registry))


def close(app: FastAPI) -> None:
    """End the processes that answer queries and delete the published copy."""
    if hasattr(app.state, "query_pool"):
        app.state.query_pool.close()
        app.state.publisher.close()


def get_publication(request: Request, _: RegistryDep) -> Publication:
    """Return the published copy of the open registry."""
    publisher: Publisher = request.app.state.publisher
    return publisher.copy


def get_query_pool(request: Request, _: RegistryDep) -> QueryPool:
    """Return the processes that answer SPARQL queries."""
    pool: QueryPool = request.app.state.query_pool
    return pool


def get_names(request: Request, _: RegistryDep) -> Names:
    """Return the names of all things, read when they are first asked for."""
    names: Names = request.app.state.names()
    return names


PublicationDep = Annotated[Publication, Depends(get_publication)]
QueryPoolDep = Annotated[QueryPool, Depends(get_query_pool)]
NamesDep = Annotated[Names, Depends(get_names)]


class OpenToOtherSites:
    """Adds the CORS headers to the addresses for tools; they need no sign-in and change nothing."""

    def __init__(self, app: ASGIApp) -> None:
        self._closed = app
        self._open = CORSMiddleware(
            app, allow_origins=["*"], allow_methods=["GET", "HEAD", "POST"], allow_headers=["*"]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with the headers where they belong."""
        is_open = scope["type"] == "http" and scope["path"].startswith((*FOR_TOOLS, "/id/", "/ontology"))
        await (self._open if is_open else self._closed)(scope, receive, send)
