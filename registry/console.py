"""What the commands share: settings, dates, the open registry, progress and JSON output."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from registry.config import Settings
    from registry.opened import Registry

AsOf = Annotated[str | None, typer.Option("--as-of", help="Tính đến ngày (ISO), mặc định hôm nay.")]
Json = Annotated[bool, typer.Option("--json", help="In JSON, mỗi dòng một đối tượng.")]
Mapping = Annotated[
    Path | None, typer.Option("--mapping", help="Tệp YAML chỉ cột (cột → tên cột hoặc chữ cái).")
]
By = Annotated[str | None, typer.Option("--by", help="Họ tên người làm, ghi cùng bút lục.")]


def settings() -> Settings:
    """Return the settings of the environment."""
    from registry.config import Settings

    return Settings.from_env()


def iso_day(value: str | None) -> str:
    """Return an ISO date, today's when none is given; raises `InputError`."""
    from registry.errors import InputError

    text = value or date.today().isoformat()
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise InputError(
            f"Ngày sai: {text}; viết 2023-04-07", f"Bad date: {text}; write 2023-04-07"
        ) from error


def say(text: str) -> None:
    """Report progress on stderr, only to a person."""
    if sys.stderr.isatty():
        typer.echo(f"… {text}", err=True)


@contextmanager
def reading() -> Iterator[Registry]:
    """Open the registry for reading."""
    from registry.bootstrap import open_registry

    with open_registry(settings(), say) as registry:
        yield registry


def emit(body: dict[str, Any]) -> None:
    """Print one JSON object on one line."""
    typer.echo(json.dumps(body, ensure_ascii=False))


def now() -> datetime:
    """Return the present moment with the time zone of this machine."""
    return datetime.now().astimezone()
