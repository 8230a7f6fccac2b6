"""The commands for changing a record: print it, register it anew."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from registry.console import Json, emit, now, say, settings


def add_records(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(register)
    app.command()(record)


def register(
    file: Annotated[Path | None, typer.Argument(help="Tệp YAML, dạng như rasoat record in ra.")] = None,
    by: Annotated[str, typer.Option("--by", help="Họ tên người đăng ký.")] = "",
    why: Annotated[str, typer.Option("--why", help="Lý do, văn bản làm căn cứ.")] = "",
    listed: Annotated[bool, typer.Option("--list", help="Liệt kê mọi lần đăng ký.")] = False,
    as_json: Json = False,
) -> None:
    """Đăng ký nền tảng mới hoặc thay đổi một nền tảng. (Register a platform or a change of one.)"""
    from registry import curated
    from registry.errors import InputError
    from registry.terminal_records import show_registered, show_registrations
    from registry.usecases.overlay import Overlay, Signature
    from registry.usecases.register import register as run

    overlay = Overlay(settings().overlay_path)
    if listed == (file is not None):
        raise InputError("Cần một tệp hoặc --list", "Give a file or --list")
    if file is None:
        registrations = overlay.registrations()
        if as_json:
            for item in registrations:
                emit(item.to_json())
        else:
            show_registrations(registrations)
        return
    with overlay.writing():
        changes = run(overlay, curated.shipped_path(), file, Signature(by, why, now()), say)
    if as_json:
        for change in changes:
            emit({"id": change.record.id, "new": change.former is None})
    else:
        show_registered(changes)


def record(platform: Annotated[str, typer.Argument(help="Mã nền tảng.")]) -> None:
    """In bản ghi hiện có của một nền tảng, để sửa rồi đăng ký lại. (Print a record as YAML.)"""
    from registry import curated
    from registry.usecases.overlay import Overlay
    from registry.usecases.register import record as run

    typer.echo(run(Overlay(settings().overlay_path), curated.shipped_path(), platform), nl=False)
