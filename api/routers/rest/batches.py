"""Stored batches: listed, and stored by programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile

from api import conditional, lists, once, paths, preconditions, uploads, wire, wire_journal, wire_records
from api.deps import RegistryDep, parse_date, today
from api.desk import DeskDep, Kept
from api.errors import MediaTypeError, from_validation
from api.security.audit import record
from api.security.guard import acting
from registry.errors import NotFoundError
from registry.ids import fold, slug
from registry.intake.batch import Intake
from registry.model import Batch
from registry.opened import Registry
from registry.people.accounts import Account
from registry.people.tokens import Scope
from registry.usecases.asking import ask
from registry.usecases.batches import list_batches, read_batch, tag, withdrawn_lines
from registry.usecases.decisions.history import decisions_of
from registry.usecases.decisions.notes import notes_of
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
)
def batch(request: Request, registry: RegistryDep, desk: DeskDep, batch_id: paths.BatchId) -> JSONResponse:
    """Một đợt: tên, ngày, số dòng, kinh phí; `ETag` là để gửi lại trong `If-Match` khi thay đợt.

    One batch: its title, date, lines and amount; its `ETag` is what `If-Match` takes when it is replaced.
    """
    desk.refresh()
    found = _batches(registry).get(batch_id)
    if found is None:
        raise NotFoundError(f"Không có đợt {batch_id}", f"There is no batch {batch_id}")
    conditional.name(request, tag(registry.store, batch_id))
    return JSONResponse(found)


@router.get(
    "/{batch_id}/withdrawn",
    summary="Các dòng đã rút khỏi đợt (The lines that were withdrawn from a batch)",
    responses={
        200: {"model": wire_records.Listed[wire_journal.WithdrawnLine]},
        404: wire.problem_response("Không có đợt này (No such batch)"),
        **wire.WRONG_PARAMETER,
    },
    dependencies=[Depends(conditional.check)],
)
def withdrawn(
    registry: RegistryDep,
    wanted: Annotated[
        lists.Wanted, Depends(lists.paging("deleted", "line_no", "title", "id", stamp="deleted"))
    ],
    batch_id: paths.BatchId,
) -> JSONResponse:
    """Các dòng không còn từ khi danh mục được thay; quyết định, trao đổi và phiếu về chúng vẫn còn.

    The lines that are no more since the list was replaced; decisions, notes and receipts on them stay.
    """
    read_batch(registry, batch_id)
    return wanted.answer(_withdrawn(registry, batch_id))


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
    kept = await run_in_threadpool(desk.store, await _sent(request))
    batch_id = kept.intake.batch.id
    record(request, "batch.import", f"batch/{batch_id}", kept.summary)
    return JSONResponse(_stored(registry, kept), 201, {"Location": f"/api/batches/{batch_id}"})


@router.put(
    "/{batch_id}",
    summary="Thay một đợt bằng bản sửa (Replace a batch by its correction)",
    openapi_extra={"requestBody": wire_journal.CORRECTED_BODY},
    responses={
        200: {"model": wire_journal.ReplacedBatch, "description": "Đã thay (Replaced)"},
        404: wire.problem_response("Không có đợt này; lưu đợt mới bằng POST (No such batch; POST a new one)"),
        413: wire.problem_response("Quá lớn (Too large)"),
        415: wire.problem_response("Không phải tệp hay JSON (Neither a file nor JSON)"),
        422: wire.problem_response("Tệp hoặc dòng sai, kèm vị trí (A wrong file or line, with its place)"),
        **once.WRITING,
        **preconditions.FAILING,
    },
)
async def replace(
    request: Request,
    registry: RegistryDep,
    desk: DeskDep,
    batch_id: paths.BatchId,
    precondition: Annotated[preconditions.Precondition, Depends()],
    _: ImporterDep,
    __: once.KeyDep,
) -> JSONResponse:
    """Dòng cùng mã, hoặc cùng nội dung, vẫn là dòng cũ với quyết định và trao đổi của nó; dòng không còn thì
    được giữ là đã rút, với mọi điều đã ghi, và câu trả lời nêu tên.

    A line of the same id, or that says the same, stays the line that it was, with its decisions and notes;
    one that is not there any more is kept as withdrawn, with all that was said of it, and named.
    """

    def require(present: str) -> None:
        precondition.require(
            present,
            "Đợt đã được thay từ khi đọc; đọc lại rồi gửi lại",
            "The batch was replaced since it was read; read it and send it again",
        )

    former = await run_in_threadpool(read_batch, registry, batch_id)
    # Said before a long file is read; what holds is said when it is written.
    require(await run_in_threadpool(tag, registry.store, batch_id))
    kept = await run_in_threadpool(desk.replace, await _sent(request, former), require)
    record(request, "batch.replace", f"batch/{batch_id}", kept.summary)
    body = _stored(registry, kept)
    if kept.replacement is not None:
        gone = {row["id"]: row for row in _withdrawn(registry, batch_id)}
        told = kept.replacement.to_json()
        body |= {**told, "withdrawn": [gone[key] for key in told["withdrawn"]]}
    return JSONResponse(body, headers={"ETag": f'"{tag(registry.store, batch_id)}"'})


def _stored(registry: Registry, kept: Kept) -> dict[str, Any]:
    """Return a batch that was just stored, and how it was read."""
    found = kept.intake
    return {
        **_batches(registry)[found.batch.id],
        "columns": found.columns,
        "skipped": [asdict(row) for row in found.skipped],
        "remarks": [vi for vi, _ in found.remarks],
    }


def _withdrawn(registry: Registry, batch_id: str) -> list[dict[str, Any]]:
    decided, noted = decisions_of(registry.store, batch_id), notes_of(registry.store, batch_id)
    return [
        {
            **item.line.model_dump(include={"id", "line_no", "title", "proposer", "cost_vnd"}),
            "deleted": item.time,
            "decisions": [decision.number for decision in decided.get(item.line.id, ())],
            "notes": len(noted.get(item.line.id, ())),
        }
        for item in withdrawn_lines(registry.store, batch_id)
    ]


async def _sent(request: Request, former: Batch | None = None) -> Intake:
    """Return the batch that was sent, to stand in the place of a ``former`` one if there is one."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await run_in_threadpool(_from_form, await request.form(), former)
    if kind == "application/json":
        return await run_in_threadpool(_from_json, await request.body(), former)
    raise MediaTypeError(
        "Gửi tệp bằng multipart/form-data hoặc các dòng bằng application/json",
        "Send a file as multipart/form-data or lines as application/json",
    )


