"""A client of the service over the real registry, which is built once."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from registry.config import Settings
from registry.opened import Registry
from registry.people.people import People
from registry.people.roles import Role

PASSWORD = "một mật khẩu đủ dài"


@pytest.fixture(scope="session")
def client(registry: Registry) -> Iterator[TestClient]:
    with TestClient(create_app(registry), raise_server_exceptions=False) as made:
        yield made


@pytest.fixture(autouse=True)
def _own_language(request: pytest.FixtureRequest) -> None:
    """The language that a test chose is not that of the next."""
    if "client" in request.fixturenames:
        request.getfixturevalue("client").cookies.clear()


@pytest.fixture(scope="session")
def accounts_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One account of each role, all with `PASSWORD`; made once, because hashing takes long on purpose."""
    path = tmp_path_factory.mktemp("people") / "people.sqlite"
    made = People(path)
    for role in Role:
        made.accounts.add(role.value, f"Người {role.value}", role, PASSWORD)
    made.close()
    return path


@pytest.fixture
def people(accounts_file: Path, tmp_path: Path) -> Iterator[People]:
    shutil.copy(accounts_file, tmp_path / "people.sqlite")
    made = People(tmp_path / "people.sqlite")
    yield made
    made.close()


@pytest.fixture
def home(settings: Settings, registry: Registry, accounts_file: Path, tmp_path: Path) -> Settings:
    """A copy of everything that is kept, for a server that writes to it."""
    assert registry.snapshot
    own = Settings(tmp_path / "home")
    shutil.copytree(settings.home, own.home)
    shutil.copy(accounts_file, own.people_path)
    return own


@pytest.fixture
def app(registry: Registry, people: People) -> FastAPI:
    return create_app(registry, people)


@pytest.fixture
def browser_of(app: FastAPI) -> TestClient:
    """A browser over TLS that follows nothing by itself."""
    return TestClient(
        app, base_url="https://testserver", headers={"accept": "text/html"}, follow_redirects=False
    )


def token(client: TestClient, path: str = "/sign-in") -> str:
    """The token of the forms that this browser is given."""
    found = re.search(r'name="csrf" value="(\w+)"', client.get(path).text)
    assert found
    return found[1]


def sign_in(client: TestClient, name: str) -> None:
    answer = client.post("/sign-in", data={"csrf": token(client), "name": name, "password": PASSWORD})
    assert answer.status_code == 303, answer.text


@contextmanager
def listening(app: FastAPI) -> Iterator[str]:
    """The application on a free port of the loopback, for clients that need an address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(30)
