"""What the tests share: one registry of the shipped content, built once on disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry import curated
from registry.bootstrap import open_registry
from registry.config import Settings
from registry.opened import Registry


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A data directory of its own for the whole run."""
    return Settings(tmp_path_factory.mktemp("rasoat"))


@pytest.fixture(scope="session")
def registry(settings: Settings) -> Iterator[Registry]:
    """The shipped registry, on a real store on disk."""
    with open_registry(settings) as opened:
        yield opened


@pytest.fixture(scope="session")
def content() -> curated.Curated:
    """The shipped curated source."""
    return curated.read(curated.shipped_path())


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of test data."""
    return Path(__file__).parent / "data"
