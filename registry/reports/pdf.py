"""The official report as PDF: the same blocks as the .docx, typeset by ``templates/typst/official.typ``."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from registry.reports.atomic import replacing
from registry.reports.charts import charts, data
from registry.reports.frame import MOTTO, Frame
from registry.reports.model import Report
from registry.reports.official import Block, Text, blocks
from registry.reports.typeset import typeset


def write_pdf(report: Report, path: Path) -> None:
    """Write the official report to ``path``, whole or not at all; raises `OSError`."""
    with replacing(path) as draft:
        draft.write_bytes(pdf(report))


def pdf(report: Report) -> bytes:
    """Return the official report as PDF."""
    body, *annexes = _parts(blocks(report))
    return typeset(
        "official.typ",
        {
            "title": report.profile.subject,
            "motto": MOTTO,
            "frame": asdict(Frame.of(report.profile)),
            "body": body,
            "annexes": annexes,
            "charts": {name: data(chart) for name, chart in charts(report).items()},
        },
        "pdf",
        datetime.fromisoformat(report.screening.as_of).replace(tzinfo=UTC),
    )


def _parts(found: list[Block]) -> list[list[dict[str, Any]]]:
    """Return the blocks of the text and of each annex, which begins with a heading of level 1."""
    parts: list[list[dict[str, Any]]] = [[]]
    for block in found:
        if isinstance(block, Text) and block.level == 1:
            parts.append([])
        parts[-1].append(asdict(block))
    return parts
