"""Batches: sent, previewed, corrected, stored, replaced; their lines narrowed, and their shared needs corrected."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.deps import VIETNAM
from registry.bootstrap import open_writer
from registry.config import Settings
from registry.opened import Registry
from registry.usecases.batches import read_batch
from registry.usecases.decisions.decide import NewDecision, decide
from registry.usecases.decisions.statements import statements
from tests.api.conftest import sign_in, token
from tests.api.sheets import province_list

BATCH = "ra-soat-quang-ngai-2023"
NEW = "danh-muc-2024-ban-cuoi"


@pytest.fixture(scope="module")
def home(settings: Settings, registry: Registry, accounts_file: Path, tmp_path_factory: Any) -> Settings:
    """A store that these tests may write to: a copy of the one that is built already."""
    assert registry.snapshot
    own = Settings(tmp_path_factory.mktemp("batches") / "home")
    shutil.copytree(settings.home, own.home)
    shutil.copy(accounts_file, own.people_path)
    return own


@pytest.fixture(scope="module")
def desk(home: Settings) -> Iterator[TestClient]:
    """A reviewer at the desk."""
    with TestClient(
        create_app(home),
        base_url="https://testserver",
        headers={"accept": "text/html"},
        follow_redirects=False,
    ) as client:
        sign_in(client, "reviewer")
        yield client


@pytest.fixture(scope="module")
def stored(desk: TestClient, tmp_path_factory: Any) -> str:
    """The id of the list as a stored batch."""
    place = send(desk, province_list(tmp_path_factory.mktemp("list"), "danh-muc.xlsx")).headers["location"]
    assert post(desk, place, as_of="07/04/2023", act="store").status_code == 303
    return "danh-muc"


def post(client: TestClient, path: str, **data: str) -> Any:
    return client.post(path, data={"csrf": token(client, "/batches"), **data})


def send(client: TestClient, file: Path) -> Any:
    with file.open("rb") as content:
        return client.post(
            "/batches", data={"csrf": token(client, "/batches")}, files={"file": (file.name, content)}
        )


def shown(client: TestClient, path: str) -> str:
    """The words of a page, once its batch is screened."""
    for _ in range(200):
        page = client.get(path)
        assert page.status_code == 200, page.text
        if 'id="tien-do"' not in page.text:
            break
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", page.text, flags=re.DOTALL)
    return " ".join(unescape(text).split())


def titles(client: TestClient, query: str) -> list[str]:
    shown(client, f"/batches/{BATCH}")
    page = client.get(f"/batches/{BATCH}?{query}", headers={"hx-request": "true"}).text
    assert "<html" not in page
    return [unescape(title) for title in re.findall(r"data-row [^>]+>([^<]+)<", page)]


def test_a_list_is_previewed_corrected_and_stored(desk: TestClient, home: Settings, tmp_path: Path) -> None:
    answer = send(desk, province_list(tmp_path))
    assert answer.status_code == 303
    place = answer.headers["location"]
    seen = shown(desk, place)
    assert "dòng nhiệm vụ 6 " in seen
    assert "đồng đề nghị 2.370.500.000" in seen
    assert 'không hiểu số tiền "chưa rõ"' in seen
    assert "hàng 7: dòng đánh số cột" in seen
    assert "KHỐI SỞ, NGÀNH" in seen
    assert "Nội dung ← " not in seen
    kept = {"title": "Danh mục năm 2024", "batch_id": "Danh mục 2024 bản cuối", "as_of": "07/04/2023"}
    assert post(desk, place, **kept, **{"col-description": "C"}).status_code == 303
    seen = shown(desk, place)
    assert "Nội dung ← C" in seen
    assert "Đăng ký khai sinh, khai tử" in seen

    # The server is started again: nothing is lost.
    with TestClient(
        create_app(home), base_url="https://testserver", headers={"accept": "text/html"}
    ) as later:
        sign_in_again(later, desk)
        assert "Danh mục 2024 (bản cuối).xlsx" in later.get("/batches").text
        assert 'value="Danh mục năm 2024"' in later.get(place).text

    answer = post(desk, place, **kept, **{"col-description": "C"}, act="store")
    assert answer.headers["location"] == f"/batches/{NEW}?done=import"
    seen = shown(desk, f"/batches/{NEW}")
    assert "6 dòng đề nghị 2.370.500.000 đồng" in seen
    assert "Tính đến 07/04/2023" in seen
    assert "Phần mềm quản lý hộ tịch Sở Tư pháp 850.000.000" in seen
    assert desk.get(place).status_code == 404, "what is stored waits no more"
    assert "Danh mục năm 2024" in desk.get("/batches").text


def sign_in_again(client: TestClient, other: TestClient) -> None:
    for cookie in other.cookies.jar:
        client.cookies.set(cookie.name, cookie.value or "", domain="testserver.local")


def test_a_taken_id_is_told_and_replaced_only_when_asked(
    desk: TestClient, registry: Registry, home: Settings, tmp_path: Path
) -> None:
    place = send(desk, province_list(tmp_path, f"{BATCH}.xlsx")).headers["location"]
    answer = post(desk, place, title="Danh mục khác", batch_id=BATCH, as_of="2023-04-07", act="store")
    assert answer.status_code == 409
    assert "Đợt này đi kèm hệ thống" in answer.text
    assert 'value="Danh mục khác"' in answer.text
    with open_writer(home) as store:
        assert len(read_batch(Registry(store, registry.matcher, ""), BATCH).lines) == 120
    answer = post(desk, place, title="Lần một", batch_id="lan-mot", as_of="2023-04-07", act="store")
    assert answer.status_code == 303
    place = send(desk, province_list(tmp_path, "lan-mot.xlsx")).headers["location"]
    answer = post(desk, place, title="Lần hai", act="store")
    assert answer.status_code == 409
    assert "Người lưu: Người reviewer" in answer.text
    assert "Lần một" in desk.get("/batches").text
    assert post(desk, place, act="replace", seen="2020-01-01T00:00:00+07:00").status_code == 409
    assert post(desk, place, act="replace", batch_id=BATCH, seen="").status_code == 409, "not the one told of"
    seen = post(desk, place, batch_id="lan-mot", act="store").text
    time = re.search(r'name="seen" value="([^"]+)"', seen)
    assert time
    assert post(desk, place, act="replace", seen=unescape(time[1])).status_code == 303
    assert "Lần hai" in shown(desk, "/batches/lan-mot")
    assert "Lần một" not in desk.get("/batches").text


def test_lines_of_two_batches_never_share_an_id(
    desk: TestClient, home: Settings, registry: Registry, tmp_path: Path
) -> None:
    file = tmp_path / "co-ma.csv"
    file.write_text("Mã;Tên nhiệm vụ;Kinh phí (đồng)\nX1;Bản đồ ngập lụt;5000000\n", encoding="utf-8")
    for name in ("ma-mot", "ma-hai"):
        place = send(desk, file).headers["location"]
        assert post(desk, place, batch_id=name, act="store").status_code == 303
    with open_writer(home) as store:
        opened = Registry(store, registry.matcher, "")
        ids = [line.id for name in ("ma-mot", "ma-hai") for line in read_batch(opened, name).lines]
    assert ids == ["X1", "ma-hai-X1"]


def test_a_file_that_cannot_be_read_is_not_kept(desk: TestClient, tmp_path: Path) -> None:
    (tmp_path / "hong.xlsx").write_bytes(b"PK no")
    (tmp_path / "anh.png").write_bytes(b"x")
    for name, said in (("hong.xlsx", "Tệp Excel hỏng"), ("anh.png", "Không đọc được loại tệp")):
        answer = send(desk, tmp_path / name)
        assert answer.status_code == 422
        assert said in answer.text
    assert "hong.xlsx" not in desk.get("/batches").text
    (tmp_path / "to.csv").write_bytes(b"x" * (21 * 1024 * 1024))
    assert send(desk, tmp_path / "to.csv").status_code == 413


def test_a_table_without_known_columns_is_read_by_hand(desk: TestClient, tmp_path: Path) -> None:
    file = tmp_path / "la.csv"
    file.write_text("Gì;Ai;Bao nhiêu\nBản đồ ngập lụt;Sở Xây dựng;500\n", encoding="utf-8")
    place = send(desk, file).headers["location"]
    page = desk.get(place)
    assert "Không thấy dòng nhiệm vụ nào" in page.text
    assert 'value="store"' not in page.text
    post(desk, place, **{"col-title": "A", "col-proposer": "B", "col-cost": "C", "header_row": "1"})
    assert "Bản đồ ngập lụt Sở Xây dựng 500" in shown(desk, place)
    wrong = post(desk, place, header_row="một", as_of="31/02/2024", title="Tên đã gõ")
    assert wrong.status_code == 422
    assert 'value="Tên đã gõ"' in wrong.text
    assert 'value="31/02/2024"' in wrong.text
    assert post(desk, place, act="discard").status_code == 303
    assert desk.get(place).status_code == 404


def test_only_reviewers_send_and_change(desk: TestClient, home: Settings, tmp_path: Path) -> None:
    place = send(desk, province_list(tmp_path)).headers["location"]
    reader = TestClient(
        desk.app, base_url="https://testserver", headers={"accept": "text/html"}, follow_redirects=False
    )
    assert "/sign-in" in reader.get(place).headers["location"]
    sign_in(reader, "reader")
    assert reader.get(place).status_code == 403
    assert "Gửi danh mục" not in reader.get("/batches").text
    assert BATCH in reader.get("/batches").text
    form = token(reader, "/batches")
    for path in (place, f"/batches/{BATCH}/receipts", f"/batches/{BATCH}/again", f"/batches/{BATCH}/needs"):
        answer = reader.post(path, data={"csrf": form, "act": "discard" if path == place else "undo"})
        assert answer.status_code == 403, path
    assert desk.post(place, data={"act": "discard"}).status_code == 403, "a form that is not ours"
    assert post(desk, place, act="discard").status_code == 303


def test_lines_are_narrowed_sorted_and_grouped(desk: TestClient) -> None:
    assert titles(desk, "q=ghi so sinh") == [
        "Xây dựng phần mềm ghi sổ sinh, tử, kết hôn cho 173 xã, phường, thị trấn"
    ]
    seen = shown(desk, f"/batches/{BATCH}")
    assert "120 dòng đề nghị 115.885.950.000 đồng" in seen
    covered = titles(desk, "verdict=covered")
    assert f"Đã có nền tảng dùng chung {len(covered)} " in seen
    same = titles(desk, "finding=same-need&sort=cost")
    assert 0 < len(same) < 120
    assert len(titles(desk, "state=open")) == 100, "a page"
    assert len(titles(desk, "state=open&page=2")) == 20
    grouped = shown(desk, f"/batches/{BATCH}?group=agency&q=Sở Tư pháp")
    assert re.search(
        r"Sở Tư pháp tỉnh Quảng Ngãi \d+ dòng, VND|Sở Tư pháp tỉnh Quảng Ngãi \d+ dòng, [\d.]+ đồng", grouped
    )
    assert titles(desk, "q=khong co chu nay") == []
    assert desk.get("/batches/khong-co").status_code == 404


def test_the_state_of_decisions_and_the_money_after_review_are_shown(
    desk: TestClient, home: Settings, registry: Registry
) -> None:
    new = NewDecision(BATCH, "9", "send_back", "Chưa nêu người dùng", "Lê Hà", amount_vnd=0)
    with open_writer(home) as store:
        opened = Registry(store, registry.matcher, registry.snapshot)
        decide(opened, store, new, datetime.now(VIETNAM))
    assert post(desk, f"/batches/{BATCH}/deadline", due="31/13/2026").status_code == 422
    assert post(desk, f"/batches/{BATCH}/deadline", due="31/12/2099").status_code == 303
    seen = shown(desk, f"/batches/{BATCH}")
    assert "đã quyết định 1/120" in seen
    assert "sau thẩm tra 0 đồng (1 dòng)" in seen
    assert "31/12/2099" in seen
    assert len(titles(desk, "state=decided")) == 1
    assert len(titles(desk, "state=undecided&page=2")) == 19
    assert "1/120" in shown(desk, "/batches")


def test_receipts_are_issued_once(desk: TestClient, stored: str) -> None:
    place = f"/batches/{stored}"
    assert post(desk, f"{place}/receipts").headers["location"] == f"{place}?done=receipts"
    assert post(desk, f"{place}/receipts").headers["location"] == f"{place}?done=no-receipts"
    assert post(desk, f"{place}/again").status_code == 303


def test_shared_needs_are_corrected_by_people_and_back(desk: TestClient, home: Settings, stored: str) -> None:
    place = f"/batches/{stored}/needs"
    assert "3 dòng 3 cơ quan 270.000.000 đồng" in shown(desk, place)
    page = desk.get(place).text
    key = unescape(re.findall(r'name="need" value="([^"]+)"', page)[0])
    lines = re.findall(r'name="line" value="([^"]+)"', page)
    empty = post(desk, place, act="out", need=key, line=lines[0], reason=" ")
    assert empty.status_code == 422
    assert "Phải nêu lý do" in empty.text
    answer = post(desk, place, act="out", need=key, line=lines[0], reason="máy chủ, không phải máy trạm")
    assert answer.status_code == 303
    after = shown(desk, place)
    assert "2 dòng 2 cơ quan 180.000.000 đồng" in after
    assert "Đã đưa ra: 4. Phần mềm diệt virus – Người reviewer" in after
    assert "máy chủ, không phải máy trạm" in after
    again = post(desk, place, act="out", need=key, line=lines[0], reason="lần nữa")
    assert again.status_code == 422, "somebody was quicker"
    number = re.search(r'name="number" value="([^"]+)"', desk.get(place).text)
    assert number
    assert post(desk, place, act="undo", number=number[1]).status_code == 303
    assert "3 dòng 3 cơ quan 270.000.000 đồng" in shown(desk, place)
    with open_writer(home) as store:
        said = [item.judgement for item in statements(store) if item.batch_id == stored]
    assert said == ["negative", "unsure"], "nothing is taken out of the journal"


def test_two_needs_become_one_and_are_parted_again(desk: TestClient) -> None:
    place = f"/batches/{BATCH}/needs"
    before = shown(desk, place)
    keys = list(dict.fromkeys(re.findall(r'name="need" value="([^"]+)"', desk.get(place).text)))
    answer = post(desk, place, act="join", need=keys[0], other=keys[1], reason="cùng một gói")
    assert answer.status_code == 303
    joined = desk.get(place).text
    left = list(dict.fromkeys(re.findall(r'name="need" value="([^"]+)"', joined)))
    assert len(left) == len(keys) - 1
    assert "cùng một gói" in joined
    number = re.search(r'name="number" value="([^"]+)"', joined)
    assert number
    post(desk, place, act="undo", number=number[1])
    assert shown(desk, place) == before
