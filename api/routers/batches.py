"""The page of all batches: what is stored, what waits, and the form to send a file."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from api.deps import VIETNAM, RegistryDep, ask, today
from api.desk import Desk, DeskDep
from api.security.audit import record
from api.security.guard import require
from api.security.visitor import visitor
from api.uploads import BoundedRoute, file_name, write
from api.views import render
from ontology import namespaces as ns
from registry.entries import Overdue
from registry.errors import InputError, Place
from registry.opened import Registry
from registry.people.accounts import Account
from registry.people.roles import Role
from registry.usecases.asking import rows
from registry.usecases.batches import list_batches
from registry.usecases.decisions.deadlines import overdue
from registry.usecases.uploads import Upload

router = APIRouter(prefix="/batches", include_in_schema=False, route_class=BoundedRoute)

ReviewerDep = Annotated[Account, Depends(require(Role.REVIEWER))]


@router.get("")
async def batches(request: Request, registry: RegistryDep, desk: DeskDep, done: str = "") -> Response:
    """Show the stored batches and, to reviewers, the files that wait and the form for one more."""
    return await _page(request, registry, desk, done=done)


@router.post("")
async def send(request: Request, registry: RegistryDep, desk: DeskDep, reviewer: ReviewerDep) -> Response:
    """Keep a file and lead to its preview; tell what is wrong with one that cannot be read."""
    async with request.form(max_files=1, max_fields=4) as form:
        sent = form.get("file")
        try:
            if not isinstance(sent, UploadFile) or not sent.filename:
                raise InputError("Hãy chọn một tệp", "Choose a file", Place(column="file"))
            kept = await run_in_threadpool(_keep, desk, sent, reviewer)
        except InputError as error:
            return await _page(request, registry, desk, error=error)
    record(request, "upload.keep", f"upload/{kept.id}", kept.name)
    return RedirectResponse(f"{root_of(request)}/batches/uploads/{kept.id}", 303)


def root_of(request: Request) -> str:
    """Return the path under which a proxy serves the application."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def _keep(desk: Desk, sent: UploadFile, reviewer: Account) -> Upload:
    name = file_name(sent.filename or "").name
    moment = datetime.now(VIETNAM)
    return desk.uploads.keep(name, lambda path: write(sent.file, path), reviewer.full_name, moment)


async def _page(
    request: Request, registry: Registry, desk: Desk, error: InputError | None = None, done: str = ""
) -> Response:
    account = visitor(request).account
    may_write = desk.writable and account is not None and account.role.may(Role.REVIEWER)
    context = {
        **await ask(registry, _stored, registry),
        "may_write": may_write,
        "waiting": desk.uploads.waiting() if may_write else [],
        "error": error,
        "done": done,
    }
    return render(request, "batches.html", context, 422 if error else 200)


def _stored(registry: Registry) -> dict[str, Any]:
    """Return the batches, the latest first, with how many of their lines are decided and their deadlines."""
    on = date.fromisoformat(today())
    due: dict[str, Overdue] = {item.deadline.batch_id: item for item in overdue(registry.store, on)}
    decided = Counter(row["batchId"] for row in rows(registry.store, "decisions/decided", {}))
    again = rows(registry.store, "journal/open-again", {})
    reopened = Counter(ns.local_id(row["batch"], ns.BATCH) for row in again)
    stored = sorted(list_batches(registry), key=lambda row: row["id"])
    # With a deadline first, the nearest before the others; then by date.
    stored.sort(key=lambda row: row["asOf"], reverse=True)
    stored.sort(key=lambda row: due[row["id"]].deadline.due if row["id"] in due else "9999")
    return {"batches": stored, "due": due, "decided": decided, "reopened": reopened}
