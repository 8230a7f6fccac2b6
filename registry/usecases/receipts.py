"""Receipts: a verdict with all that it rests on, put on record under a number, the verdict "none" included.

A receipt is never changed. When the same line is judged otherwise, or at another date or on another content
of the registry, a new receipt revises (`prov:wasRevisionOf`) the former, which stays.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

import pyoxigraph as ox

from ontology import namespaces as ns
from registry import catalogue, ids
from registry.catalogue import date_time
from registry.entries import Cause, ReceiptSeen, ReopeningSeen
from registry.errors import NotFoundError
from registry.model import VERDICTS
from registry.opened import Registry
from registry.store.base import Store
from registry.usecases import journal
from registry.usecases.basis import Draft, canonical

WATCHED = ("none", "in_development")
"""Verdicts whose receipts stay watched (as in `journal/watched`)."""


@dataclass(frozen=True)
class Issued:
    """The receipt of a line after issuing; ``new``: false when it was on record already."""

    line_id: str
    number: str
    new: bool


def issue(store: Store, drafts: Sequence[Draft], author: str, moment: datetime) -> list[Issued]:
    """Put verdicts on record, all in one transaction; return the receipt of each, in order.

    One that says what a receipt of the line says already, on the same content of the registry and for the
    same date, gets no new number. ``store`` must be the only writer. ``author``: a person, or the command.
    """
    known = _known(store, {draft.batch_id for draft in drafts})
    new = [draft for draft in drafts if draft.digest not in known.digests]
    bodies = [body(draft, known.latest.get((draft.batch_id, draft.line_id), "")) for draft in new]
    numbers = journal.append(store, "Receipt", author, moment, bodies)
    given = {draft.digest: number for draft, number in zip(new, numbers, strict=True)}
    return [
        Issued(draft.line_id, given.get(draft.digest) or known.digests[draft.digest], draft.digest in given)
        for draft in drafts
    ]


@dataclass(frozen=True)
class _Known:
    digests: dict[str, str]
    latest: dict[tuple[str, str], str]


def _known(store: Store, batches: Iterable[str]) -> _Known:
    """Return the numbers of the receipts of some batches: by digest, and the latest of each line."""
    known = _Known({}, {})
    for batch in batches:
        for row in catalogue.load("journal/receipts").run(store, {"batch": ns.BATCH + batch}).rows:
            known.digests[row["digest"].value] = row["number"].value
            if "later" not in row:
                known.latest[batch, row["line"].value] = row["number"].value
    return known


def body(draft: Draft, former: str) -> journal.Body:
    """Return what a receipt says of itself; ``former`` is the number of the one that it revises, or empty."""

    def triples(iri: str) -> Iterator[ox.Triple]:
        subject = ox.NamedNode(iri)

        def link(predicate: str, target: str) -> ox.Triple:
            return ox.Triple(subject, ox.NamedNode(predicate), ox.NamedNode(target))

        def text(name: str, value: str) -> ox.Triple:
            return ox.Triple(subject, ox.NamedNode(ns.RS + name), ox.Literal(value))

        yield from about(iri, draft.batch_id, draft.line_id)
        yield link(ns.RS + "verdict", ns.code("verdict", draft.verdict))
        day = ox.Literal(date_time(draft.as_of), datatype=ox.NamedNode(ns.XSD + "dateTime"))
        yield ox.Triple(subject, ox.NamedNode(ns.RS + "asOf"), day)
        yield text("snapshot", draft.snapshot)
        yield text("digest", draft.digest)
        yield text("facts", canonical({"facts": draft.facts, "rules": draft.rules}))
        for platform in draft.facts["platforms"]:
            yield link(ns.PROV + "used", ns.PLATFORM + platform)
        if former:
            yield link(ns.PROV + "wasRevisionOf", ns.ENTRY + former)

    return triples


def about(iri: str, batch_id: str, line_id: str) -> Iterator[ox.Triple]:
    """Yield which line of which batch an entry is about."""
    subject = ox.NamedNode(iri)
    for name, target in (
        ("aboutBatch", ns.BATCH + batch_id),
        ("aboutProposal", ids.proposal_iri(batch_id, line_id)),
    ):
        yield ox.Triple(subject, ox.NamedNode(ns.RS + name), ox.NamedNode(target))
    yield ox.Triple(subject, ox.NamedNode(ns.RS + "lineId"), ox.Literal(line_id))


def receipts_of(registry: Registry, batch_id: str) -> dict[str, tuple[ReceiptSeen, ...]]:
    """Return the receipts of each line of a batch, oldest first, by line id."""
    found: dict[str, list[ReceiptSeen]] = defaultdict(list)
    for item in _read(registry.store, {"batch": ns.BATCH + batch_id}):
        found[item.line_id].append(item)
    return {line: tuple(items) for line, items in found.items()}


def latest_of(registry: Registry, batch_id: str) -> list[ReceiptSeen]:
    """Return the latest receipt of each line of a batch; raises `NotFoundError` when there is none."""
    found = [items[-1] for items in receipts_of(registry, batch_id).values()]
    if not found:
        raise NotFoundError(f"Đợt {batch_id} chưa có phiếu nào", f"Batch {batch_id} has no receipts")
    return found


def receipt(registry: Registry, number: str) -> ReceiptSeen:
    """Return the receipt of that number; raises `NotFoundError`."""
    for item in _read(registry.store, {"number": number}):
        return item
    raise NotFoundError(f"Không có phiếu {number}", f"There is no receipt {number}")


def _read(store: Store, given: dict[str, str]) -> Iterator[ReceiptSeen]:
    answer = catalogue.load("journal/receipts").run(store, given)
    for row in answer.rows:
        text = {column: row[column].value if column in row else "" for column in answer.columns}
        content = json.loads(text["facts"])
        verdict = next(item for item in VERDICTS if text["verdict"] == ns.code("verdict", item))
        yield ReceiptSeen(
            number=text["number"],
            batch_id=ns.local_id(text["batch"], ns.BATCH),
            line_id=text["line"],
            verdict=verdict,
            as_of=text["asOf"][:10],
            snapshot=text["snapshot"],
            time=text["time"],
            platforms=tuple(content["facts"]["answers"]),
            rules=content["rules"],
            facts=content["facts"],
            watched=verdict in WATCHED and not text["later"],
            supersedes=text["former"],
            by=text["by"],
        )


def reopenings_of(registry: Registry, batch_id: str) -> dict[str, tuple[ReopeningSeen, ...]]:
    """Return when each line of a batch was opened again, oldest first, by line id."""
    rows = catalogue.load("journal/reopenings").run(registry.store, {"batch": ns.BATCH + batch_id}).rows
    causes: dict[str, list[Cause]] = defaultdict(list)
    for row in rows:
        causes[row["number"].value] += [
            cause for cause in get_args(Cause) if row["cause"].value == ns.code("reopening-cause", cause)
        ]
    found: dict[str, list[ReopeningSeen]] = defaultdict(list)
    for text in {
        row["number"].value: {name: term.value for name, term in row.items()} for row in rows
    }.values():
        found[text["line"]].append(
            ReopeningSeen(
                number=text["number"],
                batch_id=batch_id,
                line_id=text["line"],
                time=text["time"],
                causes=tuple(causes[text["number"]]),
                former=text["former"],
                receipt=text["receipt"],
                message=text["message"],
                message_en=text["messageEn"],
                by=text["by"],
            )
        )
    return {line: tuple(items) for line, items in found.items()}


def open_again(store: Store, batch_id: str) -> dict[str, str]:
    """Return what opened each line of a batch that is open again since it was last decided, by line id."""
    answer = catalogue.load("journal/open-again").run(store, {"batch": ns.BATCH + batch_id})
    return {row["line"].value: row["message"].value for row in answer.rows}
