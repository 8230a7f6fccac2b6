"""The dump against the SHACL shapes of DCAT-AP, CPOV and CPSV-AP, for the classes that it uses."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib import RDF, RDFS, SH
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from tests.conformance.results import MATERIAL, Suite

FILES = {
    "dcat-ap-3.0.1": "DCAT-AP 3.0.1, classes of the dump",
    "dcat-ap-3.0.1-shapes-classic": "DCAT-AP 3.0.1 (classic shapes), classes of the dump",
    "cpov-2.1.2": "CPOV 2.1.2, classes of the dump",
    "cpsv-ap-3.2.0": "CPSV-AP 3.2.0, classes of the dump",
}


def validate(dump: Path) -> list[Suite]:
    """Return for each set of shapes how many classes of the dump (a TriG or N-Quads file) have no violation."""
    data = rdflib.Graph(store="Oxigraph", identifier=DATASET_DEFAULT_GRAPH_ID)
    quads = ox.parse(path=str(dump))
    data.store._inner.bulk_extend(ox.Quad(*quad.triple) for quad in quads)
    return [_suite(data, file, name) for file, name in FILES.items()]


def _suite(data: rdflib.Graph, file: str, name: str) -> Suite:
    suite = Suite(name, "SEMICeu")
    shapes = read(file)
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False, inplace=True)
    violations = list(report.subjects(SH.resultSeverity, SH.Violation))
    told: set[rdflib.term.Node] = set()
    for kind in sorted(set(shapes.objects(None, SH.targetClass)), key=str):
        focus = _instances(data, kind)
        if focus:
            wrong = [found for found in violations if report.value(found, SH.focusNode) in focus]
            texts = {str(report.value(found, SH.resultMessage)) for found in wrong}
            told.update(wrong)
            suite.check(str(kind), sorted(texts)[:5])
    if len(told) < len(violations):
        suite.check("things of no class", [f"{len(violations) - len(told)} violations"])
    return suite


def read(file: str) -> rdflib.Graph:
    """Return a set of shapes without its references to property shapes that it does not contain.

    The published DCAT-AP 3.0.1 names two such in its shape of data services; pySHACL reads none of it then.
    """
    shapes = rdflib.Graph().parse(MATERIAL / "shapes" / f"{file}.ttl")
    for shape, _, part in list(shapes.triples((None, SH.property, None))):
        if (part, SH.path, None) not in shapes:
            shapes.remove((shape, SH.property, part))
    return shapes


def _instances(data: rdflib.Graph, kind: rdflib.term.Node) -> set[rdflib.term.Node]:
    """Return the SHACL instances of a class: those of its subclasses too."""
    kinds = set(data.transitive_subjects(RDFS.subClassOf, kind))
    return {thing for each in kinds for thing in data.subjects(RDF.type, each)}
