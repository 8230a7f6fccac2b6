"""Linked data: every IRI leads to a document in the format wanted; ontology, catalogue and dumps."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
import rdflib
from fastapi.testclient import TestClient

from api.app import create_app
from ontology import namespaces as ns
from registry.opened import Registry
from registry.usecases import linked

PAGE = "text/html,application/xhtml+xml,*/*;q=0.8"
SUFFIXES = {"text/turtle": "ttl", "application/ld+json": "jsonld", "application/n-triples": "nt"}
THINGS = [
    "platform/btp-ho-tich-dien-tu",
    "platform/btp-ho-tich-dien-tu/status/1",
    "capability/dang-ky-ho-tich",
    "capability-scheme",
    "organisation/btp",
    "sector/tu-phap",
    "batch/ra-soat-quang-ngai-2023",
    "code/status",
    "code/status/operational",
    "dataset/registry",
    "maintainers",
]


@pytest.fixture(scope="module")
def client(registry: Registry) -> Iterator[TestClient]:
    with TestClient(create_app(registry), raise_server_exceptions=False, follow_redirects=False) as made:
        yield made


def one_of_each_kind(registry: Registry) -> Iterator[str]:
    """Return the path of one thing under each first part of our IRIs."""
    subjects = {
        quad.subject.value
        for quad in ox.parse(registry.store.dump(), format=ox.RdfFormat.N_QUADS)
        if isinstance(quad.subject, ox.NamedNode)
    }
    paths = sorted(s.removeprefix(ns.BASE) for s in subjects if s.startswith(ns.BASE))
    seen = set()
    for path in paths:
        kind = path.partition("/")[0]
        if kind not in seen and not kind.startswith("ontology"):
            seen.add(kind)
            yield path


def test_every_kind_of_iri_leads_to_rdf_and_to_a_page(client: TestClient, registry: Registry) -> None:
    paths = [*THINGS, *one_of_each_kind(registry)]
    assert len(paths) > 20
    for path in paths:
        iri = rdflib.URIRef(ns.BASE + path)
        for media_type, suffix in SUFFIXES.items():
            answer = client.get(f"/id/{path}", headers={"Accept": media_type})
            assert answer.status_code == 303, path
            assert answer.headers["location"] == f"/data/{path}.{suffix}"
            assert answer.headers["vary"].startswith("Accept")
            document = client.get(answer.headers["location"])
            assert document.headers["content-type"].split(";")[0] == media_type
            graph = rdflib.Graph().parse(data=document.text, format=media_type)
            assert (iri, None, None) in graph, path
        answer = client.get(f"/id/{path}", headers={"Accept": PAGE})
        assert answer.status_code == 303
        page = client.get(answer.headers["location"], headers={"Accept": PAGE})
        assert page.status_code == 200, path
        assert page.headers["content-type"].startswith("text/html")


def test_a_program_that_says_nothing_gets_turtle(client: TestClient) -> None:
    assert client.get(f"/id/{THINGS[0]}").headers["location"].endswith(".ttl")
    assert client.get(f"/id/{THINGS[0]}", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize(
    "path", ["platform/khong-co", "x", "a b", "<", "platform/%00", "entry/QD-2023-00001"]
)
def test_what_nobody_knows_is_not_found(client: TestClient, path: str) -> None:
    for address in (f"/id/{path}", f"/data/{path}.ttl", f"/resource/{path}"):
        answer = client.get(address)
        assert answer.status_code == 404, address
    assert client.get("/data/platform/btp-ho-tich-dien-tu.xml").status_code == 404


def test_iris_of_documents_lead_to_the_documents(client: TestClient) -> None:
    for path in ("ontology", "catalog", "sparql", "dump/rasoat.nq", "reconcile"):
        answer = client.get(f"/id/{path}")
        assert answer.status_code == 303
        assert client.get(answer.headers["location"]).status_code == 200
    assert (
        client.get(f"/id/{ns.GRAPH_REGISTRY.removeprefix(ns.BASE)}").headers["location"]
        == "/dump/rasoat.trig"
    )


def test_the_page_of_a_thing_names_what_it_names(client: TestClient) -> None:
    page = html.unescape(client.get("/resource/organisation/btp", headers={"Accept": PAGE}).text)
    assert "<h1>Bộ Tư pháp</h1>" in page
    assert 'href="/id/platform/btp-ho-tich-dien-tu"' in page
    assert "chủ quản hiện nay" in page
    assert not re.search(r"<script(?! src=)|style=", page)


def test_the_ontology_explains_every_term_of_its_own(client: TestClient) -> None:
    page = client.get("/ontology", headers={"Accept": PAGE}).text
    terms = {
        triple.subject.value.removeprefix(ns.RS)
        for triple in linked.vocabulary()
        if isinstance(triple.subject, ox.NamedNode) and triple.subject.value.startswith(ns.RS)
    }
    assert len(terms) > 80
    assert {term for term in terms if f'id="{term}"' not in page} == set()
    assert "Đang vận hành" in page
    for media_type, suffix in SUFFIXES.items():
        for answer in (
            client.get("/ontology", headers={"Accept": media_type}),
            client.get(f"/ontology.{suffix}"),
        ):
            graph = rdflib.Graph().parse(data=answer.text, format=media_type)
            assert (rdflib.URIRef(ns.RS + "Platform"), rdflib.RDF.type, rdflib.OWL.Class) in graph
    assert client.get("/ontology/1.0.0").status_code == 200
    assert client.get("/ontology/0.9").status_code == 404
    assert client.get("/ontology.xml").status_code == 404


def test_the_catalogue_leads_to_files_that_are_there(client: TestClient) -> None:
    graph = rdflib.Graph().parse(data=client.get("/catalog").text, format="turtle")
    files = list(graph.objects(None, rdflib.URIRef(ns.DCAT + "downloadURL")))
    assert len(files) == 3
    for file in files:
        where = client.get("/id/" + str(file).removeprefix(ns.BASE)).headers["location"]
        answer = client.get(where, headers={"Range": "bytes=0-99"})
        assert answer.status_code == 206
        assert len(answer.content) == 100
    services = set(graph.objects(None, rdflib.URIRef(ns.DCAT + "endpointURL")))
    assert {str(service).removeprefix(ns.BASE) for service in services} == {"sparql", "reconcile"}
    assert client.get("/dump/khong-co").status_code == 404


def test_void_counts_what_the_dump_holds(client: TestClient) -> None:
    void = rdflib.Graph().parse(data=client.get("/.well-known/void").text, format="turtle")
    dataset = rdflib.URIRef(ns.BASE + "dataset/registry")
    (stated,) = void.objects(dataset, rdflib.URIRef(ns.VOID + "triples"))
    quads = list(ox.parse(client.get("/dump/rasoat.nq").content, format=ox.RdfFormat.N_QUADS))
    described = sum(quad.graph_name.value == ns.GRAPH_CATALOGUE for quad in quads)
    assert 0 <= len(quads) - int(stated) <= described
    platforms = next(void.subjects(rdflib.URIRef(ns.VOID + "class"), rdflib.URIRef(ns.RS + "Platform")))
    (count,) = void.objects(platforms, rdflib.URIRef(ns.VOID + "entities"))
    assert int(count) == 444 + 18
