"""The rules over demand groups on the hand-checked registry, with the same answers from two engines."""

from __future__ import annotations

from typing import Any

from ontology import namespaces as ns
from tests.test_rules import DAY, Ask, ask

__all__ = ["ask"]  # the fixture of both engines

QN = "tỉnh Quảng Ngãi"
REPORTS, POINTS, COMPUTERS = (ns.DEMAND_GROUP + name for name in ("bao-cao", "diem-cau", "may-tinh"))
BOATS = ns.CAPABILITY + "tau-ca"
TASKS = {
    REPORTS: ["t1", "t3", "t5", "t6", "t7", "t8", "t9"],
    POINTS: ["t2"],
    COMPUTERS: ["t4"],
}
SITES = {"t2": "son tinh", "t5": "tra bong"}


def asks(line: str, group: str, body: str, **given: Any) -> list[Any]:
    """Return a row of what a line of 2023 asks for; ``given`` replaces apart, province, amount or spot."""
    facts = {"apart": False, "province": QN, "amount": 100, "spot": ""} | given
    return [
        line,
        ns.PROPOSAL + line,
        group,
        facts["apart"],
        body,
        facts["province"],
        2023,
        facts["amount"],
        facts["spot"],
    ]


def repeats(
    ask: Ask, row: list[Any], title: str = "Phần mềm báo cáo", sites: tuple[str, ...] = ()
) -> list[str]:
    """Return the tasks that one line repeats."""
    rows = ask(
        "findings/repeat-funding",
        {
            "asks": [row],
            "titles": [[row[0], title]],
            "sites": [[row[0], site] for site in sites],
            "taskDemands": [[ns.PROPOSAL + task, group] for group, tasks in TASKS.items() for task in tasks],
            "taskSites": [[ns.PROPOSAL + task, site] for task, site in SITES.items()],
        },
    )
    return [found[1] for found in rows]


def test_the_title_and_the_functions_tell_the_group(ask: Ask) -> None:
    capability = ns.CAPABILITY
    named = [
        ["ca-hai", REPORTS, 1, 0, 0],
        ["ten", REPORTS, 1, 0, 1],
        ["loai", REPORTS, 1, 1, 0],
        ["khac", REPORTS, 1, 0, 0],
    ]
    asked = [
        ["ca-hai", capability + "thu-bao-cao", 0.2],
        ["loai", capability + "thu-bao-cao", 0.9],
        ["viec", capability + "thu-bao-cao", 0.4],
        ["viec", capability + "nhac-han", 0.3],
        ["tau", capability + "tau-ca", 0.9],
        ["tau-ngo", capability + "tau-ca", 0.7],
        ["khac", capability + "mua-may", 0.9],
    ]
    rows = ask("groups/demand-signs", {"named": named, "asked": asked})
    assert [(line, group, strength) for line, group, strength, _ in rows] == [
        ("ca-hai", "bao-cao", "4"),  # named, and its functions point to it
        ("khac", "bao-cao", "2"),  # only named
        ("khac", "may-tinh", "3"),  # its functions make it likely
        ("tau", "tau-ca", "1"),  # a sure function outside all groups
        ("ten", "bao-cao", "2"),
        ("viec", "bao-cao", "3"),  # two functions together
    ]
    assert {line for line, _, _, apart in rows if apart == "true"} == {"ten"}
    signs = [
        [line, (BOATS if group == "tau-ca" else ns.DEMAND_GROUP + group), int(strength), apart == "true"]
        for line, group, strength, apart in rows
    ]
    best = ask("groups/demands", {"signs": signs})
    assert [(line, group) for line, group, _ in best] == [
        ("ca-hai", "bao-cao"),
        ("khac", "may-tinh"),
        ("tau", "tau-ca"),
        ("ten", "bao-cao"),
        ("viec", "bao-cao"),
    ]


def test_lines_of_several_bodies_of_one_province_are_one_need(ask: Ask) -> None:
    rows = [
        asks("l1", REPORTS, "Sở A", amount=300),
        asks("l2", REPORTS, "Sở B", amount=None),
        asks("l3", REPORTS, "sở b", amount=500),
        asks("l4", REPORTS, "Sở A", province="tỉnh Kon Tum"),
        asks("l5", POINTS, "Sở A"),
        asks("l6", POINTS, "Sở A"),
    ]
    found = ask("findings/same-need", {"asks": rows, "asOf": DAY})
    assert [row[:9] for row in found] == [
        (line, "bao-cao", "Báo cáo", "Reporting", "3", "2", "800", "Sở Thông tin", "Information department")
        for line in ("l1", "l2", "l3")
    ]
    peers = {row[0]: {iri.rsplit("/", 1)[-1] for iri in row[9].split()} for row in found}
    assert peers == {"l1": {"l2", "l3"}, "l2": {"l1", "l3"}, "l3": {"l1", "l2"}}
    later = ask("findings/same-need", {"asks": rows, "asOf": "2025-03-01"})
    assert {row[7] for row in later} == {"Sở Khoa học"}


