"""The embedded store: Oxigraph in memory or on disk, transactional, one writer and many readers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Self

import pyoxigraph as ox

from registry.errors import Place, QueryError, StoreError, StoreLockedError
from registry.store.base import Answer, Row, Term, Triples, replace_update


class OxigraphStore:
    """A `Store` over pyoxigraph. Use `memory`, `writer` or `reader` to open one."""

    def __init__(self, store: ox.Store, path: Path | None = None) -> None:
        self._store: ox.Store | None = store
        self._path = path

    @classmethod
    def memory(cls) -> Self:
        """Return an empty store in memory."""
        return cls(ox.Store())

    @classmethod
    def writer(cls, path: Path) -> Self:
        """Open or create the store at ``path`` for reading and writing.

        Raises `StoreLockedError` when another process writes to it, `StoreError` when it is unwritable.
        """
        try:
            path.mkdir(parents=True, exist_ok=True)
            return cls(ox.Store(str(path)), path)
        except OSError as error:
            raise _open_error(path, error) from error

    @classmethod
    def reader(cls, path: Path) -> Self:
        """Open the store at ``path`` for reading only, also while another process writes to it."""
        try:
            return cls(ox.Store.read_only(str(path)), path)
        except OSError as error:
            raise _open_error(path, error) from error

    def select(self, query: str) -> Answer:
        """Run a SELECT query."""
        solutions = self._query(query)
        if not isinstance(solutions, ox.QuerySolutions):
            raise QueryError("Câu truy vấn phải là SELECT", "The query must be a SELECT")
        columns = tuple(variable.value for variable in solutions.variables)
        rows: list[Row] = []
        for solution in solutions:
            rows.append(
                {column: _term(solution[column]) for column in columns if solution[column] is not None}
            )
        return Answer(columns, rows)

    def ask(self, query: str) -> bool:
        """Run an ASK query."""
        return bool(self._query(query))

    def construct(self, query: str) -> list[ox.Triple]:
        """Run a CONSTRUCT or DESCRIBE query."""
        triples = self._query(query)
        if not isinstance(triples, ox.QueryTriples):
            raise QueryError("Câu truy vấn phải là CONSTRUCT", "The query must be a CONSTRUCT")
        return list(triples)

    def replace(self, graphs: Mapping[str, Triples]) -> None:
        """Put new content in the named graphs in one transaction."""
        try:
            self._open.update(replace_update(graphs))
            if self._path is not None:
                self._open.flush()
        except (OSError, RuntimeError) as error:
            raise StoreError(
                "Không ghi được vào kho dữ liệu; kho giữ nguyên như trước",
                f"The store could not be written and is unchanged: {error}",
                Place(file=str(self._path) if self._path else None),
            ) from error

    def count(self, graph: str | None = None) -> int:
        """Return the number of triples, in one named graph or in all."""
        if graph is None:
            return len(self._open)
        return sum(1 for _ in self._open.quads_for_pattern(None, None, None, ox.NamedNode(graph)))

    def dump(self) -> bytes:
        """Return the whole content as N-Quads."""
        return self._open.dump(format=ox.RdfFormat.N_QUADS) or b""

    def close(self) -> None:
        """Release the files; the lock ends with it."""
        self._store = None

    @property
    def _open(self) -> ox.Store:
        if self._store is None:
            raise StoreError("Kho dữ liệu đã đóng", "The store is closed")
        return self._store

    def _query(self, query: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        try:
            return self._open.query(query, use_default_graph_as_union=True)
        except SyntaxError as error:
            raise QueryError("Câu truy vấn SPARQL sai cú pháp", f"SPARQL syntax error: {error}") from error


def _term(value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Term:
    if isinstance(value, ox.NamedNode):
        return Term("iri", value.value)
    if isinstance(value, ox.Literal):
        return Term("literal", value.value, value.datatype.value, value.language)
    if isinstance(value, ox.BlankNode):
        return Term("blank", value.value)
    return Term("literal", str(value))


def _open_error(path: Path, error: OSError) -> StoreError:
    place = Place(file=str(path))
    if "lock" in str(error).casefold():
        return StoreLockedError(
            "Một tiến trình khác đang ghi vào kho dữ liệu; hãy đợi nó xong rồi chạy lại",
            "Another process is writing to the store; wait for it and run again",
            place,
        )
    return StoreError(
        "Không mở được kho dữ liệu; hãy kiểm tra quyền và đường dẫn",
        f"The store cannot be opened; check the permissions and the path: {error}",
        place,
    )
