"""Human output of the commands on decisions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.markup import escape

from registry.terminal import printer
from registry.wording import JUDGEMENTS, NOTE_KINDS, OUTCOMES, date_vi, money_vi

if TYPE_CHECKING:
    from registry.entries import (
        DeadlineSeen,
        DecisionSeen,
        NoteSeen,
        Overdue,
        Precedents,
        StatementSeen,
    )


def _when(time: str) -> str:
    return f"{time[11:16]} {date_vi(time)}"


def show_decisions(decisions: Iterable[DecisionSeen]) -> None:
    """Print decisions, oldest first, with who, when and what stands."""
    out = printer()
    for item in decisions:
        style = "bold" if item.current else "dim"
        out.print(
            f"[{style}]{item.number}[/{style}] {escape(item.line_id)}"
            f" · [{style}]{OUTCOMES[item.outcome]}[/{style}] · {escape(item.reviewer)}, {_when(item.time)}"
        )
        out.print(f"   Lý do: {escape(item.reason)}")
        if item.amount_vnd is not None:
            above = f" ({escape(item.amount_reason)})" if item.amount_reason else ""
            out.print(f"   Kinh phí sau thẩm tra: {money_vi(item.amount_vnd)} đồng{above}")
        for name, values in (
            ("Nền tảng", item.platforms),
            ("Phát hiện", item.findings),
            ("Bác", item.rejected),
        ):
            if values:
                out.print(f"   {name}: {', '.join(values)}")
        if item.receipt:
            out.print(f"   Phiếu rà soát: {item.receipt}")
        if item.second_opinion:
            out.print(f"   Ý kiến thứ hai: {item.second_opinion}")
        if item.needs_second_opinion and item.current:
            against = ", ".join(item.mandatory)
            out.print(f"   [yellow]Cần ý kiến thứ hai: trái với nền tảng bắt buộc {against}[/yellow]")
        if not item.current:
            out.print("   [dim]đã có quyết định sau[/dim]")


def show_notes(notes: Iterable[NoteSeen]) -> None:
    """Print notes, questions and answers, oldest first."""
    out = printer()
    for item in notes:
        about = f" {item.in_reply_to}" if item.in_reply_to else ""
        out.print(
            f"[bold]{item.number}[/bold] {escape(item.line_id)} · {NOTE_KINDS[item.kind]}{about}"
            f" · {escape(item.author)}, {_when(item.time)}"
        )
        out.print(f"   {escape(item.text)}")


def show_judgement(item: StatementSeen) -> None:
    """Print a judgement."""
    other = item.platform or f"{item.other_batch_id}/{item.other_line_id}"
    printer().print(
        f"[bold]{item.number}[/bold] {escape(item.line_id)} × {escape(other)}: {JUDGEMENTS[item.judgement]}"
        f" · {escape(item.reviewer)}, {_when(item.time)}"
    )


def show_deadline(item: DeadlineSeen) -> None:
    """Print the deadline of a batch."""
    received = f"nhận {date_vi(item.received)}, " if item.received else ""
    days = f" ({item.days} ngày làm việc)" if item.days else ""
    printer().print(f"[bold]{item.number}[/bold] {item.batch_id}: {received}hạn {date_vi(item.due)}{days}")


def show_overdue(found: Iterable[Overdue]) -> None:
    """Print the batches with a deadline: lines past it, days left for the others."""
    out = printer()
    for item in found:
        left = len(item.undecided)
        state = f"còn {item.days_left} ngày làm việc"
        if item.overdue:
            late = f" {-item.days_left} ngày làm việc" if item.days_left else ""
            state = f"[bold red]quá hạn{late}[/bold red]"
        elif not left and not item.waiting:
            state = "[green]đã xong[/green]"
        out.print(f"{item.deadline.batch_id}: hạn {date_vi(item.deadline.due)}, {state}; {left} dòng còn mở")
        if item.overdue:
            for line_id, number, title in item.undecided:
                out.print(f"   {number or ''} {escape(line_id)} · {escape(title)}")
        if item.waiting:
            out.print(f"   Cần ý kiến thứ hai: {', '.join(item.waiting)}")


def show_precedents(found: Precedents) -> None:
    """Print the precedents of a line and the warning when they contradict each other."""
    out = printer()
    if not found.cases:
        out.print("Chưa có tiền lệ.")
    for case in found.cases:
        item = case.decision
        why = [
            "người xác nhận là cùng việc" if case.confirmed else "",
            "cùng chức năng" if case.same_capability else "",
            f"tên giống {case.likeness}%" if case.likeness else "",
        ]
        out.print(
            f"[bold]{item.number}[/bold] {item.batch_id}/{escape(item.line_id)} · {OUTCOMES[item.outcome]}"
            f" · {escape(item.reviewer)}, {date_vi(item.time)} · {'; '.join(part for part in why if part)}"
        )
        out.print(f"   {escape(case.title)} — {escape(item.reason)}")
    if found.warning:
        out.print(f"[bold yellow]{found.warning}[/bold yellow]")
