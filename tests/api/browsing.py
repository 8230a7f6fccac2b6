"""A real browser on a real server, for tests; nothing else is contacted."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from registry.config import Settings

CHROMIUM = shutil.which("chromium")
DRIVER = shutil.which("chromedriver")
try:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
except ImportError:
    MISSING = "selenium is not installed: install the test group (pip install selenium)"
else:
    MISSING = (
        ""
        if CHROMIUM and DRIVER
        else "chromium and chromedriver are not installed: apt-get install chromium chromium-driver"
    )

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


@contextmanager
def serving(settings: Settings, factory: str = "api.app:app_from_env") -> Iterator[str]:
    """The service as ``rasoat serve`` starts it, on a free port of the loopback; ``factory`` makes it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "--factory", factory, "--port", str(port)]
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


@contextmanager
def browsing(profile: Path, scripted: bool = True) -> Iterator[Any]:
    """A browser with an empty profile."""
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
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
