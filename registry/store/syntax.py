"""What kind of request a SPARQL text is, told before any engine sees it."""

from __future__ import annotations

import re

from registry.errors import QueryError

# What stands between keywords: comments, IRIs, texts, variables, language tags, local parts of names.
_QUOTED = re.compile(
    r"""
      \#[^\n]*
    | <[^<>"{}|^`\\\s]*>
    | \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"
    | '''(?:[^'\\]|\\.|'(?!''))*'''
    | "(?:[^"\\\n]|\\.)*"
    | '(?:[^'\\\n]|\\.)*'
    | [?$]\w+
    | @[a-zA-Z]+(?:-[a-zA-Z0-9]+)*
    | :(?:[\w:%\\\-](?:[\w.:%\\\-]*[\w:%\\\-])?)?
    """,
    re.VERBOSE | re.DOTALL,
)
_FORM = re.compile(r"(?:\s|\#[^\n]*|PREFIX\s+[\w.\-]*\s*:\s*<[^>]*>|BASE\s*<[^>]*>)*(\w*)", re.IGNORECASE)


def require(query: str, *forms: str) -> str:
    """Return the form of ``query``; raise `QueryError` unless it is one of ``forms`` and stays on this store.

    An engine would do an update sent to its query address (Virtuoso) or call other servers for SERVICE
    (Oxigraph): reading must do neither. A name with "service" in its prefix is refused too, because
    Oxigraph needs no space before a keyword (``1SERVICE <…>``).
    """
    first = _FORM.match(query)
    form = first[1].upper() if first else ""
    if form not in forms:
        wanted = " / ".join(forms)
        raise QueryError(f"Câu truy vấn phải là {wanted}", f"The query must be a {wanted}")
    # The tables of a query may be megabytes: they are looked through word by word only where need be.
    if "service" in query.casefold() and "service" in _bare(query).casefold():
        raise QueryError(
            "Câu truy vấn không được gọi máy chủ khác (SERVICE)",
            "The query must not call other servers (SERVICE)",
        )
    return form


def names_graphs(query: str) -> bool:
    """Whether ``query`` says with FROM or FROM NAMED which graphs it is asked of."""
    return re.search(r"\bfrom\b(?!\s*:)", _bare(query), re.IGNORECASE) is not None


def _bare(query: str) -> str:
    return _QUOTED.sub(lambda match: ": " if match[0].startswith(":") else " ", query)
