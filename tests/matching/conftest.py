"""What the tests of matching share: the shipped matcher, one line asked for, and the 2023 batch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from registry.answers import LineAnswer, Screening
from registry.intake.batch import Intake, read
from registry.matching.matcher import Matcher
from registry.matching.reading import Reader
from registry.opened import Registry
from registry.usecases.screen import screen
from tests.screening_support import DAY, one

Ask = Callable[..., LineAnswer]


@pytest.fixture(scope="session")
def matcher(registry: Registry) -> Matcher:
    return registry.matcher


@pytest.fixture(scope="session")
def reader(matcher: Matcher) -> Reader:
    return matcher.reader


@pytest.fixture(scope="session")
def ask(registry: Registry) -> Ask:
    """Screen one line of a department of Quảng Ngãi."""

    def asked(
        title: str,
        description: str = "",
        proposer: str = "Sở Nội vụ tỉnh Quảng Ngãi",
        as_of: str = DAY,
    ) -> LineAnswer:
        return one(registry, title, description, proposer, as_of).lines[0]

    return asked


@pytest.fixture(scope="session")
def batch(data: Path) -> Intake:
    """The 2023 batch of Quảng Ngãi, 120 lines."""
    return read(data / "dev" / "batch-2023.jsonl")


@pytest.fixture(scope="session")
def screening(registry: Registry, batch: Intake) -> Screening:
    """The answers to the 2023 batch, as of the letter's date."""
    return screen(registry, batch, DAY)
