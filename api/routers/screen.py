"""Screening of a batch that is sent along; nothing is stored."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from starlette.datastructures import UploadFile

from api import uploads, wire, wire_screening
from api.deps import Day, RegistryDep, parse_date, today
from api.errors import MediaTypeError
from api.metrics import MetricsDep
from api.security import guard
from registry.answers import Screening
from registry.intake.batch import Intake
from registry.usecases.screen import screen

router = APIRouter(prefix="/api/screen", tags=["screening"], dependencies=[Depends(guard.screening)])


@router.post(
    "",
    summary="Rà soát một đợt (Screen a batch)",
    openapi_extra={"requestBody": wire_screening.SCREEN_BODY},
    responses={
        200: {"model": wire_screening.ScreeningAnswer},
        413: wire.problem_response("Quá lớn (Too large)"),
        415: wire.problem_response("Không phải tệp hay JSON (Neither a file nor JSON)"),
        422: wire.problem_response("Tệp hoặc dòng sai, kèm vị trí (A wrong file or line, with its place)"),
    },
)
async def screen_batch(
    request: Request,
    registry: RegistryDep,
    metrics: MetricsDep,
    as_of: Annotated[
        Day | None, Query(description="Ngày xét (The as-of date)", examples=["2023-04-07"])
    ] = None,
) -> JSONResponse:
    """Kết luận kèm bằng chứng cho mọi dòng của một đợt tại một ngày; gửi tệp hoặc JSON, không lưu gì.

    Give every line of a batch a verdict with its evidence, as of a date (today by default); nothing is
    stored. Send a file (`multipart/form-data`, field `file`) or JSON with `lines`.
    """
    found, date = await _read(uploads.bounded(request))
    day = parse_date(date or as_of or today())
    # Screening a whole batch takes seconds: other requests must not wait for it.
    result = await run_in_threadpool(screen, registry, found, day)
    for line in result.lines:
        metrics.verdict("screen", line.verdict)
    return JSONResponse(_body(result))


async def _read(request: Request) -> tuple[Intake, str | None]:
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind == "multipart/form-data":
        async with request.form(max_files=1, max_fields=4) as form:
            upload, date = form.get("file"), form.get("as_of")
            if not isinstance(upload, UploadFile):
                raise uploads.no_file()
            found = await run_in_threadpool(uploads.from_file, upload.filename or "", upload.file)
            return found, date if isinstance(date, str) else None
    if kind == "application/json":
        return await run_in_threadpool(uploads.from_json, await request.body())
    raise MediaTypeError(
        "Gửi tệp bằng multipart/form-data hoặc các dòng bằng application/json",
        "Send a file as multipart/form-data or lines as application/json",
    )


def _body(result: Screening) -> dict[str, Any]:
    return {
        "as_of": result.as_of,
        "snapshot": result.snapshot,
        "totals": [asdict(total) for total in result.totals],
        "lines": [line.to_json() for line in result.lines],
        "same_needs": [asdict(group) for group in result.same_needs],
        "skipped": list(result.skipped),
        "remarks": list(result.remarks),
    }
