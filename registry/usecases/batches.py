"""Stored batches: import, replace, list, read back."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import pyoxigraph as ox

from ontology import namespaces as ns
from registry import catalogue, ids, rdf
from registry.errors import InputError, NotFoundError, Place
from registry.ids import slug
from registry.intake.batch import Intake
from registry.model import Batch, BatchLine
from registry.opened import Registry
from registry.people.audit import VIETNAM
from registry.store.base import Store
from registry.usecases.asking import rows
from registry.usecases.replacing import Settled, settle

TYPE, BATCH = ox.NamedNode(ns.RDF + "type"), ox.NamedNode(ns.RS + "batch")
PROPOSAL, WITHDRAWN = ox.NamedNode(ns.RS + "Proposal"), ox.NamedNode(ns.RS + "WithdrawnProposal")
WITHDRAWN_FROM = ox.NamedNode(ns.RS + "withdrawnFrom")
MODIFIED, GONE = ox.NamedNode(ns.DCT + "modified"), ox.NamedNode(ns.PROV + "invalidatedAtTime")


@dataclass(frozen=True)
class Replacement:
    """What became of the lines of a batch that was replaced, by their ids.

    ``withdrawn`` are those that the list has no more, ``returned`` those that had been withdrawn before;
    ``renamed``: the id that a line has, by another one that the list gave it.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: int
    withdrawn: tuple[str, ...]
    returned: tuple[str, ...]
    renamed: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the ``--json`` output and of the service."""
        return asdict(self)


@dataclass(frozen=True)
class Stored:
    """A batch as it was stored; ``replacement`` when there was one of its id."""

    batch: Batch
    replacement: Replacement | None


@dataclass(frozen=True)
class Withdrawn:
    """A line that is no longer in its batch, and since when (ISO with a time zone)."""

    line: BatchLine
    time: str


def import_batch(store: Store, intake: Intake, replace: bool = False) -> Stored:
    """Store a batch; raises `InputError` when its id is taken and ``replace`` is false.

    Where it replaces one, its lines keep the ids that they had there (see `replacing`), and those that are
    not in it any more stay as withdrawn, for what was said of them. The moment of the import is stored with
    it: a later load leaves it instead of the shipped batch of its id.
    """
    batch = intake.batch
    known = is_stored(store, batch.id)
    if known and not replace:
        raise InputError(
            f"Đợt {batch.id} đã có trong sổ; dùng --replace để thay",
            f"Batch {batch.id} is stored already; use --replace to replace it",
            Place(file=batch.id),
        )
    gone = withdrawn_lines(store, batch.id)
    present = _read(store, batch.id).lines if known else ()
    settled = settle(batch.id, batch.lines, (*present, *(item.line for item in gone)))
    batch = batch.model_copy(update={"lines": settled.lines})
    now = ox.Literal(
        datetime.now(VIETNAM).isoformat(timespec="milliseconds"),
        datatype=ox.NamedNode(ns.XSD + "dateTime"),
    )
    former = _by_line(_content(store, batch.id), batch.id)
    triples = list(dict.fromkeys(rdf.batch_triples(batch)))
    lines = _by_line(triples, batch.id)
    since = _since(store, former)
    changed = {iri for iri in lines if set(lines[iri]) != {*_plain(former.get(iri, ()))}}
    stamps = [
        ox.Triple(ox.NamedNode(iri), MODIFIED, now if iri in changed else since.get(iri, now))
        for iri in lines
    ]
    out = {ids.proposal_iri(batch.id, line.id) for line in settled.missing}
    imported = ox.Triple(ox.NamedNode(ns.BATCH + batch.id), ox.NamedNode(ns.PROV + "generatedAtTime"), now)
    kept = [triple for iri in sorted(out) for triple in _withdrawn(former[iri], now)]
    store.replace({ns.GRAPH_BATCH + batch.id: list(dict.fromkeys([*triples, *stamps, *kept, imported]))})
    told = _told(batch, settled, changed, present, gone) if known else None
    return Stored(batch, told)


def _told(
    batch: Batch,
    settled: Settled,
    changed: set[str],
    present: Iterable[BatchLine],
    gone: Iterable[Withdrawn],
) -> Replacement:
    before, away = {line.id for line in present}, {item.line.id for item in gone}
    named = [line.id for line in batch.lines]
    touched = {line.id for line in batch.lines if ids.proposal_iri(batch.id, line.id) in changed}
    return Replacement(
        added=tuple(key for key in named if key not in before | away),
        changed=tuple(key for key in named if key in before and key in touched),
        unchanged=sum(key in before and key not in touched for key in named),
        withdrawn=tuple(line.id for line in settled.missing if line.id in before),
        returned=tuple(key for key in named if key in away),
        renamed=settled.renamed,
    )


def _content(store: Store, batch_id: str) -> list[ox.Triple]:
    graph = ox.NamedNode(ns.GRAPH_BATCH + batch_id)
    return store.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}")


def _by_line(triples: Iterable[ox.Triple], batch_id: str) -> dict[str, list[ox.Triple]]:
    """Return what is said of each line and its parts, by the IRI of the line."""
    prefix = f"{ns.PROPOSAL}{batch_id}/"
    found: dict[str, list[ox.Triple]] = defaultdict(list)
    for triple in triples:
        subject = triple.subject
        if isinstance(subject, ox.NamedNode) and subject.value.startswith(prefix):
            found[prefix + subject.value.removeprefix(prefix).split("/")[0]].append(triple)
    return found


def _plain(triples: Iterable[ox.Triple]) -> Iterable[ox.Triple]:
    """Return what a line says itself, without when it did."""
    return (triple for triple in triples if triple.predicate not in (MODIFIED, GONE))


def _since(store: Store, former: Mapping[str, list[ox.Triple]]) -> dict[str, ox.Literal]:
    """Return when each former line got its content, as its batch or, for a shipped one, the load says."""
    kind = ox.NamedNode(ns.XSD + "dateTime")
    loaded = {row["record"]: row["time"] for row in rows(store, "lookup/modified", {})}
    found = {iri: ox.Literal(loaded[iri], datatype=kind) for iri in former if iri in loaded}
    for iri, triples in former.items():
        for triple in triples:
            if triple.predicate == MODIFIED and isinstance(triple.object, ox.Literal):
                found[iri] = triple.object
    return found


def _withdrawn(triples: Iterable[ox.Triple], now: ox.Literal) -> Iterable[ox.Triple]:
    """Return what is said of a line that is withdrawn now; of one that was before, all as it is."""
    for triple in triples:
        if triple.predicate == TYPE and triple.object == PROPOSAL:
            yield ox.Triple(triple.subject, TYPE, WITHDRAWN)
        elif triple.predicate == BATCH:
            yield ox.Triple(triple.subject, WITHDRAWN_FROM, triple.object)
            yield ox.Triple(triple.subject, GONE, now)
        else:
            yield triple


def is_stored(store: Store, batch_id: str) -> bool:
    """Return whether there is a batch of that id."""
    return store.count(ns.GRAPH_BATCH + batch_id) > 0


def stored_at(store: Store, batch_id: str) -> str:
    """Return when a batch was stored (ISO), empty for one that came with the registry."""
    return next(
        (row["time"] for row in rows(store, "lookup/imported-batches", {}) if row["id"] == batch_id), ""
    )


def tag(store: Store, batch_id: str) -> str:
    """Return what tells one content of a stored batch from another; empty where there is none."""
    if slug(batch_id) != batch_id or not is_stored(store, batch_id):
        return ""
    lines = sorted(str(triple) for triple in _content(store, batch_id))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def list_batches(registry: Registry) -> list[dict[str, Any]]:
    """Return id, title, as-of date, number of lines and whole amount (VND) of every stored batch."""
    answer = catalogue.load("lookup/batches").run(registry.store)
    return [{**row, "asOf": str(row["asOf"] or "")[:10]} for row in answer.values()]


def read_batch(registry: Registry, batch_id: str) -> Batch:
    """Return a stored batch; raises `NotFoundError`."""
    return _read(registry.store, batch_id)


def withdrawn_lines(store: Store, batch_id: str) -> list[Withdrawn]:
    """Return the lines that a stored batch had and has no more, the first to go first."""
    if slug(batch_id) != batch_id:
        return []
    answer = catalogue.load("lookup/withdrawn-lines").run(store, {"batch": ns.BATCH + batch_id})
    return [Withdrawn(_line(row), str(row["time"])) for row in answer.values()]


def changes_of(store: Store, batch_id: str) -> dict[str, str]:
    """Return when each line last changed, by what it says or by what was said of it (ISO), by line id."""
    return {
        row["id"]: row["time"] for row in rows(store, "lookup/line-changes", {"batch": ns.BATCH + batch_id})
    }


def _read(store: Store, batch_id: str) -> Batch:
    # What is no id cannot be asked for: it would not make an IRI.
    known = slug(batch_id) == batch_id
    query, given = catalogue.load("lookup/batch-lines"), {"batch": ns.BATCH + batch_id}
    found = query.run(store, given).values() if known else []
    if not found:
        raise NotFoundError(f"Không có đợt {batch_id}", f"There is no batch {batch_id}")
    as_of = str(found[0]["asOf"] or "")[:10] or None
    title = str(found[0]["batchTitle"])
    return Batch(id=batch_id, title=title, as_of=as_of, lines=tuple(map(_line, found)))


def _line(row: Mapping[str, Any]) -> BatchLine:
    return BatchLine.model_validate(
        {
            "id": row["id"],
            "line_no": row["lineNumber"],
            "title": row["title"],
            "description": row["description"] or "",
            "proposer": row["proposer"] or "",
            "province": row["province"] or "",
            "year": row["year"],
            "cost_vnd": row["cost"],
            "funding_source": row["fundingSource"] or "",
            "kind": row["kind"] or "",
            "status": row["status"] or "",
        }
    )
