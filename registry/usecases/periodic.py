"""The periodic redundancy report: what was asked, should not be spent, and was decided, over all batches.

Recorded time: a report of a period says what the journal knew when the period ended, also when it is made
later. Two runs on the same journal and registry say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import pyoxigraph as ox

from ontology import namespaces as ns
from registry import catalogue
from registry.model import VERDICTS
from registry.opened import Registry
from registry.period import Period
from registry.periodic import (
    Flagged,
    Money,
    Movement,
    PeriodicReport,
    Publication,
    Reviewed,
    StaleRecord,
    Upheld,
)
from registry.store.base import Store
from registry.usecases import journal
from registry.usecases.asking import Rows, Table, ask
from registry.usecases.receipts import receipts_of

STALE_MONTHS = 24
"""After how many months without a dated observation a record is to be confirmed again.

Ministries review their lists of platforms about once in two years (letter 2765/BTTTT-CĐSQG of 2024, Decision
2618/QĐ-BKHCN of 2025)."""


def summarise(registry: Registry, period: Period) -> PeriodicReport:
    """Return the report of a period over all batches that have receipts; nothing is stored."""
    rows = ask(registry, "periodic/lines", {"end": period.end})
    lines = _table(rows)
    stale, stale_before = stale_at(registry, period.end)
    return PeriodicReport(
        period=period,
        batches=_batches(rows),
        money=_money(registry, lines),
        before=_money(registry, _table(ask(registry, "periodic/lines", {"end": period.start}))),
        flagged=_flagged(registry, rows),
        movements=tuple(
            Movement(
                row["kind"],
                row["number"],
                ns.local_id(row["batch"], ns.BATCH),
                row["line"],
                row["title"],
                row["time"][:10],
                row["what"],
            )
            for row in ask(registry, "periodic/movements", {"start": period.start, "end": period.end})
        ),
        upheld=_upheld(registry, lines),
        stale=stale,
        stale_before=stale_before,
    )


def stale_at(registry: Registry, day: str) -> tuple[tuple[StaleRecord, ...], str]:
    """Return the records to be confirmed again as of a day, and the date since which none was observed."""
    before = _months_before(day, STALE_MONTHS)
    found = registry.keep(("stale", before), lambda: ask(registry, "periodic/stale", {"before": before}))
    return tuple(StaleRecord(row["id"], row["name"], row["owner"], row["last"]) for row in found), before


def _table(rows: Rows) -> Table:
    """Return the lines as the money rules take them; lines of different batches may share an id."""
    return [
        [
            f"{row['batch']} {row['line']}",
            row["verdict"].rsplit("/", 1)[-1],
            row["outcome"].rsplit("/", 1)[-1],
            _vnd(row["asked"]),
            _vnd(row["after"]),
        ]
        for row in rows
    ]


def _vnd(text: str) -> int | None:
    return int(text) if text else None


def _in_order(rows: Rows) -> list[dict[str, str]]:
    """Return rows by verdict, in the order of severity."""
    return sorted(rows, key=lambda row: [*VERDICTS].index(row["verdict"]))  # type: ignore[arg-type]


def _money(registry: Registry, lines: Table) -> tuple[Money, ...]:
    names = ("lines", "total", "proposed", "decided", "realised", "unstated")
    rows = _in_order(ask(registry, "periodic/money", {"lines": lines})) if lines else []
    return tuple(Money(row["verdict"], *(int(row[name]) for name in names)) for row in rows)


def _upheld(registry: Registry, lines: Table) -> tuple[Upheld, ...]:
    rows = _in_order(ask(registry, "periodic/upheld", {"lines": lines})) if lines else []
    return tuple(
        Upheld(row["verdict"], *(int(row[name]) for name in ("judged", "upheld", "rejected"))) for row in rows
    )


def _batches(rows: Rows) -> tuple[Reviewed, ...]:
    found = {row["batch"]: row["batchTitle"] for row in rows}
    return tuple(
        Reviewed(
            ns.local_id(batch, ns.BATCH),
            title,
            sum(row["batch"] == batch for row in rows),
            sum(_vnd(row["asked"]) or 0 for row in rows if row["batch"] == batch),
            sum(bool(row["outcome"]) for row in rows if row["batch"] == batch),
        )
        for batch, title in found.items()
    )


def _flagged(registry: Registry, rows: Rows) -> tuple[Flagged, ...]:
    """Return the flagged money by owner and sector of the platform that each receipt names first."""
    best = {
        receipt.number: receipt.platforms[0]
        for batch in {row["batch"] for row in rows}
        for receipts in receipts_of(registry, ns.local_id(batch, ns.BATCH)).values()
        for receipt in receipts
        if receipt.platforms and receipt.verdict != "not_software"
    }
    rests: Table = [
        [
            row["number"],
            ns.PLATFORM + best[row["number"]],
            row["verdict"].rsplit("/", 1)[-1],
            _vnd(row["asked"]),
        ]
        for row in rows
        if row["number"] in best
    ]
    found = ask(registry, "periodic/owners", {"rests": rests}) if rests else []
    return tuple(
        Flagged(row["owner"], row["sector"], row["verdict"], int(row["lines"]), int(row["total"]))
        for row in found
    )


def _months_before(day: str, months: int) -> str:
    year, month = divmod(int(day[:4]) * 12 + int(day[5:7]) - 1 - months, 12)
    return date(year, month + 1, 1).isoformat()


def publications(store: Store) -> tuple[Publication, ...]:
    """Return all periodic reports on record, newest first."""
    answer = catalogue.load("periodic/publications").run(store)
    return tuple(
        Publication(*(row[name].value for name in ("number", "period", "title", "digest", "time", "summary")))
        for row in answer.rows
    )


def publish(store: Store, report: PeriodicReport, author: str, moment: datetime) -> Publication:
    """Put a report on record and return it.

    One that says the same as the last of its period gets no new number. ``store`` must be the only writer.
    """
    last = next((item for item in publications(store) if item.period == report.period.id), None)
    if last is not None and last.digest == report.digest:
        return last
    (number,) = journal.append(store, "Publication", author, moment, [_body(report)])
    return next(item for item in publications(store) if item.number == number)


def _body(report: PeriodicReport) -> journal.Body:
    def triples(iri: str) -> Sequence[ox.Triple]:
        texts: Sequence[tuple[str, ox.Literal]] = (
            (ns.RS + "period", ox.Literal(report.period.id)),
            (ns.RS + "digest", ox.Literal(report.digest)),
            (ns.DCT + "title", ox.Literal(report.title, language="vi")),
            (ns.DCT + "description", ox.Literal(report.summary, language="vi")),
        )
        return [ox.Triple(ox.NamedNode(iri), ox.NamedNode(name), value) for name, value in texts]

    return triples
