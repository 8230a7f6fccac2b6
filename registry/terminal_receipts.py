"""Human output of the commands for receipts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from registry.terminal import STYLES
from registry.terminal import printer as console
from registry.wording import VERDICTS, date_vi

if TYPE_CHECKING:
    from registry.entries import ReceiptSeen
    from registry.usecases.receipts import Issued
    from registry.usecases.replay import Replayed
    from registry.usecases.watch import Reopened


def show_issued(issued: Sequence[Issued]) -> None:
    """Print how many receipts were issued and their numbers."""
    new = [item.number for item in issued if item.new]
    old = len(issued) - len(new)
    if new:
        console().print(f"Đã lập {len(new)} phiếu: {new[0]} … {new[-1]}.")
    if old:
        console().print(f"{old} dòng đã có phiếu nói đúng như vậy; giữ số cũ.")


def show_receipts(receipts: Sequence[ReceiptSeen]) -> None:
    """Print receipts, one a row."""
    table = Table(header_style="bold")
    for name in (
        "Số phiếu",
        "Dòng",
        "Kết luận",
        "Tính đến",
        "Lập lúc",
        "Người lập",
        "Thay phiếu",
        "Theo dõi",
    ):
        table.add_column(name, overflow="fold")
    for item in receipts:
        style = STYLES[item.verdict]
        table.add_row(
            item.number,
            escape(item.line_id),
            f"[{style}]{VERDICTS[item.verdict]}[/{style}]",
            date_vi(item.as_of),
            item.time,
            escape(item.by),
            item.supersedes,
            "có" if item.watched else "",
        )
    console().print(table)


def show_replayed(replayed: Sequence[Replayed]) -> None:
    """Print what changed in each receipt, and how many are the same."""
    for item in replayed:
        head = f"{item.receipt.number} · {escape(item.receipt.line_id)} · tính đến {date_vi(item.as_of)}"
        if item.same and len(replayed) == 1:
            console().print(f"{head}: [green]như cũ[/green] ({VERDICTS[item.receipt.verdict]})")
        elif not item.same:
            console().print(f"{head}: [yellow]đã khác[/yellow]")
            for change in item.changes:
                console().print(f"   {escape(change.message)}")
    same = sum(item.same for item in replayed)
    if len(replayed) != 1:
        console().print(f"{len(replayed)} phiếu: {same} như cũ, {len(replayed) - same} đã khác.")


def show_reopened(reopened: Sequence[Reopened], looked_at: int) -> None:
    """Print which lines are open again, and why."""
    for item in reopened:
        alert = item.alert
        console().print(
            f"[bold]{item.reopening}[/bold] mở lại dòng {escape(alert.receipt.line_id)}: "
            f"{escape(str(alert.draft.facts['line']['title']))}"
        )
        console().print(f"   {escape(alert.message)}")
        console().print(f"   Phiếu mới {item.receipt} thay {alert.receipt.number}.")
    console().print(f"Đã xem lại {looked_at} phiếu đang theo dõi: mở lại {len(reopened)} dòng.")
