"""The three whole ways through the desk, each in a real browser from its beginning to its end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import openpyxl
import pytest
from docx import Document

from api.deps import VIETNAM
from registry.bootstrap import open_registry, open_writer
from registry.config import Settings
from registry.intake.batch import Intake
from registry.model import Batch
from registry.opened import Registry
from registry.usecases.basis import judge
from registry.usecases.batches import import_batch
from registry.usecases.receipts import issue
from tests.api.browsing import MISSING, SIZES, browsing, errors, requested_hosts, resize, serving
from tests.api.sheets import messy_list

if not MISSING:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import Select

    from tests.api.test_batches_browser import press, rows, send
    from tests.api.test_desk import sign_in, until
pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)

CIVIL = "btp-ho-tich-dien-tu"
"""The mandatory platform of civil status."""
BATCH = Batch.model_validate(
    {
        "id": "dot-thu",
        "title": "Đợt thử",
        "as_of": "2026-11-01",
        "lines": [
            {"id": "dt-1", "title": "Phần mềm quản lý hộ tịch", "proposer": "Sở Tư pháp"},
            {"id": "dt-2", "title": "Mua máy in", "proposer": "Sở Tư pháp"},
        ],
    }
)


@pytest.fixture(scope="module")
def server(
    settings: Settings, registry: Registry, accounts_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A server over a registry of its own, with a small batch whose verdicts are on record."""
    assert registry.snapshot
    own = Settings(tmp_path_factory.mktemp("journeys") / "home")
    shutil.copytree(settings.home, own.home, ignore=shutil.ignore_patterns("people*"))
    shutil.copy(accounts_file, own.people_path)
    with open_writer(own) as store:
        import_batch(store, Intake(BATCH))
    with open_registry(own) as opened:
        drafts = list(judge(opened, BATCH, "2026-11-01").drafts.values())
    with open_writer(own) as store:
        issue(store, drafts, "Nguyễn Thị Lan", datetime.now(VIETNAM))
    with serving(own) as address:
        yield address


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Any]:
    """A browser that keeps what it downloads in the folder of the test."""
    with browsing(tmp_path / "profile") as driver:
        resize(driver, *SIZES[0])
        driver.execute_cdp_cmd(
            "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)}
        )
        yield driver


def main(browser: Any) -> str:
    return str(browser.find_element(By.TAG_NAME, "main").text)


def click(browser: Any, what: Any) -> None:
    """Click an element, or the first one of a selector."""
    # By script: a page that still glides moves the place under a pointer.
    found = browser.find_element(By.CSS_SELECTOR, what) if isinstance(what, str) else what
    browser.execute_script("arguments[0].click()", found)


def test_from_a_search_to_the_platform_and_its_law(browser: Any, server: str) -> None:
    browser.get(server)
    browser.switch_to.active_element.send_keys("quan ly ho tich")
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, ".answer.covered"))
    assert browser.switch_to.active_element.get_attribute("id") == "q", "one goes on typing"
    until(browser, lambda: "q=quan" in browser.current_url)
    until(browser, lambda: "Đã có" in browser.find_element(By.ID, "loan-bao").get_attribute("textContent"))
    browser.refresh()
    first = browser.find_element(By.CSS_SELECTOR, ".answers")
    assert "đang vận hành từ 2016" in first.text
    assert "bắt buộc" in first.text
    assert "Làm việc “Đăng ký hộ tịch”" in first.text
    click(browser, ".answers h3 a")
    assert browser.current_url == f"{server}/platform/{CIVIL}"
    for part in ("Bộ Tư pháp", "Không làm", "Vòng đời", "theo văn bản", "Nền tảng có chung chức năng"):
        assert part in main(browser)
    click(browser, browser.find_element(By.LINK_TEXT, "87/2020/NĐ-CP"))
    assert "Chính phủ" in main(browser)
    click(browser, browser.find_element(By.PARTIAL_LINK_TEXT, "hộ tịch điện tử dùng chung"))
    assert browser.current_url == f"{server}/platform/{CIVIL}"
    for _ in range(3):
        browser.back()
    assert browser.find_element(By.CSS_SELECTOR, ".answer.covered").is_displayed(), (
        "the way back keeps the answer"
    )
    assert errors(browser) == []
    assert requested_hosts(browser) == {urlsplit(server).netloc}


