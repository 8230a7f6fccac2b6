"""Tokens: made by a person or by the command line, limited by scope, role and time, refused once they are over."""

from __future__ import annotations

import json
import re
import time
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.app import PAGES, create_app
from registry.cli import app as cli
from registry.config import Settings
from registry.errors import ForbiddenError, InputError
from registry.opened import Registry
from registry.people.people import People
from registry.people.roles import Role
from registry.people.tokens import Scope
from tests.api.conftest import sign_in, token

DECISIONS = "/api/batches/ra-soat-quang-ngai-2023/lines/qni-b23-009/decisions"
SENT = {"outcome": "build", "reason": "Xã cần bản riêng"}


def made(people: People, role: Role, *scopes: Scope, days: int = 30) -> str:
    return people.tokens.add(people.accounts.find(role.value), "thử", scopes, days)[1]


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def program(registry: Registry, people: People) -> TestClient:
    """A program over TLS, at a server that may not be written to."""
    return TestClient(create_app(registry, people), base_url="https://testserver")


def test_a_person_makes_a_token_sees_it_once_and_revokes_it(browser_of: TestClient, people: People) -> None:
    assert browser_of.get("/account/tokens").headers["location"].startswith("/sign-in")
    sign_in(browser_of, "reviewer")
    form = {"csrf": token(browser_of, "/account/tokens"), "label": "Phần mềm ngân sách", "days": "30"}
    page = browser_of.post("/account/tokens", data={**form, "scopes": ["screen", "decide"]})
    assert page.status_code == 200, page.text
    assert page.headers["cache-control"] == "no-store"
    (secret,) = re.findall(r"rasoat_[\w-]{43}", page.text)
    found = people.tokens.find(secret)
    assert found is not None
    assert found[0].scopes == {Scope.READ, Scope.SCREEN, Scope.DECIDE}
    assert found[1].name == "reviewer"
    shown = unescape(browser_of.get("/account/tokens").text)
    assert "Phần mềm ngân sách" in shown
    assert secret not in shown
    path = f"/account/tokens/{found[0].id}/revoke"
    assert browser_of.post(path, data={"csrf": form["csrf"]}).status_code == 303
    assert people.tokens.find(secret) is None
    assert [event.action for event in people.audit.latest(2)] == ["token.revoke", "token.add"]


def test_mistakes_keep_what_was_typed(browser_of: TestClient) -> None:
    sign_in(browser_of, "reader")
    form = {"csrf": token(browser_of, "/account/tokens"), "label": "Kho dữ liệu", "days": "9999"}
    page = browser_of.post("/account/tokens", data=form)
    assert page.status_code == 422
    assert 'value="Kho dữ liệu"' in page.text
    assert "366 ngày" in page.text
    beyond = browser_of.post("/account/tokens", data={**form, "days": "1", "scopes": "decide"})
    assert beyond.status_code == 422
    assert "rasoat_" not in beyond.text


def test_nobody_revokes_the_token_of_another(browser_of: TestClient, people: People) -> None:
    secret = made(people, Role.ADMIN)
    number = people.tokens.of("admin")[0].id
    sign_in(browser_of, "reader")
    form = {"csrf": token(browser_of, "/account/tokens")}
    assert browser_of.post(f"/account/tokens/{number}/revoke", data=form).status_code == 404
    assert people.tokens.find(secret) is not None


def test_only_a_hash_is_kept(people: People, tmp_path: Path) -> None:
    secret = made(people, Role.READER)
    people.close()
    assert secret.encode() not in b"".join(file.read_bytes() for file in tmp_path.glob("people.sqlite*"))


def test_it_ends_by_time_by_its_account_and_never_does_more_than_the_role(people: People) -> None:
    now = time.time()
    secret = made(people, Role.REVIEWER, Scope.DECIDE, days=30)
    assert people.tokens.find(secret, now + 29 * 86400) is not None
    assert people.tokens.find(secret, now + 31 * 86400) is None
    people.accounts.disable("reviewer")
    assert people.tokens.find(secret) is None
    people.accounts.disable("reviewer", False)
    assert people.tokens.find(secret) is not None
    with pytest.raises(ForbiddenError):
        made(people, Role.READER, Scope.IMPORT)
    with pytest.raises(InputError):
        made(people, Role.READER, days=0)


def test_use_is_noted(people: People, program: TestClient) -> None:
    secret = made(people, Role.READER)
    assert people.tokens.of("reader")[0].used is None
    program.get("/api/platforms", headers=bearer(secret))
    assert people.tokens.of("reader")[0].used == pytest.approx(time.time(), abs=60)


