"""The archive of periodic reports: one page and one JSON file each, an index, and an Atom feed (RFC 4287)."""

from __future__ import annotations

import json
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from ontology import namespaces as ns
from registry.errors import Place, StoreError
from registry.periodic import Flagged, PeriodicReport, Publication, StaleRecord
from registry.reports.atomic import replacing
from registry.reports.html import environment
from registry.wording import VERDICTS

FLAGGED = ("covered", "partly", "in_development")
NEVER = "1970-01-01T00:00:00Z"
"""When a feed without entries changed last: RFC 4287 demands a moment."""
Bars = list[tuple[str, int, int]]


def write_archive(
    report: PeriodicReport, publications: Sequence[Publication], publication: Publication, folder: Path
) -> list[Path]:
    """Write a report under its number, and index and feed of all ``publications``; return their paths.

    A file that says what it says already stays untouched; reports of former runs stay. Raises `StoreError`.
    """
    place = folder / report.period.id
    files = {
        place / f"{publication.number}.html": _page(report, publication),
        place / f"{publication.number}.json": json.dumps(report.to_json(), ensure_ascii=False, indent=1)
        + "\n",
        folder / "index.html": environment().get_template("archive.html").render(publications=publications),
        folder / "feed.atom": feed(publications, lambda item: f"{item.period}/{item.number}.html"),
    }
    try:
        place.mkdir(parents=True, exist_ok=True)
        for path, text in files.items():
            _write(path, unicodedata.normalize("NFC", text))
    except OSError as error:
        raise StoreError(
            "Không ghi được báo cáo",
            f"The report cannot be written: {error.strerror}",
            Place(file=str(folder)),
        ) from error
    return list(files)


def feed(publications: Sequence[Publication], address: Callable[[Publication], str]) -> str:
    """Return the Atom feed of periodic reports, each linked at its ``address``."""
    return (
        environment()
        .get_template("feed.atom")
        .render(publications=publications, base=ns.BASE, address=address, never=NEVER)
    )


def _write(path: Path, text: str) -> None:
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    with replacing(path) as draft:
        draft.write_text(text, encoding="utf-8")


def _page(report: PeriodicReport, publication: Publication) -> str:
    return (
        environment()
        .get_template("periodic.html")
        .render(report=report, publication=publication, verdicts=VERDICTS, **arranged(report))
    )


def arranged(report: PeriodicReport) -> dict[str, Any]:
    """Return the figures in the order in which pages show them."""
    return {
        "before": {row.verdict: row.lines for row in report.before},
        "owners": _bars((row.owner, row) for row in report.flagged),
        "sectors": _bars((row.sector, row) for row in report.flagged),
        "stale": by_owner(report.stale),
    }


def _bars(rows: Iterable[tuple[str, Flagged]]) -> Bars:
    """Return name, lines and VND of the flagged lines, most money first."""
    lines: dict[str, int] = defaultdict(int)
    asked: dict[str, int] = defaultdict(int)
    for name, row in rows:
        if row.verdict in FLAGGED:
            lines[name] += row.lines
            asked[name] += row.asked
    return sorted(((name, lines[name], asked[name]) for name in lines), key=lambda bar: (-bar[2], bar[0]))


def by_owner(records: Sequence[StaleRecord]) -> list[tuple[str, list[StaleRecord]]]:
    """Return records by their owner, the owner of the most first."""
    found: dict[str, list[StaleRecord]] = defaultdict(list)
    for record in records:
        found[record.owner].append(record)
    return sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