def test_from_a_messy_list_to_the_report(browser: Any, server: str, tmp_path: Path) -> None:
    sign_in(browser, server, "reviewer")
    send(browser, server, messy_list(tmp_path))
    assert 'không hiểu số tiền "ba trăm triệu"' in main(browser)
    assert "1.735.000.000" in main(browser), "what stands under “Trong đó” is not added to the total"
    assert "Sở Tư pháp" not in browser.find_element(By.CSS_SELECTOR, "table.first").text
    click(browser, "details.mapping summary")
    Select(browser.find_element(By.ID, "col-proposer")).select_by_visible_text("D: Cơ quan")
    press(browser, "preview")
    until(browser, lambda: "Sở Tư pháp" in browser.find_element(By.CSS_SELECTOR, "table.first").text)
    date = browser.find_element(By.ID, "as_of")
    date.clear()
    date.send_keys("07/04/2023")
    press(browser, "store")
    # The progress bar gives way to the table by itself.
    until(browser, lambda: len(rows(browser)) == 4)
    assert "đã quyết định 0/4" in main(browser)
    verdicts = [item.text for item in browser.find_elements(By.CSS_SELECTOR, "table.lines .badge.verdict")]
    assert verdicts[0] == "Đã có nền tảng dùng chung"
    assert verdicts[1] == "Không phải phần mềm"
    batch = browser.current_url.split("?")[0]

    click(browser, rows(browser)[0])
    until(browser, lambda: browser.find_elements(By.ID, "bieu-mau"))
    body = browser.find_element(By.TAG_NAME, "body")
    body.send_keys("a")
    assert browser.find_element(By.CSS_SELECTOR, "[name=outcome][value=join]").is_selected()
    assert browser.switch_to.active_element.get_attribute("id") == "reason"
    browser.switch_to.active_element.send_keys("Bộ Tư pháp đã cấp tài khoản cho các xã")
    browser.find_element(By.ID, "amount").send_keys("0")
    click(browser, "#bieu-mau .actions button")
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, ".notice.done"))
    assert "Mua máy in" in browser.find_element(By.TAG_NAME, "h1").text, (
        "the next undecided line comes by itself"
    )
    browser.get(batch)
    until(browser, lambda: "đã quyết định 1/4" in main(browser))
    assert "Dùng nền tảng đã có" in browser.find_element(By.CSS_SELECTOR, "table.lines tbody tr").text

    click(browser, ".facts a[href$='/reports']")
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, ".files"))
    told = {}
    for form in ("docx", "xlsx"):
        click(browser, browser.find_element(By.LINK_TEXT, f".{form}"))
        until(browser, lambda form=form: _downloaded(tmp_path, form))
        told[form] = _text(_downloaded(tmp_path, form)[0])
    for text in told.values():
        assert "Phần mềm quản lý nghĩa trang" in text
        assert "Dùng nền tảng đã có" in text
    assert "(Người reviewer)" in told["docx"]
    assert "Bộ Tư pháp đã cấp tài khoản cho các xã" in told["xlsx"]
    assert requested_hosts(browser) == {urlsplit(server).netloc}


def _downloaded(folder: Path, form: str) -> list[Path]:
    """What the browser has finished to download in one form; the list that was sent is not among it."""
    return [file for file in folder.glob(f"*.{form}") if file.name != "Phụ lục II.xlsx"]


def _text(file: Path) -> str:
    """All words of a document or workbook."""
    if file.suffix == ".xlsx":
        book = openpyxl.load_workbook(file, read_only=True)
        cells = (cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
        return "\n".join(str(cell) for cell in cells if cell is not None)
    document = Document(str(file))
    tables = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *tables])


def test_from_a_corrected_record_to_the_line_that_opens_again(browser: Any, server: str) -> None:
    line = f"{server}/batches/dot-thu/lines/dt-1"
    sign_in(browser, server, "steward")
    browser.get(line)
    until(browser, lambda: browser.find_elements(By.ID, "bieu-mau"))
    assert "Đã có nền tảng dùng chung" in main(browser)
    click(browser, "[name=outcome][value=join]")
    browser.find_element(By.ID, "reason").send_keys("Đã có")
    click(browser, "#bieu-mau .actions button")
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, ".notice.done"))

    browser.get(f"{server}/platform/{CIVIL}")
    assert "Phần mềm quản lý hộ tịch" in browser.find_element(By.CSS_SELECTOR, ".touching").text
    click(browser, browser.find_element(By.LINK_TEXT, "Sửa bản ghi"))
    Select(browser.find_element(By.NAME, "lifecycle.2.status")).select_by_value("retired")
    browser.find_element(By.NAME, "lifecycle.2.since").send_keys("01/06/2026")
    Select(browser.find_element(By.NAME, "status")).select_by_value("retired")
    browser.find_element(By.NAME, "why").send_keys("Công văn thử")
    click(browser, "main form[action$='/steward/records/btp-ho-tich-dien-tu'] button:not([name])")
    # The registration runs beside the requests; the page asks for itself again.
    until(browser, lambda: "máy chủ đang dùng bản mới" in main(browser), 300)
    browser.get(f"{server}/platform/{CIVIL}")
    assert "Đã ngừng" in main(browser)

    browser.get(f"{server}/watch")
    click(browser, "form[action$='/watch/look'] button")
    until(browser, lambda: "1 không còn đúng" in main(browser))
    assert "Sổ đăng ký đã đổi" in main(browser)
    click(browser, "form[action$='/watch/reopen'] button")
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, ".notice.done"))
    assert "Đã mở lại 1 dòng." in main(browser)
    browser.get(f"{server}/batches/dot-thu?state=reopened")
    until(browser, lambda: len(rows(browser)) == 1)
    assert "Mở lại" in browser.find_element(By.CSS_SELECTOR, "table.lines").text
    click(browser, rows(browser)[0])
    until(browser, lambda: browser.current_url.startswith(line))
    answer = browser.find_element(By.CSS_SELECTOR, ".answer").text
    assert answer.startswith("Chưa thấy nền tảng nào.")
    assert "Mở lại: Sổ đăng ký đã đổi" in answer
    assert "Đã quyết định: Dùng nền tảng đã có" in answer, "the former decision stays to be read"
    assert browser.find_element(By.ID, "bieu-mau").is_displayed(), "and the form to decide again stands open"
