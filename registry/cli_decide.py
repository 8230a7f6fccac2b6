"""The commands on decisions: decide, judge, note, answer, deadline, overdue, precedents."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Annotated

import typer

from registry.console import Json, emit, iso_day, reading, settings

if TYPE_CHECKING:
    from registry.opened import Registry
    from registry.store.base import Store

decide_app = typer.Typer()

Batch = Annotated[str, typer.Argument(help="Mã đợt đã lưu.")]
Line = Annotated[str, typer.Argument(help="Mã hoặc số thứ tự của dòng.")]
By = Annotated[str, typer.Option("--by", help="Họ tên người ghi; phải có.")]


def _now() -> datetime:
    # Vietnam has one time zone and no summer time; entries say the time of the desk, wherever the machine is.
    return datetime.now(timezone(timedelta(hours=7)))


@contextmanager
def _writing() -> Iterator[tuple[Registry, Store]]:
    from registry.bootstrap import open_writer

    with reading() as registry, open_writer(settings()) as store:
        yield registry, store


@decide_app.command()
def decide(
    batch: Batch,
    line: Line,
    outcome: Annotated[
        str, typer.Option(help="join, join_later, extend, remainder, joint, build, send_back, exempt")
    ] = "",
    reason: Annotated[str, typer.Option(help="Lý do.")] = "",
    by: By = "",
    amount: Annotated[int | None, typer.Option(help="Kinh phí sau thẩm tra, đồng chẵn.")] = None,
    amount_reason: Annotated[str, typer.Option(help="Lý do khi cao hơn đề nghị.")] = "",
    platform: Annotated[list[str] | None, typer.Option(help="Mã nền tảng của quyết định.")] = None,
    finding: Annotated[list[str] | None, typer.Option(help="Số phát hiện làm căn cứ, ví dụ 16.2")] = None,
    reject: Annotated[list[str] | None, typer.Option(help="Số phát hiện bị bác.")] = None,
    receipt: Annotated[str, typer.Option(help="Số phiếu rà soát làm căn cứ.")] = "",
    seconds: Annotated[str, typer.Option(help="Đồng ý với quyết định này của người khác.")] = "",
    after: Annotated[
        str | None, typer.Option(help="Quyết định đã thấy là hiện hành; có quyết định mới hơn thì báo.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Quyết định một dòng; quyết định trước vẫn còn trong sổ. (Decide a line.)"""
    from registry.terminal_decide import show_decisions
    from registry.usecases.decisions.decide import NewDecision
    from registry.usecases.decisions.decide import decide as run

    new = NewDecision(
        batch_id=batch,
        line=line,
        outcome=outcome,
        reason=reason,
        reviewer=by,
        amount_vnd=amount,
        amount_reason=amount_reason,
        platforms=tuple(platform or ()),
        findings=tuple(finding or ()),
        rejected=tuple(reject or ()),
        receipt=receipt,
        seconds=seconds,
        after=after,
    )
    with _writing() as (registry, store):
        done = run(registry, store, new, _now())
    if as_json:
        emit(done.to_json())
    else:
        show_decisions([done])


@decide_app.command()
def decisions(
    batch: Batch,
    line: Annotated[str | None, typer.Argument(help="Mã hoặc số của dòng; bỏ trống: cả đợt.")] = None,
    as_json: Json = False,
) -> None:
    """Lịch sử quyết định của một dòng hoặc cả đợt. (All decisions, oldest first.)"""
    from registry.terminal_decide import show_decisions
    from registry.usecases.decisions import decisions_of

    with reading() as registry:
        wanted = _line_id(registry, batch, line)
        found = decisions_of(registry.store, batch)
    shown = [item for key, items in found.items() for item in items if wanted in ("", key)]
    if as_json:
        for item in shown:
            emit(item.to_json())
    else:
        show_decisions(shown)


@decide_app.command()
def note(
    batch: Batch,
    line: Line,
    text: Annotated[str, typer.Argument(help="Nội dung.")],
    by: By = "",
    question: Annotated[bool, typer.Option("--question", help="Là câu hỏi gửi lại đơn vị.")] = False,
    as_json: Json = False,
) -> None:
    """Ghi chú hoặc đặt câu hỏi về một dòng. (Note something, or ask back.)"""
    from registry.terminal_decide import show_notes
    from registry.usecases.decisions.notes import add_note, ask_back
    from registry.usecases.decisions.saying import find_line

    with _writing() as (registry, store):
        write = ask_back if question else add_note
        done = write(store, find_line(registry, batch, line), text, by, _now())
    if as_json:
        emit(done.to_json())
    else:
        show_notes([done])


