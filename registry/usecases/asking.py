"""Asking the store by the questions of the catalogue, with answers as plain text."""

from __future__ import annotations

from collections.abc import Mapping

from registry import catalogue
from registry.catalogue import Value
from registry.opened import Registry
from registry.store.base import Store

Table = list[list[str | int | float | bool | None]]
Rows = list[dict[str, str]]


def ask(registry: Registry, query_id: str, parameters: Mapping[str, Value | catalogue.Table]) -> Rows:
    """Return the rows of a catalogue query as plain text, unbound cells empty."""
    return rows(registry.store, query_id, parameters)


def rows(store: Store, query_id: str, parameters: Mapping[str, Value | catalogue.Table]) -> Rows:
    """Return the rows of a catalogue query as plain text, unbound cells empty."""
    answer = catalogue.load(query_id).run(store, parameters)
    return [
        {column: row[column].value if column in row else "" for column in answer.columns}
        for row in answer.rows
    ]
