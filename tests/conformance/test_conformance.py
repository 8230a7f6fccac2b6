"""Every outside test passes, and the README states what a run says."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.opened import Registry
from tests.conformance import every_suite
from tests.conformance.results import Suite, table

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture(scope="module")
def suites(registry: Registry) -> list[Suite]:
    return every_suite.run(registry)


def test_every_outside_test_passes(suites: list[Suite]) -> None:
    assert {suite.name: suite.failures for suite in suites if suite.failures} == {}
    assert all(suite.total for suite in suites)


def test_the_readme_has_the_table_of_a_run(suites: list[Suite]) -> None:
    assert table(suites) in README.read_text(encoding="utf-8")
