"""The questions to the journal on one small enough to check by hand, with the same answers from two engines."""

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

FIXTURE = Path(__file__).parent / "golden" / "journal.ttl"
BATCH = ns.BATCH + "2023"

Ask = Callable[..., list[dict[str, str]]]


@pytest.fixture(scope="module", params=["oxigraph", "rdflib"])
def ask(request: pytest.FixtureRequest) -> Ask:
    store = OxigraphStore.of(quad.triple for quad in ox.parse(path=str(FIXTURE)))
    graph = rdflib.Graph().parse(str(FIXTURE))

    def run(query_id: str, **given: Any) -> list[dict[str, str]]:
        query = catalogue.load(query_id)
        if request.param == "oxigraph":
            return [{name: term.value for name, term in row.items()} for row in query.run(store, given).rows]
        return [
            {name: str(row[name]) for name in query.header.columns if row[name] is not None}
            for row in graph.query(query.filled(given))
            if isinstance(row, rdflib.query.ResultRow)
        ]

    return run


def numbers(rows: list[dict[str, str]]) -> list[str]:
    return [row["number"] for row in rows]


def test_receipts_of_a_batch_are_oldest_first_with_what_they_revise(ask: Ask) -> None:
    rows = ask("journal/receipts", batch=BATCH)
    assert [(row["number"], row["line"], row.get("former"), row.get("later")) for row in rows] == [
        ("PR-2023-00001", "l1", None, "PR-2024-00001"),
        ("PR-2023-00002", "l2", None, "PR-2024-00002"),
        ("PR-2023-00003", "l3", None, None),
        ("PR-2023-00004", "l4", None, None),
        ("PR-2023-00005", "l5", None, "PR-2024-00003"),
        ("PR-2024-00001", "l1", "PR-2023-00001", None),
        ("PR-2024-00002", "l2", "PR-2023-00002", None),
        ("PR-2024-00003", "l5", "PR-2023-00005", None),
    ]
    assert {row["by"] for row in rows[:5]} == {"Lan"}


def test_a_receipt_is_found_by_its_number(ask: Ask) -> None:
    (row,) = ask("journal/receipts", number="PR-2024-00004")
    assert (row["batch"], row["line"], row["digest"]) == (ns.BATCH + "2024", "l1", "d9")
    assert ask("journal/receipts", number="PR-2024-00005") == []


def test_the_latest_receipts_that_say_none_or_coming_are_watched(ask: Ask) -> None:
    assert numbers(ask("journal/watched", batch=BATCH)) == ["PR-2024-00002"]
    assert numbers(ask("journal/watched")) == ["PR-2024-00002", "PR-2024-00004"]
    assert numbers(ask("journal/watched", every=False)) == ["PR-2024-00002", "PR-2024-00004"]


def test_a_line_that_was_withdrawn_is_watched_no_more() -> None:
    triples = [quad.triple for quad in ox.parse(path=str(FIXTURE))]
    about = ox.NamedNode(ns.RS + "aboutProposal")
    gone = next(
        item.object
        for item in triples
        if item.predicate == about and str(item.subject.value).endswith("PR-2024-00004")
    )
    withdrawn = ox.Triple(gone, ox.NamedNode(ns.RDF + "type"), ox.NamedNode(ns.RS + "WithdrawnProposal"))
    rows = catalogue.load("journal/watched").run(OxigraphStore.of([*triples, withdrawn]), {}).values()
    assert [row["number"] for row in rows] == ["PR-2024-00002"]


def test_every_watched_receipt_includes_those_with_a_platform(ask: Ask) -> None:
    assert numbers(ask("journal/watched", batch=BATCH, every=True)) == [
        "PR-2023-00003",
        "PR-2024-00001",
        "PR-2024-00002",
        "PR-2024-00003",
    ]


def test_reopenings_name_both_receipts_and_each_cause(ask: Ask) -> None:
    rows = ask("journal/reopenings", batch=BATCH)
    assert [
        (row["number"], row["cause"].rpartition("/")[2], row["former"], row["receipt"]) for row in rows
    ] == [
        ("ML-2024-00001", "registry", "PR-2023-00001", "PR-2024-00001"),
        ("ML-2024-00001", "time", "PR-2023-00001", "PR-2024-00001"),
        ("ML-2024-00002", "time", "PR-2023-00002", "PR-2024-00002"),
        ("ML-2024-00003", "registry", "PR-2023-00005", "PR-2024-00003"),
    ]
    assert (rows[0]["message"], rows[0]["messageEn"]) == ("đã có", "there is one")


def test_a_decision_before_the_reopening_leaves_the_line_open_one_after_closes_it(ask: Ask) -> None:
    rows = ask("journal/open-again", batch=BATCH)
    assert [(row["line"], row["reopening"]) for row in rows] == [
        ("l1", "ML-2024-00001"),  # never decided
        ("l5", "ML-2024-00003"),  # decided an hour before
    ]
    assert ask("journal/open-again", batch=ns.BATCH + "2024") == []
