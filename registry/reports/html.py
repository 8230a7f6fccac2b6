"""A screening as one HTML file: style and script inline, readable without a network and on paper."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from registry.answers import Screening
from registry.reports.atomic import replacing
from registry.reports.view import NEED_STATES, RULE_NOTE, View, billions, percent
from registry.wording import VERDICTS, date_vi, money_vi


def write_html(screening: Screening, path: Path) -> None:
    """Write the report of ``screening`` to ``path``, whole or not at all; raises `OSError`."""
    with replacing(path) as draft:
        draft.write_text(html(screening), encoding="utf-8")


def html(screening: Screening) -> str:
    """Return the report of ``screening`` as an HTML page in NFC."""
    page = (
        _environment()
        .get_template("screening.html")
        .render(
            view=View(screening),
            screening=screening,
            verdicts=VERDICTS,
            need_states=NEED_STATES,
            rule_note=RULE_NOTE,
        )
    )
    return unicodedata.normalize("NFC", page)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("registry.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(date=date_vi, money=money_vi, percent=percent, billions=billions)
    return environment
