"""The rules of the periodic report on a journal small enough to check by hand, on two engines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from ontology import namespaces as ns
from registry import catalogue, period
from registry.errors import InputError
from registry.store.oxigraph import OxigraphStore

JOURNAL = Path(__file__).parent / "golden" / "periods.ttl"
Ask = Callable[[str, dict[str, Any]], list[dict[str, str]]]


@pytest.fixture(scope="module", params=["oxigraph", "rdflib"])
def ask(request: pytest.FixtureRequest) -> Ask:
    triples = [quad.triple for quad in ox.parse(path=str(JOURNAL))]
    if request.param == "oxigraph":
        store = OxigraphStore.of(triples)
        return lambda name, given: [
            {key: _short(term.value) for key, term in row.items()}
            for row in catalogue.load(name).run(store, given).rows
        ]
    graph = rdflib.Graph()
    graph.parse(data="\n".join(f"{triple} ." for triple in triples), format="nt")
    return lambda name, given: [
        {str(key): _short(str(value)) for key, value in row.asdict().items() if value is not None}
        for row in graph.query(catalogue.load(name).filled(given))
    ]


def _short(value: str) -> str:
    return value.rsplit("/", 1)[-1] if value.startswith(ns.BASE) else value


def test_a_report_made_later_says_what_was_known_then(ask: Ask) -> None:
    def verdicts(end: str) -> dict[str, tuple[str, str, str]]:
        return {
            row["title"]: (row["verdict"], row.get("outcome", ""), row.get("after", ""))
            for row in ask("periodic/lines", {"end": end})
        }

    assert verdicts("2026-04-01") == {}
    assert verdicts("2026-07-01") == {
        "Hộ tịch": ("covered", "join", "0"),
        "Nghĩa trang": ("none", "", ""),
        "Tàu cá": ("none", "", ""),
        "Không ghi tiền": ("covered", "", ""),
    }
    assert verdicts("2026-10-01") == {
        "Hộ tịch": ("covered", "join", "0"),
        "Nghĩa trang": ("none", "build", "60"),  # late in the evening of the last day, in Viet Nam
        "Tàu cá": ("covered", "", ""),
        "Không ghi tiền": ("covered", "", ""),
    }
    assert set(verdicts("2027-01-01")) == {"Hộ tịch", "Nghĩa trang", "Tàu cá"}, "what was withdrawn is out"


def test_what_moved_in_a_period(ask: Ask) -> None:
    def moved(start: str, end: str) -> list[tuple[str, str, str]]:
        rows = ask("periodic/movements", {"start": start, "end": end})
        return [(row["kind"], row["title"], row["what"]) for row in rows]

    assert moved("2026-04-01", "2026-07-01") == [
        ("decided", "Hộ tịch", "Dùng chung"),
        ("new", "Hộ tịch", "Đã có"),
        ("new", "Nghĩa trang", "Chưa thấy"),
        ("new", "Tàu cá", "Chưa thấy"),
        ("new", "Không ghi tiền", "Đã có"),
    ]
    assert moved("2026-07-01", "2026-10-01") == [
        ("decided", "Nghĩa trang", "Cho làm"),
        ("reopened", "Tàu cá", "Sổ đã đổi"),
    ]


LINES = [
    ["a", "covered", "join", 100, 0],
    ["b", "covered", "", 50, None],
    ["c", "covered", "build", 10, 10],  # against the verdict: still proposed, nothing realised
    ["d", "covered", "extend", 30, None],  # no amount stated
    ["e", "partly", "remainder", 40, 15],
    ["f", "none", "build", 70, 60],  # cut for another reason than a platform
    ["g", "none", "joint", 20, 5],
    ["h", "none", "", None, None],
    ["i", "unclear", "send_back", 9, None],
]


def test_advice_and_decisions_are_kept_apart(ask: Ask) -> None:
    rows = ask("periodic/money", {"lines": LINES})
    names = ("lines", "total", "proposed", "decided", "realised", "unstated")
    assert {row["verdict"]: tuple(int(row[name]) for name in names) for row in rows} == {
        "covered": (4, 190, 190, 3, 100, 1),
        "partly": (1, 40, 0, 1, 25, 0),
        "none": (3, 90, 0, 2, 15, 0),
        "unclear": (1, 9, 0, 1, 0, 0),
    }


def test_the_share_that_reviewers_upheld(ask: Ask) -> None:
    rows = ask("periodic/upheld", {"lines": LINES})
    assert {row["verdict"]: (row["judged"], row["upheld"], row["rejected"]) for row in rows} == {
        "covered": ("3", "2", "1"),
        "partly": ("1", "1", "0"),
        "none": ("1", "1", "0"),
    }


def test_flagged_money_by_owner_and_sector(ask: Ask) -> None:
    rests = [
        ["a", ns.PLATFORM + "ho-tich", "covered", 100],
        ["b", ns.PLATFORM + "ho-tich", "covered", None],
        ["c", ns.PLATFORM + "tau-ca", "partly", 7],
    ]
    rows = ask("periodic/owners", {"rests": rests})
    assert [(row["owner"], row["sector"], row["verdict"], row["lines"], row["total"]) for row in rows] == [
        ("Bộ Nông nghiệp", "thủy sản", "partly", "1", "7"),
        ("Bộ Tư pháp", "tư pháp", "covered", "2", "100"),
    ]


def test_records_without_a_late_observation_are_to_be_confirmed(ask: Ask) -> None:
    rows = ask("periodic/stale", {"before": "2024-10-01"})
    assert [(row["id"], row.get("last", "")) for row in rows] == [
        ("khong-ngay", ""),
        ("tau-ca", "2021-03-01"),
    ]


def test_publications_newest_first(ask: Ask) -> None:
    rows = ask("periodic/publications", {})
    assert [(row["number"], row["period"]) for row in rows] == [
        ("BC-2026-00002", "2026-Q3"),
        ("BC-2026-00001", "2026-Q2"),
    ]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026", "2026-01-01", "2027-01-01"),
        ("2026-Q1", "2026-01-01", "2026-04-01"),
        ("2026-Q4", "2026-10-01", "2027-01-01"),
        ("2026-12", "2026-12-01", "2027-01-01"),
    ],
)
def test_periods(text: str, start: str, end: str) -> None:
    parsed = period.parse(text)
    assert (parsed.start, parsed.end) == (start, end)


@pytest.mark.parametrize("text", ["2026-Q5", "2026-13", "quý 3", "26", "2026-Q3 ", ""])
def test_a_period_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        period.parse(text)
