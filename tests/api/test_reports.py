"""The reports in the web application: what a reviewer fills in, every file, and the archive of periods."""

from __future__ import annotations

import io
import json
import shutil
import time
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from registry.bootstrap import open_registry
from registry.config import Settings
from registry.opened import Registry
from registry.people.people import People
from tests.api.conftest import sign_in, token
from tests.api.forms import filled

BATCH = "/batches/ra-soat-quang-ngai-2023"
PAGE = f"{BATCH}/reports"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def home(
    registry: Registry, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Settings, Registry]]:
    folder = tmp_path_factory.mktemp("reports") / "home"
    shutil.copytree(settings.home, folder, ignore=shutil.ignore_patterns("people*"))
    with open_registry(Settings(folder)) as opened:
        yield Settings(folder), opened


@pytest.fixture
def desk(home: tuple[Settings, Registry], people: People) -> Iterator[TestClient]:
    app = create_app(home[1], people, writable=home[0])
    yield TestClient(
        app, base_url="https://testserver", headers={"accept": "text/html"}, follow_redirects=False
    )
    app.state.desk.close()
    app.state.keeper.close()


def ready(desk: TestClient, address: str) -> httpx.Response:
    """The answer of an address once the screening is done."""
    for _ in range(240):
        answer = desk.get(address)
        if "refresh" not in answer.headers:
            return answer
        time.sleep(0.5)
    pytest.fail("the screening did not end in two minutes")


def test_the_files_carry_what_the_reviewer_filled_in(desk: TestClient, people: People) -> None:
    page = ready(desk, PAGE)
    assert page.status_code == 200
    assert "120 nhiệm vụ" in page.text
    assert "SỞ THÔNG TIN VÀ TRUYỀN THÔNG" in page.text, "everybody reads the parameters"
    sign_in(desk, "reviewer")
    form = filled(desk.get(PAGE).text, PAGE) if False else filled(ready(desk, PAGE).text, PAGE + "$|" + PAGE)
    form |= {
        "agency": "SỞ KHOA HỌC VÀ CÔNG NGHỆ",
        "number": "57",
        "date": "20/4/2023",
        "signer": "Trần Văn Bình",
    }
    assert desk.post(PAGE, data=form).status_code == 303
    assert people.audit.latest(1)[0].action == "report.profile"

    conflict = desk.post(PAGE, data={**form, "agency": "SỞ KHÁC"})
    assert conflict.status_code == 409
    assert "Người reviewer đã sửa tham số lúc" in conflict.text
    assert 'value="SỞ KHÁC"' in conflict.text, "what was typed is still there"
    wrong = desk.post(PAGE, data={**form, "seen": "1", "date": "31/2/2023"})
    assert wrong.status_code == 422
    assert "ngày phải có dạng" in wrong.text

    files = {
        form: ready(desk, f"{PAGE}/files/{form}")
        for form in ("docx", "pdf", "xlsx", "html", "jsonld", "jsonl")
    }
    for name, answer in files.items():
        assert answer.headers["content-disposition"] == (
            f'attachment; filename="ra-soat-quang-ngai-2023-2023-04-07.{name}"'
        )
    document = zipfile.ZipFile(io.BytesIO(files["docx"].content)).read("word/document.xml").decode()
    assert "SỞ KHOA HỌC VÀ CÔNG NGHỆ" in document
    assert "Trần Văn Bình" in document
    assert files["pdf"].content.startswith(b"%PDF")
    assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(files["xlsx"].content)).namelist()
    assert files["jsonld"].headers["content-type"] == "application/ld+json"
    assert json.loads(files["jsonld"].text)["@context"]
    assert len(files["jsonl"].text.splitlines()) == 120
    shown = desk.get(f"{PAGE}/files/html?view=1")
    assert shown.headers["content-disposition"].startswith("inline")
    assert shown.headers["content-security-policy"].startswith("sandbox"), "its scripts reach nothing of ours"
    assert desk.get(f"{PAGE}/charts/verdicts.svg").headers["content-type"] == "image/svg+xml"


def test_another_date_and_wrong_ones(desk: TestClient) -> None:
    assert "Tính đến 01/01/2026" in ready(desk, f"{PAGE}?as_of=01/01/2026").text
    assert ready(desk, f"{PAGE}?as_of=32/01/2026").status_code == 422
    assert desk.get("/batches/khong-co/reports").status_code == 404
    assert desk.get(f"{PAGE}/files/exe").status_code == 422


def test_a_period_is_issued_once_archived_and_fed(desk: TestClient, people: People) -> None:
    assert "Chưa có báo cáo định kỳ nào" in desk.get("/reports").text
    assert ElementTree.fromstring(desk.get("/reports/feed.atom").text).findall(f"{ATOM}entry") == []
    assert desk.post("/reports", data={"csrf": token(desk), "period": "2026"}).status_code == 401
    sign_in(desk, "reviewer")
    csrf = token(desk, "/reports")
    assert "Kỳ sai: NĂM NAY" in desk.post("/reports", data={"csrf": csrf, "period": "năm nay"}).text
    addresses = [
        desk.post("/reports", data={"csrf": csrf, "period": "2026-Q3"}).headers["location"] for _ in range(2)
    ]
    assert addresses == ["/reports/BC-2026-00001"] * 2, "the same content gets no second number"
    page = desk.get(addresses[0]).text
    assert "quý III năm 2026" in page
    assert "đúng như lúc lập" in page
    kept = desk.get(f"{addresses[0]}/file")
    assert "Báo cáo định kỳ BC-2026-00001" in kept.text
    assert kept.headers["content-security-policy"].startswith("sandbox")
    feed = ElementTree.fromstring(desk.get("/reports/feed.atom").text)
    (entry,) = feed.findall(f"{ATOM}entry")
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == "https://testserver/reports/BC-2026-00001"
    assert desk.get("/reports/BC-2026-00009").status_code == 404
    assert people.audit.latest(1)[0].action == "report.periodic"