def test_a_system_for_all_is_repeated_by_every_body_it_reaches(ask: Ask) -> None:
    # t3 was never paid for, t5 is a district's own, t6 the budget's head, t7 another province's, t9 too old.
    assert repeats(ask, asks("l1", REPORTS, "Sở A tỉnh Quảng Ngãi")) == ["t1", "t8"]
    # A commune is not one of 43 agencies.
    assert repeats(ask, asks("l1", REPORTS, "UBND xã Nghĩa An")) == ["t1"]
    # A district repeats its own task as well, and the one that names its place.
    assert repeats(ask, asks("l1", REPORTS, "UBND huyện Trà Bồng"), sites=("tra bong",)) == ["t1", "t5", "t8"]


def test_what_serves_a_place_is_repeated_only_there(ask: Ask) -> None:
    assert repeats(ask, asks("l1", POINTS, "UBND huyện Sơn Tịnh"), sites=("son tinh",)) == ["t2"]
    assert repeats(ask, asks("l1", POINTS, "UBND huyện Ba Tơ"), sites=("ba to",)) == []


def test_upkeep_by_the_lead_goods_and_lines_apart_repeat_nothing(ask: Ask) -> None:
    lead = "Sở Thông tin tỉnh Quảng Ngãi"
    assert repeats(ask, asks("l1", REPORTS, lead), "Nâng cấp hệ thống báo cáo") == []
    assert repeats(ask, asks("l1", REPORTS, lead), "Xây dựng hệ thống báo cáo") == ["t1", "t8"]
    assert repeats(ask, asks("l1", COMPUTERS, "Sở A tỉnh Quảng Ngãi")) == []
    assert repeats(ask, asks("l1", REPORTS, "Sở A tỉnh Quảng Ngãi", apart=True)) == []


def test_one_body_asking_twice_at_one_place_is_told(ask: Ask) -> None:
    rows = [
        asks("l1", POINTS, "Sở A", spot="son tinh", amount=200),
        asks("l2", POINTS, "Sở A", spot="son tinh"),
        asks("l3", POINTS, "Sở A", spot="ba to"),
        asks("l4", POINTS, "Sở B", spot="son tinh"),
        asks("l5", COMPUTERS, "Sở A"),
        asks("l6", COMPUTERS, "Sở A"),
    ]
    found = ask("findings/repeat-in-batch", {"asks": rows})
    assert [(row[0], row[4], row[5]) for row in found] == [("l1", "2", "300"), ("l2", "2", "300")]


def test_what_the_province_runs_is_found_by_the_demand_of_the_line(ask: Ask) -> None:
    lines = ("bao-cao", "diem-cau", "tach", "may", "tau", "kon-tum")
    rows = ask(
        "findings/provincial-platform",
        {
            "lines": [
                [line, "software", "none", "tỉnh Kon Tum" if line == "kon-tum" else QN] for line in lines
            ],
            "needs": [],
            "answers": [],
            "demands": [
                ["bao-cao", REPORTS, False],
                ["diem-cau", POINTS, False],
                ["tach", REPORTS, True],
                ["may", COMPUTERS, False],
                ["tau", BOATS, False],
                ["kon-tum", REPORTS, False],
            ],
            "asOf": DAY,
        },
    )
    assert [(row[0], row[1], row[3], row[6]) for row in rows] == [
        ("bao-cao", "he-thong-bao-cao", "Báo cáo", "đang vận hành"),
        ("diem-cau", "he-thong-bao-cao", "Điểm cầu", "đang vận hành"),  # its group is served by the other one
        ("tau", "tieng-noi", "Quản lý tàu cá", "đang vận hành"),  # a sure function outside all groups
    ]


def test_past_tasks_are_those_that_were_paid_for(ask: Ask) -> None:
    rows = ask("lookup/past-tasks", {"provinces": [["tỉnh Kon Tum"]]})
    assert [(row[1], row[4]) for row in rows] == [("t7", "Sở Thông tin tỉnh Kon Tum")]


def test_the_words_of_a_group_name_exclude_or_set_apart(ask: Ask) -> None:
    assert ask("lookup/demand-words", {}) == [
        ("bao-cao", "apart", "không nối mạng"),
        ("bao-cao", "not", "kế toán"),
        ("bao-cao", "said", "thu số liệu"),
    ]
