"""Asking the store by the questions of the catalogue, with answers as plain text."""

from __future__ import annotations

from collections.abc import Mapping

from registry import catalogue
from registry.opened import Registry

Table = list[list[str | int | float | bool | None]]
Rows = list[dict[str, str]]


def ask(
    registry: Registry, query_id: str, parameters: Mapping[str, catalogue.Value | catalogue.Table]
) -> Rows:
    """Return the rows of a catalogue query as plain text, unbound cells empty."""
    answer = catalogue.load(query_id).run(registry.store, parameters)
    return [
        {column: row[column].value if column in row else "" for column in answer.columns}
        for row in answer.rows
    ]
