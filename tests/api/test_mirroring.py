"""What a program does that keeps a copy: it asks for what changed, learns what went, and misses nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from registry.bootstrap import open_registry
from registry.cli import app as cli
from registry.config import Settings
from registry.people.people import People
from registry.people.roles import Role
from registry.people.tokens import allowed
from registry.usecases.receipts import receipts_of
from registry.usecases.replay import replay

BATCH = "dot-guong"
LINES = f"/api/batches/{BATCH}/lines"
SENT = [
    {"title": "Phần mềm quản lý hộ tịch", "proposer": "Sở Tư pháp", "cost_vnd": 900},
    {"title": "Mua máy tính", "proposer": "Sở Y tế"},
    {"title": "Cổng dữ liệu mở", "proposer": "Sở Tài chính"},
]


@pytest.fixture
def program(home: Settings) -> Iterator[TestClient]:
    people = People(home.people_path)
    account = people.accounts.find("reviewer")
    secret = people.tokens.add(account, "thử", allowed(Role.REVIEWER), 1)[1]
    people.close()
    headers = {"Authorization": f"Bearer {secret}"}
    with TestClient(create_app(home), base_url="https://testserver", headers=headers) as client:
        stored = client.post(
            "/api/batches", json={"id": BATCH, "title": "Đợt", "as_of": "2023-04-07", "lines": SENT}
        )
        assert stored.status_code == 201, stored.text
        yield client


def tag(client: TestClient) -> str:
    found: str = client.get(f"/api/batches/{BATCH}").headers["etag"]
    return found


def put(client: TestClient, lines: list[dict[str, Any]], stated: str, **headers: str) -> Any:
    return client.put(f"/api/batches/{BATCH}", json={"lines": lines}, headers={"If-Match": stated, **headers})


def wrote(answer: Any) -> dict[str, Any]:
    assert answer.is_success, answer.text
    body: dict[str, Any] = answer.json()
    return body


def later(moment: str) -> str:
    return (datetime.fromisoformat(moment) + timedelta(seconds=1)).isoformat()


def aged(home: Settings) -> str:
    """Make all that was written before older than what comes next; return a moment in between."""
    import pyoxigraph as ox

    from ontology import namespaces as ns
    from registry.bootstrap import open_writer

    graph = ns.GRAPH_BATCH + BATCH
    with open_writer(home) as store:
        triples = store.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        old = ox.Literal("2026-01-01T08:00:00+07:00", datatype=ox.NamedNode(ns.XSD + "dateTime"))
        stamps = (ns.DCT + "modified", ns.PROV + "generatedAtTime")
        store.replace(
            {
                graph: [
                    ox.Triple(item.subject, item.predicate, old) if item.predicate.value in stamps else item
                    for item in triples
                ]
            }
        )
    return "2026-01-02T08:00:00+07:00"


def test_a_correction_keeps_what_was_said_of_the_lines_that_remain(
    program: TestClient, home: Settings
) -> None:
    decision = wrote(
        program.post(
            f"{LINES}/{BATCH}-001/decisions", json={"outcome": "join", "reason": "Đã có", "after": ""}
        )
    )
    gone = wrote(
        program.post(
            f"{LINES}/{BATCH}-002/decisions", json={"outcome": "build", "reason": "Cần", "after": ""}
        )
    )
    wrote(program.post(f"{LINES}/{BATCH}-002/notes", json={"text": "Đã gọi điện"}))
    wrote(program.post(f"/api/batches/{BATCH}/receipts"))
    since = aged(home)
    before = tag(program)
    corrected = [
        {"title": "Hệ thống camera", "proposer": "Công an tỉnh"},
        {**SENT[0], "cost_vnd": 1900},
        SENT[2],
    ]
    told = wrote(put(program, corrected, before, **{"Idempotency-Key": "t-1"}))
    assert (told["title"], told["as_of"], told["lines"]) == ("Đợt", "2023-04-07", 3)
    assert (told["added"], told["changed"], told["unchanged"]) == ([f"{BATCH}-004"], [f"{BATCH}-001"], 1)
    assert told["renamed"][f"{BATCH}-002"] == f"{BATCH}-001"
    (away,) = told["withdrawn"]
    assert (away["id"], away["title"], away["decisions"], away["notes"]) == (
        f"{BATCH}-002",
        "Mua máy tính",
        [gone["number"]],
        1,
    )
    again = put(program, corrected, before, **{"Idempotency-Key": "t-1"})
    assert (wrote(again), again.headers["idempotency-replayed"]) == (told, "true")
    rows = {row["id"]: row for row in program.get(LINES).json()["items"]}
    assert set(rows) == {f"{BATCH}-004", f"{BATCH}-001", f"{BATCH}-003"}
    assert (rows[f"{BATCH}-001"]["decision"], rows[f"{BATCH}-001"]["cost_vnd"]) == (decision["number"], 1900)
    page = program.get(LINES, params={"changed_since": since}).json()
    assert [item["id"] for item in page["deleted"]] == [f"{BATCH}-002"]
    missing = program.get(f"{LINES}/{BATCH}-002")
    assert (missing.status_code, missing.json()["code"]) == (410, "withdrawn")
    assert program.post(f"{LINES}/{BATCH}-002/notes", json={"text": "x"}).status_code == 410
    assert program.get("/api/decisions", params={"batch": BATCH}).json()["total"] == 2, "nothing is lost"
    assert program.get("/api/notes", params={"batch": BATCH, "line": f"{BATCH}-002"}).json()["total"] == 1
    assert program.get(f"/api/batches/{BATCH}/withdrawn").json()["items"] == [away]
    page = program.get(f"/batches/{BATCH}", headers={"accept": "text/html"}).text
    assert "1 dòng đã rút" in page
    assert gone["number"] in page
    with open_registry(home) as registry:
        (receipt,) = receipts_of(registry, BATCH)[f"{BATCH}-002"]
        (replayed,) = replay(registry, [receipt])
    assert replayed.same, "the receipt of a withdrawn line is computed again from what it said"


def test_a_line_that_comes_back_is_the_one_that_it_was(program: TestClient) -> None:
    wrote(program.post(f"{LINES}/{BATCH}-002/notes", json={"text": "Đã gọi điện"}))
    told = wrote(put(program, [SENT[0], SENT[2]], tag(program)))
    assert [item["id"] for item in told["withdrawn"]] == [f"{BATCH}-002"]
    back = wrote(put(program, SENT, tag(program)))
    assert (back["returned"], back["withdrawn"], back["added"]) == ([f"{BATCH}-002"], [], [])
    (note,) = program.get(f"{LINES}/{BATCH}-002").json()["notes"]
    assert note["text"] == "Đã gọi điện"
    assert program.get(f"/api/batches/{BATCH}/withdrawn").json()["items"] == []


def test_who_was_quicker_is_told_and_a_wrong_list_leaves_all_as_it_was(program: TestClient) -> None:
    before = tag(program)
    wrong = put(program, [{"title": "a"}, {"tile": "b"}], before)
    assert (wrong.status_code, wrong.json()["place"]["row"]) == (422, 2)
    bare = program.put(f"/api/batches/{BATCH}", json={"lines": SENT})
    assert (bare.status_code, bare.json()["code"]) == (428, "precondition-required")
    assert tag(program) == before
    answer = put(program, SENT[:2], before)
    assert answer.headers["etag"] == tag(program) != before
    late = put(program, SENT[1:], before)
    assert (late.status_code, late.json()["code"]) == (412, "precondition-failed")
    assert len(program.get(LINES).json()["items"]) == 2
    assert (
        program.put("/api/batches/khong-co", json={"lines": SENT}, headers={"If-Match": "*"}).status_code
        == 404
    )


def test_only_lines_that_changed_are_told(program: TestClient, home: Settings) -> None:
    since = aged(home)

    def changed() -> list[str]:
        page = program.get(LINES, params={"changed_since": since}).json()
        assert page["deleted"] == []
        return [item["id"] for item in page["items"]]

    assert changed() == []
    wrote(program.post(f"{LINES}/{BATCH}-003/notes", json={"text": "Hỏi lại"}))
    assert changed() == [f"{BATCH}-003"]
    wrote(program.post(f"{LINES}/{BATCH}-001/decisions", json={"outcome": "join", "reason": "Đã có"}))
    assert changed() == [f"{BATCH}-001", f"{BATCH}-003"]
    wrote(put(program, [SENT[0], {**SENT[1], "cost_vnd": 5}, SENT[2]], tag(program)))
    assert changed() == [f"{BATCH}-001", f"{BATCH}-002", f"{BATCH}-003"]
    wrote(program.post(f"/api/batches/{BATCH}/receipts"))
    assert len(changed()) == 3


def test_the_next_time_is_asked_from_the_moment_that_was_told(program: TestClient) -> None:
    page = program.get("/api/platforms", params={"changed_since": "2999-01-01"}).json()
    assert (page["items"], page["deleted"]) == ([], [])
    until = datetime.fromisoformat(page["until"])
    assert timedelta(0) < datetime.now(until.tzinfo) - until < timedelta(minutes=6)
    assert "until" not in program.get("/api/platforms").json()
    shipped = program.get("/api/batches/ra-soat-quang-ngai-2023/lines", params={"limit": 1}).json()["items"][
        0
    ]
    since = {"changed_since": later(shipped["modified"])}
    assert program.get("/api/batches/ra-soat-quang-ngai-2023/lines", params=since).json()["total"] == 0


def test_the_command_line_replaces_alike(
    home: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RASOAT_HOME", str(home.home))
    file = tmp_path / "danh-muc.csv"

    def run(text: str, *options: str) -> Any:
        file.write_text("Tên nhiệm vụ,Đơn vị đề xuất\n" + text, encoding="utf-8")
        return CliRunner().invoke(cli, ["import", str(file), *options])

    assert run("Phần mềm quản lý hộ tịch,Sở Tư pháp\nMua máy tính,Sở Y tế\n").exit_code == 0
    assert run("Mua máy tính,Sở Y tế\n").exit_code != 0, "never in silence"
    told = json.loads(run("Mua máy tính,Sở Y tế\n", "--replace", "--json").stdout)
    assert told["replaced"]["withdrawn"] == ["danh-muc-001"]
    assert told["replaced"]["renamed"] == {"danh-muc-001": "danh-muc-002"}
    shown = run("Mua máy tính,Sở Y tế\nCổng dữ liệu mở,Sở Tài chính\n", "--replace").stdout
    assert "1 dòng mới" in shown
