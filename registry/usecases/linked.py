"""What is published of one thing: as RDF for programs, as rows of a table for people."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyoxigraph as ox

import ontology
from ontology import namespaces as ns
from registry import catalogue, json_ld
from registry.errors import NotFoundError
from registry.ids import fold
from registry.store.base import Store

ONTOLOGY_VERSION = ontology.VERSION_IRI.rpartition("/")[2]
TURTLE, JSON_LD, N_TRIPLES = "text/turtle", "application/ld+json", "application/n-triples"
PREFIXES = {**ns.PREFIXES, "void": ns.VOID, "foaf": ns.FOAF, "cv": ns.M8G, "sd": ns.SD}
_NAMES = (
    ns.SKOS + "prefLabel",
    ns.DCT + "title",
    ns.RS + "functionText",
    ns.ELI + "id_local",
    ns.RDFS + "label",
)


def resource(store: Store, iri: str) -> list[ox.Triple]:
    """Return what is published of ``iri``; raises `NotFoundError` when nothing is."""
    triples = _construct(store, "linked/resource", {"resource": iri})
    if not any(_is(triple.subject, iri) or _is(triple.object, iri) for triple in triples):
        raise NotFoundError(f"Không có {iri}", f"Nothing is known of {iri}")
    return triples


def catalogue_of(store: Store, root: str) -> list[ox.Triple]:
    """Return the description of the catalogue or dataset ``root`` and its parts."""
    return _construct(store, "linked/catalogue", {"root": root})


def service(store: Store, endpoint: str) -> list[ox.Triple]:
    """Return the description of the SPARQL service at ``endpoint`` (SPARQL 1.1 Service Description)."""
    return _construct(store, "linked/service", {"endpoint": endpoint})


def vocabulary() -> list[ox.Triple]:
    """Return the ontology with its code lists and its links to other vocabularies."""
    files = ("core.ttl", "codes.ttl", "alignments.ttl")
    return [
        quad.triple
        for name in files
        for quad in ox.parse(ontology.text(name).encode(), format=ox.RdfFormat.TURTLE)
    ]


def serialise(triples: list[ox.Triple], media_type: str) -> bytes:
    """Return ``triples`` in one of the media types above, each triple once."""
    once = dict.fromkeys(triples)
    if media_type == JSON_LD:
        return json_ld.document(once)
    form = ox.RdfFormat.from_media_type(media_type)
    prefixes = PREFIXES if form == ox.RdfFormat.TURTLE else None
    return ox.serialize(once, format=form, prefixes=prefixes) or b""


_ALSO = {
    ns.RDF + "type": "loại",
    ns.DCT + "identifier": "mã",
    ns.DCT + "title": "tên",
    ns.DCT + "alternative": "tên khác",
    ns.DCT + "description": "mô tả",
    ns.DCT + "source": "nguồn",
    ns.DCT + "spatial": "địa bàn",
    ns.SKOS + "prefLabel": "tên",
    ns.SKOS + "altLabel": "tên khác",
    ns.SKOS + "hiddenLabel": "cách viết khác",
    ns.SKOS + "scopeNote": "phạm vi",
    ns.SKOS + "editorialNote": "ghi chú",
    ns.SKOS + "broader": "thuộc",
    ns.SKOS + "inScheme": "danh mục",
    ns.SKOS + "notation": "ký hiệu",
    ns.ORG + "classification": "loại cơ quan",
    ns.ORG + "subOrganizationOf": "trực thuộc",
    ns.ORG + "originalOrganization": "cơ quan trước",
    ns.ORG + "resultingOrganization": "cơ quan sau",
    ns.M8G + "hasCompetentAuthority": "cơ quan chịu trách nhiệm",
    ns.ELI + "id_local": "số, ký hiệu",
    ns.ELI + "date_document": "ngày ban hành",
}
"""Labels of properties of other vocabularies on a page; those of our own are in the ontology."""


@dataclass(frozen=True)
class Row:
    """A property with its values for a page: text and, for a thing, its IRI. ``inverse``: it names us."""

    property: str
    label: str
    values: list[tuple[str, str | None]]
    inverse: bool = False


def title(triples: list[ox.Triple], iri: str) -> str:
    """Return the name of ``iri``, Vietnamese where there is one; without any, its last part."""
    return _names(triples).get(iri) or iri.removeprefix(ns.BASE)


def table(triples: list[ox.Triple], iri: str) -> list[Row]:
    """Return what is said of ``iri`` in ``triples`` as rows: its own properties, then who names it."""
    names, labels = _names(triples), {**_labels(), **_ALSO}
    said: dict[tuple[bool, str], list[tuple[str, str | None]]] = defaultdict(list)
    for triple in dict.fromkeys(triples):
        if _is(triple.subject, iri):
            said[False, triple.predicate.value].append(_shown(triple.object, names))
        elif _is(triple.object, iri):
            said[True, triple.predicate.value].append(_shown(triple.subject, names))
    return [
        Row(name, labels.get(name, short(name)), sorted(values, key=lambda value: fold(value[0])), inverse)
        for (inverse, name), values in sorted(said.items())
    ]


def _construct(store: Store, query: str, parameters: dict[str, Any]) -> list[ox.Triple]:
    return store.construct(catalogue.load(query).filled(parameters))


def _is(term: Any, iri: str) -> bool:
    return isinstance(term, ox.NamedNode) and term.value == iri


def _shown(term: Any, names: dict[str, str]) -> tuple[str, str | None]:
    if isinstance(term, ox.NamedNode):
        return names.get(term.value) or _labels().get(term.value) or short(term.value), term.value
    return str(term.value), None


def short(iri: str) -> str:
    """Return ``iri`` with a prefix where there is one, under our base by its path alone."""
    for prefix, start in PREFIXES.items():
        if iri.startswith(start):
            return f"{prefix}:{iri.removeprefix(start)}"
    return iri.removeprefix(ns.BASE)


@cache
def _labels() -> dict[str, str]:
    return _names(vocabulary())


def _names(triples: list[ox.Triple]) -> dict[str, str]:
    names: dict[str, str] = {}
    for triple in triples:
        value = triple.object
        if (
            triple.predicate.value in _NAMES
            and isinstance(value, ox.Literal)
            and isinstance(triple.subject, ox.NamedNode)
        ):
            iri = triple.subject.value
            if iri not in names or value.language == "vi":
                names[iri] = value.value
    return names
