"""Stored batches: import, list, read back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pyoxigraph as ox

from ontology import namespaces as ns
from registry import catalogue, rdf
from registry.errors import InputError, NotFoundError, Place
from registry.ids import slug
from registry.intake.batch import Intake
from registry.model import Batch, BatchLine
from registry.opened import Registry
from registry.store.base import Store


def import_batch(store: Store, intake: Intake, replace: bool = False) -> Batch:
    """Store a batch; raises `InputError` when its id is taken and ``replace`` is false.

    The moment of the import is stored with it: a later load leaves it instead of the shipped batch of its id.
    """
    batch = intake.batch
    graph = ns.GRAPH_BATCH + batch.id
    if not replace and is_stored(store, batch.id):
        raise InputError(
            f"Đợt {batch.id} đã có trong sổ; dùng --replace để thay",
            f"Batch {batch.id} is stored already; use --replace to replace it",
            Place(file=batch.id),
        )
    moment = datetime.now().astimezone().isoformat(timespec="seconds")
    imported = ox.Triple(
        ox.NamedNode(ns.BATCH + batch.id),
        ox.NamedNode(ns.PROV + "generatedAtTime"),
        ox.Literal(moment, datatype=ox.NamedNode(ns.XSD + "dateTime")),
    )
    store.replace({graph: [*dict.fromkeys(rdf.batch_triples(batch)), imported]})
    return batch


def is_stored(store: Store, batch_id: str) -> bool:
    """Return whether there is a batch of that id."""
    return store.count(ns.GRAPH_BATCH + batch_id) > 0


def stored_at(store: Store, batch_id: str) -> str:
    """Return when a batch was stored (ISO), empty for one that came with the registry."""
    rows = catalogue.load("lookup/imported-batches").run(store).values()
    return next((str(row["time"]) for row in rows if row["id"] == batch_id), "")


def list_batches(registry: Registry) -> list[dict[str, Any]]:
    """Return id, title, as-of date, number of lines and whole amount (VND) of every stored batch."""
    answer = catalogue.load("lookup/batches").run(registry.store)
    return [{**row, "asOf": str(row["asOf"] or "")[:10]} for row in answer.values()]


def read_batch(registry: Registry, batch_id: str) -> Batch:
    """Return a stored batch; raises `NotFoundError`."""
    # What is no id cannot be asked for: it would not make an IRI.
    known = slug(batch_id) == batch_id
    query, given = catalogue.load("lookup/batch-lines"), {"batch": ns.BATCH + batch_id}
    rows = query.run(registry.store, given).values() if known else []
    if not rows:
        raise NotFoundError(f"Không có đợt {batch_id}", f"There is no batch {batch_id}")
    lines = tuple(
        BatchLine.model_validate(
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
        for row in rows
    )
    as_of = str(rows[0]["asOf"] or "")[:10] or None
    return Batch(id=batch_id, title=str(rows[0]["batchTitle"]), as_of=as_of, lines=lines)
