"""The SPARQL endpoint: formats, bounds, and what it does not show or do."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace

import pyoxigraph as ox
import pytest
import rdflib
from fastapi.testclient import TestClient

from api.app import create_app
from ontology import namespaces as ns
from registry.config import Public
from registry.opened import Registry
from registry.store.oxigraph import OxigraphStore

PLATFORMS = f"SELECT ?p WHERE {{ ?p a <{ns.RS}Platform> }} ORDER BY ?p LIMIT 3"
CROSS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def small(registry: Registry) -> Iterator[TestClient]:
    """The endpoint over a few triples with small bounds, an unpublished graph among them."""
    store = OxigraphStore.memory()
    one, two = ox.NamedNode("https://e.test/1"), ox.NamedNode("https://e.test/2")
    store.replace(
        {
            ns.GRAPH_REGISTRY: [ox.Triple(one, two, ox.Literal(str(n), language="vi")) for n in range(300)],
            ns.GRAPH_BATCH + "b": [ox.Triple(two, one, ox.Literal(5))],
            ns.GRAPH_JOURNAL + "1": [ox.Triple(two, two, ox.Literal("bí mật"))],
        }
    )
    public = Public(seconds=3, rows=100, memory_mib=1024, workers=1)
    with TestClient(
        create_app(replace(registry, store=store), public=public), raise_server_exceptions=False
    ) as made:
        yield made


def ask(client: TestClient, query: str, accept: str = "*/*", **more: object):  # type: ignore[no-untyped-def]
    return client.get("/sparql", params={"query": query, **more}, headers={"Accept": accept})


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv;q=0.5, text/tab-separated-values", "text/tab-separated-values"),
        ("text/csv", "text/csv"),
        ("text/html,application/xml;q=0.9,*/*;q=0.8", "application/sparql-results+xml"),
        ("rubbish", None),
        ("image/png", None),
    ],
)
def test_tables_in_the_format_that_is_wanted(client: TestClient, accept: str, media_type: str | None) -> None:
    answer = ask(client, PLATFORMS, accept)
    if media_type is None:
        assert answer.status_code == 406
        assert answer.json()["code"] == "not-acceptable"
        return
    assert answer.headers["content-type"].split(";")[0] == media_type
    form = ox.QueryResultsFormat.from_media_type(media_type)
    if form != ox.QueryResultsFormat.CSV:
        rows = [row["p"].value for row in ox.parse_query_results(answer.content, format=form)]
    else:
        rows = [row["p"] for row in csv.DictReader(io.StringIO(answer.text))]
    assert len(rows) == 3
    assert all(row.startswith(ns.PLATFORM) for row in rows)


def test_cells_of_every_kind_are_those_of_the_engine(client: TestClient) -> None:
    query = 'SELECT * { VALUES (?a ?b) { (<https://e.test/x> "a\\t\\"b\\n"@vi) (1.5 UNDEF) ("x" true) } BIND(BNODE() AS ?c) }'
    answer = ask(client, query).json()
    first, second, third = answer["results"]["bindings"]
    assert first["a"] == {"type": "uri", "value": "https://e.test/x"}
    assert first["b"] == {"type": "literal", "value": 'a\t"b\n', "xml:lang": "vi"}
    assert second["a"] == {"type": "literal", "value": "1.5", "datatype": ns.XSD + "decimal"}
    assert "b" not in second
    assert third["a"] == {"type": "literal", "value": "x"}
    assert third["c"]["type"] == "bnode"


@pytest.mark.parametrize("media_type", ["text/turtle", "application/n-triples", "application/ld+json"])
def test_graphs_in_the_format_that_is_wanted(client: TestClient, media_type: str) -> None:
    query = f"DESCRIBE <{ns.PLATFORM}btp-ho-tich-dien-tu>"
    answer = ask(client, query, media_type)
    assert answer.headers["content-type"].split(";")[0] == media_type
    graph = rdflib.Graph().parse(data=answer.text, format=media_type)
    assert (rdflib.URIRef(ns.PLATFORM + "btp-ho-tich-dien-tu"), rdflib.RDF.type, None) in graph


def test_other_sites_may_ask(client: TestClient) -> None:
    for path in ("/sparql", "/reconcile", "/ontology.ttl"):
        answer = client.get(path, headers={"Origin": "https://e.test"})
        assert answer.headers["access-control-allow-origin"] == "*"
    asked = {"Origin": "https://e.test", "Access-Control-Request-Method": "POST"}
    assert client.options("/sparql", headers=asked).headers["access-control-allow-origin"] == "*"
    assert (
        "access-control-allow-origin"
        not in client.get("/api/platforms", headers={"Origin": "https://e.test"}).headers
    )


def test_the_default_graph_is_the_union_of_what_is_published(small: TestClient) -> None:
    rows = ask(small, "SELECT ?s ?o WHERE { ?s ?p ?o FILTER(!isIRI(?o) && ?s = <https://e.test/2>) }").json()
    assert [row["o"]["value"] for row in rows["results"]["bindings"]] == ["5"]
    graphs = ask(small, "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }").json()["results"]["bindings"]
    assert {row["g"]["value"] for row in graphs} == {
        ns.GRAPH_REGISTRY,
        ns.GRAPH_BATCH + "b",
        ns.GRAPH_CATALOGUE,
    }


@pytest.mark.parametrize(
    "query",
    [
        f"ASK FROM <{ns.GRAPH_JOURNAL}1> {{ ?s ?p ?o }}",
        f"ASK FROM NAMED <{ns.GRAPH_JOURNAL}1> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        f"ASK {{ GRAPH <{ns.GRAPH_JOURNAL}1> {{ ?s ?p ?o }} }}",
        'ASK { ?s ?p "bí mật" }',
    ],
)
def test_the_journal_cannot_be_asked_for(small: TestClient, query: str) -> None:
    assert ask(small, query).json()["boolean"] is False
    named = {"default-graph-uri": ns.GRAPH_JOURNAL + "1", "named-graph-uri": ns.GRAPH_JOURNAL + "1"}
    assert (
        ask(small, "ASK { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }", **named).json()["boolean"] is False
    )


def test_graphs_named_in_the_query_or_beside_it(small: TestClient) -> None:
    count = "SELECT (COUNT(*) AS ?n) {} WHERE {{ ?s ?p ?o }}"
    batch, registry = ns.GRAPH_BATCH + "b", ns.GRAPH_REGISTRY

    def number(query: str, **more: object) -> int:
        return int(ask(small, query, **more).json()["results"]["bindings"][0]["n"]["value"])

    assert number(count.format(f"FROM <{batch}>")) == 1
    assert number(count.format(f"FROM <{batch}> FROM <{registry}>")) == 301
    assert number(count.format(""), **{"default-graph-uri": batch}) == 1
    assert number(count.format(f"FROM <{registry}>"), **{"default-graph-uri": batch}) == 1
    assert number(count.format(""), **{"named-graph-uri": batch}) == 0
    # A keyword in a comment, and a prefix of that name, are none.
    assert (
        number(
            "PREFIX from: <https://e.test/> SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(?p != from:0) } # FROM <x>"
        )
        > 300
    )


def test_too_many_rows_are_refused_and_never_cut_in_silence(small: TestClient) -> None:
    for query in ("SELECT * { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"):
        answer = ask(small, query)
        assert answer.status_code == 400
        assert answer.json()["code"] == "too-many-rows"
        assert ask(small, query + " LIMIT 100").status_code == 200


def test_a_query_that_takes_too_long_is_stopped_and_others_are_answered(small: TestClient) -> None:
    slow = ask(small, CROSS + "# 1")
    assert slow.status_code == 503
    assert slow.json()["code"] == "query-too-slow"
    assert "giây" in slow.json()["detail"]
    assert ask(small, "ASK {}").json()["boolean"] is True


def test_a_query_that_takes_too_much_memory_is_stopped_and_others_are_answered(registry: Registry) -> None:
    store = OxigraphStore.memory()
    one = ox.NamedNode("https://e.test/1")
    store.replace({ns.GRAPH_REGISTRY: [ox.Triple(one, one, ox.Literal(n)) for n in range(3000)]})
    public = Public(seconds=200, memory_mib=800, workers=1)
    with TestClient(
        create_app(replace(registry, store=store), public=public), raise_server_exceptions=False
    ) as client:
        answer = ask(client, "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c")
        assert answer.status_code == 503
        assert answer.json()["code"] == "query-too-large"
        assert ask(client, "ASK {}").json()["boolean"] is True


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("ASK {", 400, "malformed-query"),
        ("", 400, "malformed-query"),
        ("CLEAR ALL", 400, "malformed-query"),
        ("ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 400, "malformed-query"),
        ("ASK { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 400, "malformed-query"),
    ],
)
def test_what_is_no_query_of_this_store_is_refused(
    client: TestClient, query: str, status: int, code: str
) -> None:
    answer = ask(client, query)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == code


def test_updates_are_forbidden_in_every_form(client: TestClient) -> None:
    for answer in (
        client.get("/sparql", params={"update": "CLEAR ALL"}),
        client.post("/sparql", data={"update": "CLEAR ALL"}),
        client.post("/sparql", content="CLEAR ALL", headers={"content-type": "application/sparql-update"}),
    ):
        assert answer.status_code == 403
        assert answer.json()["code"] == "read-only"


def test_bodies_are_bounded_and_must_be_text(client: TestClient) -> None:
    kind = {"content-type": "application/sparql-query"}
    assert client.post("/sparql", content=b"#" * 2_000_000, headers=kind).status_code == 413
    assert client.post("/sparql", content=b"ASK {} # \xff", headers=kind).status_code == 400
    assert client.get("/sparql?query=%FF").status_code == 400


def test_the_service_describes_itself(client: TestClient, registry: Registry) -> None:
    for media_type in ("text/turtle", "application/ld+json", "application/n-triples"):
        answer = client.get("/sparql", headers={"Accept": media_type})
        graph = rdflib.Graph().parse(data=answer.text, format=media_type)
        names = {str(name) for name in graph.objects(None, rdflib.URIRef(ns.SD + "name"))}
        assert ns.GRAPH_REGISTRY in names
        assert not any(name.startswith(ns.GRAPH_JOURNAL) for name in names)
