"""What is published follows what is stored, beside the requests and without a restart."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from ontology import namespaces as ns
from registry.bootstrap import open_writer
from registry.config import Public, Settings
from registry.intake.batch import Intake
from registry.model import Batch, BatchLine
from registry.people.people import People
from registry.people.roles import Role
from registry.people.tokens import allowed
from registry.usecases.batches import import_batch

TITLE = "Phần mềm ghi sổ hộ tịch của xã"
IRI = f"{ns.PROPOSAL}tu-ngoai/tu-ngoai-001"


@pytest.fixture
def client(home: Settings) -> Iterator[TestClient]:
    public = Public(graphs=(ns.GRAPH_REGISTRY, ns.GRAPH_BATCH, ns.GRAPH_JOURNAL), seconds=120)
    with TestClient(create_app(home, public=public), base_url="https://testserver") as made:
        yield made


def titled(client: TestClient) -> bool:
    query = f'ASK {{ ?line <{ns.DCT}title> ?title FILTER ( STR(?title) = "{TITLE}" ) }}'
    found: bool = client.get("/sparql", params={"query": query}).json()["boolean"]
    return found


def soon(true: Callable[[], bool]) -> bool:
    """Whether something comes true within a minute; requests go on being answered."""
    return any(true() or time.sleep(0.5) for _ in range(120))


def stored(home: Settings, *titles: str) -> None:
    """Store lines as the command line does."""
    lines = tuple(
        BatchLine(id=f"tu-ngoai-{number:03d}", title=title) for number, title in enumerate(titles, start=1)
    )
    with open_writer(home) as store:
        import_batch(store, Intake(Batch(id="tu-ngoai", title="Từ ngoài", lines=lines)), replace=True)


def test_a_batch_is_published_as_soon_as_it_is_stored_and_so_is_its_correction(
    client: TestClient, home: Settings
) -> None:
    assert not titled(client)
    dump = client.get("/dump/rasoat.nq")
    assert "tu-ngoai-001" not in dump.text
    stored(home, TITLE)
    assert soon(lambda: titled(client))
    assert TITLE in client.get("/dump/rasoat.nq").text
    address = IRI.removeprefix(ns.BASE)
    assert TITLE in client.get(f"/data/{address}.ttl").text
    assert f"{ns.BATCH}tu-ngoai" in client.get("/dump/rasoat.trig").text.replace("rs-batch:", ns.BATCH), (
        "in every form"
    )
    stored(home, "Mua xe")
    assert soon(lambda: "Mua xe" in client.get("/dump/rasoat.nq").text)


def test_decisions_are_published_where_the_settings_say_so(client: TestClient, home: Settings) -> None:
    people = People(home.people_path)
    secret = people.tokens.add(people.accounts.find("reviewer"), "thử", allowed(Role.REVIEWER), 1)[1]
    people.close()
    line = "/api/batches/ra-soat-quang-ngai-2023/lines/qni-b23-009"
    written = client.post(
        f"{line}/decisions",
        json={"outcome": "join", "reason": "Đã có ở bộ"},
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert written.status_code == 201, written.text
    assert soon(lambda: "Đã có ở bộ" in client.get("/dump/rasoat.nq").text)


def test_an_entry_of_the_journal_that_is_not_published_makes_no_new_copy(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(home, public=Public())
    with TestClient(app, base_url="https://testserver") as client:
        assert client.get("/dump/rasoat.nq").status_code == 200
        publisher = app.state.publisher
        before = publisher.copy
        with open_writer(home) as store:
            iri, said = ox.NamedNode(ns.ENTRY + "TD-2026-00001"), ox.NamedNode(ns.RS + "noteText")
            store.replace({ns.GRAPH_JOURNAL + "TD-2026-00001": [ox.Triple(iri, said, ox.Literal("x"))]})
        app.state.desk.refresh()
        publisher.follow()
        assert publisher.copy is before
        assert not publisher.making
