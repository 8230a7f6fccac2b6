"""Answers that a caller has already: ETag and If-None-Match (RFC 9110, sections 8.8.3 and 13.1.2).

The tag names the content of registry, batches and journal together with what was asked; it is known before
anything is computed, so that "not modified" costs next to nothing.
"""

from __future__ import annotations

import hashlib
import re

from fastapi import FastAPI, Request
from starlette.responses import Response

from api.deps import RegistryDep, today
from api.desk import DeskDep
from api.heads import say
from registry.config import version

VARY = "Accept, Accept-Language, Authorization, Cookie"


class NotModified(Exception):  # noqa: N818 (no error: an answer)
    """The caller has the present answer."""


def install(app: FastAPI) -> None:
    """Let ``app`` answer 304 where `check` finds that the caller has the answer."""

    @app.exception_handler(NotModified)
    async def not_modified(_: Request, __: NotModified) -> Response:
        return Response(status_code=304)


async def check(request: Request, registry: RegistryDep, desk: DeskDep) -> None:
    """Show what others wrote meanwhile, name the answer, and raise `NotModified` for a caller who has it."""
    desk.refresh()
    _private(request)
    mark = registry.store.mark
    if mark is None:
        return
    asked = (request.url.path, request.url.query, request.headers.get("accept", ""))
    # Without a date an answer is that of today; statuses change with the day.
    named = "\n".join((version(), registry.snapshot, mark, today(), *asked))
    tag = hashlib.sha256(named.encode()).hexdigest()[:24]
    say(request, "ETag", f'W/"{tag}"')
    _refuse_known(request, tag)


def name(request: Request, tag: str) -> None:
    """Name the answer by its own content, as changes of it must name it; raise `NotModified` as `check`."""
    _private(request)
    say(request, "ETag", f'"{tag}"')
    _refuse_known(request, tag)


def _private(request: Request) -> None:
    say(request, "Vary", VARY)
    say(request, "Cache-Control", "private, no-cache")


def _refuse_known(request: Request, tag: str) -> None:
    if tag in re.findall(r'"([^"]*)"', request.headers.get("if-none-match", "")):
        raise NotModified
