"""Screening over HTTP: files and JSON in, answers or a problem with its place out; nothing is kept."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import openpyxl
import pytest
from fastapi import Request
from fastapi.testclient import TestClient
from starlette.types import Message

from api import uploads
from api.errors import TooLargeError
from registry.intake.batch import read
from registry.opened import Registry
from registry.usecases.screen import screen

LINES = [
    {"title": "Phần mềm quản lý hộ tịch cho 173 xã", "proposer": "Sở Tư pháp", "cost_vnd": 1_980_000_000},
    {"id": "may-tinh", "title": "Mua 35 máy tính để bàn", "cost_vnd": None, "kind": "hardware"},
]


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def send(client: TestClient, name: str, content: bytes, **data: str) -> Any:
    return client.post("/api/screen", files={"file": (name, content)}, data=data)


def problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    return body


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder for temporary files, empty again at the end."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield tmp_path
    assert list(tmp_path.iterdir()) == []


def test_json_lines_get_the_answers_of_the_use_case(
    client: TestClient, registry: Registry, tmp_path: Path
) -> None:
    before = registry.store.count()
    response = client.post("/api/screen", json={"as_of": "2023-04-07", "lines": LINES})
    assert response.status_code == 200, response.text
    body = response.json()
    assert (body["as_of"], body["snapshot"]) == ("2023-04-07", registry.snapshot)
    assert [line["id"] for line in body["lines"]] == ["dong-001", "may-tinh"]
    assert [line["line_no"] for line in body["lines"]] == [1, 2]
    assert body["lines"][1]["verdict"] == "not_software"
    assert sum(total["lines"] for total in body["totals"]) == 2
    assert sum(total["cost_vnd"] for total in body["totals"]) == 1_980_000_000
    path = tmp_path / "dong.json"
    path.write_text(json.dumps(LINES), encoding="utf-8")
    assert body["lines"] == [line.to_json() for line in screen(registry, read(path), "2023-04-07").lines]
    assert registry.store.count() == before, "nothing is stored"


def test_the_spelling_of_fields_in_data_files_is_understood(client: TestClient) -> None:
    lines = [{"title_vi": "Phần mềm hộ tịch", "amount_vnd": 5, "màu": "đỏ"}]
    body = client.post("/api/screen", json={"lines": lines}).json()
    assert (body["lines"][0]["title"], body["lines"][0]["cost_vnd"]) == ("Phần mềm hộ tịch", 5)
    assert body["remarks"] == ["Bỏ qua các trường lạ: màu"]


@pytest.mark.usefixtures("scratch")
def test_a_spreadsheet_is_read_like_a_province_writes_it(client: TestClient) -> None:
    content = workbook(
        ("DANH MỤC NHIỆM VỤ", None, None),
        ("STT", "Tên nhiệm vụ", "Kinh phí (triệu đồng)"),
        (1, "Phần mềm quản lý hộ tịch", 1980),
        (None, "Tổng cộng", 1980),
    )
    response = send(client, "Danh mục 2023.xlsx", content, as_of="2023-04-07")
    assert response.status_code == 200, response.text
    body = response.json()
    assert body["as_of"] == "2023-04-07"
    assert [line["cost_vnd"] for line in body["lines"]] == [1_980_000_000]
    assert any(row["text"] == "Tổng cộng" for row in body["skipped"])


@pytest.mark.usefixtures("scratch")
@pytest.mark.parametrize(
    "name", ["lo.jsonl", "lo.json", "LO.JSONL", "../../etc/lo.jsonl", "C:\\thư mục\\lô hàng.jsonl"]
)
def test_names_of_files_are_only_names(client: TestClient, name: str) -> None:
    response = send(client, name, json.dumps(LINES[0]).encode())
    assert response.status_code == 200, response.text


@pytest.mark.usefixtures("scratch")
@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("hỏng.xlsx", b"PK\x03\x04 not a workbook", {"file": "hỏng.xlsx"}),
        ("hỏng.docx", b"nothing", {"file": "hỏng.docx"}),
        ("cũ.csv", b"STT;T\xean nhi\xd6m v\xf4\n1;Ph\xc7n m\xd2m", {"file": "cũ.csv"}),
        ("a.pdf", b"%PDF", {"file": "a.pdf"}),
        ("khong-duoi", b"x", {"file": "khong-duoi"}),
        ("a.jsonl", b'{"title": "x"}\n{"titel": "y"}', {"file": "a.jsonl", "row": 2, "column": "title"}),
        ("a.jsonl", b'{"title": "x"}\n{', {"file": "a.jsonl", "row": 2}),
        ("x" * 300 + ".json", b"[]", {"file": "x" * 60 + ".json"}),
    ],
)
def test_a_bad_file_is_named_with_its_place(
    client: TestClient, name: str, content: bytes, place: dict[str, Any]
) -> None:
    found = problem(send(client, name, content), 422)
    assert place.items() <= found["place"].items()
    assert found["detail"]
    assert found["detail_en"]


@pytest.mark.parametrize(
    ("body", "row", "column"),
    [
        ("{", None, None),
        ("[]", None, None),
        ("[" * 100_000, None, None),
        ('{"lines": 5}', None, "lines"),
        ('{"lines": [{"title": "a"}, 5]}', 2, "lines.1"),
        ("{}", None, "lines"),
        ('{"lines": [{"title": " "}]}', 1, "title"),
        ('{"lines": [{"title": "a", "cost_vnd": -1}]}', 1, "cost_vnd"),
        ('{"lines": [{"title": "a", "cost_vnd": "nhiều"}]}', 1, "cost_vnd"),
        ('{"lines": [{"title": "a", "id": "x"}, {"title": "b", "id": "x"}]}', 2, None),
        ('{"lines": [{"title": "a"}], "as_of": "mai"}', None, "as_of"),
        ('{"lines": [{"title": "\\ud800"}]}', None, None),
    ],
)
def test_bad_json_is_named_with_its_place(
    client: TestClient, body: str, row: int | None, column: str | None
) -> None:
    response = client.post("/api/screen", content=body, headers={"content-type": "application/json"})
    place = problem(response, 422).get("place", {})
    assert (place.get("row"), place.get("column")) == (row, column)


def test_no_lines_is_an_answer_of_no_lines(client: TestClient) -> None:
    body = client.post("/api/screen", json={"lines": []}).json()
    assert (body["lines"], body["totals"]) == ([], [])


def test_text_never_becomes_query_syntax(client: TestClient) -> None:
    lines = [
        {"id": '"> } DROP ALL', "title": 'hộ tịch" } UNION { ?s ?p ?o } #\\', "proposer": "Sở \\u0022 \n"}
    ]
    response = client.post("/api/screen", json={"lines": lines})
    assert response.status_code == 200, response.text
    assert response.json()["lines"][0]["id"] == '"> } DROP ALL'


def test_other_bodies_are_refused(client: TestClient) -> None:
    assert problem(client.post("/api/screen", content=b"a;b", headers={"content-type": "text/csv"}), 415)
    assert problem(client.post("/api/screen"), 415)["code"] == "unsupported-media-type"
    form = {"content-type": "multipart/form-data; boundary=x"}
    assert problem(client.post("/api/screen", content=b"--y\r\n", headers=form), 400)["code"] == "bad-request"
    missing = client.post("/api/screen", files={"other": ("a.csv", b"x")})
    assert problem(missing, 422)["place"]["column"] == "file"


def test_too_much_is_refused_by_its_stated_length(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MAX_BYTES", 10_000)
    assert problem(send(client, "a.csv", b"x" * 20_000), 413)["code"] == "too-large"


def test_too_much_is_refused_while_it_comes_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_BYTES", 10_000)
    sent = 0

    async def endless() -> Message:
        nonlocal sent
        sent += 1000
        return {"type": "http.request", "body": b"x" * 1000, "more_body": True}

    request = uploads.bounded(Request({"type": "http", "method": "POST", "headers": []}, endless))
    with pytest.raises(TooLargeError):
        anyio.run(request.body)
    assert sent == 11_000


@pytest.mark.usefixtures("scratch")
def test_too_many_lines_and_packed_bombs_are_refused(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MAX_LINES", 1)
    assert "2 dòng" in problem(client.post("/api/screen", json={"lines": LINES}), 413)["detail"]
    monkeypatch.setattr(uploads, "MAX_UNPACKED", 1_000_000)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 2_000_000)
    assert problem(send(client, "bom.xlsx", stream.getvalue()), 413)["place"]["file"] == "bom.xlsx"
