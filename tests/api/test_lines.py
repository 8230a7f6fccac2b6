"""The page of a line on the real application: deciding against each other, drafts, notes, judgements."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.app import create_app
from registry.bootstrap import open_registry, open_writer
from registry.config import Settings
from registry.intake.batch import Intake
from registry.model import Batch, BatchLine
from registry.opened import Registry
from registry.people.people import People
from registry.people.roles import Role
from registry.usecases.batches import import_batch
from registry.usecases.decisions.decide import NewDecision, decide
from tests.api.browsing import MISSING, SIZES, assert_fits, browsing, errors, resize, serving
from tests.api.conftest import PASSWORD, sign_in, token
from tests.api.test_desk import barriers, until

if not MISSING:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

LINES = "/batches/dot-thu/lines"
CIVIL = "btp-ho-tich-dien-tu"
"""The mandatory platform that answers lines 1, 4 and 5."""
TITLES = (
    "Xây dựng phần mềm ghi sổ sinh, tử, kết hôn cho 173 xã, phường, thị trấn",
    "Nâng cấp phần mềm một cửa điện tử tỉnh đáp ứng yêu cầu kỹ thuật của Đề án 06",
    "Lập dữ liệu điện tử về chùa, nhà thờ, chức sắc trên địa bàn tỉnh",
    "Phần mềm đăng ký khai sinh, khai tử, kết hôn",
    "Phần mềm quản lý hộ tịch cấp xã",
    "Mua máy in cho văn phòng",
)
AN, BINH = "Nguyễn Văn An", "Trần Thị Bình"


def line(number: int) -> str:
    """The address of a line; their ids hold a slash, as codes of documents do."""
    return f"{LINES}/q%2F{number}"


@pytest.fixture(scope="module")
def home(settings: Settings, registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The shared registry's content with a batch, two reviewers and a reader of its own."""
    made = Settings(home=tmp_path_factory.mktemp("lines") / "home")
    shutil.copytree(settings.home, made.home)
    lines = tuple(
        BatchLine(id=f"q/{number}", line_no=number, title=title, proposer="Sở Tư pháp", cost_vnd=900_000_000)
        for number, title in enumerate(TITLES, start=1)
    )
    with open_writer(made) as store:
        import_batch(store, Intake(Batch(id="dot-thu", title="Đợt thử", as_of="2023-04-07", lines=lines)))
    made.people_path.unlink(missing_ok=True)
    people = People(made.people_path)
    people.accounts.add("an", AN, Role.REVIEWER, PASSWORD)
    people.accounts.add("binh", BINH, Role.REVIEWER, PASSWORD)
    people.accounts.add("doc", "Người Đọc", Role.READER, PASSWORD)
    people.close()
    return made


class Desk:
    """The running application, and browsers of the people who work with it."""

    def __init__(self, client: TestClient) -> None:
        self.anybody = client

    def browser(self, name: str) -> TestClient:
        client = TestClient(
            self.anybody.app,
            base_url="https://testserver",
            headers={"accept": "text/html"},
            follow_redirects=False,
        )
        sign_in(client, name)
        return client


@contextmanager
def running(home: Settings) -> Iterator[Desk]:
    with TestClient(
        create_app(home),
        base_url="https://testserver",
        headers={"accept": "text/html"},
        follow_redirects=False,
    ) as client:
        client.app.state.desk.work("dot-thu").result.result()  # type: ignore[attr-defined]
        yield Desk(client)


@pytest.fixture(scope="module")
def desk(home: Settings) -> Iterator[Desk]:
    with running(home) as made:
        yield made


@pytest.fixture(scope="module")
def an(desk: Desk) -> TestClient:
    return desk.browser("an")


@pytest.fixture(scope="module")
def binh(desk: Desk) -> TestClient:
    return desk.browser("binh")


def post(client: TestClient, address: str, **fields: str) -> Response:
    """Post a form of the page of line 1 as a browser without script does."""
    return client.post(address, data={"csrf": token(client, line(1)), **fields})


def number(answer: Response) -> str:
    """The number of the entry that a post has made."""
    assert answer.status_code == 303, answer.text
    found = re.search(r"done=([A-Z]{2}-\d{4}-\d{5})", answer.headers["location"])
    assert found
    return found[1]


def standing(client: TestClient, address: str) -> str:
    """The number of the decision that the form on a page has seen as current."""
    found = re.search(r'id="bieu-mau".*?name="after" value="([^"]*)"', client.get(address).text, re.DOTALL)
    assert found
    return found[1]


