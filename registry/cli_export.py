"""The command ``export``: what is published as RDF, decisions as SSSOM."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from registry.console import Json, emit, now, reading


def add_export(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(export)


def export(
    dump: Annotated[
        Path | None, typer.Option("--dump", help="Thư mục ghi phần công bố: N-Quads, TriG, JSON-LD.")
    ] = None,
    sssom: Annotated[
        Path | None, typer.Option("--sssom", help="Tệp .sssom.tsv ghi quyết định và đánh giá.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Xuất sổ đăng ký ra tệp RDF, quyết định ra bộ ánh xạ SSSOM. (Export as RDF or SSSOM.)"""
    from registry.config import Public
    from registry.errors import InputError
    from registry.usecases.decisions.sssom import export as write_mappings
    from registry.usecases.publish import export as write_dump

    if dump is None and sssom is None:
        raise InputError("Cần --dump hoặc --sssom", "Give --dump or --sssom")
    with reading() as registry:
        for file in write_dump(registry.store, Public.from_env(), dump) if dump else ():
            if as_json:
                emit({"file": str(file)})
            else:
                typer.echo(f"Đã ghi: {file}")
        if sssom:
            count = write_mappings(registry, sssom, now())
            if as_json:
                emit({"file": str(sssom), "mappings": count})
            else:
                typer.echo(f"Đã ghi: {sssom} ({count} ánh xạ)")
