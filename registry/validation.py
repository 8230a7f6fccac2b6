"""Checks the registry's graph: SHACL shapes and the queries of folder ``quality``, one form of finding."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import pyoxigraph as ox
import rdflib
from rdflib.namespace import RDF, RDFS, SH

import ontology
from registry import catalogue
from registry.errors import Place, RegistryError
from registry.store.base import Store

Level = Literal["violation", "warning", "info"]
LEVELS: tuple[Level, ...] = ("violation", "warning", "info")

_LEVEL: dict[rdflib.term.Node | None, Level] = {
    SH.Violation: "violation",
    SH.Warning: "warning",
    SH.Info: "info",
}
_Origins = dict[rdflib.term.Node | None, tuple[str, str | None]]
_Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_TYPE, _SUBCLASS = ox.NamedNode(str(RDF.type)), ox.NamedNode(str(RDFS.subClassOf))
_NOBODY: set[_Node] = set()
_PREDICATE_VALUED = (SH.path, SH.inversePath, SH.lessThan, SH.lessThanOrEquals, SH.equals, SH.disjoint)


@dataclass(frozen=True)
class CheckFinding:
    """What is wrong with one record, for people (Vietnamese, English) and programs.

    ``entity`` and ``property`` are IRIs, ``^`` before one that is followed backwards; ``source`` is the
    shape file or query that said so, ``policy`` a page that explains the demand.
    """

    level: Level
    entity: str
    property: str
    value: str
    vi: str
    en: str
    source: str
    policy: str | None = None
    place: Place = field(default_factory=Place)

    def rank(self) -> tuple[int, str, str, str, str, str]:
        """Return the sort key: worst first, then by source and entity."""
        return LEVELS.index(self.level), self.source, self.entity, self.property, self.value, self.vi

    def at(self, place: Place) -> CheckFinding:
        """Return the finding with the place of the record in its file."""
        return replace(self, place=place)

    def to_json(self) -> dict[str, Any]:
        """Return the stable fields of the ``--json`` output."""
        return {
            "level": self.level,
            "entity": self.entity,
            "property": self.property,
            "value": self.value,
            "vi": self.vi,
            "en": self.en,
            "source": self.source,
            "policy": self.policy,
            "file": self.place.file,
            "line": self.place.row,
        }


def validate(triples: Sequence[ox.Triple], shapes: Sequence[str] | None = None) -> list[CheckFinding]:
    """Return what breaks the SHACL shapes, worst first. ``triples`` must include the ontology's.

    ``shapes`` are file names of package ``ontology``; all of its shapes when not given.
    """
    import pyshacl  # half a second that only this needs

    names = ontology.shape_names() if shapes is None else shapes
    files = {name: rdflib.Graph().parse(data=ontology.text(name), format="turtle") for name in names}
    rules = _flat(files.values())
    with _quiet():
        data = _needed(triples, rules)
        _, report, text = pyshacl.validate(
            data, shacl_graph=rules, inference="none", advanced=False, meta_shacl=False, inplace=True
        )
    if not isinstance(report, rdflib.Graph):
        raise RegistryError("Khuôn SHACL sai", f"The shapes are wrong: {text}", code="bad-shape")
    origins: _Origins = {
        shape: origin for name, graph in files.items() for shape, origin in _origins(name, graph)
    }
    # One value can break several constraints under one message; that is said once.
    found = {_finding(report, result, origins) for result in report.objects(None, SH.result)}
    return sorted(found, key=CheckFinding.rank)


def quality(store: Store) -> list[CheckFinding]:
    """Return the rows of every query of folder ``quality``, worst first."""
    found = []
    for query in catalogue.everything():
        if not query.id.startswith("quality/"):
            continue
        for row in query.run(store).rows:
            entity, name, value = (
                row[key].value if key in row else "" for key in ("entity", "property", "value")
            )
            found.append(
                CheckFinding(
                    level=query.header.level or "info",
                    entity=entity,
                    property=name,
                    value=value,
                    vi=query.header.title_vi,
                    en=query.header.title,
                    source=query.id,
                    policy=query.header.policy,
                )
            )
    return sorted(found, key=CheckFinding.rank)


def _flat(graphs: Iterable[rdflib.Graph]) -> rdflib.Graph:
    """Return the shapes with the property shapes as targets of their own.

    SHACL means the same by both forms; pySHACL looks at all records at once in this one, and at one record
    and one property at a time in the other, which takes three times as long.
    """
    rules = rdflib.Graph()
    for graph in graphs:
        rules += graph
    for shape, target in list(rules.subject_objects(SH.targetClass)):
        for part in list(rules.objects(shape, SH.property)):
            rules.remove((shape, SH.property, part))
            rules.add((part, SH.targetClass, target))
    return rules


def _needed(triples: Sequence[ox.Triple], rules: rdflib.Graph) -> rdflib.Graph:
    """Return the triples that the shapes look at, as rdflib knows them.

    Half of all triples are phrases of capabilities, whose predicate is asked of other classes only.
    """
    wanted = _wanted(triples, rules)
    iris: dict[str, rdflib.URIRef] = {}

    def node(term: _Node) -> rdflib.term.Node:
        if isinstance(term, ox.NamedNode):
            return iris.get(term.value) or iris.setdefault(term.value, rdflib.URIRef(term.value))
        if isinstance(term, ox.Literal):
            datatype = None if term.language else rdflib.URIRef(term.datatype.value)
            return rdflib.Literal(term.value, lang=term.language, datatype=datatype, normalize=False)
        return rdflib.BNode(str(term))

    graph = rdflib.Graph()
    for triple in triples:
        subjects = wanted.get(triple.predicate, _NOBODY)
        if subjects is None or triple.subject in subjects:
            graph.add((node(triple.subject), node(triple.predicate), node(triple.object)))
    return graph


def _wanted(triples: Iterable[ox.Triple], rules: rdflib.Graph) -> dict[ox.NamedNode, set[_Node] | None]:
    """Return the predicates that the shapes name, each with the subjects that it is asked of.

    None stands for all subjects. That is said wherever the shapes do not ask it of members of classes
    without subclasses.
    """
    members: dict[_Node, set[_Node]] = defaultdict(set)
    broader: set[_Node] = set()
    for triple in triples:
        if triple.predicate == _TYPE:
            members[triple.object].add(triple.subject)
        elif triple.predicate == _SUBCLASS:
            broader.add(triple.object)
    wanted: dict[ox.NamedNode, set[_Node] | None] = {_TYPE: None, _SUBCLASS: None}
    for name in _PREDICATE_VALUED:
        for shape, value in rules.subject_objects(name):
            if isinstance(value, rdflib.URIRef):
                targets = [ox.NamedNode(str(item)) for item in rules.objects(shape, SH.targetClass)]
                subjects = wanted.setdefault(ox.NamedNode(str(value)), set())
                if name != SH.path or not targets or broader.intersection(targets):
                    wanted[ox.NamedNode(str(value))] = None
                elif subjects is not None:
                    subjects.update(*(members[item] for item in targets))
    return wanted


def _origins(name: str, graph: rdflib.Graph) -> Iterator[tuple[rdflib.term.Node, tuple[str, str | None]]]:
    """Yield each shape of a file with the file and the page that explains it."""
    for shape in graph.subjects(RDF.type, SH.NodeShape):
        page = graph.value(shape, RDFS.seeAlso)
        origin = (name, str(page) if page else None)
        yield shape, origin
        for part in graph.objects(shape, SH.property):
            yield part, origin


def _finding(
    report: rdflib.Graph,
    result: rdflib.term.Node,
    origins: _Origins,
) -> CheckFinding:
    said = {item.language: str(item) for item in _literals(report.objects(result, SH.resultMessage))}
    path = report.value(result, SH.resultPath)
    inverse = report.value(path, SH.inversePath) if path else None
    severity = report.value(result, SH.resultSeverity)
    value = report.value(result, SH.value)
    source, policy = origins[report.value(result, SH.sourceShape)]
    anything = next(iter(said.values()), "")
    return CheckFinding(
        level=_LEVEL[severity],
        entity=str(report.value(result, SH.focusNode)),
        property=f"^{inverse}" if inverse else str(path or ""),
        value="" if value is None else str(value),
        vi=said.get("vi", anything),
        en=said.get("en", anything),
        source=source,
        policy=policy,
    )


def _literals(nodes: Iterable[rdflib.term.Node]) -> Iterator[rdflib.Literal]:
    return (node for node in nodes if isinstance(node, rdflib.Literal))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from printing a traceback for each wrong date: that is what the shapes report."""
    logger = logging.getLogger("rdflib.term")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)
