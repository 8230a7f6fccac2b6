"""What programs write: decisions, notes, receipts and batches, each once, all through the journal."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from registry.bootstrap import open_writer
from registry.config import Settings
from registry.opened import Registry
from registry.people.people import People
from registry.people.tokens import allowed
from registry.usecases.findings import rules
from tests.api.browsing import serving
from tests.api.sheets import province_list

TOGETHER = {rule.id for rule in rules("batch")}
BATCH = "ra-soat-quang-ngai-2023"
LINES = f"/api/batches/{BATCH}/lines"
CIVIL = "btp-ho-tich-dien-tu"


@pytest.fixture(scope="module")
def home(settings: Settings, registry: Registry, accounts_file: Path, tmp_path_factory: Any) -> Settings:
    """A store that these tests may write to: a copy of the one that is built already."""
    assert registry.snapshot
    own = Settings(tmp_path_factory.mktemp("writing") / "home")
    shutil.copytree(settings.home, own.home)
    shutil.copy(accounts_file, own.people_path)
    return own


def secret_of(home: Settings, name: str) -> str:
    people = People(home.people_path)
    account = people.accounts.find(name)
    secret = people.tokens.add(account, "thử", allowed(account.role), 1)[1]
    people.close()
    return secret


@pytest.fixture(scope="module")
def program(home: Settings) -> Iterator[TestClient]:
    """A program with the token of a reviewer."""
    headers = {"Authorization": f"Bearer {secret_of(home, 'reviewer')}"}
    with TestClient(create_app(home), base_url="https://testserver", headers=headers) as client:
        yield client


def post(client: TestClient, path: str, body: Any, key: str = "") -> Any:
    return client.post(path, json=body, headers={"Idempotency-Key": key} if key else None)


def written(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def total(client: TestClient, path: str, **params: Any) -> int:
    found: int = client.get(path, params=params).json()["total"]
    return found


def test_a_decision_is_recorded_once_however_often_it_is_sent(program: TestClient) -> None:
    line = f"{LINES}/qni-b23-009"
    before = program.get(line)
    new = {"outcome": "join", "reason": "Đã có hệ thống dùng chung", "platforms": [CIVIL], "after": ""}
    first = post(program, f"{line}/decisions", new, "k-1")
    decision = written(first)
    assert (decision["reviewer"], decision["platforms"]) == ("Người reviewer", [CIVIL])
    assert first.headers["location"] == f"/api/decisions/{decision['number']}"
    again = post(program, f"{line}/decisions", new, "k-1")
    assert (written(again), again.headers["idempotency-replayed"]) == (decision, "true")
    other = post(program, f"{line}/decisions", {**new, "reason": "khác"}, "k-1")
    assert (other.status_code, other.json()["code"]) == (422, "key-used")
    assert other.json()["place"]["column"] == "Idempotency-Key"
    assert total(program, "/api/decisions", line="qni-b23-009") == 1
    assert program.get(first.headers["location"]).json() == decision
    after = program.get(line)
    assert after.json()["decisions"] == [decision]
    assert after.headers["etag"] != before.headers["etag"]
    (shown,) = program.get(LINES, params={"decided": True}).json()["items"]
    assert (shown["id"], shown["decision"], shown["outcome"]) == ("qni-b23-009", decision["number"], "join")


def test_somebody_who_decided_meanwhile_is_named(program: TestClient) -> None:
    path = f"{LINES}/qni-b23-010/decisions"
    written(post(program, path, {"outcome": "send_back", "reason": "Thiếu số liệu", "after": ""}))
    late = post(program, path, {"outcome": "build", "reason": "Đồng ý", "after": ""}, "k-late")
    assert late.status_code == 409
    assert "Người reviewer" in late.json()["detail"]
    assert total(program, "/api/decisions", line="qni-b23-010") == 1
    # What failed did nothing, so its key is free.
    number = program.get("/api/decisions", params={"line": "qni-b23-010"}).json()["items"][0]["number"]
    written(post(program, path, {"outcome": "build", "reason": "Đồng ý", "after": number}, "k-late"))


@pytest.mark.parametrize(
    ("body", "column"),
    [
        ({"outcome": "maybe", "reason": "x"}, "outcome"),
        ({"outcome": "build"}, "reason"),
        ({"outcome": "build", "reason": " "}, "reason"),
        ({"outcome": "build", "reason": "x", "amuont_vnd": 5}, "amuont_vnd"),
        ({"outcome": "build", "reason": "x", "amount_vnd": -5}, "amount_vnd"),
        ({"outcome": "build", "reason": "x", "findings": ["99.9"]}, "finding"),
    ],
)
def test_a_wrong_decision_is_refused_and_named(program: TestClient, body: Any, column: str) -> None:
    answer = post(program, f"{LINES}/qni-b23-011/decisions", body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["place"]["column"] == column
    assert total(program, "/api/decisions", line="qni-b23-011") == 0


def test_a_question_is_asked_and_answered(program: TestClient) -> None:
    line = f"{LINES}/qni-b23-012"
    question = written(post(program, f"{line}/notes", {"kind": "question", "text": "Bao nhiêu người dùng?"}))
    reply = {"kind": "answer", "text": "173 xã", "in_reply_to": question["number"]}
    answer = written(post(program, f"{line}/notes", reply))
    assert answer["in_reply_to"] == question["number"]
    assert [note["kind"] for note in program.get(line).json()["notes"]] == ["question", "answer"]
    elsewhere = post(program, f"{LINES}/qni-b23-013/notes", reply)
    assert (elsewhere.status_code, elsewhere.json()["place"]["column"]) == (404, "in_reply_to")
    lost = post(program, f"{line}/notes", {"text": "x", "in_reply_to": question["number"]})
    assert lost.status_code == 422


def test_receipts_are_issued_once(program: TestClient) -> None:
    first = written(program.post(f"/api/batches/{BATCH}/receipts"))
    assert (first["new"], len(first["receipts"])) == (120, 120)
    assert written(program.post(f"/api/batches/{BATCH}/receipts"))["new"] == 0
    covered = program.get("/api/receipts", params={"verdict": "covered", "batch": BATCH, "limit": 500}).json()
    assert covered["items"]
    assert all("facts" not in item for item in covered["items"])
    one = program.get(f"/api/receipts/{covered['items'][0]['number']}").json()
    assert one["rules"]["coverage/verdicts"]
    assert one["facts"]["platforms"]


def test_a_batch_is_stored_from_lines(program: TestClient) -> None:
    lines = [{"title": "Phần mềm quản lý hộ tịch", "cost_vnd": 5}, {"title": "Mua 35 máy tính"}]
    sent = {"id": "dot-moi", "title": "Đợt mới", "as_of": "2023-04-07", "lines": lines}
    answer = post(program, "/api/batches", sent, "b-1")
    stored = written(answer)
    assert (stored["lines"], stored["cost_vnd"], stored["as_of"]) == (2, 5, "2023-04-07")
    assert answer.headers["location"] == "/api/batches/dot-moi"
    assert written(post(program, "/api/batches", sent, "b-1")) == stored
    assert post(program, "/api/batches", sent).status_code == 409
    listed = program.get("/api/batches", params={"changed_since": stored["modified"]}).json()["items"]
    assert "dot-moi" in {item["id"] for item in listed}
    verdicts = [item["verdict"] for item in program.get("/api/batches/dot-moi/lines").json()["items"]]
    assert verdicts == ["covered", "not_software"]


def test_a_batch_is_stored_from_a_file_once(program: TestClient, tmp_path: Path) -> None:
    file = province_list(tmp_path, "danh-muc-tinh.xlsx")

    def send(title: str) -> Any:
        return program.post(
            "/api/batches",
            files={"file": (file.name, file.read_bytes())},
            data={"id": "tu-tep", "title": title, "as_of": "07/04/2023"},
            headers={"Idempotency-Key": "f-1"},
        )

    stored = written(send("Từ tệp"))
    assert (stored["id"], stored["as_of"]) == ("tu-tep", "2023-04-07")
    assert stored["columns"]
    again = send("Từ tệp")
    assert (written(again), again.headers["idempotency-replayed"]) == (stored, "true")
    assert send("Tên khác").json()["code"] == "key-used"


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"id": "x", "title": "x", "lines": [{"title": "a"}, {"tile": "b"}]}, {"row": 2, "column": "title"}),
        ({"id": "Đợt 1", "title": "x", "lines": [{"title": "a"}]}, {"column": "id"}),
        ({"id": "x", "title": "x", "lines": []}, {"column": "lines"}),
        ({"id": "x", "title": "x", "as_of": "mai", "lines": [{"title": "a"}]}, {"column": "as_of"}),
    ],
)
def test_a_wrong_batch_leaves_everything_as_it_was(program: TestClient, body: Any, place: Any) -> None:
    before = total(program, "/api/batches")
    answer = post(program, "/api/batches", body)
    assert answer.status_code == 422, answer.text
    assert {key: value for key, value in answer.json()["place"].items() if value is not None} == place
    assert total(program, "/api/batches") == before


def test_what_others_write_is_seen(program: TestClient, home: Settings) -> None:
    """The command line writes to the same store; a tag from before does not hold any more."""
    from registry.intake.batch import Intake
    from registry.model import Batch, BatchLine
    from registry.usecases.batches import import_batch

    before = program.get("/api/batches")
    line = BatchLine(id="ngoai-1", title="Phần mềm")
    with open_writer(home) as store:
        import_batch(store, Intake(Batch(id="tu-ngoai", title="Từ ngoài", lines=(line,))))
    after = program.get("/api/batches", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.json()["total"] == before.json()["total"] + 1


def test_a_broken_character_is_refused_with_its_place(program: TestClient) -> None:
    """JSON can name half of a pair of UTF-16, which nothing can keep."""
    before = total(program, "/api/notes")
    headers = {"Content-Type": "application/json"}
    for path, body, column in (
        (f"{LINES}/qni-b23-014/notes", '{"text": "\\ud800"}', "text"),
        (f"{LINES}/qni-b23-014/decisions", '{"outcome": "build", "reason": "\\ud800"}', "reason"),
    ):
        answer = program.post(path, content=body, headers=headers)
        assert (answer.status_code, answer.json()["place"]["column"]) == (422, column), answer.text
    assert total(program, "/api/notes") == before
    bulk = program.post(
        "/api/screen/bulk", content=b'{"title": "\\ud800"}', headers={"Content-Type": "application/x-ndjson"}
    )
    assert json.loads(bulk.text.splitlines()[0])["problem"]["place"]["row"] == 1


def test_the_audit_log_names_the_token(program: TestClient, home: Settings) -> None:
    written(post(program, f"{LINES}/qni-b23-014/notes", {"text": "Đã gọi điện"}))
    people = People(home.people_path)
    event = people.audit.latest(1)[0]
    people.close()
    assert (event.who, event.action) == ("reviewer", "line.note")
    assert event.object == f"batch/{BATCH}/line/qni-b23-014"
    assert event.detail.startswith("[1] TD-")


def test_many_lines_are_answered_one_by_one(program: TestClient) -> None:
    rows = [
        '{"title": "Phần mềm quản lý hộ tịch", "cost_vnd": 7}',
        "no json",
        '{"titel": "x"}',
        '{"title": "Mua xe"}',
    ]
    answer = program.post(
        "/api/screen/bulk?as_of=2023-04-07",
        content="\n".join(rows).encode(),
        headers={"content-type": "application/x-ndjson", "accept-language": "en"},
    )
    assert answer.headers["content-type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [(line["row"], line["problem"]["detail"]) for line in lines if "problem" in line] == [
        (2, "This row is no valid JSON"),
        (3, "The title is missing"),
    ]
    assert lines[1]["problem"]["place"] == {"file": None, "sheet": None, "row": 3, "column": "title"}
    results = {line["row"]: line["result"] for line in lines if "result" in line}
    whole = program.post(
        "/api/screen", json={"as_of": "2023-04-07", "lines": [json.loads(rows[0]), json.loads(rows[3])]}
    ).json()["lines"]
    for row, alone in zip((1, 4), whole, strict=True):
        assert {**results[row], "id": "", "line_no": 0} == {**alone, "id": "", "line_no": 0}
    assert lines[-1]["summary"]["problems"] == 2
    assert sum(item["lines"] for item in lines[-1]["summary"]["totals"]) == 2


def test_what_only_all_lines_together_say_comes_behind_the_results(program: TestClient) -> None:
    """Two bodies that ask for the same are told of each other, as in a screening that is not streamed."""
    asked = program.get(LINES, params={"limit": 120}).json()["items"]
    lines = [
        {
            name: line[name]
            for name in ("id", "line_no", "title", "proposer", "province", "year", "cost_vnd", "kind")
        }
        for line in asked
    ]
    streamed = [
        json.loads(line)
        for line in program.post(
            "/api/screen/bulk", json={"as_of": "2023-04-07", "lines": lines}
        ).text.splitlines()
    ]
    kinds = [next(name for name in ("result", "findings", "summary") if name in line) for line in streamed]
    assert kinds == sorted(kinds, key=["result", "findings", "summary"].index)
    assert (kinds.count("result"), kinds.count("summary")) == (120, 1)
    assert kinds.count("findings") > 10
    results = {line["row"]: line["result"] for line in streamed if "result" in line}
    assert list(results) == list(range(1, 121)), "in their order"
    for line in streamed:
        if "findings" in line:
            assert {item["rule"] for item in line["findings"]} <= TOGETHER
            results[line["row"]]["findings"] += line["findings"]
    whole = program.post("/api/screen", json={"as_of": "2023-04-07", "lines": lines}).json()
    assert list(results.values()) == whole["lines"]
    assert streamed[-1]["summary"]["same_needs"] == whole["same_needs"]


def test_the_first_answers_come_while_the_others_are_read(home: Settings) -> None:
    lines = [{"title": f"Phần mềm quản lý công việc số {number} của xã"} for number in range(1, 1000)]
    lines.append({"title": "Phần mềm quản lý hộ tịch"})
    with serving(home) as address:
        httpx2.post(f"{address}/api/screen/bulk", json={"lines": lines[:1]}, timeout=60)
        begun, times = time.perf_counter(), []
        with httpx2.stream("POST", f"{address}/api/screen/bulk", json={"lines": lines}, timeout=60) as answer:
            for _ in answer.iter_lines():
                times.append(time.perf_counter() - begun)
    assert times[0] < times[-1] / 2


def test_a_thousand_lines_are_taken_and_no_more(program: TestClient) -> None:
    lines = [{"title": f"Mua máy tính số {number}"} for number in range(1001)]
    assert program.post("/api/screen/bulk", json={"lines": lines}).status_code == 413
    answer = program.post("/api/screen/bulk", json={"lines": lines[:1000]})
    assert sum('"result"' in line for line in answer.text.splitlines()) == 1000
