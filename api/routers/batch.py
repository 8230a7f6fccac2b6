"""The page of a stored batch: its lines with verdicts, findings and decisions, and what is done to all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from api.deps import VIETNAM, RegistryDep, get_listing, parse_date, today
from api.desk import Desk, DeskDep
from api.routers.batches import ReviewerDep, root_of
from api.security.audit import record
from api.security.visitor import visitor
from api.views import render
from api.worktable import Wanted, WorkTable, state_of
from registry import catalogue
from registry.answers import Screening
from registry.entries import Overdue
from registry.errors import InputError
from registry.opened import Registry
from registry.people.roles import Role
from registry.reports.model import Report, kind
from registry.usecases.basis import judge
from registry.usecases.batches import read_batch, withdrawn_lines
from registry.usecases.decisions.deadlines import NewDeadline, overdue, set_deadline
from registry.usecases.decisions.history import decided
from registry.usecases.decisions.shared import corrected
from registry.usecases.receipts import issue, open_again

router = APIRouter(prefix="/batches/{batch_id}", include_in_schema=False)


@dataclass(frozen=True)
class Shown:
    """What a page of a batch needs beside the table: ``done`` says what has just been done."""

    done: str = ""
    error: InputError | None = None


@router.get("")
def lines(
    request: Request,
    registry: RegistryDep,
    desk: DeskDep,
    batch_id: str,
    wanted: Annotated[Wanted, Depends()],
    done: str = "",
) -> Response:
    """Show the lines, or how far the screening is; to htmx only the lines."""
    screening = desk.screening(batch_id)
    if screening is None:
        return render(request, "batch_progress.html", {"batch_id": batch_id, "work": desk.work(batch_id)})
    if "hx-request" in request.headers:
        return render(request, "batch_lines.html", _table(request, registry, screening, wanted))
    return _page(request, registry, desk, screening, wanted, Shown(done))


@router.get("/progress")
def progress(request: Request, desk: DeskDep, batch_id: str) -> Response:
    """Show how far the screening is; when it is done, let the page be loaded anew."""
    work = desk.work(batch_id)
    if work.result.done():
        return Response(status_code=204, headers={"HX-Refresh": "true"})
    return render(request, "batch_bar.html", {"batch_id": batch_id, "work": work})


@router.post("/again")
def again(request: Request, desk: DeskDep, _: ReviewerDep, batch_id: str) -> Response:
    """Screen the batch anew, with what people have judged meanwhile."""
    desk.again(batch_id)
    desk.work(batch_id)
    record(request, "batch.again", f"batch/{batch_id}")
    return _to(request, batch_id, "again")


@router.post("/receipts")
def receipts(
    request: Request, registry: RegistryDep, desk: DeskDep, reviewer: ReviewerDep, batch_id: str
) -> Response:
    """Put every verdict on record under a number."""
    batch = read_batch(registry, batch_id)
    drafts = list(judge(registry, batch, batch.as_of or today()).drafts.values())
    with desk.writing() as store:
        issued = issue(store, drafts, reviewer.full_name, datetime.now(VIETNAM))
    new = sum(item.new for item in issued)
    record(request, "receipt.issue", f"batch/{batch_id}", f"{new} / {len(issued)}")
    return _to(request, batch_id, "receipts" if new else "no-receipts")


@router.post("/deadline")
def deadline(
    request: Request,
    registry: RegistryDep,
    desk: DeskDep,
    reviewer: ReviewerDep,
    batch_id: str,
    due: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Set the last day for the answer; the former stays in the journal."""
    try:
        day = parse_date(due)
        with desk.writing() as store:
            new = NewDeadline(batch_id, reviewer.full_name, due=day)
            set_deadline(registry, store, new, datetime.now(VIETNAM))
    except InputError as error:
        screening = desk.screening(batch_id)
        if screening is None:
            raise
        return _page(request, registry, desk, screening, Wanted(), Shown(error=error))
    record(request, "batch.deadline", f"batch/{batch_id}", day)
    return _to(request, batch_id, "deadline")


def _page(
    request: Request, registry: Registry, desk: Desk, screening: Screening, wanted: Wanted, shown: Shown
) -> Response:
    account = visitor(request).account
    context = {
        **_table(request, registry, screening, wanted),
        "may_write": desk.writable and account is not None and account.role.may(Role.REVIEWER),
        "due": _due(registry, screening.batch_id),
        "done": shown.done,
        "withdrawn": withdrawn_lines(registry.store, screening.batch_id),
        "decided": decided(registry, screening.batch_id),
        "error": shown.error,
    }
    return render(request, "batch.html", context, 422 if shown.error else 200)


def report_of(registry: Registry, screening: Screening) -> Report:
    """Return a screening with what people said of its lines, put together once until something is written."""
    _, report = registry.keep(
        ("report", screening.batch_id, str(id(screening))),
        # What is kept holds the screening, so no other one gets its identity.
        lambda: (
            screening,
            Report(corrected(registry, screening), decisions=decided(registry, screening.batch_id)),
        ),
    )
    return report


def _table(request: Request, registry: Registry, screening: Screening, wanted: Wanted) -> dict[str, Any]:
    report = report_of(registry, screening)
    cards = get_listing(request, registry).platforms(screening.as_of)
    reopened = open_again(registry.store, screening.batch_id)
    states = {item.line.id: state_of(item, reopened) for item in report.lines}
    return {
        "batch_id": screening.batch_id,
        "report": report,
        "table": WorkTable(report, states, wanted),
        "wanted": wanted,
        "reopened": reopened,
        "names_en": {item["id"]: item["name_en"] for item in cards},
        "rule_words": rule_words,
        "kind_of": kind,
    }


def rule_words(rule: str, lang: str) -> str:
    """Return what the rule of a finding is called."""
    header = catalogue.load(rule).header
    return header.title_vi if lang == "vi" else header.title


def _due(registry: Registry, batch_id: str) -> Overdue | None:
    found = overdue(registry.store, date.fromisoformat(today()))
    return next((item for item in found if item.deadline.batch_id == batch_id), None)


def _to(request: Request, batch_id: str, done: str) -> Response:
    return RedirectResponse(f"{root_of(request)}/batches/{batch_id}?done={done}", 303)
