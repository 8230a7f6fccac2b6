"""The report as one HTML file: style and script inline, readable without a network and on paper."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from registry.reports.atomic import replacing
from registry.reports.charts import charts
from registry.reports.model import Report
from registry.reports.official import title_of
from registry.reports.words import LEVELS, NEED_STATES, OUTCOMES, RULE_NOTE, billions, percent
from registry.wording import VERDICTS, date_vi, money_vi


def write_html(report: Report, path: Path) -> None:
    """Write the report to ``path``, whole or not at all; raises `OSError`."""
    with replacing(path) as draft:
        draft.write_text(html(report), encoding="utf-8")


def html(report: Report) -> str:
    """Return the report as an HTML page in NFC."""
    page = (
        environment()
        .get_template("screening.html")
        .render(
            report=report,
            screening=report.screening,
            charts=charts(report),
            verdicts=VERDICTS,
            need_states=NEED_STATES,
            levels=LEVELS,
            outcomes=OUTCOMES,
            rule_note=RULE_NOTE,
            title_of=title_of,
        )
    )
    return unicodedata.normalize("NFC", page)


def environment() -> Environment:
    """Return the templates of pages; whatever they are given is escaped."""
    templates = Environment(
        loader=PackageLoader("registry.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(
        date=date_vi,
        money=money_vi,
        percent=percent,
        billions=billions,
        lower_first=lambda text: text[:1].lower() + text[1:],
    )
    return templates
