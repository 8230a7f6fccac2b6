"""What the lines of a batch say when they are seen together: findings over all lines, totals, same needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ontology import namespaces as ns
from registry import ids
from registry.answers import LineAnswer, SameNeed, VerdictTotal, numbered
from registry.model import VERDICTS, BatchLine
from registry.opened import Registry
from registry.usecases import findings
from registry.usecases.asking import Table, ask
from registry.usecases.facts import Asked
from registry.usecases.findings import Citations
from registry.usecases.said import said_tables
from registry.usecases.tasks import cost_tables, past_tasks


def batch_tables(
    batch: Sequence[BatchLine], answers: Sequence[LineAnswer], asked: Sequence[Asked], as_of: str
) -> dict[str, str | Table]:
    """Return the tables that rules over all lines take.

    ``lines``: id, IRI, body, province, year, nature, verdict, amount (whole VND, or unknown);
    ``asked``: the functions that each line may ask for, with their chances.
    """
    lines: Table = []
    functions: Table = []
    for line, answer, item in zip(batch, answers, asked, strict=True):
        place = ns.PROPOSAL + ids.slug(line.id)
        facts = (line.proposer, item.province, line.year, item.reading.nature, answer.verdict, line.cost_vnd)
        lines.append([line.id, place, *facts])
        ranked = item.reading.ranking.capabilities
        functions += [[line.id, ns.CAPABILITY + match.id, match.chance] for match in ranked]
    return {"lines": lines, "asked": functions, "asOf": as_of}


def with_findings(
    registry: Registry,
    citations: Citations,
    batch: Sequence[BatchLine],
    answers: Sequence[LineAnswer],
    asked: Sequence[Asked],
    as_of: str,
) -> tuple[LineAnswer, ...]:
    """Return the answers with the findings of rules over all lines added, every finding numbered."""
    tables = {
        **batch_tables(batch, answers, asked, as_of),
        **said_tables(registry, batch, answers, asked),
        **cost_tables(batch, asked, past_tasks(registry, batch, as_of)),
    }
    found = findings.run(registry, "batch", tables)
    citations.learn(iri for rows in found.values() for row in rows for iri in row.cited())
    return numbered(
        [
            replace(
                answer,
                findings=(*answer.findings, *(row.finding(citations) for row in found.get(answer.id, ()))),
            )
            for answer in answers
        ]
    )


def totals(registry: Registry, lines: Sequence[LineAnswer]) -> tuple[VerdictTotal, ...]:
    """Return how many lines got each verdict and how much they ask for."""
    rows: Table = [[line.id, line.verdict, line.cost_vnd or 0] for line in lines]
    found = {row["verdict"]: row for row in ask(registry, "reports/totals", {"lines": rows})}
    return tuple(
        VerdictTotal(verdict, int(found[verdict]["lines"]), int(found[verdict]["cost"]))
        for verdict in VERDICTS
        if verdict in found
    )


def same_needs(
    registry: Registry, lines: Sequence[LineAnswer], asked: Sequence[Asked]
) -> tuple[SameNeed, ...]:
    """Return the lines of several bodies that ask for one function."""
    rows: Table = [
        [line.id, line.proposer, ns.CAPABILITY + need.capability, line.cost_vnd or 0]
        for line, item in zip(lines, asked, strict=True)
        for need in item.reading.needs
        if need.capability and need.main
    ]
    return tuple(
        SameNeed(
            ns.local_id(row["capability"], ns.CAPABILITY),
            row["label"],
            tuple(sorted(row["members"].split())),
            int(row["bodies"]),
            int(row["cost"]),
        )
        for row in ask(registry, "groups/same-need", {"needs": rows})
    )
