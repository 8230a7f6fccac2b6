"""A file that waits: what was recognised in it, the columns chosen by hand, and storing it as a batch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from openpyxl.utils import get_column_letter
from starlette.responses import RedirectResponse, Response

from api.deps import RegistryDep, parse_date
from api.desk import Desk, DeskDep
from api.routers.batches import ReviewerDep, root_of
from api.security.audit import record
from api.security.visitor import get_people
from api.uploads import BoundedRoute, few_enough
from api.views import render
from registry.errors import ConflictError, InputError, Place
from registry.ids import slug
from registry.intake import batch as intake
from registry.intake import header as headers
from registry.intake.batch import Intake
from registry.intake.sheet import Sheet
from registry.opened import Registry
from registry.usecases.batches import is_stored, stored_at
from registry.usecases.decisions.history import decisions_of
from registry.usecases.uploads import LONGEST_TITLE, Upload, own_ids

router = APIRouter(prefix="/batches/uploads", include_in_schema=False, route_class=BoundedRoute)

FIRST_LINES, FIRST_ROWS, SKIPPED_SHOWN, EVENTS_READ = 10, 12, 100, 1000
CHOSEN = ("title", "description", "proposer", "cost", "funding_source", "province", "year")
"""The columns that can be chosen by hand."""


@dataclass(frozen=True)
class RawSheet:
    """The first rows of a sheet as they are, under the letters of its columns."""

    name: str
    letters: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@router.get("/{upload_id}")
def preview(
    request: Request, registry: RegistryDep, desk: DeskDep, _: ReviewerDep, upload_id: str
) -> Response:
    """Show what was recognised in a file that waits."""
    return _page(request, registry, desk, desk.uploads.find(upload_id))


@router.post("/{upload_id}")
async def choose(
    request: Request,
    registry: RegistryDep,
    desk: DeskDep,
    _: ReviewerDep,
    upload_id: str,
    act: Annotated[Literal["preview", "store", "replace", "discard"], Form()] = "preview",
) -> Response:
    """Keep what was chosen; then show it again, store the batch, or forget the file."""
    upload = desk.uploads.find(upload_id)
    if act == "discard":
        desk.uploads.discard(upload)
        record(request, "upload.discard", f"upload/{upload.id}", upload.name)
        return RedirectResponse(f"{root_of(request)}/batches?done=discard", 303)
    typed = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
    changed, mistake = _changed(upload, typed)
    desk.uploads.change(changed)
    if mistake:
        return await run_in_threadpool(_page, request, registry, desk, changed, mistake, typed)
    if act == "preview":
        return RedirectResponse(f"{root_of(request)}/batches/uploads/{upload.id}", 303)
    # Only the batch that was told of is replaced, and as it was then.
    over = act == "replace" and changed.batch_id == upload.batch_id
    seen = typed.get("seen", "") if over else None
    try:
        lines = await run_in_threadpool(_store, desk, changed, seen)
    except (InputError, ConflictError) as error:
        return await run_in_threadpool(_page, request, registry, desk, changed, error)
    record(
        request,
        "batch.import" if seen is None else "batch.replace",
        f"batch/{changed.batch_id}",
        f"{changed.name}: {lines}",
    )
    return RedirectResponse(f"{root_of(request)}/batches/{changed.batch_id}?done=import", 303)


def _changed(upload: Upload, typed: dict[str, str]) -> tuple[Upload, InputError | None]:
    """Return the file with what was typed; a wrong date or row stays as it was and is told."""
    mapping: dict[str, str | int] = {
        name: typed[f"col-{name}"] for name in CHOSEN if typed.get(f"col-{name}")
    }
    mistake = None
    row = typed.get("header_row", "").strip()
    if row.isdigit():
        mapping["header_row"] = int(row)
    elif row:
        place = Place(column="header_row")
        mistake = InputError("Dòng tiêu đề phải là số dòng", "The header row must be a row number", place)
    as_of = upload.as_of
    try:
        as_of = parse_date(typed.get("as_of", "")) if typed.get("as_of", "").strip() else as_of
    except InputError as error:
        mistake = error
    return (
        replace(
            upload,
            batch_id=slug(typed.get("batch_id", ""))[:80] or upload.batch_id,
            title=" ".join(typed.get("title", "").split())[:LONGEST_TITLE] or upload.title,
            as_of=as_of,
            mapping=mapping,
        ),
        mistake,
    )


def _store(desk: Desk, upload: Upload, seen: str | None) -> str:
    """Store a file as a batch, forget it, say its lines; raises `ConflictError` when the id is taken.

    ``seen``: when the batch to be replaced was stored, empty for a shipped one; None to replace none.
    """
    kept = desk.store(few_enough(desk.uploads.read(upload)), seen)
    desk.uploads.discard(upload)
    return kept.summary


def _page(
    request: Request,
    registry: Registry,
    desk: Desk,
    upload: Upload,
    error: InputError | ConflictError | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    found: Intake | None = None
    unread: InputError | None = None
    sheets: list[Sheet] = []
    try:
        sheets = intake.sheets(desk.uploads.path(upload))
        found = few_enough(own_ids(registry, desk.uploads.read(upload)))
    except InputError as wrong:
        unread = wrong
    status = 409 if isinstance(error, ConflictError) else 422 if error else 200
    context = {
        "upload": upload,
        "found": found,
        "unread": unread,
        "error": error,
        "typed": typed or {},
        "asked_vnd": sum(line.cost_vnd or 0 for line in found.batch.lines) if found else 0,
        "first_lines": found.batch.lines[:FIRST_LINES] if found else (),
        "skipped": found.skipped[:SKIPPED_SHOWN] if found else (),
        "raw": [_raw(sheet) for sheet in sheets],
        "columns": _columns(sheets),
        "chosen": CHOSEN,
        "taken": _taken(request, registry, upload.batch_id),
    }
    return render(request, "sent.html", context, status)


def _raw(sheet: Sheet) -> RawSheet:
    filled = [row for row in sheet.rows if not row.blank][:FIRST_ROWS]
    letters = tuple(get_column_letter(number) for number in range(1, sheet.width + 1))
    shown = tuple((row.number, tuple(row.text(column) for column in range(sheet.width))) for row in filled)
    return RawSheet(sheet.name, letters, shown)


def _columns(sheets: list[Sheet]) -> dict[str, str]:
    """Return the letters of the columns of the widest sheet with the words that head them."""
    if not sheets:
        return {}
    sheet = max(sheets, key=lambda item: item.width)
    header = headers.find(sheet)
    last = header.last_row if header else 0
    heads = [row for row in sheet.rows if row.number <= last and not row.blank][-2:]
    heads = heads or [row for row in sheet.rows if not row.blank][:FIRST_ROWS]
    lowest = list(reversed(heads))
    return {
        get_column_letter(column + 1): next((row.text(column) for row in lowest if row.text(column)), "")[:60]
        for column in range(sheet.width)
    }


def _taken(request: Request, registry: Registry, batch_id: str) -> dict[str, Any] | None:
    """Return who stored the batch of that id, if there is one, and when, and how many lines are decided."""
    if not is_stored(registry.store, batch_id):
        return None
    log = get_people(request).audit.latest(EVENTS_READ)
    stored = ("batch.import", "batch.replace")
    event = next((item for item in log if item.action in stored and item.object == f"batch/{batch_id}"), None)
    return {
        "time": stored_at(registry.store, batch_id),
        "who": _full_name(request, event.who) if event else "",
        "decided": len(decisions_of(registry.store, batch_id)),
    }


def _full_name(request: Request, name: str) -> str:
    accounts = get_people(request).accounts.everyone()
    return next((account.full_name for account in accounts if account.name == name), name)