def test_everybody_reads_what_is_asked_and_what_exists(desk: Desk) -> None:
    page = desk.anybody.get(line(1))
    assert page.status_code == 200
    assert "dòng 1 / 6" in page.text
    assert re.search(r"<mark>[^<]*kết hôn", page.text), "the words that speak for the platform are marked"
    assert "900.000.000 đồng" in page.text
    assert f'href="/platform/{CIVIL}?as_of=2023-04-07"' in page.text
    assert "87/2020/NĐ-CP" in page.text
    assert 'rel="next" href="/batches/dot-thu/lines/q%2F2"' in page.text
    assert 'rel="prev"' not in page.text
    assert desk.anybody.get(f"{LINES}/q/1").status_code == 200, "the slash of an id may stand as it is"
    assert "Gần nhất, nhưng không phải cùng một việc" in desk.anybody.get(line(3)).text
    assert "Đăng nhập để quyết định" in page.text
    assert "<form" not in page.text.split("<main")[1]
    assert desk.anybody.get(f"{LINES}/khong-co").status_code == 404
    english = desk.anybody.get(line(1) + "?lang=en").text
    assert "900,000,000" in english
    assert "in operation since 2016" in english
    desk.anybody.get("/?lang=vi")


def test_only_reviewers_write_and_only_from_our_own_page(desk: Desk, an: TestClient) -> None:
    reader = desk.browser("doc")
    assert "Chỉ người rà soát" in reader.get(line(1)).text
    assert post(reader, line(1) + "/decision", outcome="build", reason="a").status_code == 403
    assert an.post(line(1) + "/decision", data={"outcome": "build", "reason": "a"}).status_code == 403
    assert standing(an, line(1)) == ""


def test_a_decision_leads_to_the_next_undecided_line_and_is_on_record(an: TestClient, home: Settings) -> None:
    fields = {"outcome": "send_back", "reason": "Chưa rõ ai dùng", "amount": "850.000.000 đồng", "after": ""}
    answer = post(an, line(6) + "/decision", **fields, platform_other="")
    entry = number(answer)
    assert answer.headers["location"].startswith(line(1)), "after the last line comes the first"
    told = an.get(answer.headers["location"]).text
    assert f"Đã ghi {entry}" in told
    assert 'href="/batches/dot-thu/lines/q%2F6#lich-su"' in told
    page = an.get(line(6)).text
    assert "Chưa rõ ai dùng" in page
    assert "850.000.000" in page
    people = People(home.people_path)
    event = people.audit.latest(1)[0]
    people.close()
    assert (event.who, event.action, event.object, event.detail) == (
        "an",
        "line.decision",
        "batch/dot-thu/line/q/6",
        entry,
    )


def test_of_two_reviewers_the_second_is_told_and_loses_nothing(an: TestClient, binh: TestClient) -> None:
    seen = standing(binh, line(2))
    first = number(
        post(an, line(2) + "/decision", outcome="build", reason="Tỉnh tự làm theo luật", after=seen)
    )
    finding = re.search(r'name="(stand:2\.1:\w+)"', binh.get(line(2)).text)
    assert finding
    typed = {
        "outcome": "joint",
        "reason": "Nhiều sở cùng cần",
        "amount": "700.000.000",
        finding[1]: "rests",
    }
    refused = post(binh, line(2) + "/decision", after=seen, **typed)
    assert refused.status_code == 409
    assert f"{AN} đã quyết định dòng này" in refused.text
    assert first in refused.text
    assert "Tỉnh tự làm theo luật" in refused.text
    form = refused.text.split('id="bieu-mau"')[1].split("</form>")[0]
    assert "Nhiều sở cùng cần" in form
    assert 'value="700.000.000"' in form
    assert re.search(r'value="joint" required checked', form)
    assert re.search(r'value="rests" selected', form)
    assert f"thay cho {first}" in form
    assert first in binh.get(line(2)).text
    assert "Nhiều sở cùng cần" in binh.get(line(2)).text, "kept as a draft, too"
    gone = post(binh, line(2) + "/decision", after=first, **typed, **{"stand:2.1:abc": "rests"})
    assert gone.status_code == 409
    assert "Các phát hiện của dòng đã thay đổi" in gone.text
    second = number(post(binh, line(2) + "/decision", after=first, **typed))
    page = an.get(line(2)).text
    assert page.index(f'id="{second}"') < page.index(f'id="{first}"')
    assert "Nhiều sở cùng cần" in page
    assert "đã có quyết định sau" in page
    assert "dựa vào phát hiện 2.1" in page


