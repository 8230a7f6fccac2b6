"""The rules on a registry small enough to check by hand, with the same answers from two engines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

import queries
from ontology import namespaces as ns
from registry import catalogue
from registry.store.oxigraph import OxigraphStore

FIXTURE = Path(__file__).parent / "golden" / "fixture.ttl"
DAY = "2023-04-07"

# line -> needs, as a reader of the lines would name them
NEEDS = [
    ("khai-sinh", "dang-ky"),
    ("khai-sinh", "trich-luc"),
    ("chung-thuc", "chung-thuc"),
    ("nhan-su", "tim-ho-so"),
    ("nhan-su", "cham-cong"),
    ("mot-cua", "mot-cua"),
    ("quet-so", "so-hoa"),
    ("cham-cong", "cham-cong"),
    ("thue", "thue"),
]
# line, what its title asks for, and a detail of its description
DETAILS = [
    ("ho-so", "ho-so", "trich-luc"),
    ("ho-so-cham-cong", "ho-so", "cham-cong"),
    ("cham-cong-ho-so", "cham-cong", "ho-so"),
]

# capability -> the platforms of the fixture that offer it (ho-so is broader than tim-ho-so)
OFFERED = {
    "dang-ky": ["ho-tich"],
    "trich-luc": ["ho-tich", "cu"],
    "chung-thuc": ["chung-thuc"],
    "ho-so": ["can-bo"],
    "tim-ho-so": ["can-bo"],
    "mot-cua": ["mot-cua", "mot-cua-bo"],
    "thue": ["thue"],
    "hop": ["dang"],
    "mo": ["mo"],
}

Ask = Callable[[str, dict[str, Any]], list[tuple[str, ...]]]


@pytest.fixture(scope="module", params=["oxigraph", "rdflib"])
def ask(request: pytest.FixtureRequest) -> Ask:
    triples = [quad.triple for quad in ox.parse(path=str(FIXTURE))]
    store = OxigraphStore.memory()
    store.replace({ns.GRAPH_REGISTRY: triples})
    closure = [
        triple
        for name in queries.names()
        if name.startswith("prepare/")
        for triple in store.construct(catalogue.load(name).text)
    ]
    store.replace({ns.GRAPH_REGISTRY: triples + closure})
    if request.param == "oxigraph":

        def run(query_id: str, parameters: dict[str, Any]) -> list[tuple[str, ...]]:
            answer = catalogue.load(query_id).run(store, parameters)
            return [
                tuple(_short(row[c].value) if c in row else "" for c in answer.columns) for row in answer.rows
            ]

        return run
    graph = rdflib.Graph()
    graph.parse(data="\n".join(f"{triple} ." for triple in triples + closure), format="nt")

    def run_rdflib(query_id: str, parameters: dict[str, Any]) -> list[tuple[str, ...]]:
        rows = graph.query(catalogue.load(query_id).filled(parameters))
        return [tuple(_short(str(cell)) if cell is not None else "" for cell in row) for row in rows]

    return run_rdflib


def _short(value: str) -> str:
    return value.rsplit("/", 1)[-1] if value.startswith(ns.BASE) and " " not in value else value


def table(needs: list[tuple[str, str]], main: bool = True, party: bool = False) -> dict[str, Any]:
    """Return the needs of software lines, each matched by all platforms that offer it."""
    return {
        "needs": [[line, need, ns.CAPABILITY + need, main] for line, need in needs],
        "answers": [
            [line, need, ns.PLATFORM + platform, party]
            for line, need in needs
            for platform in OFFERED.get(need, ())
        ],
        "asOf": DAY,
    }


def verdict_table(needs: list[tuple[str, str]], natures: dict[str, str] | None = None) -> dict[str, Any]:
    lines = dict.fromkeys(line for line, _ in needs)
    given = [[line, (natures or {}).get(line, "software"), True] for line in lines]
    return {**table(needs), "lines": given, "leads": [], "central": []}


def needs(asked: list[tuple[str, str]]) -> dict[str, Any]:
    return {key: value for key, value in table(asked).items() if key != "answers"}


def answers(asked: list[tuple[str, str]]) -> dict[str, Any]:
    return {key: value for key, value in table(asked).items() if key != "needs"}


def test_closure_reaches_below_an_offered_function_but_not_below_a_field(ask: Ask) -> None:
    rows = ask("lookup/capability-platforms", {"capability": ns.CAPABILITY + "tim-ho-so", "asOf": DAY})
    assert [row[0] for row in rows] == ["can-bo"]
    assert ask("lookup/capability-platforms", {"capability": ns.CAPABILITY + "nhom", "asOf": DAY}) == []


def test_verdicts_follow_from_set_arithmetic(ask: Ask) -> None:
    rows = ask("coverage/verdicts", verdict_table(NEEDS, {"quet-so": "digitisation"}))
    assert {row[0]: row[-1] for row in rows} == {
        "khai-sinh": "covered",  # both needs met by ho-tich
        "chung-thuc": "in_development",  # planned in 2022, in operation only from 2024
        "nhan-su": "partly",  # the file search is met through the broader function, the time-sheet by nobody
        "mot-cua": "none",  # the ministry's one exists, but a province runs its own by law
        "quet-so": "not_software",
        "cham-cong": "none",
        "thue": "partly",  # it exists, but provincial bodies only send data to it: their own part remains
    }


def test_a_line_that_does_not_say_what_it_asks_is_unclear_and_one_without_needs_is_none(ask: Ask) -> None:
    lines = [["mo-ho", "software", False], ["trong", "software", True], ["tap-huan", "training", False]]
    rows = ask("coverage/verdicts", {**verdict_table([]), "lines": lines})
    assert {row[0]: row[-1] for row in rows} == {
        "mo-ho": "unclear",
        "trong": "none",
        "tap-huan": "not_software",
    }


def test_details_only_show_what_remains(ask: Ask) -> None:
    main = [(line, first) for line, first, _ in DETAILS]
    details = table([(line, second) for line, _, second in DETAILS], main=False)
    whole = verdict_table(main)
    rows = ask(
        "coverage/verdicts",
        {
            **whole,
            "needs": whole["needs"] + details["needs"],
            "answers": whole["answers"] + details["answers"],
        },
    )
    assert {row[0]: row[-1] for row in rows} == {
        "ho-so": "covered",
        "ho-so-cham-cong": "partly",
        "cham-cong-ho-so": "none",  # what is met is a detail of something that nobody offers
    }


def test_verdict_changes_with_the_date(ask: Ask) -> None:
    later = {**verdict_table([("chung-thuc", "chung-thuc")]), "asOf": "2024-06-01"}
    assert ask("coverage/verdicts", later)[0][-1] == "covered"
    before = {**verdict_table([("khai-sinh", "dang-ky")]), "asOf": "2015-12-31"}
    assert ask("coverage/verdicts", before)[0][-1] == "none"


def test_only_platforms_that_match_count(ask: Ask) -> None:
    unmatched = {**verdict_table([("khai-sinh", "dang-ky")]), "answers": []}
    assert ask("coverage/verdicts", unmatched) == [
        ("khai-sinh", "1", "0", "0", "0", "0", "0", "0", "0", "0", "0", "none")
    ]
    assert ask("coverage/verdicts", verdict_table([("a", "dang-ky"), ("a", "thue")])) == [
        ("a", "2", "1", "1", "0", "0", "0", "0", "0", "0", "0", "partly")
    ]


def test_what_a_likelier_platform_will_do_is_in_development(ask: Ask) -> None:
    asked = verdict_table([("a", "dang-ky")])
    (coming,) = OFFERED["chung-thuc"]
    both = [*asked["answers"], ["a", "dang-ky", ns.PLATFORM + coming, False]]
    for leads, verdict in (
        ((coming,), "in_development"),
        (("ho-tich",), "covered"),
        ((coming, "ho-tich"), "covered"),  # about as likely: one of them is there
    ):
        given = {**asked, "answers": both, "leads": [["a", "dang-ky", ns.PLATFORM + lead] for lead in leads]}
        assert ask("coverage/verdicts", given)[0][-1] == verdict


def test_connecting_what_a_province_runs_by_law_to_the_states_own_is_met_in_part(ask: Ask) -> None:
    asked = verdict_table([("a", "mot-cua")])
    matched = [["a", "mot-cua", ns.PLATFORM + "ho-tich", False]]  # in operation, and for provinces
    for central, verdict in (([], "none"), ([["a"]], "partly"), ([["b"]], "none")):
        given = {**asked, "answers": matched, "central": central}
        assert ask("coverage/verdicts", given)[0][-1] == verdict


def test_answers_name_platform_level_and_status_of_the_date(ask: Ask) -> None:
    rows = ask("coverage/answers", answers([("a", "trich-luc"), ("a", "mot-cua")]))
    assert [(row[1], row[2], row[3], row[4]) for row in rows] == [
        ("mot-cua", "mot-cua", "provincial", "operational"),
        ("mot-cua", "mot-cua-bo", "national", "operational"),
        ("trich-luc", "cu", "ministry", "retired"),
        ("trich-luc", "ho-tich", "national", "operational"),
    ]


def test_answers_say_what_a_province_can_use(ask: Ask) -> None:
    rows = ask("coverage/answers", answers([("a", "dang-ky"), ("a", "mot-cua"), ("a", "thue")]))
    assert {row[2]: row[-2:] for row in rows} == {
        "ho-tich": ("true", "false"),
        "mot-cua": ("false", "false"),  # a province's own
        "mot-cua-bo": ("false", "false"),  # not for provinces
        "thue": ("true", "true"),  # they only send data to it
    }


def test_a_platform_of_the_party_is_for_party_bodies(ask: Ask) -> None:
    asked = [("a", "hop")]
    for party, verdict, usable in ((False, "none", "false"), (True, "covered", "true")):
        given = {**verdict_table(asked), "answers": table(asked, party=party)["answers"]}
        assert ask("coverage/verdicts", given)[0][-1] == verdict
        assert ask("coverage/answers", {"answers": given["answers"], "asOf": DAY})[0][-2] == usable


def test_full_names_the_platforms_that_alone_meet_every_need(ask: Ask) -> None:
    assert ask("coverage/full", {**needs(NEEDS), "named": []}) == [
        ("khai-sinh", "ho-tich", "2"),
    ]


def test_what_a_province_may_run_itself_is_never_covered_while_the_law_leaves_both_ways_open(
    ask: Ask,
) -> None:
    lines = verdict_table([("cong-mo", "mo"), ("khai-sinh", "dang-ky")])
    assert {row[0]: row[-1] for row in ask("coverage/verdicts", lines)} == {
        "cong-mo": "partly",
        "khai-sinh": "covered",
    }
    given = {"needs": lines["needs"], "asOf": DAY}
    law = "https://w3id.org/rasoat/legal/47-2020-nd-cp/2020-04-09/chinh-phu"
    assert [(row[0], row[2], row[-1]) for row in ask("findings/local-choice", given)] == [
        ("cong-mo", "Cổng dữ liệu mở của tỉnh", law.rsplit("/", 1)[-1])
    ]
    before = {**lines, "asOf": "2020-06-01"}
    assert {row[-1] for row in ask("coverage/verdicts", before)} == {"covered"}
    assert ask("findings/local-choice", {**given, "asOf": "2020-06-01"}) == []


def test_only_lines_that_digitise_are_told_where_their_data_belong(ask: Ask) -> None:
    platform = "https://w3id.org/rasoat/platform/ho-tich"
    lines = [
        ["quet", "digitisation", "not_software", ""],
        ["may-quet", "hardware", "not_software", ""],
        ["phan-mem", "software", "covered", ""],
    ]
    given = {"lines": lines, "receivers": [[line, platform] for line, *_ in lines], "asOf": DAY}
    assert [row[0] for row in ask("findings/receiving-system", given)] == ["quet"]
    assert ask("findings/receiving-system", {**given, "asOf": "1990-01-01"}) == []


def test_remainder_is_what_nobody_offers_at_the_date(ask: Ask) -> None:
    parameters = needs(NEEDS)
    assert [row[:2] for row in ask("coverage/remainder", parameters)] == [
        ("cham-cong", "cham-cong"),
        ("chung-thuc", "chung-thuc"),
        ("mot-cua", "mot-cua"),  # the ministry's is not for provinces
        ("nhan-su", "cham-cong"),
        ("thue", "thue"),
    ]


def test_local_duty_gives_the_law(ask: Ask) -> None:
    parameters = needs(NEEDS)
    rows = ask("coverage/local-duty", parameters)
    assert [(row[0], row[3], row[5], row[6]) for row in rows] == [
        ("mot-cua", "Một cửa cấp tỉnh", "61/2018/NĐ-CP", "2018-04-23")
    ]
    assert ask("coverage/local-duty", {**parameters, "asOf": "2018-01-01"}) == []


def test_totals_add_amounts_by_verdict(ask: Ask) -> None:
    lines = [["a", "covered", 10], ["b", "covered", 32], ["c", "none", 0]]
    assert ask("reports/totals", {"lines": lines}) == [("covered", "2", "42"), ("none", "1", "0")]


def test_an_empty_batch_has_no_answer(ask: Ask) -> None:
    assert ask("coverage/verdicts", verdict_table([])) == []
    assert ask("coverage/answers", answers([])) == []


@pytest.mark.parametrize("name", ["Bộ Thông tin và Truyền thông", "bộ tttt"])
def test_an_old_ministry_leads_to_its_successors(ask: Ask, name: str) -> None:
    rows = ask("lookup/successors", {"name": name})
    assert [(row[1], row[3]) for row in rows] == [
        ("bca", "an toàn thông tin mạng"),
        ("bkhcn", "viễn thông, chuyển đổi số"),
    ]


def test_bodies_with_what_passed_between_them_and_what_they_own(ask: Ask) -> None:
    assert [(row[0], row[1], row[3]) for row in ask("lookup/organisations", {})] == [
        ("bca", "Bộ Công an", ""),
        ("bkhcn", "Bộ Khoa học và Công nghệ", ""),
        ("btttt", "Bộ Thông tin và Truyền thông", "Bộ TTTT"),
    ]
    assert [(row[1][:10], *row[2:]) for row in ask("lookup/reorganisations", {})] == [
        ("2025-03-01", "btttt", "bkhcn", "viễn thông, chuyển đổi số"),
        ("2025-03-01", "btttt", "bca", "an toàn thông tin mạng"),
    ]
    assert ask("lookup/organisation-platforms", {}) == [
        ("van-phong", "dang", "Họp của cơ quan Đảng", "first"),
    ]


def test_what_people_registered_and_imported_is_told_apart_from_what_was_shipped(ask: Ask) -> None:
    (row,) = ask("lookup/registered", {})
    assert row[:2] == ("chung-thuc", "Chứng thực")
    assert row[3:] == ("Lan", "Công văn của bộ")
    assert [row[0] for row in ask("lookup/imported-batches", {})] == ["dot-1"]
