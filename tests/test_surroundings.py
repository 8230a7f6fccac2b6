"""What stands around a platform, hand-checked on a small fixture, with the same answers from two engines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from ontology import namespaces as ns
from registry import catalogue
from registry.store.oxigraph import OxigraphStore

FIXTURE = Path(__file__).parent / "golden" / "surroundings.ttl"
Ask = Callable[[str, dict[str, Any], tuple[str, ...]], list[tuple[str, ...]]]


@pytest.fixture(scope="module", params=["oxigraph", "rdflib"])
def ask(request: pytest.FixtureRequest) -> Ask:
    triples = [quad.triple for quad in ox.parse(path=str(FIXTURE))]
    store = OxigraphStore.memory()
    store.replace({ns.GRAPH_REGISTRY: triples})
    graph = rdflib.Graph()
    graph.parse(FIXTURE)

    def run(query_id: str, parameters: dict[str, Any], columns: tuple[str, ...]) -> list[tuple[str, ...]]:
        if request.param == "oxigraph":
            rows: Any = catalogue.load(query_id).run(store, parameters).rows
            cells = [{name: term.value for name, term in row.items()} for row in rows]
        else:
            found = graph.query(catalogue.load(query_id).filled(parameters))
            cells = [{name: str(value) for name, value in row.asdict().items()} for row in found]
        return [tuple(_short(row.get(column, "")) for column in columns) for row in cells]

    return run


def _short(value: str) -> str:
    return value.rsplit("/", 1)[-1] if value.startswith(ns.BASE) else value


def test_a_platform_is_filed_under_the_head_of_its_owner_and_its_sector(ask: Ask) -> None:
    assert ask("lookup/groupings", {}, ("platform", "grouping", "group", "name", "nameEn")) == [
        ("dinh-danh", "owner", "bca", "Bộ Công an", ""),
        ("dinh-danh", "sector", "an-ninh", "An ninh", ""),
        ("do-luong", "owner", "bkhcn", "Bộ KH&CN", "MOST"),
        ("do-luong", "sector", "chung", "Dùng chung", "Shared"),
        ("tinh-cu", "owner", "tinh", "Tỉnh", ""),
        ("tinh-cu", "sector", "chung", "Dùng chung", "Shared"),
    ]


def test_only_the_steps_that_lead_to_the_present_owner_are_its_history(ask: Ask) -> None:
    columns = ("date", "original", "resulting", "what", "language")

    def history(platform: str) -> list[tuple[str, ...]]:
        rows = ask("lookup/owner-history", {"platform": ns.PLATFORM + platform}, columns)
        return [(row[0][:10], *row[1:]) for row in rows]

    assert history("do-luong") == [
        ("2025-03-01", "btttt", "bkhcn", "chuyển đổi số", "en"),
        ("2025-03-01", "btttt", "bkhcn", "chuyển đổi số", "vi"),
    ]
    assert history("tinh-cu") == [
        ("2025-03-01", "so-cu", "so-giua", "hợp nhất sở", "vi"),
        ("2025-07-01", "so-giua", "so-moi", "nhập tỉnh", "vi"),
    ]
    assert history("dinh-danh") == []


@pytest.mark.parametrize(("day", "status"), [("2023-04-07", "planned"), ("2024-01-01", "operational")])
def test_platforms_are_similar_by_functions_that_say_something(ask: Ask, day: str, status: str) -> None:
    columns = ("capability", "labelEn", "other", "nameEn", "level", "status")

    def similar(platform: str) -> list[tuple[str, ...]]:
        parameters = {"platform": ns.PLATFORM + platform, "asOf": day}
        return ask("lookup/similar-platforms", parameters, columns)

    assert similar("dinh-danh") == [("dang-nhap", "Sign-in", "do-luong", "Measurement", "national", status)]
    assert similar("tinh-cu") == [], "looking things up identifies nothing"


def test_the_tree_counts_the_platforms_of_each_capability(ask: Ask) -> None:
    columns = ("capability", "broader", "sectorName", "platforms")
    assert ask("lookup/capability-tree", {}, columns) == [
        ("dang-nhap", "nhom", "An ninh", "2"),
        ("nhom", "", "An ninh", "0"),
        ("bao-cao", "", "Dùng chung", "1"),
        ("tra-cuu", "", "Dùng chung", "3"),
    ]
