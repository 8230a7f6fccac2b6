"""The W3C tests of the SPARQL 1.1 Protocol (literal requests) and of the service description."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import rdflib
from fastapi.testclient import TestClient
from rdflib import RDF, RDFS, Namespace
from rdflib.collection import Collection

from tests.conformance.results import MATERIAL, Suite

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SOURCE = "w3c/rdf-tests"
TABULAR = {
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
}
BOOLEAN = {"application/sparql-results+json", "application/sparql-results+xml"}
GRAPH = {"text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"}
FORMATS = {"boolean": BOOLEAN, "tabular": TABULAR, "RDF": GRAPH}

# Domain and range of the terms of the SPARQL 1.1 Service Description, section 3 (None: any).
SCHEMA = {
    "endpoint": ("Service", None),
    "feature": ("Service", None),
    "supportedLanguage": ("Service", None),
    "resultFormat": ("Service", None),
    "inputFormat": ("Service", None),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("Dataset", "NamedGraph"),
    "name": ("NamedGraph", None),
    "graph": ("NamedGraph", "Graph"),
}


def protocol(client: TestClient) -> tuple[Suite, Suite]:
    """Run the protocol tests: those of queries as they stand, those of updates to see them refused."""
    queries = Suite("SPARQL 1.1 Protocol, queries", SOURCE)
    updates = Suite("SPARQL 1.1 Protocol, updates refused with 4xx", SOURCE)
    manifest = rdflib.Graph().parse(MATERIAL / "sparql11-protocol" / "manifest.ttl")
    entries = manifest.value(predicate=RDF.type, object=MF.Manifest)
    for test in Collection(manifest, manifest.value(entries, MF.entries)):
        name = str(test).rpartition("#")[2]
        requests = _requests(manifest, test)
        if "update" in name:
            first = _send(client, manifest, requests[0])
            updates.check(name, [] if 400 <= first.status_code < 500 else [f"status {first.status_code}"])
        else:
            problems = [text for request in requests for text in _problems(client, manifest, request)]
            queries.check(name, problems)
    return queries, updates


def service_description(client: TestClient) -> Suite:
    """Run the three tests of the service description."""
    suite = Suite("SPARQL 1.1 Service Description", SOURCE)
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    described = rdflib.Graph()
    suite.check("returns-rdf", [] if described.parse(data=answer.text, format="turtle") else ["no triples"])
    endpoint = rdflib.URIRef(str(answer.request.url))
    services = list(described.subjects(SD.endpoint, endpoint))
    suite.check("has-endpoint-triple", [] if len(services) == 1 else [f"{len(services)} services"])
    suite.check("conforms-to-schema", _against_schema(described))
    return suite


def _requests(manifest: rdflib.Graph, test: Any) -> list[Any]:
    """Return the requests of a test; the manifest writes several lists behind each other."""
    connection = manifest.value(test, MF.action)
    return [
        request
        for found in manifest.objects(connection, HT.requests)
        for request in Collection(manifest, found)
    ]


def _send(client: TestClient, manifest: rdflib.Graph, request: Any) -> Any:
    path = str(manifest.value(request, HT.absolutePath)).replace("/sparql/", "/sparql", 1)
    fields = manifest.value(request, HT.headers)
    headers = {
        str(manifest.value(item, HT.fieldName)): str(manifest.value(item, HT.fieldValue))
        for item in (Collection(manifest, fields) if fields else ())
    }
    body = manifest.value(request, HT.body)
    content = None
    if body is not None:
        encoding = str(manifest.value(body, CNT.characterEncoding))
        content = str(manifest.value(body, CNT.chars)).encode(encoding)
    return client.request(str(manifest.value(request, HT.methodName)), path, headers=headers, content=content)


def _problems(client: TestClient, manifest: rdflib.Graph, request: Any) -> Iterator[str]:
    answer = _send(client, manifest, request)
    wanted = manifest.value(request, HT.resp)
    statuses = {str(status)[-3] for status in manifest.objects(wanted, MF.expectedStatus)}
    if str(answer.status_code)[0] not in statuses:
        yield f"status {answer.status_code}"
        return
    media_type = answer.headers["content-type"].partition(";")[0]
    expected = manifest.value(wanted, MF.expectedFormat)
    if expected is not None and media_type not in FORMATS[str(expected)]:
        yield f"format {media_type}"
    boolean = manifest.value(wanted, MF.expectedBoolean)
    if boolean is not None and answer.json()["boolean"] is not boolean.toPython():
        yield f"answer {answer.text}"


def _against_schema(described: rdflib.Graph) -> Iterator[str]:
    for subject, predicate, value in described:
        if str(predicate).startswith(str(SD)):
            term = str(predicate).removeprefix(str(SD))
            if term not in SCHEMA:
                yield f"no such property: {term}"
                continue
            for node, kind in zip((subject, value), SCHEMA[term], strict=True):
                if kind and (node, RDF.type, SD[kind]) not in described:
                    yield f"{node} is no {kind}"
    if not list(described.subjects(RDF.type, SD.Service)) or (None, RDF.type, RDFS.Literal) in described:
        yield "no service"
