"""Signing in through an OpenID provider: a small real one on the loopback."""

from __future__ import annotations

import base64
import hashlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI, Form
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.security import oidc
from registry.config import OidcSettings, Settings
from registry.errors import InputError
from registry.people.people import People
from registry.people.roles import Role
from tests.api.conftest import PASSWORD

SECRET = "secret of the application"


class Provider:
    """Knows one person. ``spoil`` changes what the next token says."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.key = RSAKey.generate_key(2048, parameters={"kid": "k1"})
        self.codes: dict[str, dict[str, str]] = {}
        self.person = {"sub": "p-42", "preferred_username": "minh.tran", "name": "Trần Minh"}
        self.spoil: dict[str, Any] = {}
        self.app = FastAPI()
        self.app.get("/.well-known/openid-configuration")(self.configuration)
        self.app.get("/jwks")(self.keys)
        self.app.get("/authorize")(self.authorize)
        self.app.post("/token")(self.token)

    async def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    async def keys(self) -> dict[str, Any]:
        return {"keys": [self.key.as_dict(private=False)]}

    async def authorize(
        self, redirect_uri: str, state: str, nonce: str, code_challenge: str, code_challenge_method: str
    ) -> Response:
        assert code_challenge_method == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = {"nonce": nonce, "challenge": code_challenge, "to": redirect_uri}
        return RedirectResponse(f"{redirect_uri}?{urlencode({'code': code, 'state': state})}")

    async def token(
        self,
        code: Annotated[str, Form()],
        code_verifier: Annotated[str, Form()],
        redirect_uri: Annotated[str, Form()],
    ) -> Response:
        given = self.codes.pop(code, None)
        digest = hashlib.sha256(code_verifier.encode()).digest()
        proved = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if given is None or given["challenge"] != proved or given["to"] != redirect_uri:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": "rasoat",
            "iat": now,
            "exp": now + 60,
            "nonce": given["nonce"],
            **self.person,
            **self.spoil,
        }
        key = self.spoil.get("key", self.key)
        claims.pop("key", None)
        signed = jwt.encode({"alg": "RS256", "kid": "k1"}, claims, key)
        return JSONResponse({"access_token": "a", "token_type": "Bearer", "id_token": signed})


@pytest.fixture
def provider() -> Iterator[Provider]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = Provider(f"http://127.0.0.1:{port}")
    server = uvicorn.Server(uvicorn.Config(made.app, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield made
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def browser(app: FastAPI, browser_of: TestClient, provider: Provider) -> TestClient:
    app.state.oidc = oidc.client(OidcSettings(provider.issuer, "rasoat", SECRET))
    return browser_of


def go(browser: TestClient, goal: str = "/platforms") -> str:
    """Leave for the provider and return the address on which it sends the browser back."""
    leaving = browser.get("/sign-in/oidc", params={"next": goal})
    assert leaving.status_code == 302, leaving.text
    back = httpx2.get(leaving.headers["location"]).headers["location"]
    assert back.startswith("https://testserver/sign-in/oidc/callback?")
    return back.removeprefix("https://testserver")


def test_someone_new_comes_in_as_a_reader(browser: TestClient, people: People) -> None:
    assert "/sign-in/oidc?" in browser.get("/sign-in").text
    answer = browser.get(go(browser))
    assert (answer.status_code, answer.headers["location"]) == (303, "/platforms")
    assert "Trần Minh" in browser.get("/").text
    account = people.accounts.find("minh.tran")
    assert account.role == Role.READER
    assert people.audit.latest(1)[0].detail == "oidc"
    people.accounts.set_role("minh.tran", Role.STEWARD)
    browser.get(go(browser))
    assert people.accounts.find("minh.tran").role == Role.STEWARD, "the same person again"


def test_an_answer_that_this_browser_did_not_ask_for_is_refused(browser: TestClient, app: FastAPI) -> None:
    back = go(browser)
    other = TestClient(app, base_url="https://testserver", headers={"accept": "text/html"})
    assert other.get(back).status_code == 401
    state = parse_qs(urlsplit(back).query)["state"][0]
    assert browser.get(back.replace(state, "x" * len(state))).status_code == 401
    assert browser.get(back).status_code == 401, "an attempt is used up"
    assert "Đăng xuất" not in browser.get("/").text


@pytest.mark.parametrize("spoil", ["aud", "iss", "nonce", "exp", "key"])
def test_a_token_that_is_not_for_us_is_refused(browser: TestClient, provider: Provider, spoil: str) -> None:
    wrong: dict[str, Any] = {
        "aud": "other",
        "iss": "https://evil.test",
        "nonce": "old",
        "exp": int(time.time()) - 4000,
        "key": RSAKey.generate_key(2048, parameters={"kid": "k1"}),
    }
    provider.spoil = {spoil: wrong[spoil]}
    answer = browser.get(go(browser))
    assert answer.status_code == 401
    assert "Không đăng nhập được" in answer.text


def test_a_namesake_with_a_local_account_is_not_that_person(
    browser: TestClient, provider: Provider, people: People
) -> None:
    provider.person["preferred_username"] = "admin"
    assert browser.get(go(browser)).status_code == 422
    assert people.accounts.check("admin", PASSWORD)
    assert "Đăng xuất" not in browser.get("/").text


def test_a_closed_account_stays_closed(browser: TestClient, people: People) -> None:
    browser.get(go(browser))
    people.accounts.disable("minh.tran")
    answer = browser.get(go(browser))
    assert answer.status_code == 401
    assert "bị khóa" in answer.text


def test_without_a_provider_there_is_no_such_way(browser_of: TestClient) -> None:
    assert browser_of.get("/sign-in/oidc").status_code == 404
    assert "/sign-in/oidc" not in browser_of.get("/sign-in").text


def test_a_provider_that_does_not_answer_is_told(browser_of: TestClient, app: FastAPI) -> None:
    app.state.oidc = oidc.client(OidcSettings("http://127.0.0.1:9", "rasoat", SECRET))
    answer = browser_of.get("/sign-in/oidc")
    assert answer.status_code == 401
    assert "Không đăng nhập được" in answer.text


def test_settings_are_complete_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASOAT_OIDC_ISSUER", "https://id.test/")
    with pytest.raises(InputError):
        Settings.from_env()
    monkeypatch.setenv("RASOAT_OIDC_CLIENT_ID", "rasoat")
    monkeypatch.setenv("RASOAT_OIDC_CLIENT_SECRET", SECRET)
    assert Settings.from_env().oidc == OidcSettings("https://id.test", "rasoat", SECRET)
    monkeypatch.setenv("RASOAT_READING", "closed")
    assert Settings.from_env().closed
    monkeypatch.setenv("RASOAT_READING", "maybe")
    with pytest.raises(InputError):
        Settings.from_env()
