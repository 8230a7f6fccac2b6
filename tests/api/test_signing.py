"""Signing in and out, roles, forms that are not ours, closed reading, and the pages for admins."""

from __future__ import annotations

import re
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from api.app import PAGES, create_app
from api.routers import account
from api.security.guard import require
from registry.opened import Registry
from registry.people.accounts import Account
from registry.people.people import People
from registry.people.roles import Role
from tests.api.conftest import PASSWORD, sign_in, token

COOKIE = "__Host-rasoat"


def test_reading_gives_no_cookie(browser_of: TestClient) -> None:
    for path in ("/", "/?q=hộ tịch", "/platforms", "/capabilities"):
        assert "set-cookie" not in browser_of.get(path).headers, path


def test_signing_in_changes_the_cookie_and_signing_out_ends_the_session(
    browser_of: TestClient, people: People
) -> None:
    form = token(browser_of)
    before = browser_of.cookies[COOKIE]
    data = {"csrf": form, "name": "Reviewer ", "password": PASSWORD, "next": "/platforms?level=national"}
    answer = browser_of.post("/sign-in", data=data)
    assert (answer.status_code, answer.headers["location"]) == (303, "/platforms?level=national")
    cookie = answer.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("secure", "httponly", "samesite=lax", "path=/"))
    inside = browser_of.cookies[COOKIE]
    assert inside != before, "a cookie that somebody planted before is worth nothing"
    page = browser_of.get("/")
    assert "Người reviewer" in page.text
    assert page.headers["cache-control"].startswith("private")
    assert browser_of.post("/sign-out", data={"csrf": token(browser_of, "/")}).status_code == 303
    assert people.sessions.find(inside) is None
    browser_of.cookies.set(COOKIE, inside, domain="testserver.local")
    assert "Người reviewer" not in browser_of.get("/").text


def test_a_wrong_password_says_so_without_saying_which(browser_of: TestClient) -> None:
    texts = []
    for name in ("reviewer", "khong-co"):
        data = {"csrf": token(browser_of), "name": name, "password": "sai sai sai sai"}
        answer = browser_of.post("/sign-in", data=data)
        assert answer.status_code == 401
        texts.append(answer.text.replace(name, "…"))
    assert texts[0] == texts[1]
    assert "Tên hoặc mật khẩu không đúng" in texts[0]


def test_guessing_is_slowed_down(browser_of: TestClient) -> None:
    form = token(browser_of)
    for _ in range(5):
        browser_of.post("/sign-in", data={"csrf": form, "name": "reviewer", "password": "sai"})
    answer = browser_of.post("/sign-in", data={"csrf": form, "name": "reviewer", "password": PASSWORD})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 900
    assert "15 phút" in answer.text


def test_a_password_does_not_cross_an_open_line(app: FastAPI) -> None:
    client = TestClient(app, base_url="http://rasoat.quangngai.gov.vn")
    data = {"csrf": token(client), "name": "reviewer", "password": PASSWORD}
    answer = client.post("/sign-in", data=data)
    assert answer.status_code == 401
    assert "https" in answer.text


