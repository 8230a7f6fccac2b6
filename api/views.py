"""Pages from templates: one environment a language, one way to answer."""

from __future__ import annotations

import hashlib
import re
import textwrap
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from api import words
from api.deps import VIETNAM
from api.i18n import COOKIE, LANGUAGES, Language, language, translations
from api.navigation import shown
from api.security.visitor import give, visitor
from registry import wording
from registry.config import version
from registry.wording import date_vi, money_en, money_vi

YEAR_SECONDS = 365 * 86400


@cache
def environment(lang: Language = "vi") -> Environment:
    """Return the templates in a language; everything is escaped, and a missing name is an error."""
    made = Environment(
        loader=PackageLoader("api"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    texts = translations(lang)
    made.install_gettext_callables(texts.gettext, texts.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(
        date=date_vi if lang == "vi" else _date_en,
        money=money_vi if lang == "vi" else money_en,
        engine=lambda sentence, labels=None: _engine(texts.gettext, sentence, labels or {}),
        lines=_lines,
        capital=lambda text: text[:1].upper() + text[1:],
        moment=lambda time: _moment(time, lang),
        query=lambda pairs: urlencode([pair for pair in pairs if pair[1]]),
    )
    made.globals.update(
        lang=lang,
        version=version(),
        static=static,
        levels=wording.LEVELS,
        statuses=wording.STATUSES,
        mandates=wording.MANDATES,
        evidence_words=wording.EVIDENCE,
        verdicts=wording.VERDICTS,
        kinds=words.KINDS,
        province_uses=words.PROVINCE_USES,
        need_states=words.NEED_STATES,
        remainders=words.REMAINDERS,
        unsure=words.UNSURE,
        neighbour_kinds=words.NEIGHBOUR_KINDS,
        roles=words.ROLES,
        fields=words.FIELDS,
        citing=words.CITING,
        obligations=words.OBLIGATIONS,
        job_states=words.JOB_STATES,
        actions=words.ACTIONS,
        scopes=words.SCOPES,
        token_states=words.TOKEN_STATES,
        outcomes=wording.OUTCOMES,
        line_states=words.LINE_STATES,
        column_words=words.COLUMNS,
        outcome_hints=words.OUTCOME_HINTS,
        proposed=words.PROPOSED,
        finding_levels=words.FINDING_LEVELS,
        judgements=wording.JUDGEMENTS,
        note_kinds=wording.NOTE_KINDS,
    )
    return made


@cache
def static(name: str) -> str:
    """Return the path of a file under ``static/`` with a mark of its content, so that it may be kept long."""
    content = (files("api") / "static" / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:10]}"


def render(
    request: Request,
    template: str,
    context: Mapping[str, Any],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """Return a page, or the part of a page that a template is, in the language of the request.

    Every template knows ``root`` (the path under which a proxy serves the application), ``visitor`` (who
    asks, with ``visitor.csrf()`` for forms), ``nav``, ``path``, ``lang`` and ``languages`` (addresses of
    this page).
    """
    lang, asking = language(request), visitor(request)
    root = request.scope.get("root_path", "").rstrip("/")
    path = request.url.path.removeprefix(root)
    body = (
        environment(lang)
        .get_template(template)
        .render(
            root=root,
            path=path,
            visitor=asking,
            nav=shown(asking.account),
            languages={other: _in_language(request, other) for other in LANGUAGES},
            **context,
        )
    )
    response = HTMLResponse(body, status, dict(headers) if headers else None)
    # What a person may see, and in which language, is no business of a cache between us.
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response.headers["Vary"] = "Cookie, Accept-Language, HX-Request"
    response.headers["Content-Language"] = lang
    if request.query_params.get("lang") == lang:
        secure = request.url.scheme == "https"
        response.set_cookie(COOKIE, lang, max_age=YEAR_SECONDS, secure=secure, httponly=True, samesite="lax")
    if asking.shown and not asking.given:
        give(request, response, asking.cookie)
    return response


def _in_language(request: Request, lang: Language) -> str:
    """Return the address of the same page in another language; a page that was posted to has none."""
    if request.method != "GET":
        return "?" + urlencode({"lang": lang})
    kept = [(key, value) for key, value in request.query_params.multi_items() if key != "lang"]
    return "?" + urlencode([*kept, ("lang", lang)])


def _lines(text: str, width: int) -> list[str]:
    """Return a name as at most two lines that fit a box of some pixels, with dots for what does not."""
    # 6.2 pixels a character at 12 pixels, measured generously; 22 pixels of margin.
    lines = textwrap.wrap(text, int((width - 22) / 6.2), max_lines=2, placeholder=" …")
    return lines or [text]


def _date_en(date: str) -> str:
    return date[:10]


def _moment(time: str, lang: Language) -> str:
    """Return an ISO time as hour and date in Vietnam."""
    here = datetime.fromisoformat(time).astimezone(VIETNAM).isoformat()
    return f"{here[11:16]} {date_vi(here) if lang == 'vi' else _date_en(here)}"


def _engine(gettext: Any, sentence: str, labels: Mapping[str, str]) -> str:
    """Return a sentence of the engine with its fixed part in the language of the page.

    ``labels``: English by Vietnamese names of functions that it may quote, on English pages.
    """
    fixed, quoted = words.opening(sentence)
    if gettext(fixed) != fixed:
        quoted = re.sub('"([^"]*)"', lambda name: f'"{labels.get(name[1], name[1])}"', quoted)
    return " ".join(part for part in (gettext(fixed) if fixed else "", quoted) if part)
