"""The command ``export``: what is published as RDF, lists as tables, decisions as SSSOM."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from registry.console import AsOf, Json, emit, iso_day, now, reading


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
    lists: Annotated[
        Path | None, typer.Option("--tables", help="Thư mục ghi mọi danh sách: CSV, CSVW, XLSX.")
    ] = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Xuất sổ đăng ký ra RDF hoặc bảng, quyết định ra SSSOM. (Export as RDF, tables or SSSOM.)"""
    from registry.config import Public
    from registry.errors import InputError
    from registry.usecases.decisions.sssom import export as write_mappings
    from registry.usecases.publish import export as write_dump
    from registry.usecases.tables import write as write_tables

    if dump is None and sssom is None and lists is None:
        raise InputError("Cần --dump, --tables hoặc --sssom", "Give --dump, --tables or --sssom")
    day = iso_day(as_of)
    with reading() as registry:
        files = write_dump(registry.store, Public.from_env(), dump) if dump else []
        for file in [*files, *(write_tables(registry.store, lists, day) if lists else [])]:
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
