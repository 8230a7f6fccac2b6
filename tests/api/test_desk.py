"""The desk in a real browser: instant answers, signing in and out, languages, and no barrier that axe can find."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from registry.config import Settings
from registry.opened import Registry
from registry.people.people import People
from registry.people.roles import Role
from tests.api.browsing import MISSING, SIZES, assert_fits, browsing, requested_hosts, resize, serving
from tests.api.conftest import PASSWORD

if not MISSING:
    from selenium.common.exceptions import StaleElementReferenceException
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import WebDriverWait
pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
UNFOLD = "for (const one of document.querySelectorAll('details')) one.open = true"
"""What is folded away is looked at, too."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TASK = (
    "Phần mềm quản lý hộ tịch cho 173 xã. Đăng ký khai sinh, khai tử, kết hôn; cấp bản sao trích lục; "
    "thống kê, báo cáo; quản lý nghĩa trang, phần mộ"
)
PATHS = [
    "/",
    f"/?q={quote('quản lý hộ tịch')}",
    f"/?q={quote('quản lý nghĩa trang')}&lang=en",
    f"/?q={quote(TASK)}",
    "/?q=a&as_of=x",
    "/platforms?level=national",
    "/platform/bca-vneid",
    "/platform/btttt-emc?lang=en",
    "/capabilities",
    "/organisations?q=bo",
    "/batches?lang=vi",
    "/organisation/btttt",
    "/legal",
    "/legal/06-qd-ttg/2022-01-06/thu-tuong-chinh-phu",
    "/local-duty/luu-tru-dien-tu-tinh?lang=en",
    "/ontology",
    "/resource/organisation/btp?lang=vi",
    "/watch",
    "/capabilities?sector=tu-phap",
    "/capability/dang-ky-ho-tich",
    "/tools",
    f"/neighbours?q={quote('quản lý hộ tịch')}",
    "/sign-in",
    "/xyz",
]
PATHS_OF_ADMINS = [
    "/admin/users",
    "/account/tokens",
    "/admin/audit",
    f"/?q={quote('quản lý nghĩa trang')}",
    "/batches/ra-soat-quang-ngai-2023",
    "/batches/ra-soat-quang-ngai-2023/lines/qni-b23-009",
    "/batches/ra-soat-quang-ngai-2023/lines/qni-b23-006?lang=en",
    "/batches/ra-soat-quang-ngai-2023/needs?lang=vi",
    "/batches/ra-soat-quang-ngai-2023/reports",
    "/reports",
    "/watch",
    "/steward",
    "/steward/new",
    "/steward/yaml",
    "/platform/bca-vneid",
    "/steward/yaml?id=btp-ho-tich-dien-tu",
    "/steward/records/btp-ho-tich-dien-tu",
    "/steward/records/btp-ho-tich-dien-tu/history",
]


@pytest.fixture(scope="module")
def server(settings: Settings, registry: Registry) -> Iterator[str]:
    people = People(settings.people_path)
    people.accounts.add("lan", "Nguyễn Thị Lan", Role.READER, PASSWORD)
    people.accounts.add("quan.tri", "Trần Quản", Role.ADMIN, PASSWORD)
    people.close()
    with serving(settings) as address:
        yield address


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with browsing(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture(autouse=True)
def anew(browser: Any) -> None:
    """Every test begins as somebody unknown."""
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    resize(browser, *SIZES[0])


def sign_in(browser: Any, server: str, name: str) -> None:
    browser.get(f"{server}/sign-in")
    browser.find_element(By.ID, "name").send_keys(name)
    browser.find_element(By.ID, "password").send_keys(PASSWORD, Keys.ENTER)
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, ".who"))


def until(browser: Any, holds: Any, seconds: int = 30) -> None:
    """Wait for it; a page that renews itself may take away what is just being read."""
    wait = WebDriverWait(browser, seconds, ignored_exceptions=[StaleElementReferenceException])
    wait.until(lambda _: holds())


