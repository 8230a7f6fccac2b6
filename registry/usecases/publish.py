"""A copy of what anyone may read: the published graphs and their description for other catalogues.

What is not published is not in the copy, so no query, dump or page made from it can show it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

import queries
from ontology import namespaces as ns
from registry import catalogue, json_ld
from registry.config import Public
from registry.reports.atomic import replacing
from registry.store.base import Store, node
from registry.store.oxigraph import OxigraphStore
from registry.usecases import tables
from registry.usecases.asking import rows
from registry.usecases.imports import Imports

DUMPS = {
    "rasoat.nq": "application/n-quads",
    "rasoat.trig": "application/trig",
    "rasoat.jsonld": "application/ld+json",
}
"""The files of a dump and their media types: the same content three times."""


COPY, DUMP = "store", "dump"
"""Where in the folder of a publication the store and its dumps are."""


class Publication:
    """The published copy of an open store, made when it is first asked for.

    ``make`` puts the copy into a folder in some other way (as `COPY`, and its dumps, where it makes them, as
    `DUMP`), for example in a process of its own.
    """

    def __init__(
        self,
        source: Store,
        public: Public,
        imports: Imports | None = None,
        make: Callable[[Path], None] | None = None,
    ) -> None:
        self._make = make or (lambda folder: publish(source, public, folder / COPY, imports))
        self._lock = threading.Lock()
        self._folder: TemporaryDirectory[str] | None = None
        self._store: OxigraphStore | None = None

    def prepare(self) -> None:
        """Make the copy now."""
        self._made()

    @property
    def path(self) -> Path:
        """Where the store with the copy is, for processes that open it themselves."""
        return self._made()[0] / COPY

    @property
    def store(self) -> Store:
        """The copy, for reading."""
        return self._made()[1]

    def file(self, name: str) -> Path:
        """Return the dump ``name`` of `DUMPS`, written when the first of them is asked for."""
        folder, store = self._made()
        with self._lock:
            if not (folder / DUMP / name).is_file():
                dump(store, folder / DUMP)
        return folder / DUMP / name

    def table(self, name: str, as_of: str) -> Path:
        """Return the file ``name`` of `tables.FILES` as of an ISO date, written when it is asked for."""
        folder, store = self._made()
        with self._lock:
            if not (folder / "tables" / as_of / name).is_file():
                tables.write(store, folder / "tables" / as_of, as_of)
        return folder / "tables" / as_of / name

    def close(self) -> None:
        """Delete the copy; the next use makes it anew, from what the source then holds."""
        with self._lock:
            if self._folder is not None:
                self._store = None
                self._folder.cleanup()
                self._folder = None

    def _made(self) -> tuple[Path, OxigraphStore]:
        with self._lock:
            if self._folder is None or self._store is None:
                folder = TemporaryDirectory(prefix="rasoat-public-")
                try:
                    self._make(Path(folder.name))
                    self._store = copied(Path(folder.name))
                except BaseException:
                    folder.cleanup()
                    raise
                self._folder = folder
            return Path(self._folder.name), self._store


def copied(folder: Path) -> OxigraphStore:
    """Open the copy in the folder of a publication."""
    return OxigraphStore(ox.Store.read_only(str(folder / COPY)))


def published_mark(store: Store, public: Public) -> tuple[str, ...]:
    """Return what tells one content of the published graphs from another, for one content of the registry.

    Entries of the journal have graphs of their own that never change, and imported batches a time.
    """
    imported = rows(store, "lookup/imported-batches", {})
    return (*_names(store, public), *(f"{row['id']} {row['time']}" for row in imported))


def publish(source: Store, public: Public, path: Path, imports: Imports | None = None) -> None:
    """Write the published graphs of ``source``, and what `queries/export` makes of them, to ``path``.

    Imported registries are added where the settings publish them; what describes ours says nothing of them.
    """
    copy = ox.Store(str(path))
    copy.bulk_extend(_published(source, public))
    described = OxigraphStore(copy)
    graph = node(ns.GRAPH_CATALOGUE)
    for query in _mappings():
        copy.bulk_extend([_in(graph, triple) for triple in described.construct(query.text)])
    for item in imports.known() if imports else ():
        if imports and public.publishes(item.graph):
            copy.bulk_extend(_graph(imports.store(item.graph), item.graph))
    copy.flush()


def export(source: Store, public: Public, folder: Path) -> list[Path]:
    """Write the dumps of what is published of ``source`` into ``folder``; return the files."""
    publication = Publication(source, public)
    try:
        return dump(publication.store, folder)
    finally:
        publication.close()


def dump(store: Store, folder: Path) -> list[Path]:
    """Write a published ``store`` into ``folder`` in each format of `DUMPS`; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = store.dump()
    quads = list(ox.parse(lines, format=ox.RdfFormat.N_QUADS))
    bodies = (
        lines,
        ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=ns.PREFIXES) or b"",
        json_ld.document(quads),
    )
    files = [folder / name for name in DUMPS]
    for file, body in zip(files, bodies, strict=True):
        with replacing(file) as draft:
            draft.write_bytes(body)
    return files


def _published(source: Store, public: Public) -> Iterator[ox.Quad]:
    for name in _names(source, public):
        yield from _graph(source, name)


def _names(source: Store, public: Public) -> list[str]:
    """Return the names of the published graphs."""
    found = source.select("SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?s ?p ?o } } ORDER BY ?graph").rows
    return [name for name in (row["graph"].value for row in found) if public.publishes(name)]


def _graph(source: Store, name: str) -> Iterator[ox.Quad]:
    graph = node(name)
    triples = source.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
    yield from (_in(graph, triple) for triple in triples)


def _in(graph: ox.NamedNode, triple: ox.Triple) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def _mappings() -> list[catalogue.Query]:
    return [catalogue.load(name) for name in queries.names() if name.startswith("export/")]
