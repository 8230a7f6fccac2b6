"""The ontology as a page: its terms by kind with labels and definitions in both languages, code lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pyoxigraph as ox

from ontology import namespaces as ns
from registry.usecases import linked

KINDS = {
    ns.OWL + "Class": "Lớp (Classes)",
    ns.OWL + "ObjectProperty": "Thuộc tính tới tài nguyên (Object properties)",
    ns.OWL + "DatatypeProperty": "Thuộc tính dữ liệu (Data properties)",
    ns.OWL + "AnnotationProperty": "Thuộc tính chú giải (Annotation properties)",
}
_RELATIONS = {
    ns.RDFS + "subClassOf": "lớp con của (subclass of)",
    ns.RDFS + "subPropertyOf": "thuộc tính con của (subproperty of)",
    ns.RDFS + "domain": "của (domain)",
    ns.RDFS + "range": "tới (range)",
    ns.RDFS + "seeAlso": "xem thêm (see also)",
}


@dataclass
class Term:
    """A class, a property or a code: texts by language, and relations to other terms by their names."""

    iri: str
    name: str
    labels: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    relations: list[tuple[str, str, str]] = field(default_factory=list)


@cache
def context() -> dict[str, Any]:
    """Return what the template shows: sections of terms, code lists with their codes."""
    terms: dict[str, Term] = {}
    kinds: dict[str, list[Term]] = defaultdict(list)
    members: dict[str, list[Term]] = defaultdict(list)
    for triple in linked.vocabulary():
        if not isinstance(triple.subject, ox.NamedNode):
            continue
        iri, predicate, value = triple.subject.value, triple.predicate.value, triple.object
        term = terms.setdefault(iri, Term(iri, linked.short(iri)))
        if isinstance(value, ox.Literal):
            _describe(term, predicate, value)
        elif isinstance(value, ox.NamedNode):
            if predicate == ns.RDF + "type":
                kinds[value.value].append(term)
            elif predicate == ns.SKOS + "inScheme":
                members[value.value].append(term)
            elif predicate in _RELATIONS:
                term.relations.append((_RELATIONS[predicate], linked.short(value.value), value.value))
    schemes = kinds[ns.SKOS + "ConceptScheme"]
    return {
        "sections": [(label, _own(kinds[kind])) for kind, label in KINDS.items()],
        "schemes": [(scheme, members[scheme.iri]) for scheme in schemes],
        "rs": ns.RS,
        "base": ns.BASE,
        "ontology_version": linked.ONTOLOGY_VERSION,
    }


def _describe(term: Term, predicate: str, value: ox.Literal) -> None:
    language = value.language or ""
    if predicate in (ns.RDFS + "label", ns.SKOS + "prefLabel"):
        term.labels[language] = value.value
    elif predicate == ns.SKOS + "definition":
        term.definitions[language] = value.value


def _own(terms: Iterable[Term]) -> list[Term]:
    return sorted(
        (term for term in terms if term.iri.startswith(ns.RS)), key=lambda term: term.iri.casefold()
    )
