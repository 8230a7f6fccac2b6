"""A person searches and opens a platform, with and without script; nothing else is contacted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from api.navigation import shown
from registry.config import Settings
from registry.intake.batch import Intake
from registry.model import Batch, BatchLine
from registry.opened import Registry
from registry.reports.html import write_html
from registry.reports.model import Report
from registry.usecases.screen import screen
from tests.api.browsing import MISSING, SIZES, assert_fits, browsing, errors, requested_hosts, resize, serving

if not MISSING:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)


@pytest.fixture(scope="module")
def server(settings: Settings, registry: Registry) -> Iterator[str]:
    with serving(settings) as address:
        yield address


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def scripted(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def browser(tmp_path: Path, scripted: bool) -> Iterator[Any]:
    with browsing(tmp_path / "profile", scripted) as driver:
        driver.implicitly_wait(20)  # with script, the answer comes into the page that is there
        yield driver


def test_a_person_searches_and_opens_the_answer(browser: Any, server: str) -> None:
    browser.get(server)
    box = browser.switch_to.active_element
    assert box.get_attribute("name") == "q", "one can type at once"
    box.send_keys("quản lý hộ tịch", Keys.ENTER)
    answer = browser.find_element(By.CSS_SELECTOR, ".answer.covered")
    assert "hộ tịch" in answer.text
    first = browser.find_element(By.CSS_SELECTOR, ".results li")
    assert "Bộ Tư pháp" in first.text
    assert "đang vận hành" in first.text
    for width, height in SIZES:
        resize(browser, width, height)
        assert answer.is_displayed()
        top = browser.find_element(By.CSS_SELECTOR, ".results h3").rect["y"]
        assert top < height, "the first result shows without scrolling"
        assert_fits(browser, width)
    first.find_element(By.TAG_NAME, "a").click()
    assert browser.current_url == f"{server}/platform/btp-ho-tich-dien-tu"
    assert "87/2020/NĐ-CP" in browser.find_element(By.TAG_NAME, "main").text
    assert_fits(browser, SIZES[-1][0])
    assert errors(browser) == []
    assert requested_hosts(browser) == {urlsplit(server).netloc}


def test_the_keyboard_is_enough(browser: Any, server: str) -> None:
    browser.get(f"{server}/?q=h%E1%BB%99+t%E1%BB%8Bch")
    names = []
    places = [item.label for item in shown(None)]
    for _ in range(len(places) + 12):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        element = browser.switch_to.active_element
        names.append(element.text or element.get_attribute("name"))
    assert names[:2] == ["Tới nội dung", "Rà soát"]
    assert names[2:-8] == [*places, "English", "Đăng nhập"]
    assert names[-8:-5] == ["q", "as_of", "Tìm"]
    assert names[-4], "then the answer"


def test_the_report_file_filters_and_reads_without_script(
    browser: Any, scripted: bool, registry: Registry, tmp_path: Path
) -> None:
    lines = [("a", "Phần mềm quản lý hộ tịch", 5), ("b", "Mua 35 máy tính để bàn", 7), ("c", "abc", None)]
    batch = Batch(
        id="thu",
        title="Đợt thử",
        lines=tuple(BatchLine(id=key, title=title, cost_vnd=cost) for key, title, cost in lines),
    )
    path = tmp_path / "report.html"
    write_html(Report(screen(registry, Intake(batch), "2023-04-07")), path)
    browser.get(path.as_uri())
    shown = [item.is_displayed() for item in browser.find_elements(By.CSS_SELECTOR, ".line")]
    assert shown == [True, True, True]
    bar = browser.find_element(By.ID, "loc")
    assert bar.is_displayed() == scripted
    if scripted:
        bar.find_element(By.CSS_SELECTOR, "button[value=not_software]").click()
        shown = [item.is_displayed() for item in browser.find_elements(By.CSS_SELECTOR, ".line")]
        assert shown == [False, True, False]
        assert bar.find_element(By.TAG_NAME, "output").text == "1 dòng · 7 đồng"
        browser.get(f"{path.as_uri()}#dong-1")
        assert browser.find_element(By.ID, "dong-1").is_displayed(), "a link to a hidden line shows it"
    for width, height in SIZES:
        resize(browser, width, height)
        assert_fits(browser, width)
    assert errors(browser) == []
    assert requested_hosts(browser) == set()
