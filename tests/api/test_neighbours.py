"""Other registries asked for the same words: real ones on the loopback, one that is down, one that says nothing."""

from __future__ import annotations

import json
import re
import shutil
import socket
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api import wire_platforms
from api.app import create_app
from api.deps import VIETNAM
from ontology import namespaces as ns
from registry.cli import app
from registry.config import Federation, Public, Settings
from registry.errors import ConflictError, InputError, NotFoundError
from registry.opened import Registry
from registry.store.remote import RemoteStore
from registry.usecases.federation import Neighbours
from registry.usecases.imports import Imports
from tests.api.conftest import listening
from tests.store.conftest import Server, start_oxigraph
from tests.store.virtuoso import free_port

CATALOGUE = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
<https://hue.test/d/1> a dcat:Dataset ; dct:title "Sổ hộ tịch"@vi, "Civil register"@en ;
  dct:description "Quản lý hộ tịch của các xã"@vi ; dcat:landingPage <https://hue.test/so-ho-tich> .
<https://hue.test/d/2> a dcat:Dataset ; dct:title "Bản đồ cây xanh"@vi .
<https://hue.test/d/3> a dcat:DataService ; dct:title "Quản lý hộ tịch <b>thử</b>"@vi ; dcat:landingPage <javascript:alert(1)> .
"""
BIRTHS = "Quản lý hộ tịch"
NOW = datetime(2026, 7, 1, 8, tzinfo=VIETNAM)


@pytest.fixture(scope="module")
def catalogue_server() -> Iterator[Server]:
    server = start_oxigraph()
    triples = [quad.triple for quad in ox.parse(CATALOGUE.encode(), format=ox.RdfFormat.TURTLE)]
    RemoteStore(server.query, server.update).replace({"https://hue.test/g": triples})
    yield server
    server.stop()


@pytest.fixture(scope="module")
def silent() -> Iterator[str]:
    """A server that takes connections and never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture(scope="module")
def federation(registry: Registry, catalogue_server: Server, silent: str) -> Iterator[Federation]:
    with listening(create_app(registry)) as other:
        yield Federation(
            (
                f"chet=sparql:http://127.0.0.1:{free_port()}/sparql",
                f"im=rasoat:{silent}",
                f"tinh-ban=rasoat:{other}",
                f"hue=sparql:{catalogue_server.query}",
                f"nham=rasoat:{catalogue_server.query}",
            ),
            1.0,
        )


def test_each_answer_names_its_origin_and_one_that_is_down_breaks_nothing(
    registry: Registry, federation: Federation
) -> None:
    client = TestClient(create_app(registry, federation=federation))
    body = client.get("/api/neighbours", params={"q": BIRTHS, "as_of": "2023-04-07"}).json()
    assert wire_platforms.NeighbourAnswers.model_validate(body).model_dump() == body
    down, silent, another, catalogue, wrong = body["answers"]
    assert [answer["origin"] for answer in body["answers"]] == ["chet", "im", "tinh-ban", "hue", "nham"]
    for failed in (down, silent, wrong):
        assert failed["failure"], failed
        assert failed["failure_en"]
        assert failed["hits"] == []
    assert another["verdict"] == "covered"
    best = another["hits"][0]
    assert best["iri"].endswith("/id/platform/btp-ho-tich-dien-tu")
    assert best["page"] == f"{another['address']}/platform/btp-ho-tich-dien-tu"
    assert best["status"] == "operational"
    # A catalogue in another vocabulary: what is said of the dataset counts, its page is for people.
    assert {hit["iri"]: (hit["name"], hit["page"]) for hit in catalogue["hits"]} == {
        "https://hue.test/d/1": ("Sổ hộ tịch", "https://hue.test/so-ho-tich"),
        "https://hue.test/d/3": ("Quản lý hộ tịch <b>thử</b>", "https://hue.test/d/3"),
    }


def test_the_search_page_asks_them_after_its_own_answer(registry: Registry, federation: Federation) -> None:
    client = TestClient(create_app(registry, federation=federation), headers={"accept": "text/html"})
    page = client.get("/", params={"q": BIRTHS}).text
    (address,) = set(re.findall(r'hx-get="(/neighbours[^"]*)" hx-trigger="load', page))
    part = client.get(address.replace("&amp;", "&"), headers={"hx-request": "true"}).text
    assert "<html" not in part
    assert "Quản lý hộ tịch &lt;b&gt;thử&lt;/b&gt;" in part
    assert "Không hỏi được" in part
    assert "javascript:" not in part
    whole = client.get(address.replace("&amp;", "&"), params={"q": BIRTHS, "lang": "en"}).text
    assert "In other registries" in whole
    assert "its verdict" in whole
    alone = TestClient(create_app(registry, federation=Federation()), headers={"accept": "text/html"})
    assert "/neighbours" not in alone.get("/", params={"q": BIRTHS}).text


@pytest.mark.parametrize(
    "entry", ["hue", "hue=ftp://x.test", "hue=sparql:/query", "h e=rasoat:http://x.test"]
)
def test_a_badly_written_neighbour_is_refused_at_the_start(entry: str) -> None:
    with pytest.raises(InputError, match="RASOAT_NEIGHBOURS"):
        Neighbours(Federation((entry,)))


