"""The application factory. Importing this module opens nothing; the store opens when the server starts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import errors, metrics, tools
from api.deps import opened
from api.listing import Listing
from api.mcp_door import PATH, McpDoor
from api.routers import health, linked, pages, platforms, reconcile, screen, sparql
from registry.bootstrap import open_registry
from registry.config import Public, Settings, version
from registry.opened import Registry

DESCRIPTION = """
Đã có nền tảng số dùng chung nào làm việc này chưa? Tra cứu và rà soát hàng loạt.

Is there already a shared public platform for this? Search, and screening of whole batches.
Dates are ISO 8601, money is whole VND, errors are RFC 9457 problems with a Vietnamese `detail`
and an English `detail_en`.
"""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # A search may tell what a province plans to buy: other sites must not see it in the referrer.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def app_from_env() -> FastAPI:
    """Return the application for ``uvicorn --factory``, set up by the environment."""
    return create_app(Settings.from_env())


def create_app(source: Registry | Settings, public: Public | None = None) -> FastAPI:
    """Return the application over an open registry, or over one that it opens and closes itself.

    ``public``: what other tools may read; from the environment by default.
    """
    public = public or Public.from_env()
    door = McpDoor(lambda: opened(app))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if isinstance(source, Settings):
            with open_registry(source) as registry:
                _use(app, registry, public)
                async with door.open():
                    yield
                app.state.registry = None
        else:
            async with door.open():
                yield
        tools.close(app)

    app = FastAPI(
        title="Rà soát",
        version=version(),
        description=DESCRIPTION,
        lifespan=lifespan,
        # The interactive documentation pages load scripts from another host.
        docs_url=None,
        redoc_url=None,
        license_info={"name": "MIT"},
    )
    app.state.registry = None
    if isinstance(source, Registry):
        _use(app, source, public)
    errors.install(app)
    tools.install(app)
    app.state.metrics = metrics.Metrics()
    app.add_middleware(metrics.Measured, metrics=app.state.metrics)
    app.add_middleware(SecurityHeaders)
    for each in (platforms, screen, health, metrics, sparql, linked, reconcile, pages):
        app.include_router(each.router)
    app.router.routes.append(Route(PATH, door))
    app.mount("/static", StaticFiles(directory=str(files("api") / "static")), name="static")
    return app


def _use(app: FastAPI, registry: Registry, public: Public) -> None:
    app.state.registry = registry
    tools.use(app, registry, public)
    app.state.listing = Listing(registry)


class SecurityHeaders:
    """Adds the headers that keep pages from loading or telling anything elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)