@pytest.mark.parametrize("goal", ["https://evil.test/", "//evil.test", "/\\evil.test", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(browser_of: TestClient, goal: str) -> None:
    data = {"csrf": token(browser_of), "name": "reader", "password": PASSWORD, "next": goal}
    assert browser_of.post("/sign-in", data=data).headers["location"] == "/"


@pytest.mark.parametrize(("name", "status"), [("reader", 403), ("steward", 403), ("admin", 200)])
def test_pages_of_admins_refuse_lesser_roles(browser_of: TestClient, name: str, status: int) -> None:
    sign_in(browser_of, name)
    for path in ("/admin/users", "/admin/audit"):
        page = browser_of.get(path)
        assert page.status_code == status
        assert ("cần vai trò admin" in page.text) == (status == 403)
        assert (f'href="{path}"' in page.text) == (status == 200), "only what one may see is offered"


def test_without_an_account_a_guarded_page_leads_to_the_form(browser_of: TestClient) -> None:
    answer = browser_of.get("/admin/audit?who=lan")
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/sign-in?next=%2Fadmin%2Faudit%3Fwho%3Dlan",
    )
    part = browser_of.get("/admin/audit", headers={"hx-request": "true"})
    assert (part.status_code, part.headers["hx-redirect"]) == (401, "/sign-in?next=%2Fadmin%2Faudit")


def test_roles_are_steps(app: FastAPI, browser_of: TestClient) -> None:
    @app.get("/api/thu")
    async def trial(person: Annotated[Account, Depends(require(Role.REVIEWER))]) -> str:
        return person.name

    assert browser_of.get("/api/thu").json()["code"] == "not-signed-in"
    for name, status in (("reader", 403), ("reviewer", 200), ("steward", 200)):
        browser_of.cookies.clear()
        sign_in(browser_of, name)
        assert browser_of.get("/api/thu").status_code == status


def test_every_form_needs_the_token_of_the_browser(
    app: FastAPI, browser_of: TestClient, people: People
) -> None:
    sign_in(browser_of, "admin")
    forms = [
        route.path.replace("{name}", "reader").replace("{change}", "disable")
        for router in (*PAGES, account.router)
        for route in router.routes
        if isinstance(route, APIRoute) and "POST" in route.methods and not route.path.startswith("/api/")
    ]
    assert len(forms) >= 4
    other = TestClient(app, base_url="https://testserver")
    for path in forms:
        for data in ({}, {"csrf": "0" * 64}, {"csrf": token(other)}):
            answer = browser_of.post(path, data={"role": "admin", **data})
            assert answer.status_code == 403, path
            assert "tải lại trang" in answer.text
    assert not people.accounts.find("reader").disabled
    assert people.accounts.find("reader").role == Role.READER


def test_other_sites_change_nothing_with_our_cookie(browser_of: TestClient) -> None:
    sign_in(browser_of, "admin")
    data = {"csrf": token(browser_of, "/admin/users")}
    headers = {"origin": "https://evil.test"}
    assert browser_of.post("/sign-out", data=data, headers=headers).status_code == 403
    refused = browser_of.post("/api/screen", json={"lines": []}, headers=headers)
    assert refused.json()["code"] == "other-origin"
    own = {"origin": "https://testserver"}
    assert browser_of.post("/api/screen", json={"lines": []}, headers=own).status_code == 200


def test_an_admin_makes_and_closes_accounts_and_the_log_tells(browser_of: TestClient, people: People) -> None:
    sign_in(browser_of, "admin")
    form = token(browser_of, "/admin/users")
    data = {"csrf": form, "name": "lan.nguyen", "full_name": "Nguyễn Thị Lan", "role": "reader"}
    assert '<option value="reviewer" selected>người rà soát</option>' in browser_of.get("/admin/users").text
    weak = browser_of.post("/admin/users", data={**data, "password": "ngắn"})
    assert weak.status_code == 422
    assert 'value="Nguyễn Thị Lan"' in weak.text, "what was typed is not lost"
    assert 'aria-describedby="password-note"' in weak.text
    assert "ngắn" not in weak.text
    assert browser_of.post("/admin/users", data={**data, "password": PASSWORD}).status_code == 303
    assert browser_of.post("/admin/users/lan.nguyen/role", data={"csrf": form, "role": "steward"}).is_redirect
    assert people.accounts.find("lan.nguyen").role == Role.STEWARD
    session = people.sign_in("lan.nguyen", PASSWORD, "10.0.0.9")
    assert browser_of.post("/admin/users/lan.nguyen/disable", data={"csrf": form}).is_redirect
    assert people.sessions.find(session) is None, "closing an account ends its sessions"
    assert browser_of.post("/admin/users/admin/disable", data={"csrf": form}).status_code == 403
    log = re.sub(r"<[^>]+>|\s+", " ", browser_of.get("/admin/audit").text)
    for told in ("tạo tài khoản", "đổi vai trò", "khóa tài khoản", "lan.nguyen", "10.0.0.9", "đăng nhập"):
        assert told in log, told
    assert PASSWORD not in log


def test_closed_reading_needs_an_account(registry: Registry, people: People) -> None:
    app = create_app(registry, people)
    app.state.closed = True
    client = TestClient(
        app, base_url="https://testserver", headers={"accept": "text/html"}, follow_redirects=False
    )
    for path in ("/", "/platforms", "/platform/btp-ho-tich-dien-tu", "/capabilities"):
        assert client.get(path).headers["location"].startswith("/sign-in?next="), path
    for path in ("/api/platforms?q=hộ tịch", "/api/platforms/btp-ho-tich-dien-tu"):
        assert client.get(path).json()["code"] == "not-signed-in"
    assert client.post("/api/screen", json={"lines": []}).status_code == 401
    assert client.get("/healthz").status_code == 200
    sign_in(client, "reader")
    assert client.get("/").status_code == 200
    assert client.get("/api/platforms").status_code == 200
