"""A reviewer's way in a real browser: a province's list sent, previewed, corrected, stored, worked through by key."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from registry.config import Settings
from registry.opened import Registry
from tests.api.browsing import MISSING, SIZES, assert_fits, browsing, resize, serving
from tests.api.sheets import province_list

if not MISSING:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    from tests.api.test_desk import UNFOLD, barriers, sign_in, until
pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)

BATCH = "ra-soat-quang-ngai-2023"


@pytest.fixture(scope="module")
def server(
    settings: Settings, registry: Registry, accounts_file: Path, tmp_path_factory: Any
) -> Iterator[str]:
    assert registry.snapshot
    own = Settings(tmp_path_factory.mktemp("browser") / "home")
    shutil.copytree(settings.home, own.home)
    shutil.copy(accounts_file, own.people_path)
    with serving(own) as address:
        yield address


@pytest.fixture(scope="module")
def browser(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A reviewer who is signed in."""
    with browsing(tmp_path_factory.mktemp("profile")) as driver:
        resize(driver, *SIZES[0])
        sign_in(driver, server, "reviewer")
        yield driver


def main(browser: Any) -> str:
    return str(browser.find_element(By.TAG_NAME, "main").text)


def rows(browser: Any) -> list[Any]:
    return list(browser.find_elements(By.CSS_SELECTOR, "a[data-row]"))


def press(browser: Any, act: str) -> None:
    # By script: the page still glides to the button when a pointer would press it.
    browser.execute_script(f"document.querySelector('button[value={act}]').click()")


def send(browser: Any, server: str, file: Path) -> None:
    browser.get(f"{server}/batches")
    browser.find_element(By.ID, "file").send_keys(str(file))
    browser.find_element(By.CSS_SELECTOR, "main form button").click()
    until(browser, lambda: "/batches/uploads/" in browser.current_url)


def test_lines_are_narrowed_while_typing_and_walked_by_key(browser: Any, server: str) -> None:
    browser.get(f"{server}/batches/{BATCH}")
    until(browser, lambda: len(rows(browser)) == 100)
    browser.find_element(By.ID, "q").send_keys("ho tich")
    until(browser, lambda: 0 < len(rows(browser)) < 20)
    until(browser, lambda: "q=ho%20tich" in browser.current_url)
    browser.find_element(By.TAG_NAME, "h1").click()
    body = browser.find_element(By.TAG_NAME, "body")
    body.send_keys("j")
    assert browser.switch_to.active_element == rows(browser)[0]
    browser.switch_to.active_element.send_keys("j")
    browser.switch_to.active_element.send_keys(Keys.ARROW_UP)
    assert browser.switch_to.active_element == rows(browser)[0]
    goal = rows(browser)[0].get_attribute("href")
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    until(browser, lambda: browser.current_url == goal)


@pytest.mark.parametrize("size", SIZES, ids=["desk", "phone"])
def test_the_preview_has_no_barrier(browser: Any, server: str, size: tuple[int, int], tmp_path: Path) -> None:
    send(browser, server, province_list(tmp_path, "rao-can.xlsx"))
    resize(browser, *size)
    preview = urlsplit(browser.current_url).path
    browser.get(server + preview)
    browser.execute_script(UNFOLD)
    assert_fits(browser, size[0])
    assert not barriers(browser)


def test_the_table_is_read_without_script(server: str, browser: Any, tmp_path: Path) -> None:
    browser.get(f"{server}/batches/{BATCH}")
    until(browser, lambda: rows(browser))
    with browsing(tmp_path / "plain", scripted=False) as plain:
        plain.get(f"{server}/batches/{BATCH}?verdict=covered&group=agency")
        assert 0 < len(rows(plain)) < 40
        plain.find_element(By.ID, "q").send_keys("hop", Keys.ENTER)
        until(plain, lambda: "q=hop" in plain.current_url)
