"""What programs write about lines, for the person of their token: decisions, notes, receipts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Body, Depends, Query, Request
from fastapi.responses import JSONResponse

from api import once, paths, wire, wire_journal
from api.deps import VIETNAM, Day, RegistryDep, parse_date, today
from api.desk import DeskDep
from api.security.audit import record
from api.security.guard import acting
from registry.entries import NoteSeen
from registry.errors import InputError, NotFoundError, Place
from registry.people.accounts import Account
from registry.people.tokens import Scope
from registry.usecases.basis import judge
from registry.usecases.batches import read_batch
from registry.usecases.decisions import notes
from registry.usecases.decisions.decide import NewDecision, decide
from registry.usecases.decisions.saying import find_line
from registry.usecases.receipts import issue

router = APIRouter(prefix="/api/batches/{batch_id}", tags=["journal"], route_class=once.OnceRoute)


class Writer:
    """Who writes about which line through which desk."""

    def __init__(
        self,
        request: Request,
        registry: RegistryDep,
        desk: DeskDep,
        person: Annotated[Account, Depends(acting(Scope.DECIDE))],
        _: once.KeyDep,
    ) -> None:
        self.request, self.registry, self.desk, self.name = request, registry, desk, person.full_name

    def record(self, action: str, thing: str, detail: str) -> None:
        """Put on the audit log what was written."""
        record(self.request, action, thing, detail)


WriterDep = Annotated[Writer, Depends()]
NO_LINE: wire.Responses = {
    410: wire.problem_response("Dòng đã rút khỏi đợt (The line was withdrawn)"),
    404: wire.problem_response("Không có đợt, dòng, nền tảng hay phiếu này (No such thing)"),
    422: wire.problem_response("Chưa hợp lệ (Not valid)"),
    **once.WRITING,
}


@router.post(
    "/lines/{line_id:path}/decisions",
    status_code=201,
    summary="Ghi quyết định về một dòng (Record a decision on a line)",
    responses={
        201: {"model": wire_journal.DecisionItem, "description": "Đã ghi (Recorded)"},
        **NO_LINE,
    },
)
def add_decision(
    writer: WriterDep,
    batch_id: paths.BatchId,
    line_id: paths.LineId,
    sent: Annotated[wire_journal.NewDecisionIn, Body()],
) -> JSONResponse:
    """Ghi một quyết định vào sổ dưới tên chủ mã truy cập; không quyết định nào bị thay.

    Put a decision into the journal under the name of the person of the token; none is ever replaced.
    """
    answers = {item.id: item for item in writer.desk.whole(batch_id).lines}
    line = find_line(writer.registry, batch_id, line_id).line
    new = NewDecision(batch_id=batch_id, line=line.id, reviewer=writer.name, **sent.model_dump())
    with writer.desk.writing() as store:
        written = decide(writer.registry, store, new, datetime.now(VIETNAM), answers[line.id])
    writer.record("line.decision", f"batch/{batch_id}/line/{line.id}", written.number)
    return JSONResponse(written.to_json(), 201, {"Location": f"/api/decisions/{written.number}"})


@router.post(
    "/lines/{line_id:path}/notes",
    status_code=201,
    summary="Ghi chú, hỏi hoặc trả lời về một dòng (Note, ask or answer about a line)",
    responses={
        201: {"model": wire_journal.NoteItem, "description": "Đã ghi (Recorded)"},
        **NO_LINE,
    },
)
def add_note(
    writer: WriterDep,
    batch_id: paths.BatchId,
    line_id: paths.LineId,
    sent: Annotated[wire_journal.NewNote, Body()],
) -> JSONResponse:
    """Ghi một ghi chú, một câu hỏi gửi đơn vị, hoặc trả lời cho một câu hỏi của dòng.

    Record a note, a question for the proposer, or the answer to a question about the line.
    """
    subject = find_line(writer.registry, batch_id, line_id)
    now, who = datetime.now(VIETNAM), writer.name
    if sent.kind == "answer":
        _check_question(
            notes.notes_of(writer.registry.store, batch_id).get(subject.line.id, ()), sent.in_reply_to
        )
    elif sent.in_reply_to:
        raise InputError(
            "“in_reply_to” chỉ dùng với trả lời",
            "“in_reply_to” is for answers only",
            Place(column="in_reply_to"),
        )
    with writer.desk.writing() as store:
        if sent.kind == "answer":
            written = notes.answer(store, sent.in_reply_to, sent.text, who, now)
        elif sent.kind == "question":
            written = notes.ask_back(store, subject, sent.text, who, now)
        else:
            written = notes.add_note(store, subject, sent.text, who, now)
    writer.record(
        "line.answer" if sent.kind == "answer" else "line.note",
        f"batch/{batch_id}/line/{subject.line.id}",
        written.number,
    )
    address = f"/api/batches/{quote(batch_id, safe='')}/lines/{quote(subject.line.id, safe='')}"
    return JSONResponse(written.to_json(), 201, {"Location": address})


def _check_question(known: tuple[NoteSeen, ...], number: str) -> None:
    """Raise `NotFoundError` unless the line has the note that is answered."""
    if number not in {item.number for item in known}:
        raise NotFoundError(
            f"Dòng này không có câu hỏi {number}",
            f"This line has no question {number}",
            Place(column="in_reply_to"),
        )


@router.post(
    "/receipts",
    status_code=201,
    summary="Lập phiếu cho mọi dòng của đợt (Put every verdict of a batch on record)",
    responses={
        201: {"model": wire_journal.IssuedReceipts, "description": "Đã lập (Issued)"},
        **NO_LINE,
    },
)
def issue_receipts(
    writer: WriterDep,
    batch_id: paths.BatchId,
    as_of: Annotated[
        Day | None,
        Query(description="Ngày xét khác ngày của đợt (Another date than that of the batch)"),
    ] = None,
) -> JSONResponse:
    """Lập phiếu cho mỗi kết luận, kể cả “chưa có”; nói đúng như phiếu đã có thì giữ số cũ.

    Issue a receipt for every verdict, `none` included; one that says the same as before keeps its number.
    """
    batch = read_batch(writer.registry, batch_id)
    day = parse_date(as_of) if as_of else batch.as_of or today()
    drafts = list(judge(writer.registry, batch, day).drafts.values())
    with writer.desk.writing() as store:
        issued = issue(store, drafts, writer.name, datetime.now(VIETNAM))
    new = sum(item.new for item in issued)
    writer.record("receipt.issue", f"batch/{batch_id}", f"{new} / {len(issued)}")
    body: dict[str, Any] = {
        "batch_id": batch_id,
        "as_of": day,
        "new": new,
        "receipts": [vars(item) for item in issued],
    }
    return JSONResponse(body, 201, {"Location": f"/api/receipts?batch={quote(batch_id, safe='')}"})
