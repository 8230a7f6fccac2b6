"""The commands ``neighbour``: other registries that are asked as well, and copies of them kept here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from registry.console import Json, emit, now, settings

if TYPE_CHECKING:
    from registry.usecases.federation import NeighbourAnswer

neighbour_app = typer.Typer(
    help="Các sổ đăng ký khác: hỏi cùng khi tra cứu, nhập về (other registries).", no_args_is_help=True
)


@neighbour_app.command("list")
def list_(as_json: Json = False) -> None:
    """Liệt kê các sổ đăng ký được hỏi và đã nhập. (List them.)"""
    from registry.config import Federation
    from registry.usecases.federation import configured
    from registry.usecases.imports import Imports

    for item in configured(Federation.from_env()):
        if as_json:
            emit(vars(item))
        else:
            typer.echo(f"{item.name}  {item.kind}  {item.address}")
    for copy in Imports(settings().imported_path).known():
        if as_json:
            emit({"kind": "import", **copy.to_json()})
        else:
            typer.echo(f"{copy.name}  import  {copy.source}  {copy.triples} bộ ba, {copy.time}, {copy.by}")


@neighbour_app.command("import")
def import_(
    name: Annotated[str, typer.Argument(help="Tên đặt cho sổ đăng ký đó: a-z, 0-9, -")],
    source: Annotated[str, typer.Argument(help="Tệp RDF (.nq, .trig, .ttl …) hoặc địa chỉ SPARQL")],
    by: Annotated[str, typer.Option("--by", help="Họ tên người nhập.")],
    replace: Annotated[bool, typer.Option("--replace", help="Thay bản đã nhập cùng tên.")] = False,
    as_json: Json = False,
) -> None:
    """Nhập một sổ đăng ký khác, để riêng và ghi rõ nguồn. (Import another registry, kept apart.)"""
    from registry.usecases.imports import Imports

    copy = Imports(settings().imported_path).add(name, source, by, now(), replace)
    if as_json:
        emit(copy.to_json())
    else:
        typer.echo(f"Đã nhập {copy.triples} bộ ba vào {copy.graph}")


@neighbour_app.command()
def drop(name: str) -> None:
    """Bỏ một sổ đăng ký đã nhập. (Delete an imported registry.)"""
    from registry.usecases.imports import Imports

    Imports(settings().imported_path).drop(name)
    typer.echo(f"Đã bỏ {name}")


def asker() -> Callable[[str, str, int], list[NeighbourAnswer]]:
    """Return what asks all other registries: text, ISO date and number of hits of each."""
    from registry.config import Federation
    from registry.usecases.federation import Neighbours
    from registry.usecases.imports import Imports

    return Neighbours(Federation.from_env(), Imports(settings().imported_path)).ask
