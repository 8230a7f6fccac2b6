"""Human output of the command line, with rich; quiet when piped."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from registry.wording import STATUSES, VERDICTS, date_vi, money_vi

if TYPE_CHECKING:
    from registry.answers import FindAnswer, LineAnswer, Screening
    from registry.catalogue import Query
    from registry.intake.batch import Intake
    from registry.people.accounts import Account
    from registry.people.tokens import Token
    from registry.store.base import Answer
    from registry.usecases.batches import Replacement
    from registry.usecases.check import CheckReport
    from registry.usecases.federation import NeighbourAnswer

STYLES = {
    "covered": "bold red",
    "partly": "yellow",
    "in_development": "magenta",
    "none": "green",
    "not_software": "dim",
    "unclear": "cyan",
}


def printer() -> Console:
    """Return the console on stdout."""
    # Piped output keeps whole lines: nothing is cut to a terminal's width.
    return Console(width=None if sys.stdout.isatty() else 200, highlight=False)


@contextmanager
def advancing(total: int) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on stderr, only to a person."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Rà soát", total=total)

        def advance(count: int) -> None:
            progress.advance(task, count)

        yield advance


def show_find(answer: FindAnswer) -> None:
    """Print the answer to a search."""
    console = printer()
    console.print(f"[bold]{answer.message}[/bold]")
    if answer.verdict == "none" and answer.results:
        console.print("[dim]Gần nhất, nhưng chưa đủ giống (không phải câu trả lời):[/dim]")
    for number, hit in enumerate(answer.results, start=1):
        state = STATUSES[hit.status]
        console.print(f"{number}. {hit.name}  [dim]{hit.id}[/dim]")
        console.print(f"   {hit.owner} · {state} · độ chắc {hit.score:.2f}".replace(".", ","))
        console.print(f"   [dim]vì: {hit.why}[/dim]")
        if hit.against:
            console.print(f"   [dim]ngược lại: {'; '.join(hit.against)}[/dim]")


def show_neighbours(answers: Sequence[NeighbourAnswer]) -> None:
    """Print what other registries said, each under its name."""
    console = printer()
    for answer in answers:
        console.print(f"[bold]Sổ đăng ký khác: {answer.origin}[/bold]  [dim]{answer.address}[/dim]")
        if answer.failure:
            console.print(f"   [yellow]không hỏi được: {answer.failure}[/yellow]")
        elif not answer.hits:
            console.print("   không có gì gần với các từ này")
        for hit in answer.hits:
            console.print(f"   {hit.name}  [dim]{hit.page or hit.iri}[/dim]")


def show_screening(screening: Screening) -> None:
    """Print every line of a screening and its summary."""
    console = printer()
    table = Table(show_lines=False, header_style="bold")
    for name, justify in (
        ("TT", "right"),
        ("Nhiệm vụ", "left"),
        ("Kinh phí", "right"),
        ("Kết luận", "left"),
        ("Nền tảng / lý do", "left"),
    ):
        table.add_column(name, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for line in screening.lines:
        style = STYLES[line.verdict]
        table.add_row(
            str(line.line_no or ""),
            line.title,
            money_vi(line.cost_vnd),
            f"[{style}]{VERDICTS[line.verdict]}[/{style}]",
            _reason(line),
        )
    console.print(table)
    show_summary(screening)


def _reason(line: LineAnswer) -> str:
    if line.platforms:
        return "; ".join(platform.name for platform in line.platforms[:2])
    if line.provincial:
        return f"[dim]tỉnh đã có: {line.provincial[0].name}[/dim]"
    return f"[dim]{line.message}[/dim]"


def show_summary(screening: Screening) -> None:
    """Print lines and amounts by verdict."""
    console = printer()
    console.print(f"[bold]{screening.title}[/bold] — tính đến {date_vi(screening.as_of)}")
    table = Table(header_style="bold")
    table.add_column("Kết luận")
    table.add_column("Số dòng", justify="right")
    table.add_column("Kinh phí (đồng)", justify="right")
    for total in screening.totals:
        table.add_row(VERDICTS[total.verdict], str(total.lines), money_vi(total.cost_vnd))
    table.add_row("[bold]Tổng[/bold]", str(len(screening.lines)), money_vi(screening.cost_vnd))
    console.print(table)
    if screening.same_needs:
        console.print(f"{len(screening.same_needs)} nhu cầu được nhiều cơ quan cùng đề nghị.")
    for remark in screening.remarks:
        console.print(f"[yellow]{remark}[/yellow]")


def show_text(text: str) -> None:
    """Print a sentence."""
    printer().print(text)


def show_files(files: Sequence[Path]) -> None:
    """Print where the report files are and where to go next."""
    console = printer()
    for file in files:
        console.print(f"Đã ghi: {file}")
    console.print("Tiếp theo: mở tệp .html bằng trình duyệt, hoặc chạy [bold]rasoat serve[/bold] để tra cứu.")


def show_intake(intake: Intake) -> None:
    """Print what was recognised and skipped in a file."""
    console = printer()
    console.print(f"Đã lưu đợt [bold]{intake.batch.id}[/bold]: {len(intake.batch.lines)} dòng.")
    for sheet, columns in intake.columns.items():
        found = ", ".join(f"{name} = “{label}”" for name, label in columns.items())
        console.print(f"Trang {sheet}: {found}")
    for row in intake.skipped:
        console.print(f"[dim]Bỏ qua {row.sheet} dòng {row.row}: {row.vi} — {row.text[:80]}[/dim]")
    for vi, _ in intake.remarks:
        console.print(f"[yellow]{vi}[/yellow]")


def show_replacement(told: Replacement) -> None:
    """Print what became of the lines of a batch that was replaced."""
    console = printer()
    console.print(
        f"Thay đợt cũ: {told.unchanged} dòng giữ nguyên, {len(told.changed)} dòng đổi, "
        f"{len(told.added)} dòng mới, {len(told.returned)} dòng có lại, {len(told.withdrawn)} dòng đã rút."
    )
    for name, lines in (("Đổi", told.changed), ("Mới", told.added), ("Có lại", told.returned)):
        if lines:
            console.print(f"{name}: {', '.join(lines)}")
    if told.withdrawn:
        console.print(f"[yellow]Đã rút, điều đã ghi vẫn còn trong sổ: {', '.join(told.withdrawn)}[/yellow]")
    for sent, kept in told.renamed.items():
        what = "dòng mới" if kept in told.added else "dòng đã có"
        console.print(f"[dim]{sent} trong tệp là {what} {kept}[/dim]")


def show_batches(batches: Sequence[dict[str, Any]]) -> None:
    """Print the stored batches."""
    table = Table(header_style="bold")
    for name in ("Mã đợt", "Tên", "Tính đến", "Số dòng", "Kinh phí (đồng)"):
        table.add_column(name, overflow="fold")
    for item in batches:
        table.add_row(item["id"], item["title"], item["asOf"], str(item["lines"]), money_vi(item["cost"]))
    printer().print(table)


def show_check(report: CheckReport) -> None:
    """Print the findings of a check, worst first, and their counts."""
    console = printer()
    styles = {"violation": "bold red", "warning": "yellow", "info": "dim"}
    for finding in report.findings:
        style = styles[finding.level]
        console.print(
            f"[{style}]{finding.level}[/{style}] {finding.entity} — {finding.vi} [dim]{finding.value}[/dim]"
        )
    counts = {level: sum(finding.level == level for finding in report.findings) for level in styles}
    console.print(", ".join(f"{number} {level}" for level, number in counts.items()))


def show_queries(queries: Sequence[Query]) -> None:
    """Print the catalogue."""
    table = Table(header_style="bold")
    for name in ("Câu hỏi", "Tên", "Question"):
        table.add_column(name, overflow="fold")
    for query in queries:
        table.add_row(query.id, query.header.title_vi, query.header.question)
    printer().print(table)


def show_answer(answer: Answer) -> None:
    """Print the rows of a query."""
    table = Table(header_style="bold")
    for column in answer.columns:
        table.add_column(column, overflow="fold")
    for row in answer.values():
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    printer().print(table)


def show_accounts(accounts: Sequence[Account]) -> None:
    """Print the accounts of the web application."""
    table = Table(header_style="bold")
    for name in ("Tên", "Họ tên", "Vai trò", "Tình trạng"):
        table.add_column(name, overflow="fold")
    for account in accounts:
        state = "đã khóa" if account.disabled else "đang dùng"
        table.add_row(account.name, account.full_name, account.role.value, state)
    printer().print(table)


def show_tokens(tokens: Sequence[Token]) -> None:
    """Print tokens without their secrets."""
    table = Table(header_style="bold")
    for name in ("Số", "Tài khoản", "Dùng cho", "Quyền", "Hết hạn", "Dùng lần cuối", "Tình trạng"):
        table.add_column(name, overflow="fold")
    states = {"active": "đang dùng", "expired": "đã hết hạn", "revoked": "đã thu hồi"}
    for token in tokens:
        row = token.to_json()
        table.add_row(
            str(token.id),
            token.account,
            token.label,
            ", ".join(row["scopes"]),
            date_vi(row["expires"]),
            date_vi(row["used"]) or "chưa",
            states[row["state"]],
        )
    printer().print(table)
