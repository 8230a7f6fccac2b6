"""The charts of a report: what they show, and each as SVG for the screen and PNG for .docx."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import as_file, files

from registry import curated
from registry.model import VERDICTS
from registry.reports.model import Amount, Report
from registry.reports.typeset import typeset
from registry.reports.words import billions
from registry.wording import VERDICTS as VERDICT_WORDS

_ID = re.compile(r'(\bid="|href="#|url\(#)')
SHOWN = 10
"""Bars of a chart; what is left is summed in words."""


@dataclass(frozen=True)
class Mark:
    """A bar or a cell: its label, VND, and what is written beside or in it."""

    label: str
    value: int
    note: str


@dataclass(frozen=True)
class Row:
    """A row of a heat map."""

    label: str
    cells: tuple[Mark, ...]


@dataclass(frozen=True)
class Chart:
    """What a chart shows. ``rows`` are `Mark` for bars and `Row` for a heat map with ``columns``."""

    title: str
    unit: str
    rows: tuple[Mark, ...] | tuple[Row, ...]
    columns: tuple[str, ...] = ()

    def svg(self, prefix: str = "") -> str:
        """Return the chart as SVG; letters are outlines, so it needs no font. Ids begin with ``prefix``."""
        return _ID.sub(rf"\1{prefix}", typeset("chart.typ", data(self), "svg").decode())

    def png(self) -> bytes:
        """Return the chart as PNG."""
        return typeset("chart.typ", data(self), "png")


def data(chart: Chart) -> dict[str, object]:
    """Return a chart as the templates read it."""
    return {**asdict(chart), "kind": "heat" if chart.columns else "bars"}


def charts(report: Report) -> dict[str, Chart]:
    """Return the charts by name; one that would have nothing to show is left out."""
    found = {
        "verdicts": Chart(
            "Kinh phí đề nghị theo kết luận",
            "số dòng; kinh phí; tỷ lệ trong tổng kinh phí",
            tuple(
                Mark(
                    total.label,
                    total.cost_vnd,
                    f"{total.lines} dòng; {billions(total.cost_vnd)}; "
                    + f"{total.share * 100:.1f}%".replace(".", ","),
                )
                for total in report.totals
            ),
        ),
        "agencies": Chart(
            f"{min(SHOWN, len(report.agencies))} đơn vị đề nghị nhiều kinh phí nhất",
            "kinh phí đề nghị; số dòng" + _rest(report.agencies),
            _bars(report.agencies),
        ),
        "owners": Chart(
            "Kinh phí của nhiệm vụ đã có hoặc sắp có nền tảng, theo cơ quan chủ quản nền tảng",
            "đã có, có một phần, đang xây dựng; theo nền tảng đứng đầu mỗi dòng" + _rest(report.owners),
            _bars(report.owners),
        ),
        "sectors": Chart(
            "Kinh phí đề nghị theo lĩnh vực và kết luận",
            "tỷ đồng; ô càng đậm, kinh phí càng lớn",
            tuple(
                Row(
                    sector_name(amount.name),
                    tuple(
                        Mark(verdict, amount.by_verdict[verdict], _short(amount.by_verdict[verdict]))
                        for verdict in VERDICTS
                    ),
                )
                for amount in sorted(report.sectors, key=lambda amount: not amount.name)  # the nameless last
            ),
            tuple(VERDICT_WORDS[verdict] for verdict in VERDICTS),
        ),
    }
    return {name: chart for name, chart in found.items() if chart.rows}


@cache
def _sectors() -> dict[str, str]:
    with as_file(files("registry").joinpath("data/sectors.yaml")) as path:
        return {key: str(body["vi"]) for key, body, _ in curated.blocks(path)}


def sector_name(sector: str) -> str:
    """Return the Vietnamese name of a sector id."""
    return _sectors().get(sector, sector) or "Không xếp lĩnh vực"


def _bars(amounts: Sequence[Amount]) -> tuple[Mark, ...]:
    return tuple(
        Mark(amount.name or "Không ghi", amount.cost_vnd, _note(amount.cost_vnd, len(amount.lines)))
        for amount in amounts[:SHOWN]
    )


def _rest(amounts: Sequence[Amount]) -> str:
    """Return in words what the bars leave out: its bar would dwarf the others."""
    rest = amounts[SHOWN:]
    if not rest:
        return ""
    cost, lines = sum(amount.cost_vnd for amount in rest), sum(len(amount.lines) for amount in rest)
    return f"; ngoài ra {len(rest)} cơ quan, đơn vị khác: {_note(cost, lines)}"


def _note(cost_vnd: int, lines: int) -> str:
    return f"{billions(cost_vnd)}; {lines} dòng"


def _short(cost_vnd: int) -> str:
    """Return VND as billions with two decimals, nothing for 0."""
    return f"{cost_vnd / 10**9:.2f}".replace(".", ",") if cost_vnd else ""
