"""A search that finds nothing is kept, answered anew on every content, shown when there is news, and ended."""

from __future__ import annotations

from fastapi.testclient import TestClient

from registry.people.people import People
from tests.api.conftest import sign_in
from tests.api.forms import filled

NOWHERE = {"q": "quản lý  nghĩa trang"}
THERE = "quản lý hộ tịch"


def test_only_what_is_not_there_now_can_be_watched(browser_of: TestClient) -> None:
    assert "đăng nhập rồi theo dõi tiếp" in browser_of.get("/", params=NOWHERE).text
    sign_in(browser_of, "reader")
    assert "Theo dõi tiếp" in browser_of.get("/", params=NOWHERE).text
    assert "Theo dõi tiếp" not in browser_of.get("/", params={"q": THERE}).text
    assert "Theo dõi tiếp" not in browser_of.get("/", params={**NOWHERE, "as_of": "2021-01-01"}).text


def test_a_search_is_kept_and_ended_by_hand(browser_of: TestClient, people: People) -> None:
    sign_in(browser_of, "reader")
    form = filled(browser_of.get("/", params=NOWHERE).text, "/searches")
    answer = browser_of.post("/searches", data=form)
    assert answer.status_code == 303
    page = browser_of.get(answer.headers["location"]).text
    assert "Bạn đang theo dõi tìm kiếm này" in page
    assert "quản lý nghĩa trang" in browser_of.get("/watch").text
    assert "nay có trả lời" not in browser_of.get("/").text
    (kept,) = people.searches.of("reader")
    end = f"/searches/{kept.number}/end"
    assert browser_of.post(end, data=filled(page, end)).status_code == 303
    assert browser_of.post(end, data=filled(page, end)).status_code == 404
    assert "Đã thôi theo dõi (1)" in browser_of.get("/watch").text
    assert [event.action for event in people.audit.latest(2)] == ["search.end", "search.keep"]


def test_what_the_registry_offers_later_is_shown(browser_of: TestClient, people: People) -> None:
    """As if it had been kept before the platform was registered."""
    people.searches.keep("reader", THERE, "none")
    people.searches.keep("reader", "quản lý nghĩa trang", "none")
    sign_in(browser_of, "reader")
    home = browser_of.get("/").text
    assert home.count("nay có trả lời") == 1
    watch = browser_of.get("/watch").text
    news = watch.split('class="news"')[1].split("</li>")[0]
    assert THERE in news
    assert "lúc đó: Chưa thấy nền tảng nào" in news
    assert 'href="/platform/btp-ho-tich-dien-tu"' in news
    assert watch.index(THERE) < watch.index("quản lý nghĩa trang"), "news first"
