"""The Model Context Protocol over HTTP (streamable, without sessions) at ``/mcp``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from mcp.server.transport_security import TransportSecuritySettings
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import MEDIA_TYPE, problem
from registry.agents import make_server
from registry.errors import StoreError
from registry.opened import Registry

PATH = "/mcp"


class McpDoor:
    """Passes requests to the server of tools while the application runs."""

    def __init__(self, registry: Callable[[], Registry]) -> None:
        self._registry = registry
        self._inside: ASGIApp | None = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Serve the tools during the block."""
        server = make_server(self._registry)
        self._inside = server.streamable_http_app(
            streamable_http_path=PATH,
            stateless_http=True,
            json_response=True,
            # Nothing here needs a sign-in or changes anything, and the server does not know its public name.
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )
        try:
            async with server.session_manager.run():
                yield
        finally:
            self._inside = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; 503 before the start and after the end."""
        inside = self._inside
        if inside is None:
            error = StoreError(
                "Sổ đăng ký chưa mở; hãy thử lại sau", "The registry is not open; try again later"
            )
            inside = JSONResponse(problem(503, error, "vi"), 503, {"Retry-After": "5"}, MEDIA_TYPE)
        await inside(scope, receive, send)
