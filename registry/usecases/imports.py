"""Other registries that were imported: each a named graph of its own, in a store apart from ours.

What is imported never meets our own statements: no rule, list or report of ours reads that store. The graph
says of itself where it came from, when and by whom.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ontology import namespaces as ns
from registry import catalogue
from registry.errors import ConflictError, InputError, NotFoundError, Place
from registry.store.base import Store, node
from registry.store.oxigraph import OxigraphStore
from registry.store.remote import RemoteStore

AT_ONCE = 50
"""Things whose description is asked for in one query."""
MOST_TRIPLES = 5_000_000


@dataclass(frozen=True)
class Imported:
    """A registry that was imported. ``time`` is ISO with a time zone, ``triples`` those of the source."""

    name: str
    graph: str
    source: str
    time: str
    by: str
    triples: int

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the ``--json`` output."""
        return asdict(self)


class Imports:
    """The store of imported registries in a folder, which is made with the first of them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._reader: OxigraphStore | None = None
        self._known: list[Imported] | None = None

    def known(self) -> list[Imported]:
        """Return what was imported, by name."""
        if not self._path.is_dir():
            return []
        store = self._opened()
        if self._known is None:
            rows = catalogue.load("neighbours/imported").run(store).values()
            self._known = [
                Imported(
                    name=ns.local_id(str(row["graph"]), ns.GRAPH_IMPORTED),
                    graph=str(row["graph"]),
                    source=str(row["source"]),
                    time=str(row["time"]),
                    by=str(row["author"]),
                    triples=int(row["triples"] or 0),
                )
                for row in rows
            ]
        return self._known

    def store(self, graph: str) -> Store:
        """Return one imported graph for reading."""
        return self._opened().within(graph)

    def add(self, name: str, source: str, by: str, moment: datetime, replace: bool = False) -> Imported:
        """Import the dump or the SPARQL endpoint ``source`` as ``name``; all of it or nothing.

        Raises `ConflictError` where the name is taken and ``replace`` is not said, `InputError` for a bad
        name or file, `StoreError` for a server that does not answer.
        """
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) or not by.strip():
            raise InputError(
                "Tên chỉ gồm a-z, 0-9 và dấu -, và cần ghi ai nhập",
                "A name has only a-z, 0-9 and -; and say who imports",
            )
        if not replace and any(item.name == name for item in self.known()):
            raise ConflictError(
                f"Đã có sổ đăng ký “{name}”; thêm --replace để thay", f"There is “{name}”; add --replace"
            )
        graph = ns.GRAPH_IMPORTED + name
        found = (_named(triple, f"{graph}/.well-known/genid/") for triple in _read(source))
        # Nothing that comes from outside may speak of where it came from.
        triples = [triple for triple in dict.fromkeys(found) if triple.subject != node(graph)]
        if not triples:
            raise InputError("Nguồn trống", "The source is empty", Place(file=source))
        item = Imported(name, graph, source, moment.isoformat(timespec="seconds"), by.strip(), len(triples))
        self._write({graph: [*triples, *_described(item)]})
        return item

    def drop(self, name: str) -> None:
        """Delete what was imported as ``name``; raises `NotFoundError`."""
        if not any(item.name == name for item in self.known()):
            raise NotFoundError(f"Không có sổ đăng ký “{name}”", f"There is no registry “{name}”")
        self._write({ns.GRAPH_IMPORTED + name: []})

    def _write(self, graphs: dict[str, list[ox.Triple]]) -> None:
        writer = OxigraphStore.writer(self._path)
        try:
            writer.replace(graphs)
        finally:
            writer.close()

    def _opened(self) -> OxigraphStore:
        if self._reader is None:
            self._reader = OxigraphStore.reader(self._path)
            self._known = None
        elif self._reader.refresh():
            self._known = None
        return self._reader


def _described(item: Imported) -> list[ox.Triple]:
    graph, xsd = node(item.graph), ns.XSD
    return [
        ox.Triple(graph, node(ns.RDF + "type"), node(ns.VOID + "Dataset")),
        ox.Triple(graph, node(ns.DCT + "source"), ox.Literal(item.source)),
        ox.Triple(graph, node(ns.DCT + "created"), ox.Literal(item.time, datatype=node(xsd + "dateTime"))),
        ox.Triple(graph, node(ns.DCT + "contributor"), ox.Literal(item.by)),
        ox.Triple(graph, node(ns.VOID + "triples"), ox.Literal(item.triples)),
    ]


def _named(triple: ox.Triple, base: str) -> ox.Triple:
    """Return the triple with IRIs for its blank nodes (RDF 1.1, 3.5), so that it can be written in parts."""
    subject, value = triple.subject, triple.object
    return ox.Triple(
        ox.NamedNode(base + subject.value) if isinstance(subject, ox.BlankNode) else subject,
        triple.predicate,
        ox.NamedNode(base + value.value) if isinstance(value, ox.BlankNode) else value,
    )


def _read(source: str) -> Iterable[ox.Triple]:
    if re.match(r"https?://", source):
        return _asked(RemoteStore(source))
    return _dumped(Path(source))


def _asked(store: Store) -> Iterable[ox.Triple]:
    things = [row["thing"].value for row in catalogue.load("neighbours/things").run(store).rows]
    copy = catalogue.load("linked/copy")
    for start in range(0, len(things), AT_ONCE):
        some = [[thing] for thing in things[start : start + AT_ONCE]]
        yield from store.construct(copy.filled({"things": some}))


def _dumped(path: Path) -> Iterable[ox.Triple]:
    """Return the triples of an RDF file, those of all its graphs; raises `InputError` naming the line."""
    place = Place(file=str(path))
    form = ox.RdfFormat.from_extension(path.suffix.removeprefix("."))
    if form is None:
        raise InputError(
            "Cần tệp .nq, .trig, .ttl, .nt, .rdf, .jsonld hoặc địa chỉ https://",
            "Give a .nq, .trig, .ttl, .nt, .rdf, .jsonld file or an https:// address",
            place,
        )
    try:
        for count, quad in enumerate(ox.parse(path=str(path), format=form)):
            if count == MOST_TRIPLES:
                raise InputError(
                    f"Tệp có hơn {MOST_TRIPLES} bộ ba", f"More than {MOST_TRIPLES} triples", place
                )
            yield quad.triple
    except SyntaxError as error:
        raise InputError(
            "Tệp RDF sai cú pháp",
            f"RDF syntax error: {error.msg}",
            Place(file=str(path), row=error.lineno),
        ) from error
    except OSError as error:
        raise InputError("Không đọc được tệp", f"Unreadable: {error.strerror}", place) from error