@pytest.mark.parametrize("wrong", ["x", "rasoat_" + "A" * 43, "é"])
def test_a_wrong_token_is_refused_even_where_reading_is_open(program: TestClient, wrong: str) -> None:
    answer = program.get("/api/platforms", headers={"Authorization": f"Bearer {wrong}".encode()})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert answer.json()["code"] == "bad-token"


def test_a_token_does_not_cross_an_open_line(registry: Registry, people: People) -> None:
    secret = made(people, Role.READER)
    open_line = TestClient(create_app(registry, people), base_url="http://rasoat.quangngai.gov.vn")
    answer = open_line.get("/api/platforms", headers=bearer(secret))
    assert (answer.status_code, answer.json()["code"]) == (401, "needs-https")


def test_scopes_and_roles(program: TestClient, people: People) -> None:
    assert program.post(DECISIONS, json=SENT).json()["code"] == "no-token"
    reads = made(people, Role.REVIEWER)
    refused = program.post(DECISIONS, json=SENT, headers=bearer(reads))
    assert (refused.status_code, refused.json()["code"]) == (403, "insufficient-scope")
    assert refused.headers["www-authenticate"] == 'Bearer error="insufficient_scope"'
    lines = {"lines": [{"title": "Phần mềm hộ tịch"}]}
    assert program.post("/api/screen", json=lines).status_code == 200, "as anybody may"
    for path in ("/api/screen", "/api/screen/bulk"):
        assert program.post(path, json=lines, headers=bearer(reads)).status_code == 403
    decides = made(people, Role.REVIEWER, Scope.DECIDE)
    assert program.post("/api/batches", json={}, headers=bearer(decides)).status_code == 403
    reading_server = program.post(DECISIONS, json=SENT, headers=bearer(decides))
    assert (reading_server.status_code, reading_server.json()["code"]) == (503, "store-unavailable")
    people.accounts.set_role("reviewer", Role.READER)
    assert program.post(DECISIONS, json=SENT, headers=bearer(decides)).status_code == 403


def test_a_session_does_not_write_for_a_program(browser_of: TestClient) -> None:
    sign_in(browser_of, "admin")
    answer = browser_of.post(DECISIONS, json=SENT)
    assert (answer.status_code, answer.json()["code"]) == (401, "no-token")


def test_a_token_opens_no_page_for_people(program: TestClient, people: People) -> None:
    secret = made(people, Role.ADMIN, *Scope)
    for path in ("/admin/users", "/admin/audit", "/account/tokens", "/steward"):
        assert program.get(path, headers=bearer(secret)).status_code == 403, path
    assert PAGES


def test_where_reading_is_closed_a_token_opens_it(
    people: People, settings: Settings, registry: Registry
) -> None:
    app = create_app(registry, people)
    app.state.closed = True
    program = TestClient(app, base_url="https://testserver")
    paths = ["/api/platforms", "/api/decisions", "/reconcile", "/api/organisations/btttt"]
    assert {program.get(path).status_code for path in paths} == {401}
    tag = TestClient(create_app(registry)).get("/api/platforms").headers["etag"]
    assert program.get("/api/platforms", headers={"If-None-Match": tag}).status_code == 401
    secret = made(people, Role.READER)
    assert {program.get(path, headers=bearer(secret)).status_code for path in paths} == {200}


def test_the_command_line_makes_lists_and_revokes(
    people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RASOAT_HOME", str(tmp_path))
    run = CliRunner()
    new = run.invoke(cli, ["user", "token", "add", "reviewer", "--for", "Cổng dữ liệu", "--scope", "screen"])
    assert new.exit_code == 0, new.output
    found = people.tokens.find(new.stdout.strip())
    assert found is not None
    assert found[0].scopes == {Scope.READ, Scope.SCREEN}
    listed = run.invoke(cli, ["user", "token", "list", "--json"])
    (body,) = map(json.loads, listed.stdout.splitlines())
    assert (body["account"], body["label"], body["state"]) == ("reviewer", "Cổng dữ liệu", "active")
    assert new.stdout.strip() not in listed.stdout
    assert run.invoke(cli, ["user", "token", "revoke", str(body["id"])]).exit_code == 0
    assert people.tokens.find(new.stdout.strip()) is None
    beyond = run.invoke(cli, ["user", "token", "add", "reader", "--for", "x", "--scope", "import"])
    assert isinstance(beyond.exception, ForbiddenError)
