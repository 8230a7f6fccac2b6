"""The journal: what people and runs say of lines, append only. Nothing in it is ever changed or deleted.

An entry is a `prov:Entity` with a number such as ``QD-2023-00001`` (series, then a serial without gaps), who
said it and when. All entries of one call are written in one transaction, in a named graph of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Literal

import pyoxigraph as ox

from ontology import namespaces as ns
from registry import catalogue, ids
from registry.errors import RecordError
from registry.store.base import Store

Kind = Literal[
    "Decision", "Note", "Judgement", "Receipt", "Reopening", "UsageRecord", "Publication", "Deadline"
]

PREFIXES: dict[Kind, str] = {
    "Decision": "QD",  # quyết định
    "Note": "TD",  # trao đổi
    "Judgement": "DG",  # đánh giá
    "Receipt": "PR",  # phiếu rà soát
    "Reopening": "ML",  # mở lại
    "UsageRecord": "SD",  # sử dụng
    "Publication": "BC",  # báo cáo
    "Deadline": "TH",  # thời hạn
}
SHAPES: dict[Kind, str] = {
    "Decision": "shapes/decision.ttl",
    "Note": "shapes/note.ttl",
    "Judgement": "shapes/judgement.ttl",
    "Deadline": "shapes/deadline.ttl",
}
"""Which SHACL shapes an entry is checked against before it is written."""
Body = Callable[[str], Iterable[ox.Triple]]
"""Returns what an entry says of itself, given its IRI; number, author and time are added by `append`."""


def append(store: Store, kind: Kind, author: str, moment: datetime, bodies: Sequence[Body]) -> list[str]:
    """Write one entry for each of ``bodies``, all or none; return their numbers in order.

    ``store`` must be the only writer (see `bootstrap.open_writer`), so that numbers are unique. ``author`` is
    a person's name or, for what a run found, the name of the command; ``moment`` must have a time zone.
    Raises `RecordError` for an entry that breaks its shape; nothing is written then.
    """
    return append_all(store, author, moment, [(kind, body) for body in bodies])


def append_all(
    store: Store, author: str, moment: datetime, entries: Sequence[tuple[Kind, Body]]
) -> list[str]:
    """Write entries of several kinds, all or none; return their numbers in order. See `append`."""
    if not entries:
        return []
    serials = {kind: _last(store, _series(kind, moment)) for kind, _ in entries}
    numbers: list[str] = []
    triples: list[ox.Triple] = []
    for kind, body in entries:
        serials[kind] += 1
        series = _series(kind, moment)
        numbers.append(f"{series}-{serials[kind]:05d}")
        iri = ns.ENTRY + numbers[-1]
        triples += _head(iri, kind, numbers[-1], series, serials[kind])
        triples += _signed(iri, author, moment)
        triples += body(iri)
    _check(triples, sorted({SHAPES[kind] for kind, _ in entries if kind in SHAPES}))
    store.replace({ns.GRAPH_JOURNAL + numbers[0]: list(dict.fromkeys(triples))})
    return numbers


def _series(kind: Kind, moment: datetime) -> str:
    return f"{PREFIXES[kind]}-{moment.year}"


def _last(store: Store, series: str) -> int:
    rows = catalogue.load("journal/last-serial").run(store, {"series": series}).values()
    return int(rows[0]["last"] or 0)


def _check(triples: list[ox.Triple], shapes: list[str]) -> None:
    if not shapes:
        return
    # Imported here: SHACL takes half a second that readers of the journal need not wait for.
    from registry.usecases import load
    from registry.validation import validate

    found = validate([*load.ontology_triples(), *triples], shapes)
    wrong = [item for item in found if item.level == "violation"]
    if wrong:
        raise RecordError("; ".join(item.vi for item in wrong), "; ".join(item.en for item in wrong))


def _head(iri: str, kind: Kind, number: str, series: str, serial: int) -> list[ox.Triple]:
    subject = ox.NamedNode(iri)
    return [
        ox.Triple(subject, ox.NamedNode(ns.RDF + "type"), ox.NamedNode(ns.RS + kind)),
        ox.Triple(subject, ox.NamedNode(ns.DCT + "identifier"), ox.Literal(number)),
        ox.Triple(subject, ox.NamedNode(ns.RS + "series"), ox.Literal(series)),
        ox.Triple(subject, ox.NamedNode(ns.RS + "serial"), ox.Literal(serial)),
    ]


def _signed(iri: str, author: str, moment: datetime) -> list[ox.Triple]:
    # The hash tells names apart that differ only in their diacritics.
    person = ox.NamedNode(f"{ns.PERSON}{ids.slug(author)}-{ids.short_hash(author)}")
    stamp = ox.Literal(moment.isoformat(timespec="seconds"), datatype=ox.NamedNode(ns.XSD + "dateTime"))
    return [
        ox.Triple(ox.NamedNode(iri), ox.NamedNode(ns.PROV + "generatedAtTime"), stamp),
        ox.Triple(ox.NamedNode(iri), ox.NamedNode(ns.PROV + "wasAttributedTo"), person),
        ox.Triple(person, ox.NamedNode(ns.RDF + "type"), ox.NamedNode(ns.PROV + "Agent")),
        ox.Triple(person, ox.NamedNode(ns.RDFS + "label"), ox.Literal(author)),
    ]
