"""Minting of stable identifiers from Vietnamese text."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

from ontology import namespaces as ns


@lru_cache(maxsize=131072)
def fold(text: str) -> str:
    """Return ``text`` in lower case without Vietnamese diacritics (``Đăng ký`` → ``dang ky``)."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def slug(text: str) -> str:
    """Return an id of ``a-z``, ``0-9`` and ``-`` for ``text``; the same text gives the same id."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def short_hash(*parts: str, digits: int = 12) -> str:
    """Return hexadecimal digits that identify ``parts``."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:digits]


def proposal_iri(batch: str, line: str) -> str:
    """Return the IRI of a line; files number their lines anew, so the batch is part of it."""
    return f"{ns.PROPOSAL}{batch}/{slug(line)}"


def legal_document_iri(number: str, date: str | None, issuer: str) -> str:
    """Return the IRI of a legal document; its key is number, date and issuer together.

    Two documents can share a number (06/QĐ-TTg of 2022 and of 2025).
    """
    return ns.LEGAL + "/".join((slug(number), date or "undated", slug(issuer) or "unknown"))


def source_iri(url: str, title: str) -> str:
    """Return the IRI of a source page, from its address and title."""
    return ns.SOURCE + short_hash(url, title)
