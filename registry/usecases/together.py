"""What the lines of a batch say when they are seen together: findings over all lines, totals, same needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ontology import namespaces as ns
from registry import ids
from registry.answers import LineAnswer, SameNeed, VerdictTotal, numbered
from registry.matching.places import places
from registry.model import VERDICTS, BatchLine
from registry.opened import Registry
from registry.usecases import findings
from registry.usecases.asking import Table, ask
from registry.usecases.demands import Demands
from registry.usecases.facts import Asked
from registry.usecases.findings import Citations, Found
from registry.usecases.past import past_tasks
from registry.usecases.said import said_tables
from registry.usecases.tasks import cost_tables, priced_tasks

SAME_NEED = "findings/same-need"
"""The rule behind `Screening.same_needs`."""


@dataclass(frozen=True)
class Seen:
    """The lines of a batch with their answers and what they ask for, all in one order."""

    batch_id: str
    batch: Sequence[BatchLine]
    answers: Sequence[LineAnswer]
    asked: Sequence[Asked]
    as_of: str
    demands: Demands

    def iri(self, line: BatchLine) -> str:
        """Return the IRI of a line."""
        return ids.proposal_iri(self.batch_id, line.id)


@dataclass(frozen=True)
class Together:
    """The answers with findings over all lines added, and the needs that several bodies share."""

    lines: tuple[LineAnswer, ...]
    same_needs: tuple[SameNeed, ...]


def seen_together(registry: Registry, citations: Citations, seen: Seen) -> Together:
    """Return what the rules over all lines find; every finding of a line gets its number."""
    lines_by_iri = {seen.iri(line): line for line in seen.batch}
    tables = {
        **batch_tables(registry, seen),
        **said_tables(registry, seen.batch, seen.answers, seen.asked),
        **cost_tables(lines_by_iri, seen.asked, priced_tasks(registry, lines_by_iri, seen.as_of)),
    }
    found = findings.run(registry, "batch", tables)
    citations.know({seen.iri(line): _cited(line) for line in seen.batch if line.id in found})
    citations.learn(iri for rows in found.values() for row in rows for iri in row.cited())
    lines = (
        replace(
            answer,
            findings=(*answer.findings, *(row.finding(citations) for row in found.get(answer.id, ()))),
        )
        for answer in seen.answers
    )
    return Together(numbered(tuple(lines)), _same_needs(seen, found))


def batch_tables(registry: Registry, seen: Seen) -> dict[str, str | Table]:
    """Return the tables that rules over all lines take.

    ``lines``: id, IRI, body, province, year, nature, verdict, amount (whole VND, or unknown);
    ``asked``: the functions that each line may ask for, with their chances; ``asks``: its demands, with what
    rules need of the line (``spot``: the places that it names, as one text); ``titles``; ``sites``: the
    places that line and proposer name; ``taskDemands``, ``taskSites``: the same of tasks paid for before.
    """
    rows: dict[str, Table] = defaultdict(list)
    ids_here = set()
    for line, answer, item in zip(seen.batch, seen.answers, seen.asked, strict=True):
        ids_here.add(line.id)
        facts = (line.proposer, item.province, line.year, item.reading.nature, answer.verdict, line.cost_vnd)
        rows["lines"].append([line.id, seen.iri(line), *facts])
        ranked = item.reading.ranking.capabilities
        rows["asked"] += [[line.id, ns.CAPABILITY + match.id, match.chance] for match in ranked]
        rows["titles"].append([line.id, line.title])
        named = places(f"{line.title}; {line.description}", item.province)
        rest = (line.proposer, item.province, line.year, line.cost_vnd, ", ".join(sorted(named)))
        rows["asks"] += [[line.id, seen.iri(line), *demand, *rest] for demand in item.demands]
        rows["sites"] += [[line.id, site] for site in sorted(named | places(line.proposer, item.province))]
    for task in past_tasks(registry, seen.demands, {item.province for item in seen.asked}):
        # A batch that is stored does not repeat itself.
        if task.id not in ids_here:
            rows["taskDemands"] += [[task.iri, demand.group] for demand in task.demands]
            rows["taskSites"] += [[task.iri, site] for site in sorted(task.places)]
    names = ("lines", "asked", "asks", "titles", "sites", "taskDemands", "taskSites")
    return {"asOf": seen.as_of, **{name: rows[name] for name in names}}


def _cited(line: BatchLine) -> str:
    """Return how a line of the batch is cited: its number, title and body."""
    number = f"Dòng {line.line_no}: " if line.line_no is not None else ""
    return number + line.title + (f" ({line.proposer})" if line.proposer else "")


def totals(registry: Registry, lines: Sequence[LineAnswer]) -> tuple[VerdictTotal, ...]:
    """Return how many lines got each verdict and how much they ask for."""
    rows: Table = [[line.id, line.verdict, line.cost_vnd or 0] for line in lines]
    found = {row["verdict"]: row for row in ask(registry, "reports/totals", {"lines": rows})}
    return tuple(
        VerdictTotal(verdict, int(found[verdict]["lines"]), int(found[verdict]["cost"]))
        for verdict in VERDICTS
        if verdict in found
    )


def _same_needs(seen: Seen, found: Found) -> tuple[SameNeed, ...]:
    """Return the clusters of the rule `findings/same-need`, the dearest first."""
    members: dict[tuple[str, str], list[str]] = defaultdict(list)
    cells: dict[tuple[str, str], Mapping[str, str]] = {}
    for line, item in zip(seen.batch, seen.asked, strict=True):
        for row in found.get(line.id, ()):
            if row.rule.id == SAME_NEED:
                key = (row.cells["group"], item.province)
                members[key].append(line.id)
                cells[key] = row.cells
    order = sorted(cells, key=lambda key: (-int(cells[key]["cost"]), key))
    return tuple(
        SameNeed(
            ns.local_id(ns.local_id(key[0], ns.DEMAND_GROUP), ns.CAPABILITY),
            cells[key]["label"],
            tuple(members[key]),
            int(cells[key]["bodies"]),
            int(cells[key]["cost"]),
            cells[key]["lead"],
            cells[key]["leadEn"],
        )
        for key in order
    )
