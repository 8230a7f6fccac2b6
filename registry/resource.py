"""How records become triples: one resource, one IRI, and the terms that all records share.

All resources have IRIs: no blank nodes, so diffs are plain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from ontology import namespaces as ns
from registry import ids
from registry.model import Citation, Source

FIRST_INSTANT, LAST_INSTANT = "0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z"


def named(iri: str) -> ox.NamedNode:
    """Return the node of an IRI."""
    return ox.NamedNode(iri)


def rs(name: str) -> ox.NamedNode:
    """Return a term of the registry's own vocabulary."""
    return ox.NamedNode(ns.RS + name)


def typed(value: str, name: str) -> ox.Literal:
    """Return a literal of an XSD datatype."""
    return ox.Literal(value, datatype=ox.NamedNode(ns.XSD + name))


def partial_date(value: str) -> ox.Literal:
    """Return a year, month or day in the precision of its source."""
    return typed(value, {4: "gYear", 7: "gYearMonth"}.get(len(value), "date"))


TYPE = named(ns.RDF + "type")
IDENTIFIER, TITLE, ALTERNATIVE = (
    named(ns.DCT + "identifier"),
    named(ns.DCT + "title"),
    named(ns.DCT + "alternative"),
)
PREF, ALT = named(ns.SKOS + "prefLabel"), named(ns.SKOS + "altLabel")
HIDDEN = named(ns.SKOS + "hiddenLabel")
DESCRIPTION, SOURCE, NOTE = (
    named(ns.DCT + "description"),
    named(ns.DCT + "source"),
    named(ns.SKOS + "editorialNote"),
)
SCOPE, BROADER, IN_SCHEME = (
    named(ns.SKOS + "scopeNote"),
    named(ns.SKOS + "broader"),
    named(ns.SKOS + "inScheme"),
)

Triples = Iterator[ox.Triple]


class Resource:
    """Collects the triples of one subject."""

    def __init__(self, iri: str, *types: str) -> None:
        self.iri = iri
        self.subject = named(iri)
        self.triples = [ox.Triple(self.subject, TYPE, named(kind)) for kind in types]

    def link(self, predicate: ox.NamedNode, *iris: str) -> None:
        """Say that the subject has these things."""
        self.triples += [ox.Triple(self.subject, predicate, named(iri)) for iri in iris]

    def text(self, predicate: ox.NamedNode, *values: str, lang: str | None = "vi") -> None:
        """Say these texts of the subject; empty ones are left out."""
        self.triples += [
            ox.Triple(
                self.subject, predicate, ox.Literal(value, language=lang) if lang else ox.Literal(value)
            )
            for value in values
            if value
        ]

    def literal(self, predicate: ox.NamedNode, value: ox.Literal) -> None:
        """Say one typed value of the subject."""
        self.triples.append(ox.Triple(self.subject, predicate, value))

    def evidence(self, level: str | None, sources: Iterable[Source]) -> Triples:
        """Say how the subject is known; yield the triples of its source pages."""
        if level:
            self.link(rs("evidence"), ns.code("evidence", level))
        for source in sources:
            iri = ids.source_iri(source.url, source.title)
            self.link(SOURCE, iri)
            page = Resource(iri, ns.RS + "Source")
            page.text(TITLE, source.title, lang=None)
            page.text(rs("address"), source.url, lang=None)
            yield from page.triples

    def laws(self, citations: Iterable[Citation]) -> Triples:
        """Say on which documents the subject rests; yield their triples."""
        for number, citation in enumerate(citations, start=1):
            document = ids.legal_document_iri(citation.number, citation.date, citation.issuer)
            cited = Resource(f"{self.iri}/law/{number}", ns.RS + "Citation")
            cited.link(rs("document"), document)
            cited.text(DESCRIPTION, citation.what)
            if citation.evidence:
                cited.link(rs("evidence"), ns.code("evidence", citation.evidence))
            self.link(rs("legalBasis"), cited.iri)
            yield from cited.triples
            yield from legal_document(document, citation)


def legal_document(iri: str, citation: Citation) -> Triples:
    """Yield the triples of a legal document."""
    document = Resource(iri, ns.RS + "LegalDocument")
    document.text(named(ns.ELI + "id_local"), citation.number, lang=None)
    document.text(rs("issuer"), citation.issuer)
    if citation.date:
        document.literal(named(ns.ELI + "date_document"), partial_date(citation.date))
    yield from document.triples
