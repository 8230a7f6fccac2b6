"""SERVICE: only the servers on the list are called, and a bad one takes nobody down."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from ontology import namespaces as ns
from registry.config import Public
from registry.opened import Registry
from registry.store.oxigraph import OxigraphStore
from registry.store.remote import RemoteStore
from tests.store.conftest import Server, start_oxigraph

HERE, THERE, NAME = (ox.NamedNode(f"https://e.test/{name}") for name in ("here", "there", "name"))


class _Bad(BaseHTTPRequestHandler):
    """Says nothing for long, more than fits, or that the answer is elsewhere."""

    waiting = threading.Event()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/elsewhere":
            self.send_response(307)
            self.send_header("Location", self.headers["Host"])
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(10**12))
        self.end_headers()
        self.wfile.write(b'{"head": {"vars": ["x"]}, "results": {"bindings": [')
        if self.path == "/silent":
            self.waiting.wait(60)
            return
        row = b'{"x": {"type": "literal", "value": "' + b"x" * 100_000 + b'"}},'
        try:
            while not self.waiting.is_set():
                self.wfile.write(row)
        except OSError:
            pass

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        pass


@pytest.fixture(scope="module")
def bad() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Bad)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    _Bad.waiting.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def other() -> Iterator[Server]:
    server = start_oxigraph()
    store = RemoteStore(server.query, server.update)
    store.replace({"https://e.test/g": [ox.Triple(HERE, NAME, ox.Literal("bên kia", language="vi"))]})
    yield server
    server.stop()


@pytest.fixture(scope="module")
def client(registry: Registry, other: Server, bad: str) -> Iterator[TestClient]:
    store = OxigraphStore.memory()
    store.replace({ns.GRAPH_REGISTRY: [ox.Triple(HERE, THERE, ox.Literal("bên này", language="vi"))]})
    listed = (other.query, f"{bad}/silent", f"{bad}/endless", f"{bad}/elsewhere")
    public = Public(seconds=3, rows=100, memory_mib=1024, workers=1, services=listed)
    app = create_app(replace(registry, store=store), public=public)
    with TestClient(app, raise_server_exceptions=False) as made:
        yield made


def test_a_listed_server_answers_beside_what_is_here(client: TestClient, other: Server) -> None:
    query = f"SELECT ?a ?b {{ {HERE} {THERE} ?a . service # gọi\n <{other.query}> {{ {HERE} {NAME} ?b }} }}"
    answer = client.get("/sparql", params={"query": query})
    (row,) = answer.json()["results"]["bindings"]
    assert (row["a"]["value"], row["b"]["value"]) == ("bên này", "bên kia")


@pytest.mark.parametrize(
    "pattern",
    [
        "SERVICE <{other}x> {{ ?s ?p ?o }}",
        "SERVICE <{other}#x> {{ ?s ?p ?o }}",
        "SERVICE <../query> {{ ?s ?p ?o }}",
        "SERVICE other: {{ ?s ?p ?o }}",
        "SERVICE ?any {{ ?s ?p ?o }}",
        "SERVICE SILENT <{bad}/unlisted> {{ ?s ?p ?o }}",
        "SERVICE <{other}> {{ SERVICE <{bad}/unlisted> {{ ?s ?p ?o }} }}",
        "SERVICE #<{other}>\n<{bad}/unlisted> {{ ?s ?p ?o }}",
        "?s ?p 1SERVICE<{bad}/unlisted>{{ ?s ?p ?o }}",
    ],
)
def test_no_other_server_is_called_however_it_is_written(
    client: TestClient, other: Server, bad: str, pattern: str
) -> None:
    body = pattern.format(other=other.query, bad=bad)
    answer = client.get("/sparql", params={"query": f"PREFIX other: <{other.query}> ASK {{ {body} }}"})
    assert answer.status_code == 400
    assert answer.json()["code"] == "malformed-query"
    assert other.query in answer.json()["detail"], answer.text


@pytest.mark.parametrize(
    ("path", "codes"),
    [
        ("silent", {"query-too-slow"}),
        # Whichever bound a machine comes to first.
        ("endless", {"query-too-large", "query-too-slow"}),
        ("elsewhere", {"service-failed"}),
    ],
)
def test_a_bad_server_costs_one_query_no_more_than_its_bounds(
    client: TestClient, bad: str, path: str, codes: set[str]
) -> None:
    answer = client.get(
        "/sparql", params={"query": f"SELECT * {{ SERVICE <{bad}/{path}> {{ ?x ?y ?z }} }} ORDER BY ?x"}
    )
    assert answer.status_code == 503, answer.text
    assert answer.json()["code"] in codes
    assert client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True
