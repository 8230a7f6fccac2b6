"""Every outside test passes, and the README states what a run says."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.opened import Registry
from tests.conformance import every_suite, shapes
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


def test_what_breaks_a_shape_is_noticed(tmp_path: Path) -> None:
    """Without this, a run that validates nothing would look like one that finds nothing."""
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    kinds = ("http://www.w3.org/ns/dcat#Dataset", "http://purl.org/vocab/cpsv#PublicService")
    lines = [f"<https://e.test/{number}> {kind} <{name}> ." for number, name in enumerate(kinds)]
    lines.append(f"<https://e.test/2> {kind} <http://www.w3.org/ns/org#ChangeEvent> .")
    lines.append("<https://e.test/2> <http://www.w3.org/ns/org#resultingOrganization> <https://e.test/3> .")
    dump = tmp_path / "dump.nq"
    dump.write_text("\n".join(lines), encoding="utf-8")
    found = {suite.name.split(",")[0]: len(suite.failures) for suite in shapes.validate(dump)}
    assert found["DCAT-AP 3.0.1"] >= 1
    assert found["DCAT-AP 3.0.1 (classic shapes)"] >= 1
    assert found["CPSV-AP 3.2.0"] >= 2
    assert found["CPOV 2.1.2"] >= 1
