"""The command ``config``: every setting, as a file to fill in."""

from __future__ import annotations

import typer

from registry.console import Json, emit


def add_config(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(config)


def config(as_json: Json = False) -> None:
    """In tệp cấu hình mẫu, mọi thiết lập kèm giải thích. (Print the settings file with all defaults.)"""
    from registry.config import known
    from registry.config_file import documented

    if as_json:
        for item in known():
            emit({"key": item.key, "default": item.default, "vi": item.vi, "en": item.en})
    else:
        typer.echo(documented(known()), nl=False)