def barriers(browser: Any) -> list[str]:
    """What axe finds that is serious or critical, by rule and place. The policy allows the driver's own script."""
    browser.execute_script(AXE)
    found = browser.execute_async_script(
        "const done = arguments[1];"
        "axe.run({runOnly: arguments[0], resultTypes: ['violations']}).then((r) => done(r.violations));",
        RULES,
    )
    return [
        f"{item['id']}: {node['target']} {node['failureSummary']}"
        for item in found
        for node in item["nodes"]
        if item["impact"] in ("serious", "critical", "moderate")
    ]


def test_a_wrong_date_is_told_while_typing_too(browser: Any, server: str) -> None:
    browser.get(server)
    browser.find_element(By.ID, "as_of").send_keys("31/02/2023")
    browser.find_element(By.ID, "q").send_keys("hộ tịch")
    until(browser, lambda: browser.find_elements(By.ID, "as_of-note"))
    assert "31/02/2023" in browser.find_element(By.ID, "as_of-note").text


def test_a_description_pasted_into_the_box_keeps_its_clauses_apart(browser: Any, server: str) -> None:
    browser.get(server)
    browser.execute_script(
        "const data = new DataTransfer(); data.setData('text', arguments[0]);"
        "document.getElementById('q').dispatchEvent("
        "new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));",
        "Phần mềm hộ tịch cho các xã\nđăng ký khai sinh, khai tử, kết hôn cho người dân ở 173 xã, phường;"
        "\nquản lý nghĩa trang, phần mộ của huyện",
    )
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, ".needs tbody tr"))
    assert "các xã; đăng ký" in browser.find_element(By.ID, "q").get_attribute("value")
    assert "hần mộ" in browser.find_elements(By.CSS_SELECTOR, ".needs tbody tr")[-1].text


def test_signing_in_and_out_and_a_role_that_is_too_low(browser: Any, server: str) -> None:
    browser.get(f"{server}/admin/users")
    assert browser.current_url == f"{server}/sign-in?next=%2Fadmin%2Fusers", "the form leads back"
    sign_in(browser, server, "lan")
    assert browser.find_element(By.CSS_SELECTOR, ".who").text == "Nguyễn Thị Lan"
    cookies = {cookie["name"]: cookie for cookie in browser.get_cookies()}
    assert (cookies["rasoat"]["httpOnly"], cookies["rasoat"]["sameSite"]) == (True, "Lax")
    browser.get(f"{server}/admin/users")
    assert "cần vai trò admin" in browser.find_element(By.TAG_NAME, "main").text
    browser.find_element(By.CSS_SELECTOR, ".person button").click()
    until(browser, lambda: not browser.find_elements(By.CSS_SELECTOR, ".who"))
    browser.get(f"{server}/admin/users")
    assert "/sign-in" in browser.current_url


def test_the_language_switch(browser: Any, server: str) -> None:
    browser.get(f"{server}/platform/btp-ho-tich-dien-tu?as_of=2023-04-07")
    assert "tính đến 07/04/2023" in browser.find_element(By.TAG_NAME, "main").text
    browser.find_element(By.LINK_TEXT, "English").click()
    assert "as of 2023-04-07" in browser.find_element(By.TAG_NAME, "main").text
    browser.find_element(By.LINK_TEXT, "Search").click()
    assert "shared platform" in browser.find_element(By.TAG_NAME, "h1").text
    browser.find_element(By.LINK_TEXT, "Tiếng Việt").click()
    assert "chưa?" in browser.find_element(By.TAG_NAME, "h1").text


@pytest.mark.parametrize("size", SIZES, ids=["desk", "phone"])
def test_no_page_has_a_barrier_or_scrolls_sideways(browser: Any, server: str, size: tuple[int, int]) -> None:
    sign_in(browser, server, "quan.tri")
    resize(browser, *size)
    found = {}
    for path in [*PATHS, *PATHS_OF_ADMINS]:
        browser.get(server + path)
        # A page that waits for a screening loads itself again.
        until(browser, lambda: not browser.find_elements(By.TAG_NAME, "progress"))
        assert_fits(browser, size[0])
        browser.execute_script(UNFOLD)
        found[path] = barriers(browser)
        assert_fits(browser, size[0])
    assert not {path: problems for path, problems in found.items() if problems}
    assert requested_hosts(browser) == {urlsplit(server).netloc}
