"""What the journal holds: decisions, notes and receipts of all batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse

from api import conditional, lists, paths, wire, wire_journal, wire_records
from api.deps import RegistryDep
from registry.entries import ReceiptSeen
from registry.errors import NotFoundError
from registry.model import Verdict
from registry.opened import Registry
from registry.usecases.batches import list_batches
from registry.usecases.decisions.history import decisions_of
from registry.usecases.decisions.notes import notes_of
from registry.usecases.receipts import receipt as one_receipt
from registry.usecases.receipts import receipts_of

router = APIRouter(prefix="/api", tags=["journal"], dependencies=[Depends(conditional.check)])

Wanted = Annotated[
    lists.Wanted,
    Depends(lists.paging("time", "number", "batch_id", "line_id", key="number", stamp="time")),
]
BatchFilter = Annotated[str, Query(max_length=200, description="Mã đợt (Id of the batch)")]
LineFilter = Annotated[str, Query(max_length=200, description="Mã dòng (Id of the line)")]
Rows = Sequence[dict[str, Any]]


@router.get(
    "/decisions",
    summary="Liệt kê quyết định (List decisions)",
    responses={200: {"model": wire_records.Listed[wire_journal.DecisionItem]}, **wire.WRONG_PARAMETER},
)
def decisions(
    registry: RegistryDep,
    wanted: Wanted,
    batch: BatchFilter = "",
    line: LineFilter = "",
    current: Annotated[
        bool | None,
        Query(description="Còn (không còn) hiệu lực (Whether it stands)"),
    ] = None,
) -> JSONResponse:
    """Liệt kê quyết định về các dòng, cũ nhất trước; quyết định cũ không bao giờ bị thay.

    List what people decided, the oldest first; a later decision never replaces the former.
    """
    rows = [
        row
        for row in _read(registry, "decisions", _decisions, batch)
        if line in ("", row["line_id"]) and current in (None, row["current"])
    ]
    return wanted.answer(rows)


@router.get(
    "/decisions/{number}",
    summary="Một quyết định (One decision)",
    responses={
        200: {"model": wire_journal.DecisionItem},
        404: wire.problem_response("Không có quyết định này (No such decision)"),
    },
)
def decision(registry: RegistryDep, number: paths.DecisionNumber) -> JSONResponse:
    """Một quyết định theo số. One decision by its number."""
    for row in _read(registry, "decisions", _decisions):
        if row["number"] == number:
            return JSONResponse(row)
    raise NotFoundError(f"Không có quyết định {number}", f"There is no decision {number}")


@router.get(
    "/notes",
    summary="Liệt kê ghi chú, câu hỏi, trả lời (List notes, questions and answers)",
    responses={200: {"model": wire_records.Listed[wire_journal.NoteItem]}, **wire.WRONG_PARAMETER},
)
def notes(
    registry: RegistryDep,
    wanted: Wanted,
    batch: BatchFilter = "",
    line: LineFilter = "",
) -> JSONResponse:
    """Liệt kê điều đã ghi, hỏi và trả lời về các dòng. List what was noted, asked and answered of lines."""
    rows = [row for row in _read(registry, "notes", _notes, batch) if line in ("", row["line_id"])]
    return wanted.answer(rows)


@router.get(
    "/receipts",
    summary="Liệt kê phiếu rà soát (List receipts)",
    responses={200: {"model": wire_records.Listed[wire_journal.ReceiptItem]}, **wire.WRONG_PARAMETER},
)
def receipts(
    registry: RegistryDep,
    wanted: Wanted,
    batch: BatchFilter = "",
    line: LineFilter = "",
    verdict: Annotated[Verdict | None, Query(description="Kết luận (The verdict)")] = None,
) -> JSONResponse:
    """Liệt kê các kết luận đã lập phiếu. List the verdicts that were put on record."""
    rows = [
        row
        for row in _read(registry, "receipts", _receipts, batch)
        if line in ("", row["line_id"]) and verdict in (None, row["verdict"])
    ]
    return wanted.answer(rows)


@router.get(
    "/receipts/{number}",
    summary="Một phiếu với mọi điều nó dựa vào (One receipt with all that it rests on)",
    responses={
        200: {"model": wire_journal.ReceiptCard},
        404: wire.problem_response("Không có phiếu này (No such receipt)"),
    },
)
def receipt(registry: RegistryDep, number: paths.ReceiptNumber) -> JSONResponse:
    """Một phiếu theo số, với quy tắc và dữ kiện. One receipt by its number, with rules and facts."""
    return JSONResponse(one_receipt(registry, number).to_json())


def brief(item: ReceiptSeen) -> dict[str, Any]:
    """Return a receipt without the facts that it rests on, which are long."""
    body = item.to_json()
    return {name: value for name, value in body.items() if name not in ("rules", "facts")}


def _read(
    registry: Registry, name: str, read: Callable[[Registry, str], Rows], batch: str = ""
) -> Iterable[dict[str, Any]]:
    """Return the entries of one batch or of all; kept until somebody writes."""
    known = [str(row["id"]) for row in list_batches(registry)]
    for key in [item for item in known if batch in ("", item)]:
        yield from registry.keep(("told", name, key), partial(read, registry, key))


def _decisions(registry: Registry, batch: str) -> Rows:
    return [item.to_json() for items in decisions_of(registry.store, batch).values() for item in items]


def _notes(registry: Registry, batch: str) -> Rows:
    return [item.to_json() for items in notes_of(registry.store, batch).values() for item in items]


def _receipts(registry: Registry, batch: str) -> Rows:
    return [brief(item) for items in receipts_of(registry, batch).values() for item in items]
