"""What was opened again, and what would be: the watch over verdicts on record."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.deps import VIETNAM, RegistryDep, today
from api.desk import DeskDep
from api.lookout import LookoutDep
from api.routers.reports import ReviewerDep
from api.routers.searches import watching
from api.security.audit import record
from api.security.visitor import get_people, visitor
from api.views import render
from registry.errors import InputError
from registry.usecases.batches import list_batches
from registry.usecases.receipts import reopenings_of
from registry.usecases.watch import reopen

router = APIRouter(prefix="/watch", include_in_schema=False)

SHOWN = 200
"""Reopenings on the page, the newest ones."""


@router.get("")
def show(request: Request, registry: RegistryDep, lookout: LookoutDep, done: int | None = None) -> Response:
    """Show what was opened again, and what the last run of the watch found."""
    opened = [
        (batch, item)
        for batch in list_batches(registry)
        for items in reopenings_of(registry, str(batch["id"])).values()
        for item in items
    ]
    account = visitor(request).account
    look = lookout.last
    running = look is not None and not look.result.done()
    context = {
        "opened": sorted(opened, key=lambda pair: pair[1].number, reverse=True)[:SHOWN],
        "look": look,
        "running": running,
        "found": look.result.result() if look is not None and not running else None,
        "outdated": look is not None and look.snapshot != registry.snapshot,
        "done": done,
        "searches": watching(request, registry),
        "ended": get_people(request).searches.ended(account.name) if account else [],
    }
    return render(request, "watch.html", context, 200, {"Refresh": "3"} if running else None)


@router.post("/look")
def look(request: Request, person: ReviewerDep, registry: RegistryDep, lookout: LookoutDep) -> Response:
    """Begin to compute every verdict on record again, as of today; nothing is written."""
    lookout.look(registry, today(), person.full_name)
    return RedirectResponse(f"{_root(request)}/watch", 303)


@router.post("/reopen")
def open_again(request: Request, person: ReviewerDep, desk: DeskDep, lookout: LookoutDep) -> Response:
    """Open the lines again that the last run found; one that somebody opened meanwhile is passed over."""
    found = lookout.take()
    if found is None:
        raise InputError("Hãy chạy theo dõi trước", "Run the watch first")
    with desk.writing() as store:
        opened = reopen(store, found.alerts, person.full_name, datetime.now(VIETNAM))
    record(request, "watch.run", "watch", ", ".join(item.reopening for item in opened))
    return RedirectResponse(f"{_root(request)}/watch?done={len(opened)}", 303)


def _root(request: Request) -> str:
    return str(request.scope.get("root_path", "")).rstrip("/")
