"""The commands for changing a record: print it, register it anew, make one of a publiccode.yml."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from registry.console import Json, emit, now, say, settings


def add_records(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(register)
    app.command()(record)
    app.command()(publiccode)


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


def publiccode(
    file: Annotated[Path, typer.Argument(help="Tệp publiccode.yml của phần mềm.")],
    owner: Annotated[str, typer.Option("--owner", help="Mã cơ quan chủ quản trong sổ.")],
    level: Annotated[str, typer.Option("--level", help="national, party, ministry, provincial.")],
    by: Annotated[str, typer.Option("--by", help="Họ tên người nhập.")],
    origin: Annotated[str, typer.Option("--from", help="Địa chỉ nơi lấy tệp; mặc định theo tệp.")] = "",
    functions: Annotated[
        list[str] | None, typer.Option("--function", help="Tính năng=mã chức năng, khi máy chưa chắc.")
    ] = None,
    dry: Annotated[bool, typer.Option("--dry-run", help="Chỉ in bản ghi, không đăng ký.")] = False,
) -> None:
    """Nhập phần mềm công có tệp publiccode.yml. (Register software described by a publiccode.yml.)"""
    from tempfile import TemporaryDirectory
    from typing import cast, get_args

    from registry import curated
    from registry.console import iso_day, reading
    from registry.errors import InputError, NotFoundError
    from registry.intake.publiccode import read
    from registry.model import Level
    from registry.terminal_records import show_registered
    from registry.usecases.overlay import Overlay, Signature
    from registry.usecases.publiccode import Said, platform, refuse_another
    from registry.usecases.register import present
    from registry.usecases.register import register as run

    if level not in get_args(Level):
        raise InputError(f"Không có cấp {level}", f"There is no level {level}")
    pairs = [item.rpartition("=") for item in functions or ()]
    software = read(file)
    said = Said(owner, cast("Level", level), origin, {words: capability for words, _, capability in pairs})
    with reading() as registry:
        made = platform(registry, software, said, iso_day(None))
    text, overlay, root = curated.written(made), Overlay(settings().overlay_path), curated.shipped_path()
    if dry:
        typer.echo(text, nl=False)
        return
    with overlay.writing(), TemporaryDirectory(prefix="rasoat-") as folder:
        try:
            refuse_another(made, present(overlay, root, made.id))
        except NotFoundError:
            say(f"{made.id} là bản ghi mới")
        (Path(folder) / file.name).write_text(text, encoding="utf-8")
        why = f"publiccode.yml, {made.sources[0].url}"
        changes = run(overlay, root, Path(folder) / file.name, Signature(by, why, now()), say)
    show_registered(changes)
