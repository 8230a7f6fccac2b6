"""The commands for receipts: issue and list them, replay them, watch them."""

from __future__ import annotations

from typing import Annotated

import typer

from registry.console import AsOf, By, Json, emit, iso_day, now, reading, say, settings


def add_receipts(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(receipts)
    app.command()(replay)
    app.command()(watch)


def issue_receipts(batch_id: str, as_of: str | None, by: str | None, as_json: bool) -> None:
    """Review a stored batch and put every verdict on record under a number."""
    from registry.bootstrap import open_writer
    from registry.terminal import advancing, show_screening
    from registry.terminal_receipts import show_issued
    from registry.usecases.basis import judge
    from registry.usecases.batches import read_batch
    from registry.usecases.receipts import issue

    with reading() as registry:
        batch = read_batch(registry, batch_id)
        with advancing(len(batch.lines)) as advance:
            judged = judge(registry, batch, iso_day(as_of or batch.as_of), advance)
    with open_writer(settings()) as store:
        issued = issue(store, list(judged.drafts.values()), by or "rasoat review --issue", now())
    if as_json:
        numbers = {item.line_id: item for item in issued}
        for line in judged.screening.lines:
            item = numbers[line.id]
            emit({**line.to_json(), "receipt": item.number, "receipt_new": item.new})
    else:
        show_screening(judged.screening)
        show_issued(issued)


def receipts(
    batch: Annotated[str, typer.Argument(help="Mã đợt đã lưu.")],
    as_json: Json = False,
) -> None:
    """Liệt kê phiếu rà soát của một đợt. (List the receipts of a batch.)"""
    from registry.terminal_receipts import show_receipts
    from registry.usecases.receipts import receipts_of

    with reading() as registry:
        found = [item for items in receipts_of(registry, batch).values() for item in items]
    found.sort(key=lambda item: (item.time, item.number))
    if as_json:
        for item in found:
            emit(item.to_json())
    else:
        show_receipts(found)


def replay(
    number: Annotated[str | None, typer.Argument(help="Số phiếu, ví dụ PR-2026-00001.")] = None,
    batch: Annotated[
        str | None, typer.Option("--batch", help="Tính lại phiếu mới nhất của mọi dòng.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Tính lại phiếu tại ngày của nó; mã thoát 1 nếu có thay đổi. (Compute receipts again.)"""
    from registry.errors import InputError
    from registry.terminal_receipts import show_replayed
    from registry.usecases.receipts import latest_of, receipt
    from registry.usecases.replay import replay as run

    if (number is None) == (batch is None):
        raise InputError("Cần một số phiếu hoặc --batch", "Give the number of a receipt or --batch")
    with reading() as registry:
        asked = [receipt(registry, number)] if number else latest_of(registry, batch or "")
        replayed = run(registry, asked)
    if as_json:
        for item in replayed:
            emit(item.to_json())
    else:
        show_replayed(replayed)
    if not all(item.same for item in replayed):
        raise typer.Exit(1)


def watch(
    batch: Annotated[str | None, typer.Argument(help="Mã đợt; bỏ trống để xem mọi đợt.")] = None,
    as_of: AsOf = None,
    every: Annotated[
        bool, typer.Option("--any", help="Cả dòng đã có nền tảng: nền tảng có thể đã ngừng.")
    ] = False,
    by: By = None,
    as_json: Json = False,
) -> None:
    """Xem lại phiếu đang theo dõi, mở lại dòng khi sổ đã đổi. (Watch receipts, reopen lines.)"""
    from registry.bootstrap import open_writer
    from registry.terminal_receipts import show_reopened
    from registry.usecases.watch import reopen
    from registry.usecases.watch import watch as run

    with reading() as registry:
        watched = run(registry, iso_day(as_of), batch, every)
    reopened = []
    if watched.alerts:
        say("Ghi phiếu mới và việc mở lại")
        with open_writer(settings()) as store:
            reopened = reopen(store, watched.alerts, by or "rasoat watch", now())
    if as_json:
        for item in reopened:
            emit(item.to_json())
    else:
        show_reopened(reopened, watched.looked_at)
