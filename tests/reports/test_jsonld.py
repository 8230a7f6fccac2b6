"""The JSON-LD twin: parsed by rdflib into the triples that the report says, in declared terms only."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import DCTERMS, OWL, PROV, RDF, XSD

import ontology
from ontology import namespaces as ns
from registry import ids
from registry.reports.jsonld import jsonld, write_jsonld
from registry.reports.model import Report

RS = rdflib.Namespace(ns.RS)


@pytest.fixture(scope="module")
def graph(report: Report) -> rdflib.Graph:
    return rdflib.Graph().parse(data=jsonld(report), format="json-ld")


def test_report_and_totals(graph: rdflib.Graph, report: Report) -> None:
    node = graph.value(predicate=RDF.type, object=RS.Report)
    assert node == rdflib.URIRef(ns.REPORT + "thu-2023-04-07")
    assert graph.value(node, RS.about) == rdflib.URIRef(ns.BATCH + "thu")
    assert graph.value(node, RS.sumVnd) == rdflib.Literal(2_786_000_000)
    assert graph.value(node, RS.sumAfterVnd) == rdflib.Literal(120_000_000)
    assert graph.value(node, RS.proposedToAvoidVnd) == rdflib.Literal(1_980_000_000)
    sums = {
        str(graph.value(total, RS.verdict)).rpartition("/")[2]: graph.value(total, RS.sumVnd).toPython()
        for total in graph.objects(node, RS.total)
    }
    assert sums == {total.verdict: total.cost_vnd for total in report.totals}


def test_lines_findings_and_evidence(graph: rdflib.Graph, report: Report) -> None:
    line = rdflib.URIRef(ids.proposal_iri("thu", "d-1"))
    assert graph.value(line, RS.verdict) == rdflib.URIRef(ns.code("verdict", "covered"))
    assert graph.value(line, RS.restsOn) == rdflib.URIRef(ns.PLATFORM + "btp-ho-tich-dien-tu")
    assert graph.value(line, RS.costVnd) == rdflib.Literal(1_980_000_000)
    assert len(set(graph.subjects(RDF.type, RS.Proposal))) == 6
    assert (rdflib.URIRef(ids.proposal_iri("thu", "d-3")), RS.costVnd, None) not in graph, "unknown is not 0"
    numbers = {str(graph.value(one, DCTERMS.identifier)) for one in graph.subjects(RDF.type, RS.Finding)}
    assert numbers == {item.finding.number for item in report.findings}
    finding = rdflib.URIRef(ns.FINDING + "thu-2023-04-07/1.1")
    assert graph.value(finding, RS.proposal) == line
    assert graph.value(finding, RS.rule) == rdflib.Literal("findings/same-need")
    ground = graph.value(finding, RS.restsOn)
    assert graph.value(ground, RS.about) == rdflib.URIRef(ids.proposal_iri("thu", "d-2"))
    assert str(graph.value(ground, DCTERMS.description)) == "dòng 2 của đợt này"


def test_decisions_and_receipts(graph: rdflib.Graph) -> None:
    decision = rdflib.URIRef(ns.ENTRY + "QD-2023-00002")
    assert graph.value(decision, RS.about) == rdflib.URIRef(ids.proposal_iri("thu", "d-2"))
    assert graph.value(decision, RS.amountVnd) == rdflib.Literal(120_000_000)
    assert graph.value(decision, RS.restsOn) == rdflib.URIRef(ns.FINDING + "thu-2023-04-07/2.1")
    time = graph.value(decision, PROV.generatedAtTime)
    assert isinstance(time, rdflib.Literal)
    assert time.datatype == XSD.dateTime
    receipt = rdflib.URIRef(ns.ENTRY + "PR-2023-00004")
    assert graph.value(receipt, RS.verdict) == rdflib.URIRef(ns.code("verdict", "none"))


def test_uses_declared_terms_only(graph: rdflib.Graph) -> None:
    core = rdflib.Graph().parse(data=ontology.text("core.ttl"), format="turtle")
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    known = {term for kind in kinds for term in core.subjects(RDF.type, kind)} | {RDF.type}
    assert set(graph.predicates()) - known == set()
    assert set(graph.objects(None, RDF.type)) - known == set()


def test_is_written_whole(report: Report, tmp_path: Path) -> None:
    write_jsonld(report, tmp_path / "a.jsonld")
    assert (tmp_path / "a.jsonld").read_text(encoding="utf-8") == jsonld(report)
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonld"]
