"""Search, list and cards over HTTP."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from fastapi.testclient import TestClient

from registry.ids import fold
from registry.opened import Registry

HO_TICH = "btp-ho-tich-dien-tu"


def get(client: TestClient, **params: Any) -> dict[str, Any]:
    response = client.get("/api/platforms", params=params)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def problem(client: TestClient, path: str, status: int, **params: Any) -> dict[str, Any]:
    response = client.get(path, params=params)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert body["type"].endswith(f"/problem/{body['code']}")
    assert {"title", "detail", "detail_en"} <= body.keys()
    return body


@pytest.mark.parametrize("query", ["quản lý hộ tịch", "phan mem quan ly ho tich", "CSDL hộ tịch"])
def test_search_answers_with_the_platform_and_the_reason(client: TestClient, query: str) -> None:
    answer = get(client, q=query, as_of="2023-04-07")
    assert answer["verdict"] == "covered"
    assert answer["as_of"] == "2023-04-07"
    first = answer["results"][0]
    assert first["id"] == HO_TICH
    assert first["status"] == "operational"
    assert first["why"]
    assert HO_TICH not in answer["message"], "people read names, not ids"


def test_text_in_any_unicode_form_finds_the_same(client: TestClient) -> None:
    query = "quản lý hộ tịch"
    decomposed = unicodedata.normalize("NFD", query)
    assert get(client, q=query)["results"] == get(client, q=decomposed)["results"]


def test_the_date_decides_the_status(client: TestClient) -> None:
    before = client.get(f"/api/platforms/{HO_TICH}", params={"as_of": "2010-01-01"}).json()
    after = client.get(f"/api/platforms/{HO_TICH}", params={"as_of": "2023-04-07"}).json()
    assert (before["status"], after["status"]) == ("absent", "operational")


def test_limit_bounds_the_results(client: TestClient) -> None:
    assert len(get(client, q="quản lý hộ tịch", limit=2)["results"]) == 2
    assert problem(client, "/api/platforms", 422, q="x", limit=0)["place"]["column"] == "limit"
    assert (
        problem(client, "/api/platforms", 422, q="x", limit="a")["detail"]
        == "Trường “limit” phải là số nguyên"
    )


def test_list_is_paged_without_gaps_and_sorted_by_name(client: TestClient, registry: Registry) -> None:
    first = get(client, as_of="2023-04-07", limit=40)
    assert first["snapshot"] == registry.snapshot
    assert first["limit"] == 40
    seen = list(first["items"])
    while len(seen) < first["total"]:
        page = get(client, as_of="2023-04-07", limit=40, offset=len(seen))
        assert page["items"]
        seen += page["items"]
    assert len({item["id"] for item in seen}) == len(seen) == first["total"]
    names = [fold(item["name"]) for item in seen]
    assert names == sorted(names)
    assert all(item["status"] != "absent" for item in seen)
    assert get(client, offset=100_000)["items"] == []


def test_list_filters(client: TestClient, registry: Registry) -> None:
    national = get(client, level="national", status="operational", limit=500)
    assert national["items"]
    assert {(item["level"], item["status"]) for item in national["items"]} == {("national", "operational")}
    sector = get(client, sector="TƯ PHÁP", limit=500)["items"]
    assert HO_TICH in {item["id"] for item in sector}
    assert {item["sector"] for item in sector} == {"tư pháp"}
    absent = get(client, status="absent", as_of="2010-01-01")["total"]
    assert absent + get(client, as_of="2010-01-01")["total"] == len(registry.matcher.platforms)
    assert "provincial" in problem(client, "/api/platforms", 422, level="xyz")["detail"]


def test_filters_do_not_go_with_a_question(client: TestClient) -> None:
    found = problem(client, "/api/platforms", 422, q="hộ tịch", level="national")
    assert found["place"]["column"] == "level"
    assert problem(client, "/api/platforms", 422, q="hộ tịch", offset=0)["place"]["column"] == "offset"


@pytest.mark.parametrize("date", ["2023-02-31", "hôm qua", "2023", "2023-04-07T00:00", '"} UNION {', "0"])
def test_a_wrong_date_is_named(client: TestClient, date: str) -> None:
    for path in ("/api/platforms", f"/api/platforms/{HO_TICH}"):
        found = problem(client, path, 422, as_of=date)
        assert found["code"] == "bad-date"
        assert date in found["detail"]
        assert found["place"] == {"file": None, "sheet": None, "row": None, "column": "as_of"}


def test_a_very_long_question_is_refused_and_an_empty_one_lists(client: TestClient) -> None:
    assert (
        problem(client, "/api/platforms", 422, q="a" * 4001)["detail"]
        == "Trường “q” không được dài quá 4000 ký tự"
    )
    assert "items" in get(client, q="  ")


def test_card(client: TestClient) -> None:
    card = client.get(f"/api/platforms/{HO_TICH}").json()
    assert card["id"] == HO_TICH
    assert card["owner_now"] == "Bộ Tư pháp"
    assert any(item["capability"] == "dang-ky-ho-tich" for item in card["functions"])
    assert any(item["number"] == "87/2020/NĐ-CP" for item in card["legal_basis"])


@pytest.mark.parametrize("wrong", ["khong-co", "a b", "%3E%20%7D", "BTP-HO-TICH-DIEN-TU", "ngh%C4%A9a"])
def test_an_unknown_id_is_a_problem(client: TestClient, wrong: str) -> None:
    found = problem(client, f"/api/platforms/{wrong}", 404)
    assert found["code"] == "not-found"
    assert found["title"] == "Không tìm thấy"


def test_unknown_addresses_and_methods_are_problems(client: TestClient) -> None:
    assert problem(client, "/api/nothing", 404)["detail"] == "Không có địa chỉ này"
    response = client.delete("/api/platforms")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD"
    assert response.json()["code"] == "method-not-allowed"
