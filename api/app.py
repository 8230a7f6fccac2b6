"""The application factory. Importing this module opens nothing; the store opens when the server starts."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files

from fastapi import Depends, FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.staticfiles import StaticFiles
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Scope
from threadpoolctl import threadpool_limits

from api import conditional, errors, heads, metrics, openapi, rates, request_log, tools, versions
from api.deps import at_once, opened, today
from api.desk import Desk
from api.keeper import Keeper
from api.listing import Listing
from api.lookout import Lookout
from api.mcp_door import PATH, McpDoor
from api.routers import (
    account,
    admin,
    batch,
    batches,
    browse,
    examples,
    health,
    law,
    lines,
    linked,
    needs,
    neighbours,
    organisations,
    periodic,
    platforms,
    reconcile,
    records,
    reports,
    screen,
    search,
    searches,
    sent,
    sparql,
    steward,
    tokens,
    watch,
)
from api.routers.rest import batches as stored_batches
from api.routers.rest import (
    bulk,
    capabilities,
    journal,
    legal,
    writing,
)
from api.routers.rest import lines as stored_lines
from api.routers.rest import organisations as bodies
from api.routers.rest import records as kept_records
from api.routers.rest import reports as issued_reports
from api.security import csrf, guard, oidc
from api.security.headers import SecurityHeaders
from registry.bootstrap import open_registry
from registry.config import Federation, Operation, Public, Rates, Settings, version
from registry.errors import RegistryError
from registry.opened import Registry
from registry.people.people import People
from registry.store.oxigraph import OxigraphStore
from registry.usecases.federation import Neighbours
from registry.usecases.imports import Imports

FOLLOW_SECONDS = 2.0
"""How long it takes at most until the server notices what others wrote."""
SERVICES = (
    platforms.router,
    kept_records.router,
    kept_records.registrations,
    capabilities.router,
    bodies.router,
    legal.router,
    screen.router,
    bulk.router,
    # Writing before reading: a path of a line takes all that follows it.
    writing.router,
    stored_batches.router,
    stored_lines.router,
    journal.router,
    issued_reports.router,
    neighbours.router,
)
"""For programs: JSON. Reading them may need an account (`RASOAT_READING`)."""
FOR_PROGRAMS = (rates.count, at_once(guard.reading), at_once(csrf.same_origin), versions.negotiate)
"""What every request of a program passes, in this order."""
TOOLS = (sparql.router, linked.router, reconcile.router)
"""For programs of other sites: open standards, for reading only."""
PAGES = (
    search.router,
    neighbours.pages,
    searches.router,
    browse.router,
    examples.router,
    batches.router,
    sent.router,
    batch.router,
    needs.router,
    lines.router,
    organisations.router,
    law.router,
    reports.router,
    periodic.router,
    watch.router,
    steward.router,
    records.router,
    admin.router,
    tokens.router,
)
"""For people: HTML. The same, and what they post must come from our own forms."""


def app_from_env() -> FastAPI:
    """Return the application for ``uvicorn --factory``, set up by the environment."""
    request_log.configure(Operation.from_env().log)
    # A search multiplies small matrices: more threads for one of them cost more than they give.
    threadpool_limits(1)
    return create_app(Settings.from_env())


def create_app(
    source: Registry | Settings,
    people: People | None = None,
    writable: Settings | None = None,
    public: Public | None = None,
    limits: Rates | None = None,
    federation: Federation | None = None,
) -> FastAPI:
    """Return the application over an open registry, or over one that it opens and closes itself.

    ``people``: the accounts beside an open registry; without them nobody can sign in. ``writable``: where
    its store is, for an application that may write to it. ``public``: what other tools may read,
    ``federation``: which other registries are asked; from the environment by default. ``limits``: how often
    programs may ask; beside an open registry none by default.
    """
    public = public or Public.from_env()
    door = McpDoor(lambda: opened(app))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if isinstance(source, Settings):
            with open_registry(source) as registry:
                accounts = People(source.people_path)
                _use(app, registry, accounts, source)
                tools.use(app, registry, public)
                app.state.listing.warm(today())
                _settle()
                app.state.publisher.begin()
                following = asyncio.create_task(_follow(app))
                async with door.open():
                    yield
                following.cancel()
                app.state.desk.close()
                app.state.keeper.close()
                app.state.registry = app.state.people = app.state.desk = app.state.keeper = None
                accounts.close()
        else:
            async with door.open():
                yield
        tools.close(app)

    app = FastAPI(
        title="Rà soát",
        version=version(),
        description=openapi.DESCRIPTION,
        lifespan=lifespan,
        # The interactive documentation pages load scripts from another host.
        docs_url=None,
        redoc_url=None,
        license_info={"name": "MIT"},
    )
    app.state.registry = app.state.people = app.state.desk = app.state.keeper = None
    app.state.settings = app.state.lookout = None
    where = source if isinstance(source, Settings) else writable
    app.state.imports = Imports(where.imported_path) if where else None
    app.state.neighbours = Neighbours(federation or Federation.from_env(), app.state.imports)
    app.state.closed = isinstance(source, Settings) and source.closed
    app.state.oidc = oidc.client(source.oidc) if isinstance(source, Settings) and source.oidc else None
    if isinstance(source, Registry):
        _use(app, source, people or People(None), writable)
        tools.use(app, source, public)
    limits = limits or (Rates.from_env() if isinstance(source, Settings) else None)
    app.state.rates = rates.RateLimits(limits) if limits else None
    errors.install(app)
    conditional.install(app)
    openapi.install(app)
    tools.install(app)
    app.state.metrics = metrics.Metrics()
    app.add_middleware(metrics.Measured, metrics=app.state.metrics)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(heads.Heads)
    request_log.install(app)
    for router in SERVICES:
        app.include_router(router, dependencies=[Depends(check) for check in FOR_PROGRAMS])
    for router in TOOLS:
        app.include_router(router, dependencies=[Depends(guard.reading)])
    for router in PAGES:
        app.include_router(router, dependencies=[Depends(guard.reading), Depends(csrf.check)])
    app.include_router(account.router, dependencies=[Depends(csrf.check)])
    app.include_router(health.router)
    app.include_router(metrics.router)
    if not app.state.closed:
        app.router.routes.append(Route(PATH, door))
    app.mount("/static", Static(directory=str(files("api") / "static")), name="static")
    return app


def _use(app: FastAPI, registry: Registry, people: People, writable: Settings | None) -> None:
    app.state.settings = writable
    app.state.lookout = Lookout()
    app.state.registry = registry
    app.state.desk = Desk(registry, writable)
    app.state.keeper = Keeper(writable, lambda renewed: _renew(app, renewed), registry.snapshot)
    app.state.people = people
    app.state.listing = Listing(registry)


async def _follow(app: FastAPI) -> None:
    """Let pages see what other processes, such as the command line, write while the server runs."""
    while True:
        await asyncio.sleep(FOLLOW_SECONDS)
        try:
            # The store and the index of one content belong together: no part of a new one is shown before.
            behind = await run_in_threadpool(app.state.keeper.follow)
            # A remote store always shows its present content.
            if not behind and isinstance(app.state.registry.store, OxigraphStore):
                await run_in_threadpool(app.state.desk.refresh)
            await run_in_threadpool(app.state.publisher.follow)
        except RegistryError as error:
            logging.getLogger(__name__).warning("the registry cannot be read anew: %s", error.en)


def _renew(app: FastAPI, registry: Registry) -> None:
    """Let the application show another content. Requests that are under way end on the former one."""
    listing = Listing(registry)
    listing.warm(today())
    app.state.desk.renew(registry)
    app.state.listing, app.state.registry = listing, registry
    if isinstance(registry.store, OxigraphStore):
        # What people wrote since it was opened went to the former one.
        registry.store.refresh()
    tools.renew(app, registry)
    _settle()


def _settle() -> None:
    """Leave what was loaded out of the search for cyclic garbage, which would hold up requests."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


class Static(StaticFiles):
    """Files whose address holds a mark of their content are kept by browsers for a year."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file."""
        response = await super().get_response(path, scope)
        if scope["query_string"].startswith(b"v=") and response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