def _from_form(form: FormData, former: Batch | None) -> Intake:
    upload = form.get("file")
    if not isinstance(upload, UploadFile):
        raise uploads.no_file()
    texts = {name: value for name, value in form.items() if isinstance(value, str)}
    found = uploads.from_file(upload.filename or "", upload.file)
    batch_id = former.id if former else slug(texts.get("id", ""))[:80] or found.batch.id
    title = " ".join(texts.get("title", "").split())[:LONGEST_TITLE]
    title = title or (former or found.batch).title
    return named(found, batch_id, title, _day(texts.get("as_of"), former))


def _from_json(body: bytes, former: Batch | None) -> Intake:
    try:
        if former is not None:
            correction = wire_journal.CorrectedBatch.model_validate_json(body)
            batch_id, title = former.id, correction.title or former.title
            sent: wire_journal.BatchSent = correction
        else:
            new = wire_journal.NewBatch.model_validate_json(body)
            batch_id, title, sent = new.id, new.title, new
    except ValidationError as error:
        raise from_validation(error.errors()) from error
    found = uploads.from_lines(sent.lines, batch_id, title)
    return named(found, batch_id, found.batch.title, _day(sent.as_of, former))


def _day(sent: str | None, former: Batch | None) -> str:
    """Return the date that a batch is judged at: as sent, else that of the former one, else today."""
    return parse_date(sent or (former.as_of if former else "") or today())


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
