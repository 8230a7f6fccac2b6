"""Pages: they answer, escape, carry the date, load nothing from elsewhere, and fail as pages."""

from __future__ import annotations

import re
import unicodedata
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from lxml import html as lxml_html

from api import views
from api.deps import parse_date
from registry.errors import InputError
from registry.opened import Registry

HO_TICH = "btp-ho-tich-dien-tu"


def page(client: TestClient, path: str, status: int = 200, **params: Any) -> lxml_html.HtmlElement:
    response = client.get(path, params=params or None, headers={"accept": "text/html"})
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert unicodedata.is_normalized("NFC", response.text)
    return lxml_html.document_fromstring(response.text)


def words(element: lxml_html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def test_the_first_page_asks(client: TestClient) -> None:
    tree = page(client, "/")
    (form,) = tree.forms
    assert (form.method, form.action) == ("GET", "/")
    assert set(form.fields) == {"q", "as_of"}
    labels = {label.get("for") for label in tree.iter("label")}
    assert labels == {field.get("id") for field in tree.iter("input")}
    assert "nền tảng cấp quốc gia" in words(tree)


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
    assert "31/02/2023" in words(tree.get_element_by_id("as_of-note"))
    field = tree.get_element_by_id("as_of")
    assert (field.get("aria-invalid"), field.get("aria-describedby")) == ("true", "as_of-note")
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
    link = views.environment().get_template("marks.html").module.link
    assert link("javascript:alert(1)") == "javascript:alert(1)"
    assert 'href="https://a.vn"' in link("https://a.vn")


def test_every_platform_has_a_page_and_a_card(client: TestClient, registry: Registry) -> None:
    for platform in registry.matcher.platforms:
        assert client.get(f"/platform/{platform}").status_code == 200, platform


@pytest.mark.parametrize(
    ("path", "text"), [("/platform/khong-co", "Không có nền tảng"), ("/xyz", "Không có địa chỉ")]
)
def test_errors_are_pages_for_people(client: TestClient, path: str, text: str) -> None:
    assert text in words(page(client, path, 404))
    assert client.get(path, headers={"accept": "application/json"}).json()["status"] == 404


PATHS = [
    "/",
    "/?q=h%E1%BB%99+t%E1%BB%8Bch",
    "/platforms",
    f"/platform/{HO_TICH}",
    "/capabilities",
    "/capabilities?sector=tu-phap",
    "/capability/dang-ky-ho-tich",
    "/sign-in",
    "/xyz",
]


@pytest.mark.parametrize("path", PATHS)
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
    assert not [element for element in tree.iter("script") if element.text]


def test_what_does_not_change_is_kept_by_the_browser(client: TestClient) -> None:
    address = page(client, "/").xpath("//link[@rel='stylesheet']/@href")[0]
    assert "immutable" in client.get(address).headers["cache-control"]
    assert "immutable" not in client.get(address.split("?")[0]).headers.get("cache-control", "")


def test_links_behind_a_proxy_carry_its_path(registry: Registry) -> None:
    from api.app import create_app

    client = TestClient(create_app(registry), root_path="/rasoat")
    tree = page(client, "/rasoat/", q="hộ tịch")
    assert all(link.get("href").startswith(("/rasoat/", "#", "?")) for link in tree.iter("a"))
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


def test_nothing_found_is_an_answer_with_near_misses_and_why_not(client: TestClient) -> None:
    tree = page(client, "/", q="quản lý nghĩa trang", as_of="2023-04-07")
    assert "none" in tree.find_class("answer")[0].classes
    assert not tree.find_class("answers")
    near = tree.find_class("near")
    assert 1 <= len(near) <= 5
    for item in near:
        assert "Khác ở chỗ:" in words(item)
    assert not tree.find_class("facets"), "a list of near misses is not narrowed"


def test_facets_narrow_what_is_shown_and_not_the_verdict(client: TestClient) -> None:
    tree = page(client, "/", q="quản lý hộ tịch")
    links = {words(link): link.get("href") for link in tree.find_class("facets")[0].iter("a")}
    label, address = next((label, link) for label, link in links.items() if label.startswith("Bộ Công an"))
    narrowed = page(client, address)
    assert words(narrowed.find_class("answer")[0]) == words(tree.find_class("answer")[0])
    items = narrowed.find_class("results")[-1].findall("li")
    assert len(items) == int(label.split()[-1])
    assert all("Bộ Công an" in words(item) for item in items)
    (chosen,) = narrowed.xpath("//*[contains(@class, 'facets')]//a[@aria-current]")
    assert "owner" not in chosen.get("href"), "the choice is taken back by the same link"


def test_htmx_gets_the_answer_alone(client: TestClient) -> None:
    part = client.get("/", params={"q": "hộ tịch"}, headers={"hx-request": "true", "accept": "text/html"})
    assert "<html" not in part.text
    assert 'class="answer covered"' in part.text
    assert "hx-request" in part.headers["vary"].lower()


def test_a_pasted_description_is_answered_part_by_part(client: TestClient) -> None:
    text = (
        "Phần mềm quản lý hộ tịch cho 173 xã\nĐăng ký khai sinh, khai tử, kết hôn; cấp bản sao trích lục; "
        "quản lý nghĩa trang, phần mộ của huyện"
    )
    tree = page(client, "/", q=text)
    rows = [words(row) for row in tree.find_class("needs")[0].iter("tr")][1:]
    assert "đã có" in rows[0]
    assert "hộ tịch điện tử" in rows[0]
    assert "hần mộ" in rows[-1]
    assert "chưa thấy" in rows[-1]
    assert tree.get_element_by_id("q").tag == "textarea"
    assert "hộ tịch" in tree.get_element_by_id("q").text


def test_the_list_is_narrowed_and_paged_without_gaps(client: TestClient) -> None:
    total = client.get("/api/platforms", params={"level": "national"}).json()["total"]
    seen: list[str] = []
    path = "/platforms?level=national"
    while path:
        tree = page(client, path)
        seen += [link.get("href") for link in tree.xpath("//ol[@class='results']//h3/a")]
        path = next(iter(tree.xpath("//a[@rel='next']/@href")), "")
    assert len(seen) == len(set(seen)) == total
    assert page(client, "/platforms", page=9999).xpath("//a[@rel='prev']")
    empty = page(client, "/platforms", level="national", sector="khong-co")
    assert "Không có nền tảng nào khớp" in words(empty)


def test_a_platform_page_tells_who_owned_it_and_who_does_the_same(client: TestClient) -> None:
    tree = page(client, "/platform/btttt-emc")
    (step,) = tree.find_class("steps")[0].iter("li")
    for told in ("01/03/2025", "Bộ Thông tin và Truyền thông", "Bộ Khoa học và Công nghệ", "176/2025/QH15"):
        assert told in words(step)
    tree = page(client, "/platform/bca-vneid", as_of="2024-01-01")
    shown = tree.find_class("similar")[0]
    assert "Cổng Dịch vụ công quốc gia" in words(shown)
    assert "Xác thực điện tử" in words(shown)
    pictures = tree.find_class("picture")
    assert len(pictures) == 2
    assert "01/01/2024" in words(pictures[0])
    assert tree.find_class("doubt"), "what nobody has seen in a document is marked where it stands"


def test_capabilities_are_a_tree_and_are_found_without_diacritics(client: TestClient) -> None:
    first = page(client, "/capabilities")
    assert "Tư pháp" in words(first.find_class("sectors")[0])
    tree = page(client, "/capabilities", sector="tu-phap")
    assert tree.xpath("//ul[contains(@class,'tree')]//details//a[@href='/capability/dang-ky-ho-tich']")
    found = page(client, "/capabilities", q="dang ky ho tich")
    assert found.xpath("//a[@href='/capability/dang-ky-ho-tich']")
    one = page(client, "/capability/dang-ky-ho-tich", as_of="2023-04-07")
    assert one.xpath(f"//a[@href='/platform/{HO_TICH}?as_of=2023-04-07']")
    assert "Không có chức năng" in words(page(client, "/capability/khong-co", 404))


def test_a_body_leads_to_its_successors_and_their_platforms(client: TestClient) -> None:
    html = {"accept": "text/html"}
    assert (
        'href="/organisation/btttt"'
        in client.get("/organisations?q=thông tin và truyền thông", headers=html).text
    )
    page = client.get("/organisation/btttt", headers=html).text
    assert re.search(r'01/03/2025.*?href="/organisation/bkhcn"', page, re.DOTALL)
    assert 'href="/platform/btttt-emc"' in client.get("/organisation/bkhcn", headers=html).text + page
    assert client.get("/organisation/khong-co", headers=html).status_code == 404