def test_a_decision_from_the_command_line_is_seen_and_told(an: TestClient, home: Settings) -> None:
    def elsewhere(reason: str) -> str:
        new = NewDecision("dot-thu", "q/6", "exempt", reason, "Lê Hà")
        with open_registry(home) as registry, open_writer(home) as store:
            return decide(registry, store, new, datetime.now().astimezone()).number

    first = elsewhere("Không thuộc diện rà soát")
    assert standing(an, line(6)) == first
    second = elsewhere("Vẫn không thuộc diện rà soát")
    refused = post(an, line(6) + "/decision", outcome="build", reason="Cần máy in", after=first)
    assert refused.status_code == 409
    assert "Lê Hà đã quyết định dòng này" in refused.text
    assert f'name="after" value="{second}"' in refused.text
    assert "Cần máy in" in refused.text
    number(post(an, line(6) + "/decision", outcome="build", reason="Cần máy in", after=second))


def test_what_is_wrong_is_told_beside_the_form_as_typed(an: TestClient) -> None:
    page = post(an, line(3) + "/decision", outcome="build", reason="Không trùng", amount="chín trăm")
    assert page.status_code == 422
    assert "không phải số tiền" in page.text
    assert 'value="chín trăm"' in page.text
    assert "Không trùng" in page.text
    too_much = post(an, line(3) + "/decision", outcome="build", reason="Không trùng", amount="1.000.000.000")
    assert too_much.status_code == 422
    assert "cao hơn đề nghị" in too_much.text
    nowhere = post(an, line(3) + "/decision", outcome="join", reason="Có", platform_other="khong-co")
    assert nowhere.status_code == 404
    assert "Không có nền tảng khong-co" in nowhere.text
    assert 'value="khong-co"' in nowhere.text
    assert standing(an, line(3)) == ""
    post(an, line(3) + "/draft?form=decision", discard="1")
    assert "khong-co" not in an.get(line(3)).text


def test_a_draft_outlives_the_application_and_is_its_author_s_own(home: Settings, desk: Desk) -> None:
    an, binh = desk.browser("an"), desk.browser("binh")
    kept = an.post(
        line(3) + "/draft?form=decision",
        data={"reason": "Đang nghĩ: hỏi Ban Tôn giáo", "outcome": "send_back", "after": ""},
        headers={"hx-request": "true", "x-csrf-token": token(an, line(3))},
    )
    assert kept.status_code == 204
    post(an, line(3) + "/draft?form=note", text="Gọi lại thứ Hai")
    with running(home) as again:
        mine = again.browser("an").get(line(3)).text
        assert "Đang nghĩ: hỏi Ban Tôn giáo" in mine
        assert 'value="send_back" required checked' in mine
        assert "Gọi lại thứ Hai" in mine
        assert "Nháp đã lưu lúc" in mine
        assert "Đang nghĩ" not in again.browser("binh").get(line(3)).text
    assert "Đang nghĩ" not in binh.get(line(3)).text
    number(post(an, line(3) + "/note", text="Gọi lại thứ Hai", kind="note"))
    fields = {"reason": "Đang nghĩ: hỏi Ban Tôn giáo", "outcome": "send_back", "after": ""}
    number(post(an, line(3) + "/decision", **fields))
    people = People(home.people_path)
    assert people.drafts.of_line("an", ("dot-thu", "q/3")) == {}
    people.close()
    assert post(an, line(3) + "/draft?form=khac", text="a").status_code == 422


def test_a_second_person_agrees_where_money_goes_against_a_mandatory_platform(
    an: TestClient, binh: TestClient
) -> None:
    first = number(post(an, line(4) + "/decision", outcome="build", reason="Xã cần bản riêng", after=""))
    assert "cần ý kiến thứ hai" in an.get(line(4)).text
    assert "Lý do đồng ý" not in an.get(line(4)).text, "nobody agrees with themselves"
    offered = binh.get(line(4)).text
    assert f"Đồng ý với {first}" in offered
    second = number(
        post(binh, line(4) + "/decision", outcome="build", reason="Đã kiểm tra", seconds=first, after=first)
    )
    page = an.get(line(4)).text
    assert f"ý kiến thứ hai: {second}" in page
    assert "cần ý kiến thứ hai" not in page


def test_questions_are_copied_asked_and_answered(an: TestClient, binh: TestClient) -> None:
    asked = number(post(an, line(5) + "/note", text="Bao nhiêu xã dùng?", kind="question"))
    copied = an.get(line(5)).text.split('id="gui-lai"')[1].split("</textarea>")[0]
    assert "5. Phần mềm quản lý hộ tịch cấp xã" in copied
    assert "Vì sao nền tảng đã có chưa đáp ứng?" in copied
    assert "Bao nhiêu xã dùng?" in copied
    reply = number(post(binh, line(5) + f"/answer/{asked}", text="173 xã"))
    page = an.get(line(5)).text
    assert re.search(rf'id="{reply}".*173 xã.*{BINH}', page, re.DOTALL)
    assert "Bao nhiêu xã dùng?" not in page.split('id="gui-lai"')[1].split("</textarea>")[0]
    assert post(an, line(5) + "/note", text=" ").status_code == 422


