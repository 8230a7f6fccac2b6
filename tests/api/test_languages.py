"""Every page in Vietnamese and in English: no message without its English, dates and numbers as each writes them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api import words
from api.i18n import COOKIE, catalogue
from registry.opened import Registry
from registry.usecases.find import find
from tests.api.messages import used


@pytest.fixture
def stranger(client: TestClient) -> TestClient:
    """A browser without cookies, so that its language is nobody else's."""
    return TestClient(client.app, headers={"accept": "text/html"})


def test_every_message_has_its_english_and_no_english_is_left_over() -> None:
    english = {
        text: message.string if isinstance(message.string, tuple) else (message.string,)
        for message in catalogue()
        if message.id
        for text in (message.id if isinstance(message.id, tuple) else (message.id,))
    }
    wanted = used()
    missing = {text: place for text, place in wanted.items() if not all(english.get(text, ("",)))}
    assert not missing, "add these to api/locale/en/LC_MESSAGES/rasoat.po"
    assert not english.keys() - wanted.keys(), "no page says this any more"
    assert not [message.id for message in catalogue() if message.fuzzy and message.id]


def test_names_in_messages_are_the_same_in_both_languages() -> None:
    for message in catalogue():
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in strings:
            assert set(re.findall(r"%\(\w+\)s", text)) == set(re.findall(r"%\(\w+\)s", ids[0])), ids[0]


BILINGUAL = {"ontology.html"}
"""Templates that show both languages beside each other, as the vocabulary itself does."""


def test_no_page_shows_a_text_that_is_not_marked_for_translation() -> None:
    from api import __file__ as here

    vietnamese = re.compile(r"[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđ]", re.IGNORECASE)
    for path in (Path(here).parent / "templates").rglob("*.html"):
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        text = re.sub(r"(_|ngettext)\((\"[^\"]*\"(, )?)+", "", text)
        left = [line for line in text.splitlines() if vietnamese.search(line)]
        if path.name in BILINGUAL:
            continue
        assert not left or (path.name == "base.html" and all("Tiếng Việt" in line for line in left)), left


def test_what_the_engine_says_against_a_platform_has_its_english(registry: Registry) -> None:
    said = {
        words.opening(sentence)[0]
        for query in ("quản lý nghĩa trang", "hộ tịch", "họp không giấy", "báo cáo", "đất đai", "một cửa")
        for hit in find(registry, query, "2023-04-07", 24).results
        for sentence in hit.against
    }
    assert said
    assert said <= set(words.AGAINST)


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("", "vi"),
        ("vi-VN,vi;q=0.9,en-US;q=0.8", "vi"),
        ("en-US,en;q=0.9", "vi"),  # the factory setting of a browser is nobody's choice
        ("en-GB,en;q=0.8", "en"),
        ("en", "en"),
        ("fr-FR,fr;q=0.9,en;q=0.5", "en"),
        ("*", "vi"),
    ],
)
def test_the_language_of_a_first_visit(stranger: TestClient, asked: str, language: str) -> None:
    page = stranger.get("/", headers={"accept-language": asked})
    assert f'<html lang="{language}">' in page.text
    assert page.headers["content-language"] == language


def test_the_switch_is_kept_and_keeps_the_page(stranger: TestClient) -> None:
    browser = stranger
    page = browser.get("/", params={"q": "quản lý hộ tịch", "as_of": "2023-04-07"})
    address = re.search(r'<a href="(\?[^"]+)" lang="en"', page.text)
    assert address
    english = browser.get("/" + address[1].replace("&amp;", "&")).text
    assert "It exists:" in english
    assert "in operation since 2016" in english
    assert "as of 2023-04-07" in english
    assert browser.cookies[COOKIE] == "en"
    assert "<title>Rà soát</title>" in browser.get("/").text
    assert "Is there already a shared platform" in browser.get("/").text
    assert "chưa?" in browser.get("/?lang=vi").text
    assert "chưa?" in browser.get("/").text
    assert "lang=fr" not in browser.get("/?lang=fr").headers.get("set-cookie", "")


def test_english_pages_mark_what_is_vietnamese(stranger: TestClient) -> None:
    page = stranger.get("/platform/btp-ho-tich-dien-tu?lang=en").text
    assert re.search(r'<h1>[A-Z][\w ,;-]+</h1>\s*<p class="english" lang="vi">', page)
    assert '<span lang="vi">Bộ Tư pháp</span>' in page


def test_errors_are_told_in_the_language_of_the_page(stranger: TestClient) -> None:
    english = {"accept": "text/html", "accept-language": "en"}
    assert "There is no platform" in stranger.get("/platform/khong-co", headers=english).text
    assert "write it like 2023-04-07" in stranger.get("/?q=a&as_of=x", headers=english).text


def test_english_pages_say_how_a_need_was_understood_where_nothing_is_near(stranger: TestClient) -> None:
    page = stranger.get("/", params={"q": "quản lý mốc biên giới", "lang": "en"})
    label = "National border, border markers and border area"
    assert f"This was understood as “{label}”; no platform comes near it." in page.text
