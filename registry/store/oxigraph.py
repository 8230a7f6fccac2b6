"""The embedded store: Oxigraph in memory or on disk, transactional, one writer and many readers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any, Self, TypeVar

import pyoxigraph as ox

from registry.errors import Place, QueryError, StoreError, StoreLockedError
from registry.store.base import (
    Answer,
    Row,
    Term,
    Triples,
    delete_updates,
    insert_updates,
    node,
    replace_updates,
)
from registry.store.snapshots import Snapshots
from registry.store.syntax import require

_Result = TypeVar("_Result")


class OxigraphStore:
    """A `Store` over pyoxigraph. Use `memory`, `writer` or `reader` to open one.

    On disk, ``database/`` belongs to the one writer, ``snapshots/`` to the readers (see `snapshots`), and
    the file ``unpublished`` stands there while a transaction is in the first but not yet in the second.
    """

    def __init__(self, store: ox.Store, path: Path | None = None, *, snapshot: int | None = None) -> None:
        self._store: ox.Store | None = store
        self._path = path
        self._snapshot = snapshot
        self._dataset: dict[str, Any] = {"use_default_graph_as_union": True}

    @classmethod
    def memory(cls) -> Self:
        """Return an empty store in memory."""
        return cls(ox.Store())

    @classmethod
    def of(cls, triples: Triples) -> Self:
        """Return a store in memory that holds ``triples``."""
        store = ox.Store()
        store.bulk_extend(ox.Quad(item.subject, item.predicate, item.object) for item in triples)
        return cls(store)

    @classmethod
    def writer(cls, path: Path) -> Self:
        """Open or create the store at ``path`` for reading and writing.

        Raises `StoreLockedError` when another process writes to it, `StoreError` when it is unwritable.
        """
        try:
            database = path / "database"
            database.mkdir(parents=True, exist_ok=True)
            store = ox.Store(str(database))
            if _unpublished(path).exists() or _snapshots(path).newest() is None:
                _publish(path, store)
        except (OSError, RuntimeError) as error:
            raise _open_error(path, error) from error
        return cls(store, path)

    @classmethod
    def reader(cls, path: Path) -> Self:
        """Open the store at ``path`` for reading only, also while another process writes to it.

        It sees the content of the moment when it was opened, until `refresh`.
        """
        try:
            store, snapshot = _snapshots(path).open()
        except (OSError, RuntimeError) as error:
            raise _open_error(path, error) from error
        return cls(store, path, snapshot=snapshot)

    def within(self, graph: str) -> Self:
        """Return a view of this store for queries that see one named graph only."""
        view = type(self)(self._open, self._path, snapshot=self._snapshot)
        view._dataset = {"default_graph": [node(graph)], "named_graphs": [node(graph)]}
        return view

    def refresh(self) -> bool:
        """Let a reader see what has been written since it was opened; return whether there was anything."""
        if self._path is None or self._snapshot is None or self._store is None:
            return False
        if self._snapshot == _snapshots(self._path).newest():
            return False
        fresh = self.reader(self._path)
        self._store, self._snapshot = fresh._store, fresh._snapshot
        return True

    def select(self, query: str) -> Answer:
        """Run a SELECT query."""
        require(query, "SELECT")

        def work(store: ox.Store) -> Answer:
            solutions = store.query(query, **self._dataset)
            assert isinstance(solutions, ox.QuerySolutions)
            columns = tuple(variable.value for variable in solutions.variables)
            rows: list[Row] = []
            for solution in solutions:
                values = {column: solution[column] for column in columns}
                rows.append({name: _term(value) for name, value in values.items() if value is not None})
            return Answer(columns, rows)

        return self._read(work)

    def ask(self, query: str) -> bool:
        """Run an ASK query."""
        require(query, "ASK")
        return self._read(lambda store: bool(store.query(query, **self._dataset)))

    def construct(self, query: str) -> list[ox.Triple]:
        """Run a CONSTRUCT or DESCRIBE query."""
        require(query, "CONSTRUCT", "DESCRIBE")

        def work(store: ox.Store) -> list[ox.Triple]:
            triples = store.query(query, **self._dataset)
            assert isinstance(triples, ox.QueryTriples)
            return list(triples)

        return self._read(work)

    def replace(self, graphs: Mapping[str, Triples]) -> None:
        """Put new content in the named graphs in one transaction, then show it to new readers.

        Only what differs is written, so that one changed record does not cost as much as a whole registry.
        """
        store = self._open
        if self._snapshot is not None:
            raise StoreError("Kho mở chỉ để đọc", "The store is open for reading only", self._place)
        try:
            if self._path is not None:
                _unpublished(self._path).touch()
            _put(store, graphs)
        except (OSError, RuntimeError, SyntaxError) as error:
            raise StoreError(
                "Không ghi được vào kho dữ liệu; kho giữ nguyên như trước",
                f"The store could not be written and is unchanged: {error}",
                self._place,
            ) from error
        if self._path is not None:
            try:
                _publish(self._path, store)
            except (OSError, RuntimeError) as error:
                raise StoreError(
                    "Đã ghi, nhưng người đọc chưa thấy; hãy kiểm tra dung lượng đĩa rồi chạy lại",
                    f"Written, but readers do not see it yet; check the disk space and run again: {error}",
                    self._place,
                ) from error

    def count(self, graph: str | None = None) -> int:
        """Return the number of triples, in one named graph or in all."""
        if graph is None:
            return self._read(len)
        name = node(graph)
        return self._read(lambda store: sum(1 for _ in store.quads_for_pattern(None, None, None, name)))

    @property
    def mark(self) -> str | None:
        """The number of the snapshot that is read; None for a writer and for a store in memory."""
        return None if self._snapshot is None else str(self._snapshot)

    def dump(self) -> bytes:
        """Return the whole content as N-Quads."""
        return self._read(lambda store: store.dump(format=ox.RdfFormat.N_QUADS) or b"")

    def close(self) -> None:
        """Release the files; the lock ends with it."""
        self._store = None

    @property
    def _open(self) -> ox.Store:
        if self._store is None:
            raise StoreError("Kho dữ liệu đã đóng", "The store is closed", self._place)
        return self._store

    @property
    def _place(self) -> Place:
        return Place(file=str(self._path) if self._path else None)

    def _read(self, work: Callable[[ox.Store], _Result]) -> _Result:
        try:
            return work(self._open)
        except SyntaxError as error:
            raise QueryError("Câu truy vấn SPARQL sai cú pháp", f"SPARQL syntax error: {error}") from error
        except (OSError, RuntimeError) as error:
            if not _files_gone(error):
                raise self._read_error(error) from error
        # The writer has deleted the snapshot under a slow reader; the newest one is whole.
        self.refresh()
        try:
            return work(self._open)
        except (OSError, RuntimeError) as error:
            raise self._read_error(error) from error

    def _read_error(self, error: Exception) -> StoreError | QueryError:
        if isinstance(error, RuntimeError) and "orrupt" not in str(error):
            return QueryError("Không tính được câu truy vấn", f"The query cannot be evaluated: {error}")
        return StoreError("Không đọc được kho dữ liệu", f"The store cannot be read: {error}", self._place)


def _put(store: ox.Store, graphs: Mapping[str, Triples]) -> None:
    """Make the graphs what they shall be, all or none."""
    wanted = {node(name): dict.fromkeys(triples) for name, triples in graphs.items()}
    present = {
        graph: {quad.triple for quad in store.quads_for_pattern(None, None, None, graph)} for graph in wanted
    }
    if any(present.values()):
        store.update(" ;\n".join(difference_updates(present, wanted)))
    else:
        # Atomic as well, and no SPARQL has to be written and read.
        store.extend(
            ox.Quad(triple.subject, triple.predicate, triple.object, graph)
            for graph, triples in wanted.items()
            for triple in triples
        )


def difference_updates(
    present: Mapping[ox.NamedNode, AbstractSet[ox.Triple]],
    wanted: Mapping[ox.NamedNode, dict[ox.Triple, None]],
) -> list[str]:
    """Return the operations that make graphs of what they are what is wanted."""
    updates: list[str] = []
    for graph, triples in wanted.items():
        had = present[graph]
        if any(map(_nameless, had)):
            # Nodes without a name are others each time: such a graph is emptied and filled anew.
            updates += replace_updates({graph.value: triples})
        else:
            updates += delete_updates(graph, had - triples.keys())
            updates += insert_updates(graph, (triple for triple in triples if triple not in had))
    return updates


def _nameless(triple: ox.Triple) -> bool:
    return isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode)


def _snapshots(path: Path) -> Snapshots:
    return Snapshots(path / "snapshots")


def _unpublished(path: Path) -> Path:
    return path / "unpublished"


def _publish(path: Path, store: ox.Store) -> None:
    _snapshots(path).publish(store)
    _unpublished(path).unlink(missing_ok=True)


def _files_gone(error: Exception) -> bool:
    return "No such file" in str(error)


def _term(value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Term:
    if isinstance(value, ox.NamedNode):
        return Term("iri", value.value)
    if isinstance(value, ox.Literal):
        return Term("literal", value.value, value.datatype.value, value.language)
    if isinstance(value, ox.BlankNode):
        return Term("blank", value.value)
    return Term("literal", str(value))


def _open_error(path: Path, error: Exception) -> StoreError:
    place = Place(file=str(path))
    # The two wordings of RocksDB: held by this process, held by another one.
    if "lock hold by" in str(error) or "While lock file" in str(error):
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