def test_a_judgement_is_shown_and_heard_by_the_next_screening(an: TestClient, desk: Desk) -> None:
    assert "Đã có nền tảng dùng chung" in an.get(line(5)).text
    found = an.get(line(5), params={"other": "btp-csdl-xu-ly-vi-pham-hanh-chinh"}).text
    assert 'action="/batches/dot-thu/lines/q%2F5/judgement/btp-csdl-xu-ly-vi-pham-hanh-chinh"' in found
    entry = number(
        post(an, f"{line(5)}/judgement/{CIVIL}", judgement="negative", reason="Chỉ thống kê nội bộ")
    )
    desk.anybody.app.state.desk.work("dot-thu").result.result()  # type: ignore[attr-defined]
    page = desk.anybody.get(line(5)).text
    assert re.search(rf'id="{entry}"><strong>Không đúng</strong>: <span lang="vi">Chỉ thống kê', page)
    assert f"{AN} đã bác" in page
    verdict = page.split('<section class="answer')[1].split("</section>")[0]
    assert "Đã có nền tảng dùng chung" not in verdict
    part = an.get(line(5), params={"other": "hộ tịch"}, headers={"hx-request": "true"}).text
    assert "<html" not in part
    assert CIVIL in part


def test_precedents_warn_of_like_cases_decided_differently(an: TestClient) -> None:
    post(
        an, line(1) + "/decision", outcome="join", platform=CIVIL, reason="Đã có", after=standing(an, line(1))
    )
    page = an.get(line(5), params={"alike": "1"}).text
    assert "Các trường hợp giống nhau đã được quyết định khác nhau" in page
    part = an.get(line(5), params={"alike": "1"}, headers={"hx-request": "true"}).text
    assert "<html" not in part
    assert "Đã có" in part


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with browsing(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.mark.skipif(bool(MISSING), reason=MISSING)
def test_a_day_at_the_keyboard(home: Settings, browser: Any, tmp_path: Path) -> None:
    own = Settings(home=tmp_path / "home")
    shutil.copytree(home.home, own.home)
    with serving(own) as server:
        _sign_in(browser, server)
        browser.get(f"{server}{line(4)}")
        until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, ".desk"))
        _press(browser, "j")
        until(browser, lambda: browser.current_url.endswith("q%2F5"))
        _press(browser, Keys.ARROW_LEFT)
        until(browser, lambda: browser.current_url.endswith("q%2F4"))
        _press(browser, "j")
        until(browser, lambda: browser.current_url.endswith("q%2F5"))
        _press(browser, "d")
        assert browser.switch_to.active_element.get_attribute("name") == "outcome"
        browser.switch_to.active_element.send_keys(Keys.SPACE)
        reason = browser.find_element(By.ID, "reason")
        reason.send_keys("jk dn: chờ tài khoản")
        assert browser.current_url.endswith("q%2F5"), "keys are letters while one types"
        until(browser, lambda: "Đã lưu nháp" in browser.find_element(By.ID, "bieu-mau").text)
        reason.send_keys("!")
        browser.refresh()  # at once, before the next save was due
        until(browser, lambda: browser.find_elements(By.ID, "bieu-mau"))
        browser.refresh()
        assert browser.find_element(By.ID, "reason").get_attribute("value") == "jk dn: chờ tài khoản!"
        assert browser.find_element(By.CSS_SELECTOR, "[name=outcome][value=join]").is_selected()
        _press(browser, "n")
        assert browser.switch_to.active_element.get_attribute("id") == "note"
        _sizes_and_barriers(browser)
        other = browser.find_element(By.ID, "platform_other")
        other.send_keys(CIVIL, Keys.ENTER)
        until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, ".notice.done"))
        assert "Đã ghi QD-" in browser.find_element(By.CSS_SELECTOR, ".notice.done").text
        assert errors(browser) == []


def _sign_in(browser: Any, server: str) -> None:
    browser.get(f"{server}/sign-in")
    browser.find_element(By.ID, "name").send_keys("an")
    browser.find_element(By.ID, "password").send_keys(PASSWORD, Keys.ENTER)
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, ".who"))


def _press(browser: Any, key: str) -> None:
    browser.find_element(By.TAG_NAME, "body").send_keys(key)


def _sizes_and_barriers(browser: Any) -> None:
    until(browser, lambda: not browser.find_elements(By.CSS_SELECTOR, "#phan-tien-le a[href*='alike=1']"))
    for size in SIZES:
        resize(browser, *size)
        assert_fits(browser, size[0])
        assert barriers(browser) == []
    resize(browser, *SIZES[0])