@decide_app.command()
def answer(
    number: Annotated[str, typer.Argument(help="Số câu hỏi, ví dụ TD-2023-00001")],
    text: Annotated[str, typer.Argument(help="Nội dung trả lời.")],
    by: By = "",
    as_json: Json = False,
) -> None:
    """Ghi câu trả lời cho một câu hỏi. (Record the answer to a question.)"""
    from registry.terminal_decide import show_notes
    from registry.usecases.decisions.notes import answer as run

    with _writing() as (_, store):
        done = run(store, number, text, by, _now())
    if as_json:
        emit(done.to_json())
    else:
        show_notes([done])


@decide_app.command()
def notes(
    batch: Batch,
    line: Annotated[str | None, typer.Argument(help="Mã hoặc số của dòng; bỏ trống: cả đợt.")] = None,
    as_json: Json = False,
) -> None:
    """Liệt kê ghi chú, câu hỏi, trả lời. (List notes, questions and answers.)"""
    from registry.terminal_decide import show_notes
    from registry.usecases.decisions import notes_of

    with reading() as registry:
        wanted = _line_id(registry, batch, line)
        found = notes_of(registry.store, batch)
    shown = [item for key, items in found.items() for item in items if wanted in ("", key)]
    if as_json:
        for item in shown:
            emit(item.to_json())
    else:
        show_notes(shown)


@decide_app.command()
def judge(
    batch: Batch,
    line: Line,
    other: Annotated[str, typer.Argument(help="Mã nền tảng, hoặc dòng khác viết là đợt/dòng.")],
    judgement: Annotated[str, typer.Argument(help="positive, negative, unsure")],
    by: By = "",
    reason: Annotated[str, typer.Option(help="Lý do.")] = "",
    as_json: Json = False,
) -> None:
    """Đánh giá: nền tảng này có làm việc dòng này cần không? (Judge a pair.)"""
    from registry.terminal_decide import show_judgement
    from registry.usecases.decisions.judge import NewJudgement
    from registry.usecases.decisions.judge import judge as run

    with _writing() as (registry, store):
        done = run(registry, store, NewJudgement(batch, line, other, judgement, by, reason), _now())
    if as_json:
        emit(done.to_json())
    else:
        show_judgement(done)


@decide_app.command()
def deadline(
    batch: Batch,
    by: By = "",
    received: Annotated[str, typer.Option(help="Ngày nhận (ISO).")] = "",
    days: Annotated[int | None, typer.Option(help="Số ngày làm việc, mặc định 10.")] = None,
    due: Annotated[str, typer.Option(help="Hoặc: ngày hạn (ISO).")] = "",
    as_json: Json = False,
) -> None:
    """Ghi ngày nhận và hạn của một đợt. (Set the deadline of a batch.)"""
    from registry.terminal_decide import show_deadline
    from registry.usecases.decisions.deadlines import NewDeadline, set_deadline

    with _writing() as (registry, store):
        done = set_deadline(registry, store, NewDeadline(batch, by, received, days, due), _now())
    if as_json:
        emit(done.to_json())
    else:
        show_deadline(done)


@decide_app.command()
def overdue(
    on: Annotated[str | None, typer.Option("--on", help="Xét vào ngày (ISO), mặc định hôm nay.")] = None,
    as_json: Json = False,
) -> None:
    """Các đợt có hạn: dòng quá hạn, số ngày còn lại. (Deadlines, late lines, days left.)"""
    from registry.terminal_decide import show_overdue
    from registry.usecases.decisions import overdue as run

    day = date.fromisoformat(iso_day(on))
    with reading() as registry:
        found = run(registry.store, day)
    if as_json:
        for item in found:
            emit(item.to_json())
    else:
        show_overdue(found)


@decide_app.command()
def precedents(
    batch: Batch,
    line: Annotated[str | None, typer.Argument(help="Mã hoặc số của dòng; bỏ trống: cả đợt.")] = None,
    as_json: Json = False,
) -> None:
    """Tiền lệ: các dòng giống đã được quyết định. (Alike lines decided before.)"""
    from registry.terminal_decide import show_precedents
    from registry.usecases.decisions import precedents as run

    with reading() as registry:
        found = run(registry, batch, line)
    for item in found.values():
        if as_json:
            emit(item.to_json())
        elif item.cases or line:
            show_precedents(item)


def _line_id(registry: Registry, batch: str, line: str | None) -> str:
    """Return the id of a line given by its id or number, empty for the whole batch."""
    from registry.usecases.batches import read_batch
    from registry.usecases.decisions.saying import find_line

    if line is None:
        read_batch(registry, batch)
        return ""
    return find_line(registry, batch, line).line.id
