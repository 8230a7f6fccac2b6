"""The archive of periodic reports, each one's page, the feed, and issuing one."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from api.deps import VIETNAM, RegistryDep, today
from api.desk import DeskDep
from api.routers.reports import STANDALONE, ReviewerDep
from api.security.audit import record
from api.security.guard import require
from api.typed import TypedDep
from api.views import render
from registry import period
from registry.errors import InputError, NotFoundError
from registry.opened import Registry
from registry.people.roles import Role
from registry.periodic import Publication
from registry.reports.periodic import arranged, feed, write_archive
from registry.usecases.periodic import publications, publish, summarise

router = APIRouter(prefix="/reports", include_in_schema=False)


@router.get("")
def archive(request: Request, registry: RegistryDep) -> Response:
    """Show the periodic reports on record and a form for a new one."""
    return _archive(request, registry)


@router.post("", dependencies=[Depends(require(Role.REVIEWER))])
def issue(
    request: Request, registry: RegistryDep, desk: DeskDep, person: ReviewerDep, typed: TypedDep
) -> Response:
    """Put the report of a period on record, unless it says what the last one of the period said."""
    try:
        asked = period.parse(typed.get("period", "").upper())
    except InputError as error:
        return _archive(request, registry, typed.get("period", ""), error)
    found = summarise(registry, asked)
    with desk.writing() as store:
        publication = publish(store, found, person.full_name, datetime.now(VIETNAM))
        issued = publications(store)
    write_archive(found, issued, publication, request.app.state.settings.archive_path)
    record(request, "report.periodic", f"entry/{publication.number}", asked.id)
    return RedirectResponse(f"{_root(request)}/reports/{publication.number}", 303)


@router.get("/feed.atom")
def atom(request: Request, registry: RegistryDep) -> Response:
    """Return the feed of the periodic reports, newest first."""
    base = f"{request.url.scheme}://{request.url.netloc}{_root(request)}/reports"
    text = feed(publications(registry.store), lambda item: f"{base}/{item.number}")
    return Response(text, media_type="application/atom+xml; charset=utf-8")


@router.get("/{number}")
def publication(request: Request, registry: RegistryDep, number: str) -> Response:
    """Show a report: its figures computed again, and whether they are those of the day of issue."""
    issued = publications(registry.store)
    item = _known(issued, number)
    report = summarise(registry, period.parse(item.period))
    newer = next((other for other in issued if other.period == item.period), item)
    context = {
        "item": item,
        "report": report,
        "same": report.digest == item.digest,
        "newer": newer if newer.number != item.number else None,
        "file": _file(request, item) is not None,
        **arranged(report),
    }
    return render(request, "periodic.html", context)


@router.get("/{number}/file")
def file(request: Request, registry: RegistryDep, number: str) -> Response:
    """Return the report as it was issued, in one file."""
    found = _file(request, _known(publications(registry.store), number))
    if found is None:
        raise NotFoundError(f"Không lưu tệp của {number}", f"The file of {number} is not kept")
    headers = {"Content-Security-Policy": STANDALONE, "Cache-Control": "private, no-cache"}
    return Response(found, media_type="text/html; charset=utf-8", headers=headers)


def _archive(
    request: Request, registry: Registry, typed: str = "", error: InputError | None = None
) -> Response:
    day = today()
    context = {
        "publications": publications(registry.store),
        "typed": typed or f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}",
        "error": error,
    }
    return render(request, "archive.html", context, 422 if error else 200)


def _known(issued: tuple[Publication, ...], number: str) -> Publication:
    for item in issued:
        if item.number == number:
            return item
    raise NotFoundError(f"Không có báo cáo {number}", f"There is no report {number}")


def _file(request: Request, item: Publication) -> bytes | None:
    settings = request.app.state.settings
    path = settings.archive_path / item.period / f"{item.number}.html" if settings else None
    return path.read_bytes() if path and path.is_file() else None


def _root(request: Request) -> str:
    return str(request.scope.get("root_path", "")).rstrip("/")
