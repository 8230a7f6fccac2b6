"""A real browser on a real server: a person searches and opens a platform; nothing else is contacted."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from registry.config import Settings
from registry.intake.batch import Intake
from registry.model import Batch, BatchLine
from registry.opened import Registry
from registry.reports.html import write_html
from registry.reports.model import Report
from registry.usecases.screen import screen

CHROMIUM = shutil.which("chromium")
DRIVER = shutil.which("chromedriver")
try:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
except ImportError:
    MISSING = "selenium is not installed: install the test group (pip install selenium)"
else:
    MISSING = (
        ""
        if CHROMIUM and DRIVER
        else "chromium and chromedriver are not installed: apt-get install chromium chromium-driver"
    )
pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # A request to any other host would fail, and would still be seen in the log.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
SIZES = ((1366, 768), (390, 844))


@pytest.fixture(scope="module")
def server(settings: Settings, registry: Registry) -> Iterator[str]:
    """The service as ``rasoat serve`` starts it, on a free port of the loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "--factory", "api.app:app_from_env", "--port", str(port)]
    environment = {**os.environ, "RASOAT_HOME": str(settings.home), "PYTHONPATH": ":".join(sys.path)}
    process = subprocess.Popen([*command, "--log-level", "warning"], env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        _await(f"{address}/readyz", process)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _await(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the server ended"
        try:
            with urlopen(address, timeout=5):
                return
        except URLError:
            time.sleep(0.2)
    pytest.fail("the server did not become ready in a minute")


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def scripted(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def browser(tmp_path: Path, scripted: bool) -> Iterator[Any]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    if not scripted:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        yield driver
    finally:
        driver.quit()


def requested_hosts(browser: Any) -> set[str]:
    """The hosts of all requests over a network so far, from the browser's own log."""
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    sent = [event["params"] for event in events if event["method"] == "Network.requestWillBeSent"]
    assert sent, "the log records requests"
    addresses = [urlsplit(event["request"]["url"]) for event in sent]
    # Files, data: and the addresses of the browser's own start page (chrome://) reach no network.
    return {address.netloc for address in addresses if address.scheme in ("http", "https", "ws", "wss")}


def resize(browser: Any, width: int, height: int) -> None:
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def assert_fits(browser: Any, width: int) -> None:
    """No page scrolls sideways."""
    metrics = browser.execute_cdp_cmd("Page.getLayoutMetrics", {})
    assert metrics["cssContentSize"]["width"] <= width


def errors(browser: Any) -> list[str]:
    return [entry["message"] for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]


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
    for _ in range(7):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        element = browser.switch_to.active_element
        names.append(element.text or element.get_attribute("name"))
    assert names[:5] == ["Tới nội dung", "Rà soát", "q", "as_of", "Tìm"]
    assert names[5], "then the first result"


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
