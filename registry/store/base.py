"""The store protocol. Answers are plain Python values, the same from every engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

import pyoxigraph as ox

from ontology import namespaces as ns
from registry.errors import QueryError

Triples = Iterable[ox.Triple]

BLOCK = 2000
"""Most triples in one INSERT DATA: Virtuoso's parser runs out of stack at about 5,000."""


@dataclass(frozen=True)
class Term:
    """A value in an answer: ``kind`` is ``iri``, ``literal`` or ``blank``."""

    kind: str
    value: str
    datatype: str | None = None
    language: str | None = None

    def python(self) -> str | int | float | bool:
        """Return numbers and booleans as such, all else as text."""
        if self.datatype in _INTEGERS:
            return int(self.value)
        if self.datatype in (ns.XSD + "decimal", ns.XSD + "double", ns.XSD + "float"):
            return float(self.value)
        if self.datatype == ns.XSD + "boolean":
            return self.value in ("true", "1")
        return self.value


_INTEGERS = {ns.XSD + name for name in ("integer", "int", "long", "nonNegativeInteger")}

Row = dict[str, Term]


@dataclass(frozen=True)
class Answer:
    """Rows of a SELECT: ``columns`` as projected; a row lacks the columns that are unbound."""

    columns: tuple[str, ...]
    rows: list[Row]

    def values(self) -> list[dict[str, str | int | float | bool | None]]:
        """Return the rows as plain Python values, ``None`` where unbound."""
        return [
            {column: row[column].python() if column in row else None for column in self.columns}
            for row in self.rows
        ]


class Store(Protocol):
    """What the registry needs of an RDF store. All named graphs together are the default graph."""

    def select(self, query: str) -> Answer:
        """Run a SELECT query."""

    def ask(self, query: str) -> bool:
        """Run an ASK query."""

    def construct(self, query: str) -> list[ox.Triple]:
        """Run a CONSTRUCT or DESCRIBE query."""

    def replace(self, graphs: Mapping[str, Triples]) -> None:
        """Put new content in the named graphs, all of them or, on failure, none.

        Raises `StoreError`. A remote server may promise less, see `RemoteStore.replace`.
        """

    def count(self, graph: str | None = None) -> int:
        """Return the number of triples, in one named graph or in all."""

    @property
    def mark(self) -> str | None:
        """What names the present content, None where that is not known without reading it."""

    def dump(self) -> bytes:
        """Return the whole content as N-Quads."""

    def close(self) -> None:
        """Release files and connections."""


def node(iri: str) -> ox.NamedNode:
    """Return ``iri`` as a node; raises `QueryError` when it is none, so that it cannot become syntax."""
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise QueryError(f"IRI sai: {iri}", f"Not an IRI: {iri}") from error


def insert_updates(graph: ox.NamedNode, triples: Triples) -> Iterator[str]:
    """Yield INSERT DATA operations for ``triples``, each of at most `BLOCK` triples."""
    return _updates("INSERT", graph, triples)


def delete_updates(graph: ox.NamedNode, triples: Triples) -> Iterator[str]:
    """Yield DELETE DATA operations for ``triples`` without blank nodes, each of at most `BLOCK` triples."""
    return _updates("DELETE", graph, triples)


def _updates(verb: str, graph: ox.NamedNode, triples: Triples) -> Iterator[str]:
    rest = iter(triples)
    while block := list(islice(rest, BLOCK)):
        body = " .\n".join(str(triple) for triple in block)
        yield f"{verb} DATA {{ GRAPH {graph} {{\n{body} .\n}} }}"


def replace_updates(graphs: Mapping[str, Triples]) -> list[str]:
    """Return the operations that replace the graphs, to be sent as one request."""
    updates = []
    for name, triples in graphs.items():
        graph = node(name)
        updates += [f"CLEAR SILENT GRAPH {graph}", *insert_updates(graph, triples)]
    return updates
