"""Stored batches: listed, and stored by programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile

from api import conditional, lists, once, paths, uploads, wire, wire_journal, wire_records
from api.deps import RegistryDep, parse_date, today
from api.desk import DeskDep
from api.errors import MediaTypeError, from_validation
from api.security.audit import record
from api.security.guard import acting
from registry.errors import NotFoundError
from registry.ids import fold, slug
from registry.intake.batch import Intake
from registry.opened import Registry
from registry.people.accounts import Account
from registry.people.tokens import Scope
from registry.usecases.asking import ask
from registry.usecases.batches import list_batches
from registry.usecases.uploads import LONGEST_TITLE, named

router = APIRouter(prefix="/api/batches", tags=["batches"], route_class=once.OnceRoute)

ImporterDep = Annotated[Account, Depends(acting(Scope.IMPORT))]


@router.get(
    "",
    summary="Liệt kê các đợt (List batches)",
    responses={200: {"model": wire_records.Listed[wire_journal.BatchItem]}, **wire.WRONG_PARAMETER},
    dependencies=[Depends(conditional.check)],
)
def batches(
    registry: RegistryDep,
    wanted: Annotated[
        lists.Wanted, Depends(lists.paging("id", "title", "as_of", "lines", "cost_vnd", "modified"))
    ],
    q: Annotated[str, Query(max_length=200, description="Chữ trong tên đợt (Words of the title)")] = "",
) -> JSONResponse:
    """Liệt kê các đợt rà soát đã lưu. List the stored batches."""
    return wanted.answer(
        [row for row in _batches(registry).values() if fold(q.strip()) in fold(row["title"])]
    )


@router.get(
    "/{batch_id}",
    summary="Một đợt (One batch)",
    responses={
        200: {"model": wire_journal.BatchItem},
        404: wire.problem_response("Không có đợt này (No such batch)"),
    },
    dependencies=[Depends(conditional.check)],
)
def batch(registry: RegistryDep, batch_id: paths.BatchId) -> JSONResponse:
    """Một đợt: tên, ngày, số dòng, kinh phí. One batch: its title, date, lines and amount."""
    found = _batches(registry).get(batch_id)
    if found is None:
        raise NotFoundError(f"Không có đợt {batch_id}", f"There is no batch {batch_id}")
    return JSONResponse(found)


@router.post(
    "",
    status_code=201,
    summary="Lưu một đợt từ JSON hoặc tệp (Store a batch from JSON or a file)",
    openapi_extra={"requestBody": wire_journal.BATCH_BODY},
    responses={
        201: {"model": wire_journal.StoredBatch, "description": "Đã lưu (Stored)"},
        409: wire.problem_response("Đã có đợt mang mã này (The id is taken)"),
        413: wire.problem_response("Quá lớn (Too large)"),
        415: wire.problem_response("Không phải tệp hay JSON (Neither a file nor JSON)"),
        422: wire.problem_response("Tệp hoặc dòng sai, kèm vị trí (A wrong file or line, with its place)"),
        **once.WRITING,
    },
)
async def store(
    request: Request, registry: RegistryDep, desk: DeskDep, _: ImporterDep, __: once.KeyDep
) -> JSONResponse:
    """Lưu một danh mục thành đợt. Tệp được đọc như trên trang web; đợt đã có không bị thay.

    Store a list of tasks as a batch. A file is read as on the pages; a batch that is there is not replaced.
    """
    stored = await run_in_threadpool(desk.store, await _sent(request))
    batch_id = stored.batch.id
    record(request, "batch.import", f"batch/{batch_id}", f"{len(stored.batch.lines)}")
    body = {
        **_batches(registry)[batch_id],
        "columns": stored.columns,
        "skipped": [asdict(row) for row in stored.skipped],
        "remarks": [vi for vi, _ in stored.remarks],
    }
    return JSONResponse(body, 201, {"Location": f"/api/batches/{batch_id}"})


async def _sent(request: Request) -> Intake:
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await run_in_threadpool(_from_form, await request.form())
    if kind == "application/json":
        return await run_in_threadpool(_from_json, await request.body())
    raise MediaTypeError(
        "Gửi tệp bằng multipart/form-data hoặc các dòng bằng application/json",
        "Send a file as multipart/form-data or lines as application/json",
    )


def _from_form(form: FormData) -> Intake:
    upload = form.get("file")
    if not isinstance(upload, UploadFile):
        raise uploads.no_file()
    texts = {name: value for name, value in form.items() if isinstance(value, str)}
    found = uploads.from_file(upload.filename or "", upload.file)
    batch_id = slug(texts.get("id", ""))[:80] or found.batch.id
    title = " ".join(texts.get("title", "").split())[:LONGEST_TITLE] or found.batch.title
    return named(found, batch_id, title, parse_date(texts.get("as_of") or today()))


def _from_json(body: bytes) -> Intake:
    try:
        sent = wire_journal.NewBatch.model_validate_json(body)
    except ValidationError as error:
        raise from_validation(error.errors()) from error
    found = uploads.from_lines(sent.lines, sent.id, sent.title)
    return named(found, sent.id, found.batch.title, parse_date(sent.as_of or today()))


def _batches(registry: Registry) -> dict[str, dict[str, Any]]:
    """Return all batches by id."""
    stored = {row["id"]: row["time"] for row in ask(registry, "lookup/imported-batches", {})}
    return {
        str(row["id"]): {
            "id": row["id"],
            "title": row["title"],
            "as_of": row["asOf"],
            "lines": row["lines"],
            "cost_vnd": row["cost"],
            "modified": stored.get(str(row["id"]), ""),
        }
        for row in list_batches(registry)
    }
