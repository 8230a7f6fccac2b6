"""The record of a platform: edited in a form or as YAML, checked, registered; its former versions."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import ValidationError
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from api import record_form
from api.deps import VIETNAM, ListingDep, today
from api.i18n import language
from api.keeper import Job, Keeper, KeeperDep
from api.listing import Listing
from api.security.audit import record
from api.security.guard import require
from api.typed import Typed, TypedDep, mistake
from api.views import render
from registry import curated
from registry.errors import ConflictError, InputError, RegistryError
from registry.model import Platform
from registry.people.accounts import Account
from registry.people.roles import Role
from registry.renew import Entry
from registry.usecases.merging import merged
from registry.usecases.overlay import Overlay, Signature
from registry.usecases.register import RefusedError, digest, find, present, read_text, refuse_outdated
from registry.wording import date_vi

router = APIRouter(prefix="/steward", include_in_schema=False)

StewardDep = Annotated[Account, Depends(require(Role.STEWARD))]
LARGEST = 2_000_000
"""Characters of a YAML file: ten times the whole shipped source of the largest owner."""


@router.get("/new", dependencies=[Depends(require(Role.STEWARD))])
def new(request: Request, listing: ListingDep, keeper: KeeperDep) -> Response:
    """Show the empty form of a new platform."""
    typed = {"status": "operational", "level": "ministry", "evidence": "document", "territory": "toàn quốc"}
    return _form(request, listing, keeper, typed)


@router.get("/records/{platform_id}", dependencies=[Depends(require(Role.STEWARD))])
def edit(
    request: Request,
    listing: ListingDep,
    keeper: KeeperDep,
    platform_id: str,
    version: Annotated[int | None, Query(ge=0)] = None,
    confirm: bool = False,
) -> Response:
    """Show the form of a record, filled with the present version or with a former one.

    ``confirm``: with a further period, seen to be so today, for an old record that still holds.
    """
    overlay = Overlay(keeper.settings.overlay_path)
    now = present(overlay, curated.shipped_path(), platform_id)
    item = now if version is None else overlay.version(platform_id, version)
    typed = {**record_form.typed_of(item), "seen": digest(now)}
    if confirm:
        row = f"lifecycle.{record_form.shown_rows(typed, 'lifecycle')}"
        typed |= {f"{row}.status": item.status, f"{row}.observed": date_vi(today())}
    return _form(request, listing, keeper, typed, restored=version)


@router.post("/new")
@router.post("/records/{platform_id}")
def enter(
    request: Request, listing: ListingDep, keeper: KeeperDep, steward: StewardDep, typed: TypedDep
) -> Response:
    """Begin to register what the form holds; show it again when it is wrong or somebody was quicker."""
    typed = {**typed, "id": request.path_params.get("platform_id", typed.get("id", ""))}
    if more := typed.pop("more", ""):
        return _form(request, listing, keeper, typed, more=more)
    lang = language(request)
    wrong: dict[str, str] = {} if typed.get("why") else {"why": "why"}
    try:
        item = Platform.model_validate(record_form.body_of(typed))
    except ValidationError as error:
        for name, items in record_form.mistakes_of(error, typed).items():
            wrong[name] = "; ".join(mistake(one, lang) for one in items)
    if wrong:
        return _form(request, listing, keeper, typed, wrong=wrong)
    overlay = Overlay(keeper.settings.overlay_path)
    now = find(overlay, curated.shipped_path(), item.id)
    seen = typed.get("seen", "")
    try:
        refuse_outdated(overlay, item.id, now, seen)
    except ConflictError as error:
        typed["seen"] = digest(now)
        changed = record_form.differences(now, item) if now else []
        return _form(request, listing, keeper, typed, error=error, changed=changed)
    if now == item:
        same = InputError("Chưa đổi gì so với bản hiện có", "Nothing differs from the present record")
        return _form(request, listing, keeper, typed, error=same)
    return _begin(request, keeper, steward, curated.written(item), typed["why"], {item.id: seen})


@router.get("/records/{platform_id}/yaml")
def download(keeper: KeeperDep, platform_id: str) -> Response:
    """Return the present record in the form of the curated source."""
    item = present(Overlay(keeper.settings.overlay_path), curated.shipped_path(), platform_id)
    headers = {"Content-Disposition": f'attachment; filename="{item.id}.yaml"'}
    return Response(curated.written(item), media_type="application/yaml", headers=headers)


@router.get("/records/{platform_id}/history")
def history(request: Request, keeper: KeeperDep, platform_id: str) -> Response:
    """Show every version of a record: who registered it, when, why, and what it changed."""
    overlay = Overlay(keeper.settings.overlay_path)
    now = present(overlay, curated.shipped_path(), platform_id)
    versions = []
    for item in reversed(overlay.registrations_of(platform_id)):
        after = overlay.version(platform_id, item.version)
        before = None if item.new else overlay.version(platform_id, item.version - 1)
        versions.append((item, record_form.differences(before, after) if before else []))
    return render(request, "record_history.html", {"item": now, "versions": versions})


@router.get("/yaml", dependencies=[Depends(require(Role.STEWARD))])
def yaml_form(
    request: Request,
    keeper: KeeperDep,
    id: str = "",  # noqa: A002 (the name in the address)
    draft: str = "",
    other: str = "",
) -> Response:
    """Show a box for records as YAML, filled with a present record, with a draft, or with two made one.

    ``other``: a second record of the same platform, to be closed and its content given to the first.
    """
    text, seen, why = "", {}, ""
    if draft:
        entry = keeper.job(draft).entry
        text, seen, why = entry.text, dict(entry.seen), entry.signature.why
    elif id:
        overlay, root = Overlay(keeper.settings.overlay_path), curated.shipped_path()
        found = [present(overlay, root, key.strip()) for key in (id, other) if key.strip()]
        seen = {item.id: digest(item) for item in found}
        if len(found) > 1:
            found = [*merged(found[0], found[1], today())]
            why = f"Gộp bản ghi trùng {found[1].id} vào {found[0].id}"
        text = "\n".join(curated.written(item) for item in found)
    return _yaml(request, {"text": text, "seen": json.dumps(seen), "why": why})


@router.post("/yaml")
async def enter_yaml(request: Request, keeper: KeeperDep, steward: StewardDep, typed: TypedDep) -> Response:
    """Begin to register the records of the box, or of a file; show them again when something is wrong."""
    upload = (await request.form()).get("file")
    try:
        if isinstance(upload, UploadFile):
            content = await upload.read(LARGEST + 1)
            await upload.close()
            if content:
                typed["text"], typed["seen"] = _decoded(content), "{}"
        if not typed.get("why"):
            raise InputError("Cần ghi lý do, văn bản làm căn cứ", "Say why, and by which document")
        seen = {str(key): str(value) for key, value in json.loads(typed.get("seen") or "{}").items()}
        _check(keeper, typed.get("text", ""), seen)
    except RegistryError as error:
        return _yaml(request, typed, error)
    return _begin(request, keeper, steward, typed["text"] + "\n", typed["why"], seen)


@router.get("/entries/{key}", dependencies=[Depends(require(Role.STEWARD))])
def entry(request: Request, listing: ListingDep, keeper: KeeperDep, key: str) -> Response:
    """Show how far a registration is; what was refused in its form, with what is wrong at the fields."""
    job = keeper.job(key)
    if job.state in ("waiting", "running"):
        return render(request, "entry.html", {"job": job}, 200, {"Refresh": "2"})
    if job.state == "done":
        return render(request, "entry.html", {"job": job})
    records = read_text(job.entry.text)
    if len(records) != 1:
        typed = {
            "text": job.entry.text,
            "seen": json.dumps({**job.entry.seen}),
            "why": job.entry.signature.why,
        }
        return _yaml(request, typed, job.error, job)
    overlay = Overlay(keeper.settings.overlay_path)
    now = find(overlay, curated.shipped_path(), records[0].id)
    conflict = isinstance(job.error, ConflictError)
    seen = digest(now) if conflict else job.entry.seen.get(records[0].id, "")
    typed = {**record_form.typed_of(records[0]), "why": job.entry.signature.why, "seen": seen}
    wrong: dict[str, list[str]] = defaultdict(list)
    for finding in job.error.findings if isinstance(job.error, RefusedError) else ():
        said = finding.vi if language(request) == "vi" else finding.en
        value = f" ({finding.value.rsplit('/', 1)[-1]})" if finding.value else ""
        wrong[record_form.field_of(finding, typed)].append(said + value)
    told = {name: "; ".join(texts) for name, texts in wrong.items()}
    changed = record_form.differences(now, records[0]) if now and conflict else []
    return _form(request, listing, keeper, typed, wrong=told, error=job.error, changed=changed, job=job)


@router.post("/entries/{key}/drop", dependencies=[Depends(require(Role.STEWARD))])
def drop(request: Request, keeper: KeeperDep, key: str) -> Response:
    """Throw away what was typed and refused."""
    keeper.drop(key)
    return RedirectResponse(f"{_root(request)}/steward", 303)


def _begin(
    request: Request, keeper: Keeper, steward: Account, text: str, why: str, seen: dict[str, str]
) -> Response:
    job = keeper.enter(Entry(text, Signature(steward.full_name, why, datetime.now(VIETNAM)), seen))
    names = ", ".join(item.id for item in read_text(text))
    record(request, "record.register", names[:200], why)
    return RedirectResponse(f"{_root(request)}/steward/entries/{job.key}", 303)


def _form(request: Request, listing: Listing, keeper: Keeper, typed: Typed, **said: Any) -> Response:
    """Return the form with what was typed. ``said``: wrong, error, changed, more, restored, job."""
    error, wrong, more = said.get("error"), said.get("wrong", {}), said.get("more", "")
    platform_id = request.path_params.get("platform_id", "") or (
        typed.get("id", "") if said.get("job") else ""
    )
    overlay = Overlay(keeper.settings.overlay_path)
    known = {item["id"] for item in listing.platforms(today())}
    context = {
        "typed": defaultdict(str, typed),
        "wrong": defaultdict(str, wrong),
        "error": error,
        "conflict": isinstance(error, ConflictError),
        "changed": said.get("changed", []),
        "restored": said.get("restored"),
        "job": said.get("job"),
        "platform_id": platform_id if platform_id in known else "",
        "registrations": overlay.registrations_of(platform_id) if platform_id else [],
        "row_counts": {
            name: record_form.shown_rows(typed, name) + record_form.BLANK_ROWS * (2 if more == name else 1)
            for name in record_form.ROWS
        },
        "capabilities": listing.capabilities,
        "sectors": sorted({item["sector"] for item in listing.platforms(today())}),
    }
    status = 409 if context["conflict"] else 422 if (wrong or error) and not said.get("job") else 200
    return render(request, "record.html", context, status)


def _yaml(
    request: Request, typed: Typed, error: RegistryError | None = None, job: Job | None = None
) -> Response:
    conflict = isinstance(error, ConflictError)
    context = {"typed": defaultdict(str, typed), "error": error, "conflict": conflict, "job": job}
    return render(
        request, "record_yaml.html", context, 409 if conflict else 422 if error and not job else 200
    )


def _check(keeper: Keeper, text: str, seen: dict[str, str]) -> None:
    """Raise what is wrong with records as YAML, as far as it is seen without the rest of the registry."""
    overlay = Overlay(keeper.settings.overlay_path)
    for item in read_text(text):
        refuse_outdated(overlay, item.id, find(overlay, curated.shipped_path(), item.id), seen.get(item.id))


def _decoded(content: bytes) -> str:
    if len(content) > LARGEST:
        raise InputError("Tệp quá lớn", "The file is too large")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise InputError("Tệp không phải UTF-8", "The file is not UTF-8") from error


def _root(request: Request) -> str:
    return str(request.scope.get("root_path", "")).rstrip("/")
