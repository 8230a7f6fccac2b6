"""Reconciliation: real clients, OpenRefine's requests, and when a match is without doubt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from registry.opened import Registry
from registry.usecases.batches import read_batch
from tests.api.conftest import listening
from tests.conformance.reconciliation import errors

DAY = "2023-04-07"
HO_TICH = "platform/btp-ho-tich-dien-tu"


def ask(client: TestClient, **query: Any) -> list[dict[str, Any]]:
    answer = client.post("/reconcile", params={"as_of": DAY}, data={"queries": json.dumps({"q": query})})
    assert answer.status_code == 200, answer.text
    result: list[dict[str, Any]] = answer.json()["q"]["result"]
    assert errors("reconciliation-result-batch", answer.json()) == []
    return result


@pytest.fixture(scope="module")
def address(registry: Registry) -> Iterator[str]:
    """The service on a port of its own, for clients that open connections themselves."""
    with listening(create_app(registry)) as made:
        yield made


@pytest.mark.filterwarnings("ignore")
def test_the_client_reconciler_finds_platforms_for_the_titles_of_the_2023_batch(
    registry: Registry, address: str
) -> None:
    import pandas as pd
    from reconciler import reconcile

    lines = read_batch(registry, "ra-soat-quang-ngai-2023").lines
    titles = pd.Series([line.title for line in lines])
    found = reconcile(
        titles, type_id="platform", top_res=1, reconciliation_endpoint=f"{address}/reconcile?as_of={DAY}"
    )
    assert set(found["input_value"]) == set(titles)
    assert found["id"].str.startswith("platform/").all()
    assert found["score"].between(0, 100).all()
    assert found["score"].nunique() > 50  # graded, no pile at one end
    best = dict(zip(found["input_value"], found["id"], strict=True))
    birth = next(title for title in titles if "ghi sổ sinh, tử" in title)
    assert best[birth] == HO_TICH
    assert 0 < found["match"].sum() < len(titles) / 2


def test_a_name_is_a_match_without_doubt_whatever_its_accents(client: TestClient) -> None:
    for text in ("Bộ Tư pháp", "bo tu phap", "  BỘ  TƯ PHÁP "):
        best = ask(client, query=text, type="organisation")[0]
        assert (best["id"], best["score"], best["match"]) == ("organisation/btp", 100, True)
    best, *others = ask(client, query="Bộ Tư pháp", limit=10)
    assert best["id"] == "organisation/btp"
    assert best["match"]
    assert not any(other["match"] for other in others)


def test_what_nobody_offers_has_candidates_but_no_match(client: TestClient) -> None:
    for text in ("quản lý nghĩa trang", "phần mềm", "đặt chỗ tàu cao tốc", "xin chào"):
        assert not any(item["match"] for item in ask(client, query=text, type="platform")), text
    assert ask(client, query="Cơ quan không có thật nào cả", type="organisation") == []


def test_a_description_matches_by_meaning_and_says_why(client: TestClient) -> None:
    best = ask(client, query="quản lý hộ tịch", type="platform")[0]
    assert (best["id"], best["match"]) == (HO_TICH, True)
    assert best["score"] < 100  # a chance, no certainty
    features = {feature["id"]: feature["value"] for feature in best["features"]}
    assert features["meaning"] == best["score"]
    assert "hộ tịch" in best["description"]
    assert best["type"] == [{"id": "platform", "name": "Nền tảng (Platform)"}]


def test_values_that_do_not_agree_lower_the_score(client: TestClient) -> None:
    alone = ask(client, query="quản lý hộ tịch", type="platform")[0]["score"]
    for value in ({"id": "organisation/btp"}, "Bộ Tư pháp", "btp", ["bo tu phap"]):
        given = ask(
            client, query="quản lý hộ tịch", type="platform", properties=[{"pid": "ownerNow", "v": value}]
        )[0]
        assert (given["id"], given["score"], given["match"]) == (HO_TICH, alone, True)
        assert {"id": "ownerNow", "value": 100} in given["features"]
    wrong = ask(
        client, query="quản lý hộ tịch", type="platform", properties=[{"pid": "ownerNow", "v": "Bộ Y tế"}]
    )
    found = next(item for item in wrong if item["id"] == HO_TICH)
    assert found["score"] == pytest.approx(alone / 2, abs=0.01)
    assert not found["match"]
    unknown = ask(
        client, query="quản lý hộ tịch", type="platform", properties=[{"pid": "colour", "v": "red"}]
    )[0]
    assert unknown["score"] == alone


def test_values_alone_find_what_has_them(client: TestClient) -> None:
    found = ask(client, properties=[{"pid": "identifier", "v": "btp-ho-tich-dien-tu"}])
    assert [(item["id"], item["score"], item["match"]) for item in found] == [(HO_TICH, 100, True)]
    many = ask(
        client,
        type="platform",
        limit=50,
        properties=[{"pid": "ownerNow", "v": {"id": "organisation/btp"}}, {"pid": "level", "v": "national"}],
    )
    assert len(many) > 3
    assert not any(item["match"] for item in many if item["score"] == many[1]["score"])


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ({"type": "capability"}, {"capability"}),
        ({"type": ["capability", "organisation"]}, {"capability"}),
        ({"type": "Q5"}, set()),
        ({"type": "Q5", "type_strict": "should", "limit": 50}, {"platform", "capability"}),
        ({"type": ["platform", "capability"], "type_strict": "all"}, set()),
    ],
)
def test_types_narrow_the_search(client: TestClient, query: dict[str, Any], kinds: set[str]) -> None:
    found = ask(client, query="quản lý hộ tịch cấp xã", **query)
    assert {item["id"].partition("/")[0] for item in found} == kinds


def test_limits_are_kept(client: TestClient) -> None:
    for limit, most in ((1, 1), (3.0, 3), (0, 1), (-5, 1), (10**9, 50)):
        assert len(ask(client, query="quản lý", type="platform", limit=limit)) <= most


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "[]",
        '{"q": 1}',
        '{"q": {"query": 5}}',
        '{"q": {"query": "a", "limit": "3"}}',
        '{"q": {"query": "a", "type_strict": "some"}}',
        '{"q": {"query": "a", "properties": [{"v": 1}]}}',
    ],
)
def test_a_bad_batch_is_told_what_is_wrong(client: TestClient, text: str) -> None:
    for answer in (
        client.post("/reconcile", data={"queries": text}),
        client.get("/reconcile", params={"queries": text}),
    ):
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"]


def test_a_body_without_a_question_is_refused(client: TestClient) -> None:
    assert client.post("/reconcile").status_code == 400
    assert client.post("/reconcile", data={"extend": "{}"}).status_code == 400
    assert (
        client.post(
            "/reconcile",
            content=b"queries=%FF",
            headers={"content-type": "application/x-www-form-urlencoded"},
        ).status_code
        == 400
    )
    many = {str(number): {"query": "a"} for number in range(1_001)}
    assert client.post("/reconcile", data={"queries": json.dumps(many)}).status_code == 400


def test_forms_with_parts_are_read_too(client: TestClient) -> None:
    answer = client.post("/reconcile", files={"queries": (None, json.dumps({"q": {"query": "Bộ Tư pháp"}}))})
    assert answer.json()["q"]["result"][0]["id"] == "organisation/btp"


def test_the_manifest_leads_to_everything_it_names(client: TestClient) -> None:
    manifest = client.get("/reconcile").json()
    assert manifest["identifierSpace"] + HO_TICH == "https://w3id.org/rasoat/" + HO_TICH
    page = manifest["view"]["url"].replace("{{id}}", HO_TICH)
    assert client.get(page, headers={"Accept": "text/html"}).status_code == 200
    preview = client.get(manifest["preview"]["url"].replace("{{id}}", HO_TICH))
    assert "frame-ancestors *" in preview.headers["content-security-policy"]
    assert "Bộ Tư pháp" in preview.text
    assert client.get(manifest["documentation"]).status_code == 200
    assert client.get(manifest["logo"]).status_code == 200
    examples = {"entity": ("ho tich", HO_TICH), "property": ("own", "owner"), "type": ("plat", "platform")}
    for kind, (prefix, key) in examples.items():
        place = manifest["suggest"][kind]
        found = client.get(place["service_url"] + place["service_path"], params={"prefix": prefix}).json()[
            "result"
        ]
        assert key in {item["id"] for item in found}
        flyout = place["flyout_service_url"] + place["flyout_service_path"].replace("${id}", key)
        assert client.get(flyout).json()["id"] == key
    place = manifest["extend"]["propose_properties"]
    proposed = client.get(place["service_url"] + place["service_path"], params={"type": "capability"}).json()
    assert {"broader", "scopeNote"} <= {item["id"] for item in proposed["properties"]}


def test_suggestions_come_in_pages(client: TestClient) -> None:
    first = client.get("/reconcile/suggest/entity", params={"prefix": "quan ly"}).json()["result"]
    second = client.get(
        "/reconcile/suggest/entity", params={"prefix": "quan ly", "cursor": len(first)}
    ).json()["result"]
    assert len(first) == 20
    assert not {item["id"] for item in first} & {item["id"] for item in second}


def test_values_are_fetched_for_things_known_and_unknown(client: TestClient) -> None:
    extend = {
        "ids": [HO_TICH, "platform/khong-co"],
        "properties": [{"id": "ownerNow"}, {"id": "status"}, {"id": "colour"}],
    }
    body = client.post("/reconcile", params={"as_of": DAY}, data={"extend": json.dumps(extend)}).json()
    assert errors("data-extension-response", body) == []
    assert body["rows"][HO_TICH] == {
        "ownerNow": [{"id": "organisation/btp", "name": "Bộ Tư pháp"}],
        "status": [{"str": "Đang vận hành"}],
        "colour": [],
    }
    assert body["rows"]["platform/khong-co"] == {"ownerNow": [], "status": [], "colour": []}
    assert body["meta"][0]["type"]["id"] == "organisation"


def test_jsonp_calls_a_function_and_nothing_else(client: TestClient) -> None:
    answer = client.get("/reconcile", params={"callback": "jQuery.cb_1"})
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.text.startswith("/**/jQuery.cb_1({")
    assert json.loads(answer.text.removeprefix("/**/jQuery.cb_1(").removesuffix(");"))["versions"] == ["0.2"]
    for name in ("alert(1)", "a;b", "<script>", "a..b", "é"):
        assert client.get("/reconcile", params={"callback": name}).status_code == 400


def test_flyouts_and_previews_of_what_nobody_knows(client: TestClient) -> None:
    for path in (
        "/reconcile/preview?id=x",
        "/reconcile/flyout/entity?id=x",
        "/reconcile/flyout/x?id=x",
        "/reconcile/flyout/type?id=x",
        "/reconcile/flyout/property?id=x",
    ):
        assert client.get(path).status_code == 404
