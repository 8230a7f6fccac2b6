"""What only a store behind HTTP can get wrong."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pyoxigraph as ox
import pytest

from registry.errors import QueryError, StoreError
from registry.store import remote
from registry.store.remote import RemoteStore
from tests.store.conftest import A, B, C, Engine, Server, start_oxigraph
from tests.store.test_disk import numbered
from tests.store.virtuoso import free_port, serve

QUERY = "SELECT ?s WHERE { ?s ?p ?o }"


class _Answer(BaseHTTPRequestHandler):
    """Answers each request with what the path says."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        kind = self.path.strip("/").partition("?")[0]
        status = int(kind) if kind.isdigit() else 200
        body = {"html": b"<html>", "list": b"[]", "other": b'{"head": {}}'}.get(kind, b"said so")
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        # A length that is never reached: the connection breaks off in the middle of the answer.
        self.send_header("Content-Length", str(len(body) + (100 if kind == "cut" else 0)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        pass


@pytest.fixture
def odd_server() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def calls(store: RemoteStore) -> list[object]:
    return [
        lambda: store.select(QUERY),
        lambda: store.ask("ASK { }"),
        lambda: store.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"),
        lambda: store.replace({A: numbered(1)}),
        store.count,
        store.dump,
    ]


def test_a_server_that_is_gone() -> None:
    server = start_oxigraph()
    store = RemoteStore(server.query, server.update)
    store.replace({A: numbered(2)})
    assert store.count(A) == 2
    server.stop()
    for call in calls(store):
        with pytest.raises(StoreError) as caught:
            call()  # type: ignore[operator]
        error = caught.value
        assert (type(error), error.code) == (StoreError, "store-unavailable")
        assert "Không liên lạc được" in error.vi
        assert "cannot be reached" in error.en
        assert error.place.file in (server.query, server.update)


def test_nobody_ever_listened() -> None:
    store = RemoteStore(f"http://127.0.0.1:{free_port()}/query")
    with pytest.raises(StoreError, match="cannot be reached"):
        store.select(QUERY)


@pytest.mark.parametrize(
    "kind", ["401", "403", "404", "406", "414", "500", "503", "html", "list", "other", "cut"]
)
def test_an_answer_that_is_not_sparql(odd_server: str, kind: str) -> None:
    store = RemoteStore(f"{odd_server}/{kind}")
    with pytest.raises(StoreError) as caught:
        store.select(QUERY)
    assert caught.value.place.file == f"{odd_server}/{kind}"
    assert caught.value.vi
    if kind not in ("cut", "other"):
        with pytest.raises(StoreError):
            store.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")


def test_the_words_of_the_server_are_passed_on(odd_server: str) -> None:
    store = RemoteStore(f"{odd_server}/400")
    with pytest.raises(QueryError, match="The server refused the query: said so"):
        store.select(QUERY)
    with pytest.raises(StoreError, match=r"refused to write and is unchanged: .*said so"):
        store.replace({A: numbered(1)})


@pytest.mark.parametrize(
    "engine", ["remote", pytest.param("virtuoso", marks=pytest.mark.virtuoso)], indirect=True
)
class TestManyRequests:
    """Content too large for one request; the limit is lowered, so that little is too large."""

    @pytest.fixture(autouse=True)
    def small_requests(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(remote, "REQUEST_BYTES", 20_000)
        monkeypatch.setattr("registry.store.base.BLOCK", 100)

    @pytest.fixture
    def store(self, engine: Engine) -> RemoteStore:
        assert isinstance(engine.store, RemoteStore)
        return engine.store

    @pytest.fixture
    def sent(self, store: RemoteStore, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        requests: list[str] = []
        real = store._update
        monkeypatch.setattr(store, "_update", lambda text: (requests.append(text), real(text))[1])
        return requests

    def test_arrives_whole(self, store: RemoteStore, sent: list[str]) -> None:
        store.replace({A: numbered(3), B: numbered(4), C: numbered(5)})
        graphs = _graphs(store)
        sent.clear()
        store.replace({A: numbered(450, 7), B: []})
        assert len(sent) > 2
        assert all(len(request) < 21_000 for request in sent)
        assert (store.count(A), store.count(B), store.count(C)) == (450, 0, 5)
        assert _graphs(store) == graphs - {B}
        assert store.ask('ASK { <https://example.org/x449> ?p "7 449" }')

    def test_a_failure_on_the_way_leaves_everything(
        self, store: RemoteStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store.replace({A: numbered(3), B: numbered(4)})
        graphs = _graphs(store)
        real, requests = store._update, []

        def failing(text: str) -> None:
            requests.append(text)
            real("INSERT DATA { not SPARQL }" if len(requests) == 3 else text)

        monkeypatch.setattr(store, "_update", failing)
        with pytest.raises(StoreError, match="refused"):
            store.replace({A: numbered(450), B: []})
        assert (store.count(A), store.count(B)) == (3, 4)
        assert _graphs(store) == graphs


def _graphs(store: RemoteStore) -> set[str]:
    return {row["g"].value for row in store.select("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }").rows}


@pytest.mark.virtuoso
def test_an_answer_that_virtuoso_cuts_is_an_error(tmp_path: Path) -> None:
    servers = serve(tmp_path, max_rows=50)
    store = RemoteStore(next(servers))
    store.replace({A: numbered(200)})
    assert store.count(A) == 200
    assert len(store.select(f"SELECT ?s WHERE {{ GRAPH <{A}> {{ ?s ?p ?o }} }} LIMIT 20").rows) == 20
    with pytest.raises(StoreError, match="ResultSetMaxRows"):
        store.select(f"SELECT ?s WHERE {{ GRAPH <{A}> {{ ?s ?p ?o }} }}")
    with pytest.raises(StoreError, match="ResultSetMaxRows"):
        store.dump()
    servers.close()


def test_query_and_update_addresses_may_be_one(oxigraph_server: Server) -> None:
    # Oxigraph keeps them apart, and says so.
    store = RemoteStore(oxigraph_server.query)
    with pytest.raises(StoreError):
        store.replace({A: [ox.Triple(ox.NamedNode(A), ox.NamedNode(B), ox.Literal("x"))]})
