"""Stewards work on records through the pages; the server shows what is registered, here or elsewhere."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient

from api import record_form
from api.app import create_app
from api.deps import today
from registry import curated
from registry.bootstrap import open_registry
from registry.config import Settings
from registry.curated import Curated
from registry.model import Platform
from registry.opened import Registry
from registry.people.people import People
from registry.usecases.overlay import Change, Overlay, Signature
from registry.usecases.register import present, read
from registry.wording import date_vi
from tests.api.conftest import sign_in, token
from tests.api.forms import filled

ID = "btp-ho-tich-dien-tu"
PAGE = f"/steward/records/{ID}"
MOMENT = datetime(2026, 11, 29, 8, tzinfo=timezone(timedelta(hours=7)))


def told(answer: httpx.Response) -> list[str]:
    """What a page says of the whole, and at its fields."""
    return re.findall(r'class="(?:notice[^>]*><p>|mistake"[^>]*>)([^<]*)', answer.text)


@pytest.fixture
def home(registry: Registry, settings: Settings, tmp_path: Path) -> Settings:
    """A data directory of its own, copied from the one that is built once."""
    shutil.copytree(settings.home, tmp_path / "home", ignore=shutil.ignore_patterns("people*"))
    return Settings(tmp_path / "home")


@pytest.fixture
def desk(home: Settings, people: People) -> Iterator[TestClient]:
    with open_registry(home) as opened:
        app = create_app(opened, people, writable=home)
        yield TestClient(
            app, base_url="https://testserver", headers={"accept": "text/html"}, follow_redirects=False
        )
        app.state.keeper.close()
        app.state.desk.close()


def finished(desk: TestClient, address: str) -> httpx.Response:
    """The page at an address once it does not ask for itself again."""
    for _ in range(600):
        answer = desk.get(address)
        if "refresh" not in answer.headers:
            return answer
        time.sleep(0.5)
    pytest.fail("the work did not end in five minutes")


def test_every_record_passes_through_the_form_unchanged(content: Curated) -> None:
    for item in content.platforms:
        body = record_form.body_of(record_form.typed_of(item))
        assert Platform.model_validate(body) == item


def test_the_steward_page_is_for_stewards(desk: TestClient) -> None:
    assert desk.get("/steward").status_code == 303
    sign_in(desk, "reviewer")
    assert desk.get("/steward").status_code == 403
    assert desk.get(PAGE).status_code == 403
    assert desk.post(PAGE, data={"csrf": token(desk, "/reports")}).status_code == 403


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(desk: TestClient) -> None:
    sign_in(desk, "steward")
    typed = filled(desk.get(PAGE).text, PAGE)
    assert told(desk.post(PAGE, data=typed)) == ["Chưa vào sổ: xem các ô có lời báo.", "Cần ghi lý do."]
    typed |= {"why": "thử", "lifecycle.1.since": "31/02/2016", "functions.17.text": "không có mã"}
    answer = desk.post(PAGE, data=typed)
    assert answer.status_code == 422
    assert told(answer)[1:] == ["ngày phải có dạng 2016, 2016-05 hoặc 2016-05-31", "còn thiếu"]
    again = filled(answer.text, PAGE)
    assert {key: again[key] for key in typed} == typed
    more = filled(desk.post(PAGE, data={**typed, "more": "sources"}).text, PAGE)
    assert len([key for key in more if key.startswith("sources.")]) > len(
        [key for key in again if key.startswith("sources.")]
    )
    unchanged = filled(desk.get(PAGE).text, PAGE) | {"why": "thử"}
    assert told(desk.post(PAGE, data=unchanged)) == ["Chưa đổi gì so với bản hiện có."]


def test_somebody_who_was_quicker_is_named_and_nothing_typed_is_lost(
    desk: TestClient, home: Settings
) -> None:
    sign_in(desk, "steward")
    typed = filled(desk.get(PAGE).text, PAGE) | {"note": "điều tôi gõ", "why": "thử"}
    overlay = Overlay(home.overlay_path)
    now = present(overlay, curated.shipped_path(), ID)
    theirs = now.model_copy(update={"note": "điều người khác gõ"})
    overlay.write([Change(theirs, now)], Signature("Lê Thị Cúc", "Công văn 1", MOMENT))
    answer = desk.post(PAGE, data=typed)
    assert answer.status_code == 409
    assert told(answer)[0] == f"Lê Thị Cúc đã đăng ký lại {ID} lúc 29/11/2026 08:00 (Công văn 1)."
    assert filled(answer.text, PAGE)["note"] == "điều tôi gõ"
    assert "điều người khác gõ" in answer.text
    history = desk.get(f"{PAGE}/history").text
    assert "Công văn 1" in history
    restored = filled(desk.get(f"{PAGE}?version=0").text, PAGE)
    assert restored["note"] == now.note, "a former version is the form filled with it"
    assert curated.written(theirs) == desk.get(f"{PAGE}/yaml").text


def test_records_as_yaml_are_read_before_anything_begins(desk: TestClient) -> None:
    sign_in(desk, "steward")
    csrf = token(desk, "/steward/yaml")
    answer = desk.post("/steward/yaml", data={"csrf": csrf, "text": "a: [", "why": "thử"})
    assert (answer.status_code, filled(answer.text, "/steward/yaml")["text"]) == (422, "a: [")
    text = desk.get(f"{PAGE}/yaml").text.replace("level: national", "level: galactic")
    files = {"file": ("ban-ghi.yaml", text.encode())}
    answer = desk.post("/steward/yaml", data={"csrf": csrf, "why": "thử"}, files=files)
    assert answer.status_code == 422
    assert "galactic" in filled(answer.text, "/steward/yaml")["text"]
    assert "level" in told(answer)[0]


def test_a_reader_reports_a_mistake_and_a_steward_settles_it(desk: TestClient, people: People) -> None:
    assert "Đăng nhập để báo sai" in desk.get(f"/platform/{ID}").text
    sign_in(desk, "reader")
    form = filled(desk.get(f"/platform/{ID}").text, f"/platform/{ID}/remarks")
    assert desk.post(f"/platform/{ID}/remarks", data={**form, "text": " "}).status_code == 422
    answer = desk.post(f"/platform/{ID}/remarks", data={**form, "text": "đã ngừng từ tháng 1"})
    assert answer.status_code == 303
    desk.post("/sign-out", data={"csrf": form["csrf"]})
    sign_in(desk, "steward")
    page = desk.get("/steward").text
    assert "đã ngừng từ tháng 1" in page
    form = filled(page, "/steward/remarks/1")
    assert desk.post("/steward/remarks/1", data={**form, "answer": "đã sửa"}).status_code == 303
    assert "đã ngừng từ tháng 1" not in desk.get("/steward").text
    assert "Người steward: đã sửa" in desk.get(f"/platform/{ID}").text
    assert desk.post("/steward/remarks/1", data={**form, "answer": "lần nữa"}).status_code == 404
    assert [event.action for event in people.audit.latest(3)][:1] == ["remark.settle"]


def test_a_refused_draft_waits_and_is_thrown_away_by_hand(desk: TestClient) -> None:
    sign_in(desk, "steward")
    typed = filled(desk.get(PAGE).text, PAGE)
    refused = desk.post(PAGE, data={**typed, "functions.0.capability": "khong-co", "why": "gõ sai"})
    answer = finished(desk, refused.headers["location"])
    assert told(answer)[-1] == "Chức năng phải gắn với đúng một chức năng nghiệp vụ đã có (khong-co)"
    assert "gõ sai" in desk.get("/steward").text, "a refused draft waits on the steward's page"
    key = refused.headers["location"].rsplit("/", 1)[-1]
    assert desk.post(f"/steward/entries/{key}/drop", data={"csrf": typed["csrf"]}).status_code == 303
    assert "gõ sai" not in desk.get("/steward").text


def test_an_old_record_is_confirmed_with_a_period_of_today(desk: TestClient) -> None:
    sign_in(desk, "steward")
    assert f"/steward/records/{ID}?confirm=1" in desk.get("/steward").text
    before, after = (filled(desk.get(address).text, PAGE) for address in (PAGE, f"{PAGE}?confirm=1"))
    changed = {key: text for key, text in after.items() if before.get(key, "") != text}
    assert changed == {
        "lifecycle.2.status": "operational",
        "lifecycle.2.observed": date_vi(today()),
    }


def test_what_the_command_line_registers_is_noticed(desk: TestClient, home: Settings) -> None:
    keeper, snapshot = desk.app.state.keeper, desk.app.state.registry.snapshot
    assert not keeper.follow(), "nothing to do"
    overlay = Overlay(home.overlay_path)
    now = present(overlay, curated.shipped_path(), ID)
    later = now.model_copy(update={"note": "điều đăng ký bằng dòng lệnh"})
    overlay.write([Change(later, now)], Signature("Lê Thị Cúc", "Công văn 1", MOMENT))
    assert keeper.follow()
    for _ in range(600):
        if not keeper.follow():
            break
        time.sleep(0.5)
    assert desk.app.state.registry.snapshot != snapshot
    assert "điều đăng ký bằng dòng lệnh" in desk.get(f"/platform/{ID}").text
    assert not keeper.follow()


def test_two_records_of_one_platform_become_one(desk: TestClient, home: Settings) -> None:
    sign_in(desk, "steward")
    other = "bca-vneid"
    shown = desk.get("/steward/yaml", params={"id": ID, "other": other}).text
    form = filled(shown, "/steward/yaml")
    assert form["why"] == f"Gộp bản ghi trùng {other} vào {ID}"
    file = home.home / "gop.yaml"
    file.write_text(form["text"], encoding="utf-8")
    kept, closed = sorted(read(file)[0], key=lambda item: item.id != ID)
    overlay = Overlay(home.overlay_path)
    before, gone = (present(overlay, curated.shipped_path(), key) for key in (ID, other))
    assert (kept.id, kept.name_vi, kept.status) == (ID, before.name_vi, before.status)
    assert gone.name_vi in kept.alt_names
    assert kept.replaces[-1] == other
    assert set(kept.functions) == {*before.functions, *gone.functions}
    assert closed.functions == gone.functions
    assert (closed.status, closed.lifecycle[-1].since) == ("retired", today())
    assert closed.lifecycle[:-1] == gone.lifecycle
    assert desk.get("/steward/yaml", params={"id": ID, "other": ID}).status_code == 422
    assert desk.get("/steward/yaml", params={"id": ID, "other": "khong-co"}).status_code == 404
