"""Records of platforms for programs of stewards: read to be edited, registered, followed; former versions."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Path, Request
from fastapi.responses import JSONResponse
from pydantic import ValidationError

from api import (
    conditional,
    lists,
    once,
    paths,
    preconditions,
    record_form,
    wire,
    wire_records,
    wire_registering,
)
from api.deps import VIETNAM
from api.errors import problem, status_of
from api.i18n import language_of_program
from api.keeper import Job, Keeper, KeeperDep
from api.security.audit import record
from api.security.guard import acting
from registry import curated
from registry.errors import ConflictError, InputError, Place
from registry.invalid import said
from registry.model import Platform
from registry.people.accounts import Account
from registry.people.tokens import Scope
from registry.renew import Entry
from registry.usecases.decisions.saying import words
from registry.usecases.overlay import Overlay, Signature
from registry.usecases.register import RefusedError, digest, find, present, read_text, refuse_outdated

router = APIRouter(prefix="/api/platforms/{platform_id}", tags=["platforms"], route_class=once.OnceRoute)
registrations = APIRouter(prefix="/api/registrations", tags=["platforms"])

StewardDep = Annotated[Account, Depends(acting(Scope.STEWARD))]
NO_PLATFORM: wire.Responses = {404: wire.problem_response("Không có nền tảng này (No such platform)")}
STATES: dict[str, wire_registering.RegistrationState] = {
    "waiting": "waiting",
    "running": "running",
    "done": "registered",
    "failed": "refused",
    "kept": "interrupted",
}
WAIT_SECONDS = 2
"""After how long to ask again for a registration that is under way."""


@router.get(
    "/record",
    summary="Bản ghi để sửa (The record to be edited)",
    responses={200: {"model": Platform}, **NO_PLATFORM},
)
def read_record(request: Request, keeper: KeeperDep, platform_id: paths.PlatformId) -> JSONResponse:
    """Bản ghi hiện có, như người giữ sổ viết; `ETag` là để gửi lại trong `If-Match` khi sửa.

    The present record as stewards write it; its `ETag` is what `If-Match` takes when it is changed.
    """
    item = present(_overlay(keeper), curated.shipped_path(), platform_id)
    conditional.name(request, digest(item))
    return JSONResponse(_body(item))


@router.put(
    "",
    status_code=202,
    summary="Đăng ký bản ghi mới hoặc bản sửa (Register a new record, or a change of one)",
    responses={
        200: {"model": Platform, "description": "Đúng như bản hiện có (As the present record is)"},
        202: {"model": wire_registering.Registration, "description": "Đang xét (Being checked)"},
        422: wire.problem_response("Bản ghi sai, kèm chỗ (A wrong record, with the place)"),
        **once.WRITING,
        **preconditions.FAILING,
    },
)
def register(
    request: Request,
    keeper: KeeperDep,
    steward: StewardDep,
    platform_id: paths.PlatformId,
    precondition: Annotated[preconditions.Precondition, Depends()],
    sent: Annotated[wire_registering.RecordSent, Body()],
    _: once.KeyDep,
) -> JSONResponse:
    """Kiểm tra và nạp vào sổ bên cạnh các yêu cầu khác, mất vài chục giây; `Location` cho biết kết quả.

    It is checked and built beside the requests, which takes some ten seconds; `Location` tells what comes of
    it. Until it is registered the registry answers as before.
    """
    overlay, item = _overlay(keeper), _platform(platform_id, sent.record)
    why = words(sent.why, "why", "Cần ghi lý do, văn bản làm căn cứ", "Say why, and by which document")
    now = find(overlay, curated.shipped_path(), item.id)
    seen = digest(now)
    precondition.require(seen, *_quicker(overlay, item.id, now))
    if now == item:
        return JSONResponse(_body(item), headers={"ETag": f'"{seen}"'})
    signature = Signature(steward.full_name, why, datetime.now(VIETNAM))
    job = keeper.enter(Entry(curated.written(item), signature, {item.id: seen}))
    record(request, "record.register", item.id, signature.why)
    return JSONResponse(_told(request, job), 202, {"Location": f"/api/registrations/{job.key}"})


@router.get(
    "/versions",
    summary="Các bản của một bản ghi (The versions of a record)",
    responses={
        200: {"model": wire_records.Listed[wire_registering.VersionItem]},
        **NO_PLATFORM,
        **wire.WRONG_PARAMETER,
    },
    dependencies=[Depends(conditional.check)],
)
def versions(
    keeper: KeeperDep,
    platform_id: paths.PlatformId,
    wanted: Annotated[lists.Wanted, Depends(lists.paging("version", "time", key="version", stamp="time"))],
) -> JSONResponse:
    """Các lần đăng ký trên máy chủ này, cũ nhất trước: ai, lúc nào, vì sao, đổi gì.

    The registrations at this server, the oldest first: who, when, why, and what was changed.
    """
    overlay = _overlay(keeper)
    present(overlay, curated.shipped_path(), platform_id)
    return wanted.answer(list(_versions(overlay, platform_id)))


@router.get(
    "/versions/{version}",
    summary="Bản ghi ở một bản trước (The record as a version has it)",
    responses={200: {"model": wire_registering.VersionCard}, **NO_PLATFORM, **wire.WRONG_PARAMETER},
    dependencies=[Depends(conditional.check)],
)
def version_of(
    keeper: KeeperDep,
    platform_id: paths.PlatformId,
    version: Annotated[
        int,
        Path(ge=0, le=9999, description="Số của bản; 0: trước lần đầu (0: before the first)", examples=[1]),
    ],
) -> JSONResponse:
    """Bản ghi ở một bản; đăng ký lại nó là quay về bản ấy. One version; to go back, register it again."""
    overlay = _overlay(keeper)
    present(overlay, curated.shipped_path(), platform_id)
    item = overlay.version(platform_id, version)
    return JSONResponse({"id": platform_id, "version": version, "record": _body(item)})


@registrations.get(
    "/{registration_id}",
    summary="Một lần đăng ký: tới đâu, ra sao (A registration: how far, what came of it)",
    responses={
        200: {"model": wire_registering.Registration},
        403: wire.problem_response("Mã truy cập không có quyền này (Beyond the scopes of the token)"),
        404: wire.problem_response("Không có lần đăng ký này (No such registration)"),
    },
)
def registration(
    request: Request,
    keeper: KeeperDep,
    _: StewardDep,
    registration_id: Annotated[str, Path(description="Mã lần đăng ký (Id of the registration)")],
) -> JSONResponse:
    """Đang chờ, đang xét, đã vào sổ, hoặc bị từ chối kèm chỗ sai và lý do.

    Waiting, running, registered, or refused with what is wrong and where. What was refused stays a draft of
    the stewards' page.
    """
    job = keeper.job(registration_id)
    headers = {"Retry-After": str(WAIT_SECONDS)} if job.state in ("waiting", "running") else {}
    return JSONResponse(_told(request, job), headers={**headers, "Cache-Control": "no-store"})


def _overlay(keeper: Keeper) -> Overlay:
    return Overlay(keeper.settings.overlay_path)


def _body(item: Platform) -> dict[str, Any]:
    return {"id": item.id, **curated.body(item)}


def _platform(platform_id: str, sent: dict[str, Any]) -> Platform:
    """Return the record that was sent; raises `InputError` with all that is wrong, at the first place."""
    if sent.get("id", platform_id) != platform_id:
        raise InputError(
            f"Mã trong bản ghi khác mã {platform_id} trong địa chỉ",
            f"The id in the record is not {platform_id}, as the address says",
            Place(column="record.id"),
        )
    # As on the pages: one letter is one letter, however the program writes its marks.
    text = unicodedata.normalize("NFC", json.dumps({**sent, "id": platform_id}, ensure_ascii=False))
    try:
        return Platform.model_validate(json.loads(text))
    except ValidationError as error:
        wrong = [(".".join(["record", *map(str, item["loc"])]), *said(item)) for item in error.errors()]
        raise InputError(
            "; ".join(f"{place}: {vi}" for place, vi, _ in wrong),
            "; ".join(f"{place}: {en}" for place, _, en in wrong),
            Place(column=wrong[0][0]),
            code="bad-record",
        ) from error


def _quicker(overlay: Overlay, platform_id: str, now: Platform | None) -> tuple[str, str]:
    """Return who registered the present record, in Vietnamese and English."""
    if overlay.registrations_of(platform_id):
        try:
            refuse_outdated(overlay, platform_id, now, "another")
        except ConflictError as error:
            return error.vi, error.en
    return (
        "If-Match không phải ETag của bản ghi hiện có; đọc lại ở /record",
        "If-Match is not the ETag of the present record; read it again at /record",
    )


def _versions(overlay: Overlay, platform_id: str) -> Iterable[dict[str, Any]]:
    former: Platform | None = None
    for item in overlay.registrations_of(platform_id):
        after = overlay.version(platform_id, item.version)
        # Between two registrations the shipped record may have changed, not the registered one.
        before = former or (None if item.new else overlay.version(platform_id, 0))
        yield {
            "version": item.version,
            "time": item.time,
            "by": item.by,
            "why": item.why,
            "new": item.new,
            "changed": [name for name, _, _ in record_form.differences(before, after)] if before else [],
        }
        former = after


def _told(request: Request, job: Job) -> dict[str, Any]:
    signature = job.entry.signature
    return {
        "id": job.key,
        "state": STATES[job.state],
        "stage": job.stage,
        "platforms": list(job.ids) or sorted(job.entry.seen),
        "by": signature.by,
        "why": signature.why,
        "time": signature.moment.isoformat(timespec="seconds"),
        "problem": _problem(request, job),
        "findings": list(_findings(job)),
    }


def _problem(request: Request, job: Job) -> dict[str, Any] | None:
    if job.error is None:
        return None
    # Where it stood was a file of this machine.
    error = replace(job.error, place=Place(column="record"))
    return problem(status_of(error), error, language_of_program(request))


def _findings(job: Job) -> Iterable[dict[str, str]]:
    if not isinstance(job.error, RefusedError):
        return
    records = read_text(job.entry.text)
    # Of several records the reasons name theirs; fields are found in one only.
    typed = record_form.typed_of(records[0]) if len(records) == 1 else {}
    for finding in job.error.findings:
        field = record_form.field_of(finding, typed)
        yield {
            "place": f"record.{field}" if field else "",
            "reason": finding.vi,
            "reason_en": finding.en,
            "value": finding.value,
            "source": finding.source,
        }
