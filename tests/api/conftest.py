"""A client of the service over the real registry, which is built once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from registry.bootstrap import open_registry
from registry.config import Settings
from registry.opened import Registry


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def registry(settings: Settings) -> Iterator[Registry]:
    with open_registry(settings) as opened:
        yield opened


@pytest.fixture(scope="session")
def client(registry: Registry) -> Iterator[TestClient]:
    with TestClient(create_app(registry), raise_server_exceptions=False) as made:
        yield made
