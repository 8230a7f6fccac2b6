"""When each record of the registry last changed on this machine, so that others need only fetch what is new.

A load that finds a record as it was keeps its moment, whatever else changed.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

import pyoxigraph as ox

from ontology import namespaces as ns
from registry.opened import Registry
from registry.store.base import Store
from registry.usecases.asking import rows

NESTED = (ns.PLATFORM, ns.CAPABILITY, ns.ORGANISATION)
"""Kinds of records whose parts (periods, citations …) have IRIs below their own."""
GONE = ox.NamedNode(ns.PROV + "invalidatedAtTime")


def noted(
    store: Store,
    registry: Iterable[ox.Triple],
    moment: datetime,
    batches: Iterable[ox.Triple] = (),
) -> list[ox.Triple]:
    """Return for each record what names its content and since when it is so; ``store`` knows the former.

    A record that was there and is not any more is noted with when it went; so are the lines of ``batches``,
    the shipped ones, as long as they are there.
    """
    known = {row["record"]: (row["version"], row["time"]) for row in rows(store, "lookup/modified", {})}
    now, found = moment.isoformat(timespec="seconds"), []
    versions = _versions(registry)
    for record, version in (versions | _lines(batches)).items():
        former, since = known.get(record, ("", ""))
        subject = ox.NamedNode(record)
        stamp = ox.Literal(since if former == version else now, datatype=ox.NamedNode(ns.XSD + "dateTime"))
        found += [
            ox.Triple(subject, ox.NamedNode(ns.DCAT + "version"), ox.Literal(version)),
            ox.Triple(subject, ox.NamedNode(ns.DCT + "modified"), stamp),
        ]
    away = {record: now for record in known if not record.startswith(ns.PROPOSAL)} | _gone(store)
    for record in away.keys() - versions.keys():
        stamp = ox.Literal(away[record], datatype=ox.NamedNode(ns.XSD + "dateTime"))
        found.append(ox.Triple(ox.NamedNode(record), GONE, stamp))
    return found


def gone(registry: Registry, prefix: str) -> dict[str, str]:
    """Return when each record that is not there any more went (ISO with a time zone), by id.

    ``prefix``: that of the IRIs of one kind of records.
    """
    away = registry.keep(("gone",), lambda: _gone(registry.store))
    return {iri.removeprefix(prefix): time for iri, time in away.items() if iri.startswith(prefix)}


def _gone(store: Store) -> dict[str, str]:
    return {row["record"]: row["time"] for row in rows(store, "lookup/gone", {})}


def times(registry: Registry) -> dict[str, str]:
    """Return when each record last changed (ISO with a time zone), by IRI."""
    return registry.keep(
        ("modified",),
        lambda: {row["record"]: row["time"] for row in rows(registry.store, "lookup/modified", {})},
    )


def _versions(registry: Iterable[ox.Triple]) -> dict[str, str]:
    """Return a hash of all that is said of each record, by IRI."""
    triples = [triple for triple in registry if isinstance(triple.subject, ox.NamedNode)]
    bodies: dict[str, list[str]] = defaultdict(list)
    for triple in triples:
        target = triple.object
        if isinstance(target, ox.NamedNode) and target.value.startswith(ns.ORGANISATION):
            bodies[_record(triple)].append(target.value)
    said: dict[str, list[str]] = defaultdict(list)
    for triple in triples:
        record = _record(triple)
        # A reorganisation is said of each of its bodies.
        for iri in bodies[record] if record.startswith(ns.CHANGE_EVENT) else [record]:
            said[iri].append(str(triple))
    return {iri: _digest(texts) for iri, texts in said.items() if iri.startswith((*NESTED, ns.LEGAL))}


def _lines(batches: Iterable[ox.Triple]) -> dict[str, str]:
    """Return a hash of all that is said of each line, by IRI."""
    said: dict[str, list[str]] = defaultdict(list)
    for triple in batches:
        if isinstance(triple.subject, ox.NamedNode) and triple.subject.value.startswith(ns.PROPOSAL):
            batch, _, rest = triple.subject.value.removeprefix(ns.PROPOSAL).partition("/")
            said[f"{ns.PROPOSAL}{batch}/{rest.partition('/')[0]}"].append(str(triple))
    return {iri: _digest(texts) for iri, texts in said.items()}


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(texts)).encode()).hexdigest()[:16]


def _record(triple: ox.Triple) -> str:
    """Return the IRI of the record that a triple is part of."""
    assert isinstance(triple.subject, ox.NamedNode)
    iri = triple.subject.value
    for prefix in (*NESTED, ns.CHANGE_EVENT):
        if iri.startswith(prefix):
            return prefix + iri.removeprefix(prefix).partition("/")[0]
    return iri
