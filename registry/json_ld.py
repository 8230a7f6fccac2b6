"""JSON-LD 1.1 in the words of `ontology/context.jsonld`.

The context is flat (no nesting, no containers), so compaction is a look-up of each term; a general processor
takes minutes for the whole registry.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

import pyoxigraph as ox

import ontology
from ontology import namespaces as ns

_Node = dict[str, Any]


def document(quads: Iterable[ox.Quad | ox.Triple]) -> bytes:
    """Return ``quads`` as one JSON-LD document with its context; named graphs are objects with ``@graph``."""
    graphs: dict[str, dict[str, _Node]] = defaultdict(dict)
    for quad in quads:
        name = quad.graph_name if isinstance(quad, ox.Quad) else ox.DefaultGraph()
        graph = "" if isinstance(name, ox.DefaultGraph) else name.value
        subject = _reference(quad.subject)
        node = graphs[graph].setdefault(subject, {"id": subject})
        _add(node, quad.predicate.value, quad.object)
    nodes: list[_Node] = list(graphs.pop("", {}).values())
    nodes += [{"id": graph, "@graph": list(content.values())} for graph, content in graphs.items()]
    body = {"@context": _context(), "@graph": nodes}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _add(node: _Node, predicate: str, value: Any) -> None:
    if predicate == ns.RDF + "type" and isinstance(value, ox.NamedNode):
        key, entry = "type", _name(value.value)[0]
    else:
        key, coercion = _name(predicate)
        entry = _value(value, coercion)
    node.setdefault(key, []).append(entry)


def _value(value: Any, coercion: str | None) -> Any:
    if not isinstance(value, ox.Literal):
        return _reference(value) if coercion == "@id" else {"id": _reference(value)}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    datatype = value.datatype.value
    if datatype == (_expanded(coercion) if coercion else ns.XSD + "string"):
        return value.value
    return {"@value": value.value, "@type": datatype}


def _reference(term: Any) -> str:
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else str(term.value)


@cache
def _context() -> _Node:
    content: _Node = json.loads(ontology.text("context.jsonld"))["@context"]
    return content


@cache
def _name(iri: str) -> tuple[str, str | None]:
    """Return the name of a property or class in the context, and to what its values are coerced."""
    if iri in _terms():
        return _terms()[iri]
    for prefix, start in ns.PREFIXES.items():
        if iri.startswith(start) and prefix in _context():
            return f"{prefix}:{iri.removeprefix(start)}", None
    return iri, None


@cache
def _terms() -> dict[str, tuple[str, str | None]]:
    terms = {}
    for name, entry in _context().items():
        if name not in ("@version", "id", "type", *ns.PREFIXES):
            entry = entry if isinstance(entry, dict) else {"@id": entry}
            terms[_expanded(entry["@id"])] = (name, entry.get("@type"))
    return terms


def _expanded(name: str) -> str:
    prefix, _, local = name.partition(":")
    return ns.PREFIXES[prefix] + local if prefix in ns.PREFIXES else name
