"""How to use the registry from other tools: examples that run as they stand, files of `api/examples`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse

from api.views import render
from registry.errors import NotFoundError
from registry.usecases import tables

router = APIRouter(include_in_schema=False)

FILES = ("lookup.sh", "reconcile.json", "platforms.pq", "lookup.py", "lookup.mjs")
ADDRESS = "http://127.0.0.1:8000"
"""Where the examples look for the service as they stand; readers see the address of theirs."""


@cache
def text(name: str) -> str:
    """Return an example as it stands."""
    return (files("api") / "examples" / name).read_text(encoding="utf-8")


@router.get("/tools")
async def show(request: Request) -> HTMLResponse:
    """Show all of them with the address of this server."""
    base = str(request.base_url).rstrip("/")
    examples = {name: text(name).replace(ADDRESS, base) for name in FILES}
    return render(request, "tools.html", {"examples": examples, "base": base, "lists": tables.FILES})


@router.get("/tools/{name}")
async def download(request: Request, name: str) -> PlainTextResponse:
    """Return one of them as a file."""
    if name not in FILES:
        raise NotFoundError(f"Không có tệp {name[:100]}", f"There is no file {name[:100]}")
    body = text(name).replace(ADDRESS, str(request.base_url).rstrip("/"))
    return PlainTextResponse(body, headers={"Content-Disposition": f'attachment; filename="{name}"'})
