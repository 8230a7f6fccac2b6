"""Each SHACL shape against a graph that is right and one that is wrong in every way the shape knows.

Beside ``invalid.ttl`` stands ``invalid.txt``, the exact findings: level, entity, property, value, message.
"""

from __future__ import annotations

from functools import cache

import pyshacl
import pytest
import rdflib
from rdflib.namespace import RDF, SH

import ontology
from registry import validation
from registry.usecases import load
from tests.ontology_support import SHAPES, shipped, short, turtle

NAMES = [name.removeprefix("shapes/").removesuffix(".ttl") for name in ontology.shape_names()]


@cache
def findings(name: str, example: str) -> list[validation.CheckFinding]:
    triples = [*load.ontology_triples(), *turtle((SHAPES / name / example).read_text(encoding="utf-8"))]
    return validation.validate(triples, [f"shapes/{name}.ttl"])


def line(finding: validation.CheckFinding) -> str:
    parts = (finding.level, short(finding.entity), short(finding.property), short(finding.value), finding.en)
    return " | ".join(part or "-" for part in parts)


def shape_graph(name: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=ontology.text(f"shapes/{name}.ttl"), format="turtle")


@pytest.mark.parametrize("name", NAMES)
def test_a_right_graph_has_no_finding(name: str) -> None:
    assert [line(finding) for finding in findings(name, "valid.ttl")] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_graph_has_exactly_the_expected_findings(name: str) -> None:
    expected = (SHAPES / name / "invalid.txt").read_text(encoding="utf-8").splitlines()
    assert sorted(line(finding) for finding in findings(name, "invalid.ttl")) == sorted(expected)


@pytest.mark.parametrize("name", NAMES)
def test_the_wrong_graph_breaks_every_demand_of_the_shape(name: str) -> None:
    messages = {str(text) for text in shape_graph(name).objects(None, SH.message)}
    broken = {text for finding in findings(name, "invalid.ttl") for text in (finding.vi, finding.en)}
    assert broken == messages


@pytest.mark.parametrize("name", NAMES)
def test_every_demand_has_a_severity_and_both_languages(name: str) -> None:
    graph = shape_graph(name)
    parts = {
        part for shape in graph.subjects(RDF.type, SH.NodeShape) for part in graph.objects(shape, SH.property)
    }
    assert parts
    for part in parts | set(graph.subjects(SH.message, None)):
        languages = sorted(
            str(text.language) for text in graph.objects(part, SH.message) if isinstance(text, rdflib.Literal)
        )
        assert languages == ["en", "vi"]
        assert graph.value(part, SH.severity) in {SH.Violation, SH.Warning, SH.Info}


def test_findings_name_their_source_and_policy() -> None:
    found = findings("platform", "invalid.ttl")
    assert {finding.source for finding in found} == {"shapes/platform.ttl"}
    assert {finding.policy for finding in found} == {"https://www.w3.org/TR/vocab-adms/"}


def test_every_class_of_records_in_the_registry_has_a_shape() -> None:
    targets = {str(target) for name in NAMES for target in shape_graph(name).objects(None, SH.targetClass)}
    types = {triple.object.value for triple in shipped().facts if triple.predicate.value == str(RDF.type)}
    assert {short(kind) for kind in types - targets} == {"org:Organization"}  # FormalOrganization has one


def test_the_fast_form_of_the_shapes_says_the_same_as_the_written_form() -> None:
    texts = [(SHAPES / name / "invalid.ttl").read_text(encoding="utf-8") for name in NAMES]
    triples = [*load.ontology_triples(), *(triple for text in texts for triple in turtle(text))]
    data, rules = rdflib.Graph(), rdflib.Graph()
    data.parse(data="\n".join(f"{triple} ." for triple in triples), format="nt")
    for name in NAMES:
        rules += shape_graph(name)
    _, report, _ = pyshacl.validate(data, shacl_graph=rules)
    assert isinstance(report, rdflib.Graph)
    written = {
        (str(report.value(result, SH.focusNode)), str(text))
        for result in report.objects(None, SH.result)
        for text in report.objects(result, SH.resultMessage)
    }
    found = validation.validate(triples)
    assert written == {(finding.entity, text) for finding in found for text in (finding.vi, finding.en)}
