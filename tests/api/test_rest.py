"""The lists of the REST interface: every row once, narrowed and sorted, with links, tags and versions."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import jsonschema
import pytest
from fastapi.testclient import TestClient
from openapi_spec_validator import validate

from api import openapi
from api.app import create_app
from registry.config import Rates
from registry.errors import InputError
from registry.ids import fold
from registry.opened import Registry
from tests.api.examples import BATCH, IDENTITY, NONE_SHIPPED, READS

HO_TICH = "btp-ho-tich-dien-tu"
LISTS = {
    "/api/platforms": 70,
    "/api/capabilities": 400,
    "/api/organisations": 150,
    "/api/legal-documents": 150,
    "/api/batches": 7,
    f"/api/batches/{BATCH}/lines": 50,
    f"/api/batches/{BATCH}/findings": 150,
}


def get(client: TestClient, path: str, **params: Any) -> Any:
    answer = client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def walked(client: TestClient, path: str, **params: Any) -> list[dict[str, Any]]:
    """All items of a list by its links."""
    answer = client.get(path, params=params)
    rows: list[dict[str, Any]] = []
    while True:
        assert answer.status_code == 200, answer.text
        body = answer.json()
        rows += body["items"]
        assert ("next" in answer.links) == (body["next"] is not None)
        if body["next"] is None:
            assert len(rows) == body["total"]
            return rows
        answer = client.get(answer.links["next"]["url"])


@pytest.mark.parametrize(("path", "limit"), LISTS.items())
def test_links_lead_through_every_row_once_in_both_orders(client: TestClient, path: str, limit: int) -> None:
    rows = walked(client, path, limit=limit)
    key = "number" if path.endswith("findings") else "id"
    assert len({row[key] for row in rows}) == len(rows) > limit
    sort = "rule" if key == "number" else "title" if "batches" in path else "id"
    up, down = (walked(client, path, limit=limit, sort=order) for order in (sort, f"-{sort}"))
    assert up == list(reversed(down))
    values = [fold(str(row[sort])) for row in up]
    assert values == sorted(values)


def test_a_row_that_comes_in_between_shifts_nothing(client: TestClient, registry: Registry) -> None:
    """The second page begins after the last row of the first, whatever lies before it by then."""
    first = get(client, "/api/platforms", limit=3)
    narrowed = get(client, "/api/platforms", limit=3, cursor=first["next"], level="national")
    names = [fold(item["name"]) for item in narrowed["items"]]
    assert min(names) > fold(first["items"][-1]["name"])
    everything = [item for item in walked(client, "/api/platforms", limit=500) if item["level"] == "national"]
    after = [item for item in everything if fold(item["name"]) > fold(first["items"][-1]["name"])]
    assert narrowed["items"] == after[:3]


@pytest.mark.parametrize("cursor", ["x", "WyJpZCJd", "eyJhIjoxfQ", "W251bGwsMSwyLDNd", "%00", "é"])
def test_a_wrong_cursor_is_named(client: TestClient, cursor: str) -> None:
    answer = client.get("/api/capabilities", params={"cursor": cursor})
    assert answer.status_code == 422
    assert answer.json()["place"]["column"] == "cursor"


def test_a_cursor_of_another_order_is_refused(client: TestClient) -> None:
    cursor = get(client, "/api/platforms", limit=1)["next"]
    answer = client.get("/api/platforms", params={"cursor": cursor, "sort": "-name"})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad-cursor")
    assert client.get("/api/platforms", params={"sort": "password"}).status_code == 422


def test_filters(client: TestClient) -> None:
    found = walked(client, "/api/platforms", owner="bộ tư pháp", mandate="mandatory")
    assert HO_TICH in {item["id"] for item in found}
    assert all("Bộ Tư pháp" in item["owner"] and item["mandate"] == "mandatory" for item in found)
    civil = walked(client, "/api/capabilities", q="đăng ký hộ tịch")
    assert "dang-ky-ho-tich" in {item["id"] for item in civil}
    assert {item["sector"] for item in walked(client, "/api/capabilities", sector="tu-phap")} == {"tu-phap"}
    lines = walked(client, f"/api/batches/{BATCH}/lines", verdict="covered", proposer="sở tư pháp")
    assert "qni-b23-009" in {line["id"] for line in lines}
    assert {line["verdict"] for line in lines} == {"covered"}
    findings = walked(client, f"/api/batches/{BATCH}/findings", rule="findings/cost-outlier")
    assert {item["rule"] for item in findings} == {"findings/cost-outlier"}
    # All of them are labelled so; the labels have four more.
    assert [item["line_id"] for item in findings] == ["qni-b23-023", "qni-b23-042", "qni-b23-115"]


def test_two_documents_that_share_a_number_are_two(client: TestClient) -> None:
    found = walked(client, "/api/legal-documents", number="06/QĐ-TTg")
    assert {"2022-01-06", "2025-01-02"} <= {item["date"] for item in found}
    before = walked(client, "/api/legal-documents", number="06/QĐ-TTg", as_of="2023-04-07")
    assert "2025-01-02" not in {item["date"] for item in before}
    card = get(client, "/api/legal-documents/87-2020-nd-cp/2020-07-28/chinh-phu")
    assert HO_TICH in {use["id"] for use in card["used_by"]}


def test_organisations_tell_who_took_over(client: TestClient) -> None:
    ended = get(client, "/api/organisations/btttt")
    (after,) = [item for item in ended["successors"] if item["id"] == "bkhcn"]
    assert (after["name"], after["date"]) == ("Bộ Khoa học và Công nghệ", "2025-03-01")
    assert ended["former_platforms"]
    before, later = (
        {item["id"] for item in walked(client, "/api/organisations", as_of=day, limit=500)}
        for day in ("2024-01-01", "2026-01-01")
    )
    assert "btttt" in before - later


def test_a_line_comes_with_its_answer_and_what_was_said_of_it(client: TestClient) -> None:
    line = get(client, f"/api/batches/{BATCH}/lines/qni-b23-009")
    assert (line["verdict"], line["platforms"][0]["id"]) == ("covered", HO_TICH)
    assert (line["as_of"], line["decisions"], line["notes"]) == ("2023-04-07", [], [])
    earlier = get(client, f"/api/batches/{BATCH}/lines/qni-b23-009", as_of="2010-01-01")
    assert earlier["verdict"] != "covered", "the date is part of the question"


@pytest.mark.parametrize(
    "path",
    [
        "/api/capabilities/khong-co",
        "/api/organisations/khong co",
        "/api/legal-documents/khong/co",
        "/api/batches/khong-co",
        "/api/batches/kh%C3%B4ng%20c%C3%B3/lines",
        f"/api/batches/{BATCH}/lines/khong-co",
        "/api/decisions/QD-1999-00001",
        "/api/receipts/%22%7D",
        "/api/reports/BC-1999-00001",
    ],
)
def test_what_is_not_there_is_a_problem_in_the_language_of_the_caller(client: TestClient, path: str) -> None:
    vietnamese = client.get(path)
    english = client.get(path, headers={"Accept-Language": "en-GB, vi;q=0.5"})
    assert (vietnamese.status_code, english.status_code) == (404, 404)
    assert vietnamese.json()["title"] == "Không tìm thấy"
    assert english.json()["title"] == "Not found"
    assert english.headers["content-language"] == "en"
    assert english.json()["detail"] == english.json()["detail_en"] != vietnamese.json()["detail"]


def test_an_unchanged_answer_is_not_computed_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = ["/api/platforms?q=h%E1%BB%99+t%E1%BB%8Bch", f"/api/platforms/{HO_TICH}", *LISTS]
    tags = {path: client.get(path).headers["etag"] for path in paths}
    assert len(set(tags.values())) == len(paths), "every answer has its own"

    def fail(*_: object, **__: object) -> None:
        raise AssertionError("computed")

    for place in ("platforms.find", "platforms.describe", "rest.lines.read_batch", "rest.legal._documents"):
        monkeypatch.setattr(f"api.routers.{place}", fail)
    monkeypatch.setattr("api.lists.Wanted.answer", fail)
    for path, tag in tags.items():
        again = client.get(path, headers={"If-None-Match": f'"other", {tag}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag), path
    assert client.get(f"/api/platforms/{HO_TICH}", headers={"If-None-Match": '"x"'}).status_code == 500


def test_errors_carry_no_tag(client: TestClient) -> None:
    assert "etag" not in client.get("/api/platforms/khong-co").headers


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/platforms", f"/api/platforms/{HO_TICH}", "/openapi.json"]
)
def test_head_is_get_without_the_body(client: TestClient, path: str) -> None:
    head, full = client.head(path), client.get(path)
    assert (head.status_code, head.content) == (full.status_code, b"")
    assert head.headers["content-type"] == full.headers["content-type"]
    assert head.headers["content-length"] == full.headers["content-length"]


def test_head_of_what_is_not_there(client: TestClient) -> None:
    answer = client.head("/api/platforms/khong-co")
    assert (answer.status_code, answer.content) == (404, b"")


def test_the_version_is_fixed_by_the_media_type(client: TestClient) -> None:
    v1 = "application/vnd.rasoat.v1+json"
    path = f"/api/platforms/{HO_TICH}"
    fixed = client.get(path, headers={"Accept": f"{v1}, text/html;q=0.5"})
    assert fixed.headers["content-type"] == v1
    assert fixed.json() == client.get(path).json()
    refused = client.get(path, headers={"Accept": "application/vnd.rasoat.v9+json"})
    assert (refused.status_code, refused.json()["code"]) == (406, "not-acceptable")
    either = client.get(path, headers={"Accept": "application/vnd.rasoat.v9+json, application/json;q=0.1"})
    assert either.headers["content-type"] == "application/json"


def test_an_address_names_all_methods_that_it_takes(client: TestClient) -> None:
    answer = client.delete("/api/batches")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")


def test_only_what_changed_since(client: TestClient) -> None:
    item = get(client, "/api/platforms", limit=1)["items"][0]
    all_of_it = get(client, "/api/platforms")["total"]
    assert get(client, "/api/platforms", changed_since=item["modified"])["total"] == all_of_it
    assert get(client, "/api/platforms", changed_since="2999-01-01")["total"] == 0
    # A plus sign that nobody encoded arrives as a blank.
    assert client.get("/api/platforms?changed_since=2999-01-01T08:00:00+07:00").json()["total"] == 0
    wrong = client.get("/api/platforms", params={"changed_since": "hôm qua"})
    assert (wrong.status_code, wrong.json()["place"]["column"]) == (422, "changed_since")


def test_who_asks_too_often_is_told_to_wait(registry: Registry) -> None:
    client = TestClient(create_app(registry, limits=Rates(token="5/minute", address="2/minute")))
    seen = [client.get("/api/platforms/khong-co") for _ in range(3)]
    assert [answer.status_code for answer in seen] == [404, 404, 429]
    assert [answer.headers["ratelimit"].split(";t")[0] for answer in seen[:2]] == [
        '"default";r=1',
        '"default";r=0',
    ]
    assert seen[0].headers["ratelimit-policy"] == '"default";q=2;w=60'
    assert 0 < int(seen[2].headers["retry-after"]) <= 60
    assert seen[2].json()["code"] == "too-many-requests"
    assert client.get("/healthz").status_code == client.get("/").status_code == 200, "pages are for people"


def test_limits_come_from_the_environment_and_can_be_lifted(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RASOAT_RATE_ADDRESS", "off")
    client = TestClient(create_app(registry, limits=Rates.from_env()))
    assert "ratelimit" not in client.get("/api/platforms/khong-co").headers
    monkeypatch.setenv("RASOAT_RATE_TOKEN", "nhiều")
    with pytest.raises(InputError, match="nhiều"):
        create_app(registry, limits=Rates.from_env())


def test_the_document_is_valid_and_its_examples_are_real(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    validate(document)
    named = set(openapi.examples())
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if not path.startswith("/api/"):
                continue
            words = operation["description"]
            assert any(letter in words for letter in "ạảấầậắếềệọộớờợụứừựđ"), f"{path} in Vietnamese"
            assert all(item.get("description") for item in operation.get("parameters", ())), path
            assert f"{method} {path}" in named | NONE_SHIPPED, "python -m tests.api.examples"
            for status in ("200", "201"):
                if "example" in (content := _json(operation, status)):
                    schema = {**content["schema"], "components": document["components"]}
                    jsonschema.validate(content["example"], schema)


def test_the_examples_are_what_the_registry_answers(client: TestClient) -> None:
    kept = openapi.examples()
    for name, path in READS.items():
        # Entries of the journal are of the day on which the examples were made.
        if "{" in path or IDENTITY in path or "journal" in name or "batches" in name or "limit=1" in path:
            continue
        assert _plain(client.get(path).json()) == _plain(kept[name]), "python -m tests.api.examples"
    assert parse_qs(urlsplit(READS["get /api/platforms"]).query)["as_of"] == ["2023-04-07"]


def _json(operation: dict[str, Any], status: str) -> dict[str, Any]:
    found: dict[str, Any] = (
        operation["responses"].get(status, {}).get("content", {}).get("application/json", {})
    )
    return found


def _plain(body: Any) -> Any:
    """An answer without what differs from one machine to the next."""
    if isinstance(body, dict):
        return {key: _plain(value) for key, value in body.items() if key not in ("modified", "snapshot")}
    return [_plain(item) for item in body] if isinstance(body, list) else body
