"""Triples of one subject at a time: how texts, links, dates, citations and evidence are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from ontology import namespaces as ns
from registry import ids
from registry.model import Citation, Source


def node(iri: str) -> ox.NamedNode:
    """Return the resource of an IRI."""
    return ox.NamedNode(iri)


def term(name: str) -> ox.NamedNode:
    """Return a term of the ontology."""
    return ox.NamedNode(ns.RS + name)


def typed(value: str, name: str) -> ox.Literal:
    """Return a literal of an XML Schema type, for example ``dateTime``."""
    return ox.Literal(value, datatype=ox.NamedNode(ns.XSD + name))


def partial_date(value: str) -> ox.Literal:
    """Return an ISO date, month or year in the precision of its source."""
    return typed(value, {4: "gYear", 7: "gYearMonth"}.get(len(value), "date"))


TYPE = node(ns.RDF + "type")
IDENTIFIER, TITLE, ALTERNATIVE = (
    node(ns.DCT + "identifier"),
    node(ns.DCT + "title"),
    node(ns.DCT + "alternative"),
)
PREF, ALT = node(ns.SKOS + "prefLabel"), node(ns.SKOS + "altLabel")
DESCRIPTION, SOURCE, NOTE = (
    node(ns.DCT + "description"),
    node(ns.DCT + "source"),
    node(ns.SKOS + "editorialNote"),
)
SCOPE, BROADER, IN_SCHEME = node(ns.SKOS + "scopeNote"), node(ns.SKOS + "broader"), node(ns.SKOS + "inScheme")

Triples = Iterator[ox.Triple]


class Resource:
    """Collects the triples of one subject."""

    def __init__(self, iri: str, *types: str) -> None:
        self.iri = iri
        self.subject = node(iri)
        self.triples = [ox.Triple(self.subject, TYPE, node(kind)) for kind in types]

    def link(self, predicate: ox.NamedNode, *iris: str) -> None:
        """Say that the subject is linked to resources."""
        self.triples += [ox.Triple(self.subject, predicate, node(iri)) for iri in iris]

    def text(self, predicate: ox.NamedNode, *values: str, lang: str | None = "vi") -> None:
        """Say texts of the subject, empty ones left out."""
        self.triples += [
            ox.Triple(
                self.subject, predicate, ox.Literal(value, language=lang) if lang else ox.Literal(value)
            )
            for value in values
            if value
        ]

    def literal(self, predicate: ox.NamedNode, value: ox.Literal) -> None:
        """Say one value of the subject."""
        self.triples.append(ox.Triple(self.subject, predicate, value))

    def evidence(self, level: str | None, sources: Iterable[Source]) -> Triples:
        """Say how the subject is known; yield the triples of its source pages."""
        if level:
            self.link(term("evidence"), ns.code("evidence", level))
        for source in sources:
            iri = ids.source_iri(source.url, source.title)
            self.link(SOURCE, iri)
            page = Resource(iri, ns.RS + "Source")
            page.text(TITLE, source.title, lang=None)
            page.text(term("address"), source.url, lang=None)
            yield from page.triples

    def laws(self, citations: Iterable[Citation]) -> Triples:
        """Say which documents the subject rests on; yield the triples of citations and documents."""
        for number, citation in enumerate(citations, start=1):
            document = ids.legal_document_iri(citation.number, citation.date, citation.issuer)
            cited = Resource(f"{self.iri}/law/{number}", ns.RS + "Citation")
            cited.link(term("document"), document)
            cited.text(DESCRIPTION, citation.what)
            if citation.evidence:
                cited.link(term("evidence"), ns.code("evidence", citation.evidence))
            self.link(term("legalBasis"), cited.iri)
            yield from cited.triples
            yield from _legal_document(document, citation)


def _legal_document(iri: str, citation: Citation) -> Triples:
    document = Resource(iri, ns.RS + "LegalDocument")
    document.text(node(ns.ELI + "id_local"), citation.number, lang=None)
    document.text(term("issuer"), citation.issuer)
    if citation.date:
        document.literal(node(ns.ELI + "date_document"), partial_date(citation.date))
    yield from document.triples
