"""Which of the representations on offer a request wants (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence

import mimeparse
from fastapi import Request

from api.errors import RefusedError
from registry.usecases.linked import JSON_LD, N_TRIPLES, TURTLE

GRAPHS = (TURTLE, JSON_LD, N_TRIPLES)
TABLES = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
ALIASES = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
"""What is meant by a general media type where a table is asked for."""


def choose(request: Request, offered: Sequence[str]) -> str:
    """Return the media type of ``offered``, the first by default; raises `RefusedError` 406 if none fits."""
    accept = ",".join(request.headers.getlist("accept")).strip() or "*/*"
    try:
        # Of equally welcome types the library takes the last.
        chosen = mimeparse.best_match(list(reversed(offered)), accept)
    except mimeparse.MimeTypeParseException:
        chosen = ""
    if not chosen:
        listed = ", ".join(offered)
        raise RefusedError(
            f"Chỉ có các dạng: {listed}",
            f"Only these are offered: {listed}",
            code="not-acceptable",
            status=406,
        )
    return str(chosen)


def choose_table(request: Request) -> str:
    """Return the media type for the answer to SELECT or ASK."""
    chosen = choose(request, (*TABLES, *ALIASES))
    return ALIASES.get(chosen, chosen)


def with_charset(media_type: str) -> str:
    """Return the Content-Type of UTF-8 text in ``media_type``; JSON is always that and takes no parameter."""
    return media_type if "json" in media_type or media_type == N_TRIPLES else f"{media_type}; charset=utf-8"
