"""What was decided of the lines of a batch, all of it, oldest first."""

from __future__ import annotations

from collections import defaultdict

from ontology import namespaces as ns
from registry.entries import OUTCOMES, DecisionSeen
from registry.opened import Registry
from registry.store.base import Store
from registry.usecases.asking import Rows, rows
from registry.usecases.decisions.saying import token


def decisions_of(store: Store, batch_id: str, line_id: str = "") -> dict[str, tuple[DecisionSeen, ...]]:
    """Return the decisions on each line of a batch, oldest first; lines without one are left out.

    ``line_id``: only on that line, which is much faster in a large batch.
    """
    batch = {"batch": ns.BATCH + batch_id} | ({"line": line_id} if line_id else {})
    grounds: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows(store, "decisions/grounds", batch):
        grounds[row["number"], row["kind"]].append(row["value"])
    opinions: dict[str, Rows] = defaultdict(list)
    for row in rows(store, "decisions/second-opinion", batch):
        opinions[row["number"]].append(row)
    found: dict[str, list[DecisionSeen]] = defaultdict(list)
    for row in rows(store, "decisions/history", batch):
        number, against = row["number"], opinions[row["number"]]
        second = next((item["second"] for item in against if item["second"]), "")
        found[row["lineId"]].append(
            DecisionSeen(
                number=number,
                batch_id=batch_id,
                line_id=row["lineId"],
                outcome=token(_last(row["outcome"]), OUTCOMES, "outcome"),
                reason=row["reason"],
                amount_vnd=int(row["amount"]) if row["amount"] else None,
                reviewer=row["reviewer"],
                time=row["time"],
                receipt=row["receipt"],
                findings=tuple(grounds[number, "finding"]),
                second_opinion=second,
                needs_second_opinion=bool(against) and not second,
                current=not row["revisedBy"],
                verdict=_last(row["verdict"]),
                amount_reason=row["amountReason"],
                platforms=tuple(ns.local_id(iri, ns.PLATFORM) for iri in grounds[number, "platform"]),
                rejected=tuple(grounds[number, "rejected"]),
                mandatory=tuple(
                    dict.fromkeys(ns.local_id(item["platform"], ns.PLATFORM) for item in against)
                ),
                seconds=row["seconds"],
                revises=row["revises"],
            )
        )
    return {line_id: tuple(decisions) for line_id, decisions in found.items()}


def decided(registry: Registry, batch_id: str) -> dict[str, tuple[DecisionSeen, ...]]:
    """Return the decisions on all lines of a batch, read once until something is written."""
    return registry.keep(("decisions", batch_id), lambda: decisions_of(registry.store, batch_id))


def current(store: Store, batch_id: str, line_id: str) -> DecisionSeen | None:
    """Return the decision that stands for a line, if it was decided."""
    decisions = decisions_of(store, batch_id, line_id).get(line_id, ())
    return next((item for item in decisions if item.current), None)


def _last(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]