def test_an_imported_registry_is_kept_apart_with_its_origin(registry: Registry, tmp_path: Path) -> None:
    # The same platform as ours, in other words: ours stays as it is.
    file = tmp_path / "hue.ttl"
    ours = f"<{ns.PLATFORM}btp-ho-tich-dien-tu>"
    file.write_text(
        f'{CATALOGUE} {ours} a <{ns.RS}Platform> ; dct:title "Quản lý hộ tịch của Huế"@vi ; dct:relation [] .',
        encoding="utf-8",
    )
    imports = Imports(tmp_path / "imported")
    assert not Neighbours(Federation(), imports)
    made = imports.add("hue", str(file), "Lan", NOW)
    assert made.graph == ns.GRAPH_IMPORTED + "hue"
    assert [item.to_json() for item in Imports(tmp_path / "imported").known()] == [
        {
            "name": "hue",
            "graph": made.graph,
            "source": str(file),
            "time": "2026-07-01T08:00:00+07:00",
            "by": "Lan",
            "triples": 13,
        }
    ]
    (answer,) = Neighbours(Federation(), imports).ask(BIRTHS, "2026-07-01")
    assert (answer.origin, answer.kind, answer.address) == ("hue", "import", str(file))
    assert "Quản lý hộ tịch của Huế" in [hit.name for hit in answer.hits]
    assert not registry.store.ask('ASK { ?s ?p "Quản lý hộ tịch của Huế"@vi }')

    with pytest.raises(ConflictError, match="--replace"):
        imports.add("hue", str(file), "Hoa", NOW)
    file.write_text(f'{CATALOGUE}\n<https://hue.test/d/4> a "không đóng', encoding="utf-8")
    with pytest.raises(InputError, match=r"hue\.ttl, dòng \d+"):
        imports.add("hue", str(file), "Hoa", NOW, replace=True)
    assert imports.known()[0].by == "Lan"
    imports.drop("hue")
    assert imports.known() == []
    with pytest.raises(NotFoundError):
        imports.drop("hue")


def test_the_command_line_imports_lists_asks_and_drops(
    registry: Registry, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RASOAT_HOME", str(settings.home))
    monkeypatch.setenv("RASOAT_NEIGHBOURS", f"chet=sparql:http://127.0.0.1:{free_port()}/sparql")
    file = tmp_path / "hue.ttl"
    file.write_text(CATALOGUE, encoding="utf-8")

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
        assert done.exit_code == 0
        return done.stdout

    run("neighbour", "import", "hue", str(file), "--by", "Lan")
    listed = run("neighbour", "list")
    assert "chet  sparql" in listed
    assert "hue  import" in listed
    answer = json.loads(run("find", BIRTHS, "--neighbours", "--json"))
    assert answer["verdict"] == "covered"
    down, copy = answer["neighbours"]
    assert down["failure"]
    assert [hit["name"] for hit in copy["hits"]] == ["Quản lý hộ tịch <b>thử</b>", "Sổ hộ tịch"]
    assert "Sổ hộ tịch" in run("find", BIRTHS, "--neighbours")
    run("neighbour", "drop", "hue")
    assert "hue" not in run("neighbour", "list")


def test_a_sparql_server_is_imported_thing_by_thing(catalogue_server: Server, tmp_path: Path) -> None:
    imports = Imports(tmp_path / "imported")
    made = imports.add("hue", catalogue_server.query, "Lan", NOW)
    assert made.triples == 10
    store = imports.store(made.graph)
    assert store.ask('ASK { <https://hue.test/d/2> ?p "Bản đồ cây xanh"@vi }')
    # A second one stands beside it, and each sees only itself.
    other = tmp_path / "khac.nt"
    other.write_text('<https://khac.test/1> <http://purl.org/dc/terms/title> "Khác" .\n', encoding="utf-8")
    second = imports.add("khac", str(other), "Lan", NOW)
    assert not imports.store(second.graph).ask("ASK { <https://hue.test/d/2> ?p ?o }")
    assert [item.name for item in imports.known()] == ["hue", "khac"]


def test_what_was_imported_is_published_only_where_asked_for_and_never_mixed_with_ours(
    registry: Registry, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "hue.ttl"
    file.write_text(CATALOGUE, encoding="utf-8")
    settings = Settings(shutil.copytree(settings.home, tmp_path / "home"))
    Imports(settings.imported_path).add("hue", str(file), "Lan", NOW)
    title = '?thing ?p "Bản đồ cây xanh"@vi'
    graph = f"<{ns.GRAPH_IMPORTED}hue>"
    asked = (
        f"ASK {{ {title} }}",
        f"ASK {{ GRAPH {graph} {{ {title} }} }}",
        f"ASK FROM {graph} {{ {title} }}",
    )
    published = Public(graphs=(ns.GRAPH_REGISTRY, ns.GRAPH_IMPORTED))
    for public, expected in ((Public(), [False, False, False]), (published, [False, True, True])):
        with TestClient(create_app(registry, writable=settings, public=public)) as client:
            answers = [client.get("/sparql", params={"query": query}).json()["boolean"] for query in asked]
            assert answers == expected
            ours = f"ASK {{ <{ns.PLATFORM}btp-ho-tich-dien-tu> ?p ?o }}"
            assert client.get("/sparql", params={"query": ours}).json()["boolean"] is True
