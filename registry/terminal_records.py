"""Human output of the commands for records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from registry.terminal import printer as console

if TYPE_CHECKING:
    from registry.usecases.overlay import Change, Registration


def show_registered(changes: Sequence[Change]) -> None:
    """Print which records were added or changed, and what to do next."""
    for change in changes:
        said = "Đã thêm" if change.former is None else "Đã đổi"
        console().print(f"{said} [bold]{change.record.id}[/bold]: {escape(change.record.name_vi)}")
    if changes:
        console().print("Tiếp theo: chạy [bold]rasoat watch[/bold] để xem dòng nào phải mở lại.")
    else:
        console().print("Không có gì đổi: sổ đã ghi đúng như vậy.")


def show_registrations(registrations: Sequence[Registration]) -> None:
    """Print every registration on this machine."""
    table = Table(header_style="bold")
    for name in ("Mã", "Tên", "Lần", "Lúc", "Người đăng ký", "Lý do"):
        table.add_column(name, overflow="fold")
    for item in registrations:
        reason = escape(item.why) + (" (bản ghi mới)" if item.new else "")
        table.add_row(item.id, escape(item.name), str(item.version), item.time, escape(item.by), reason)
    console().print(table)
