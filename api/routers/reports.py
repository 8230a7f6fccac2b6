"""The reports of a batch: seen on the screen, with their parameters, and as files of every form."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from api.deps import VIETNAM, RegistryDep, today
from api.desk import DeskDep
from api.i18n import language
from api.routers.search import read_day
from api.security.audit import record
from api.security.guard import require
from api.typed import Typed, TypedDep, entries, iso_date, mistake
from api.views import render
from registry.answers import Screening
from registry.errors import ConflictError, NotFoundError
from registry.people.accounts import Account
from registry.people.roles import Role
from registry.reports.charts import charts
from registry.reports.files import write_all
from registry.reports.kept import KeptProfile, Profiles
from registry.reports.model import Report
from registry.reports.official import title_of
from registry.reports.profile import Profile
from registry.usecases.batches import read_batch
from registry.usecases.decisions.history import decided
from registry.usecases.decisions.shared import corrected
from registry.usecases.receipts import receipts_of
from registry.wording import date_vi

router = APIRouter(prefix="/batches/{batch_id}/reports", include_in_schema=False)

ReviewerDep = Annotated[Account, Depends(require(Role.REVIEWER))]
Form = Literal["docx", "pdf", "xlsx", "html", "jsonld", "jsonl"]
MEDIA_TYPES: dict[Form, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
    "jsonld": "application/ld+json",
    "jsonl": "application/jsonl; charset=utf-8",
}
STANDALONE = (
    "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
)
"""The policy of the report in one file: its style and script stand in it. In the sandbox it is of no origin,
so whatever stood in a line of a batch could reach nothing of ours."""
LISTS = ("grounds", "capacity", "recipients")
DATES = ("date", "deadline")


def get_profiles(request: Request) -> Profiles:
    """Return the parameters that were kept; a server without a data directory knows the shipped ones."""
    settings = request.app.state.settings
    return Profiles(settings.profiles_path if settings else None)


ProfilesDep = Annotated[Profiles, Depends(get_profiles)]


@router.get("")
def reports(
    request: Request,
    registry: RegistryDep,
    desk: DeskDep,
    profiles: ProfilesDep,
    batch_id: str,
    as_of: str = "",
) -> Response:
    """Show what the report says, its parameters and the files."""
    screening, waiting = _screened(request, desk, batch_id, as_of)
    if screening is None:
        return waiting
    kept = profiles.of(batch_id)
    # The page shows no numbers of receipts; reading those of a large batch takes longer than all the rest.
    report = Report(corrected(registry, screening), kept.profile, decided(registry, batch_id))
    return _page(request, report, kept, typed=_typed(kept.profile))


@router.post("")
def keep(
    request: Request,
    registry: RegistryDep,
    desk: DeskDep,
    profiles: ProfilesDep,
    person: ReviewerDep,
    typed: TypedDep,
) -> Response:
    """Put the parameters in force; what was typed is shown again when it is wrong or somebody was quicker."""
    batch_id, as_of = request.path_params["batch_id"], typed.get("as_of", "")
    read_batch(registry, batch_id)
    wrong: dict[str, str] = {}
    conflict = None
    try:
        profile = _profile(typed)
        seen = int(typed.get("seen") or 0)
        profiles.keep(batch_id, profile, seen, person.full_name, datetime.now(VIETNAM))
        record(request, "report.profile", f"batch/{batch_id}")
        asked = f"?{urlencode({'as_of': as_of, 'done': 'profile'})}#tham-so"
        return RedirectResponse(f"{_root(request)}/batches/{quote(batch_id)}/reports{asked}", 303)
    except ValidationError as error:
        lang = language(request)
        wrong = {str(item["loc"][0]): mistake(dict(item), lang) for item in error.errors()}
    except ConflictError as error:
        conflict = error
    screening, waiting = _screened(request, desk, batch_id, as_of)
    if screening is None:
        return waiting
    kept = profiles.of(batch_id)
    report = Report(corrected(registry, screening), kept.profile, decided(registry, batch_id))
    return _page(request, report, kept, typed, wrong=wrong, conflict=conflict)


@router.get("/charts/{name}.svg")
def chart(request: Request, desk: DeskDep, batch_id: str, name: str, as_of: str = "") -> Response:
    """Return one chart of the report."""
    screening, waiting = _screened(request, desk, batch_id, as_of)
    if screening is None:
        return waiting
    found = charts(Report(screening)).get(name)
    if found is None:
        raise NotFoundError(f"Không có biểu đồ {name}", f"There is no chart {name}")
    return Response(
        found.svg(), media_type="image/svg+xml", headers={"Cache-Control": "private, max-age=600"}
    )


@router.get("/files/{form}")
def file(
    request: Request,
    registry: RegistryDep,
    desk: DeskDep,
    profiles: ProfilesDep,
    batch_id: str,
    form: Form,
) -> Response:
    """Return the report in one form, with decisions and receipts; ``?view`` shows HTML at once."""
    screening, waiting = _screened(request, desk, batch_id, request.query_params.get("as_of", ""))
    if screening is None:
        return waiting
    decisions, receipts = decided(registry, batch_id), receipts_of(registry, batch_id)
    report = Report(corrected(registry, screening), profiles.of(batch_id).profile, decisions, receipts)
    with TemporaryDirectory(prefix="rasoat-") as folder:
        (path,) = write_all(report, Path(folder), [form])
        content = path.read_bytes()
    shown = form == "html" and "view" in request.query_params
    headers = {
        "Content-Disposition": f'{"inline" if shown else "attachment"}; filename="{path.name}"',
        "Cache-Control": "private, no-cache",
        **({"Content-Security-Policy": STANDALONE} if form == "html" else {}),
    }
    return Response(content, media_type=MEDIA_TYPES[form], headers=headers)


def _screened(
    request: Request, desk: DeskDep, batch_id: str, as_of: str
) -> tuple[Screening | None, Response]:
    """Return the screening, or the page that tells how far it is and asks again by itself."""
    day, mistake = read_day(as_of)
    screening = desk.screening(batch_id, day if as_of.strip() and not mistake else "")
    if screening is not None:
        return screening, Response()
    work = desk.work(batch_id, day if as_of.strip() and not mistake else "")
    context = {"batch_id": batch_id, "work": work}
    # The browser asks again by itself, without script; the address stays the one of a page or of a file.
    return None, render(request, "reports_waiting.html", context, 200, {"Refresh": "2"})


def _page(request: Request, report: Report, kept: KeptProfile, typed: Typed, **said: Any) -> Response:
    as_of = typed.get("as_of", request.query_params.get("as_of", ""))
    _, mistake = read_day(as_of)
    wrong, conflict = said.get("wrong", {}), said.get("conflict")
    context = {
        "report": report,
        "screening": report.screening,
        "charts": charts(report),
        "kept": kept,
        "typed": defaultdict(str, typed),
        "wrong": defaultdict(str, wrong),
        "conflict": conflict,
        "done": request.query_params.get("done", ""),
        "asked_day": report.screening.as_of if as_of.strip() and not mistake else "",
        "as_of_text": as_of if mistake else date_vi(report.screening.as_of),
        "mistake": mistake,
        "today": today(),
        "title_of": title_of,
    }
    status = 409 if conflict else 422 if wrong or mistake else 200
    return render(request, "reports.html", context, status)


def _typed(profile: Profile) -> Typed:
    """Return the parameters as the form shows them."""
    texts = {
        name: "" if value is None else str(value)
        for name, value in profile
        if name not in (*LISTS, *DATES, "points")
    }
    lists = {name: "\n".join(getattr(profile, name)) for name in LISTS}
    dates = {name: date_vi(getattr(profile, name) or "") for name in DATES}
    points = {f"points.{name}": value for name, value in profile.points}
    return {**texts, **lists, **dates, **points}


def _profile(typed: Typed) -> Profile:
    """Return the parameters of the form; raises `ValidationError`. An empty point is the usual one."""
    body: dict[str, Any] = {name: typed.get(name, "") for name in Profile.model_fields if name != "points"}
    body |= {name: entries(typed.get(name, "")) for name in LISTS}
    body |= {name: iso_date(typed.get(name, "")) for name in DATES}
    given = {name.removeprefix("points."): text for name, text in typed.items() if name.startswith("points.")}
    return Profile.model_validate({**body, "points": {name: text for name, text in given.items() if text}})


def _root(request: Request) -> str:
    return str(request.scope.get("root_path", "")).rstrip("/")
