"""Pages: they answer, escape, carry the date, load nothing from elsewhere, and fail as pages."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from lxml import html as lxml_html

from api import views
from api.deps import parse_date, today
from registry.errors import InputError
from registry.opened import Registry
from registry.usecases.describe import describe

HO_TICH = "btp-ho-tich-dien-tu"


def page(client: TestClient, path: str, status: int = 200, **params: Any) -> lxml_html.HtmlElement:
    response = client.get(path, params=params, headers={"accept": "text/html"})
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert unicodedata.is_normalized("NFC", response.text)
    return lxml_html.document_fromstring(response.text)


def words(element: lxml_html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def test_the_first_page_asks(client: TestClient) -> None:
    tree = page(client, "/")
    form = tree.forms[0]
    assert (form.method, form.action) == ("GET", "/")
    assert set(form.fields) == {"q", "as_of"}
    labels = {label.get("for") for label in tree.iter("label")}
    assert labels == {field.get("id") for field in tree.iter("input")}
    assert "nền tảng cấp quốc gia" in words(tree) or "cấp quốc gia" in words(tree)


def test_a_search_shows_verdict_result_and_reason(client: TestClient) -> None:
    tree = page(client, "/", q="quản lý hộ tịch", as_of="07/04/2023")
    answer = tree.find_class("answer")[0]
    assert "covered" in answer.classes
    assert "tính đến 07/04/2023" in words(answer)
    first = tree.find_class("results")[0].find("li")
    assert first.find(".//a").get("href") == f"/platform/{HO_TICH}?as_of=2023-04-07"
    assert "Bộ Tư pháp" in words(first)
    assert "đang vận hành" in words(first)
    assert words(first.find_class("why")[0])
    assert tree.forms[0].fields["as_of"] == "07/04/2023"


def test_the_question_is_shown_back_escaped(client: TestClient) -> None:
    evil = '"><script>alert(1)</script>{{ 7*7 }}'
    response = client.get("/", params={"q": evil})
    assert "<script>" not in response.text
    assert lxml_html.document_fromstring(response.text).forms[0].fields["q"] == evil


def test_a_wrong_date_is_said_beside_the_field(client: TestClient) -> None:
    tree = page(client, "/", 422, q="hộ tịch", as_of="31/02/2023")
    assert "31/02/2023" in words(tree.get_element_by_id("sai-ngay"))
    field = tree.get_element_by_id("as_of")
    assert (field.get("aria-invalid"), field.get("aria-describedby")) == ("true", "sai-ngay")
    assert not tree.find_class("results")


def test_platform_page(client: TestClient) -> None:
    tree = page(client, f"/platform/{HO_TICH}", as_of="2023-04-07")
    text = words(tree)
    for expected in (
        "Bộ Tư pháp",
        "tính đến 07/04/2023",
        "87/2020/NĐ-CP",
        "Đăng ký hộ tịch",
        "Không làm",
        "theo văn bản",
    ):
        assert expected in text, expected
    current = tree.find_class("current")
    assert ["Đang vận hành" in words(item) or "đang vận hành" in words(item) for item in current] == [True]


def test_what_is_only_remembered_is_marked(client: TestClient, registry: Registry) -> None:
    items = client.get("/api/platforms", params={"limit": 500}).json()["items"]
    recalled = next(item["id"] for item in items if item["evidence"] == "recall")
    assert "chưa xác minh" in words(page(client, f"/platform/{recalled}"))
    card = replace(describe(registry, HO_TICH, today()), urls=("javascript:alert(1)", "https://a.vn"))
    template = views.environment().get_template("platform.html")
    links = lxml_html.document_fromstring(template.render(root="", card=card, as_of=today(), suffix=""))
    addresses = [link.get("href") for link in links.iter("a")]
    assert "https://a.vn" in addresses
    assert not [address for address in addresses if address.startswith("javascript")]


def test_every_platform_has_a_page_and_a_card(client: TestClient, registry: Registry) -> None:
    for platform in registry.matcher.platforms:
        assert client.get(f"/platform/{platform}").status_code == 200, platform


@pytest.mark.parametrize(
    ("path", "text"), [("/platform/khong-co", "Không có nền tảng"), ("/xyz", "Không có địa chỉ")]
)
def test_errors_are_pages_for_people(client: TestClient, path: str, text: str) -> None:
    assert text in words(page(client, path, 404))
    assert client.get(path, headers={"accept": "application/json"}).json()["status"] == 404


@pytest.mark.parametrize("path", ["/", "/?q=h%E1%BB%99+t%E1%BB%8Bch", f"/platform/{HO_TICH}", "/xyz"])
def test_pages_load_only_from_here(client: TestClient, path: str) -> None:
    response = client.get(path, headers={"accept": "text/html"})
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    tree = lxml_html.document_fromstring(response.text)
    loaded = [
        element.get("src") or element.get("href") for element in tree.iter("link", "img", "script", "iframe")
    ]
    assert loaded
    for address in loaded:
        assert address.startswith("/static/")
        assert client.get(address).status_code == 200
    assert not re.search(r"\sstyle=|\son\w+=", response.text), "the policy blocks inline style and script"


def test_links_behind_a_proxy_carry_its_path(registry: Registry) -> None:
    from api.app import create_app

    client = TestClient(create_app(registry), root_path="/rasoat")
    tree = page(client, "/rasoat/", q="hộ tịch")
    assert all(link.get("href").startswith(("/rasoat/", "#")) for link in tree.iter("a"))
    assert tree.forms[0].action == "/rasoat/"


def test_examples_on_the_first_page_lead_to_searches(client: TestClient) -> None:
    for link in page(client, "/").find_class("hint")[0].iter("a"):
        query = parse_qs(urlsplit(link.get("href")).query)["q"][0]
        assert query == "".join(link.itertext())


@pytest.mark.parametrize(
    ("text", "date"),
    [("2023-04-07", "2023-04-07"), (" 7/4/2023 ", "2023-04-07"), ("07-04-2023", "2023-04-07")],
)
def test_dates_are_read_as_people_write_them(text: str, date: str) -> None:
    assert parse_date(text) == date


@pytest.mark.parametrize(
    "text", ["", "2023-4-7", "4/2023", "29/02/2023", "2023-W15-5", "20230407", "٠٧/٠٤/٢٠٢٣ x"]
)
def test_other_dates_are_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_date(text)
