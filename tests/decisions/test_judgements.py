"""What a person judged changes the next screening of that line, and of no other."""

from __future__ import annotations

import dataclasses

import pytest

from registry.errors import InputError, NotFoundError
from registry.usecases.cards import absent
from tests.decisions.conftest import AN, BINH, CIVIL, HA, Desk

PRICES = "btc-csdl-quoc-gia-gia"
"""Answers line 18 of the batch."""


def test_a_judged_negative_is_no_answer_on_that_line_only(desk: Desk) -> None:
    before = desk.screened()
    assert [item.id for item in before[18].platforms] == [PRICES]
    desk.judge("18", PRICES, "negative", HA, "kho giá của tỉnh, không phải giá kê khai")
    after = desk.screened()
    assert {number for number in after if after[number] != before[number]} == {18}
    assert after[18].verdict == "none"
    assert after[18].platforms == ()
    (miss,) = [item for item in after[18].near_misses if item.id == PRICES]
    assert miss.against[0].startswith("Lê Hà đã bác ngày 10/04/2023 (DG-2023-00001): kho giá của tỉnh")
    (finding,) = [item for item in after[18].findings if item.rule == "decisions/judged-answers"]
    assert HA in finding.message
    assert [item.id for item in finding.evidence] == [PRICES, "DG-2023-00001"]


def test_a_judged_positive_is_an_answer(desk: Desk) -> None:
    before = desk.screened()
    number = next(
        number
        for number, line in before.items()
        # What each province runs itself by law is answered by no platform, whatever people say.
        if line.verdict == "none" and not any("local-duty" in item.rule for item in line.findings)
    )
    desk.judge(str(number), CIVIL, "positive", HA)
    after = desk.screened()
    assert {number for number in after if after[number] != before[number]} == {number}
    assert after[number].verdict == "covered"
    assert [item.id for item in after[number].platforms] == [CIVIL]
    assert after[number].platforms[0].why.startswith("Lê Hà xác nhận đúng ngày 10/04/2023 (DG-2023-00001)")


def test_a_positive_judgement_counts_where_the_machine_reads_no_software(desk: Desk) -> None:
    before = desk.screened()
    number = next(number for number, line in before.items() if line.verdict == "not_software")
    desk.judge(str(number), CIVIL, "positive")
    after = desk.line(number)
    assert (after.verdict, [item.id for item in after.platforms]) == ("covered", [CIVIL])


def test_the_latest_judgement_wins_and_unsure_takes_back(desk: Desk) -> None:
    before = desk.line(18)
    desk.judge("18", PRICES, "positive", AN)
    desk.judge("18", PRICES, "negative", BINH)
    assert desk.line(18).verdict == "none"
    desk.judge("18", PRICES, "unsure", HA)
    after = desk.line(18)
    assert (after.verdict, [item.id for item in after.platforms]) == (before.verdict, [PRICES])
    assert after.platforms == before.platforms
    assert "chưa chắc" in after.findings[-1].message


def test_a_line_that_differs_only_in_its_quantity_is_judged_alike(desk: Desk) -> None:
    desk.add("nam-nay", "Phần mềm quản lý hộ tịch cho 96 xã", "Phần mềm kế toán xã")
    desk.add("nam-sau", "Phần mềm quản lý hộ tịch cho 173 xã")
    before = desk.screened("nam-nay")
    assert [item.id for item in desk.line(1, "nam-sau").platforms] == [CIVIL]
    desk.judge("1", CIVIL, "negative", HA, batch="nam-nay")
    assert desk.line(1, "nam-sau").verdict == "none"
    assert desk.screened("nam-nay")[2] == before[2]


def test_a_platform_that_did_not_exist_yet_is_no_answer_however_judged(desk: Desk) -> None:
    later = min(absent(desk.registry, "2023-04-07"))
    before = desk.line(4)
    desk.judge("4", later, "positive")
    after = desk.line(4)
    assert (after.verdict, after.platforms) == (before.verdict, before.platforms)


def test_joining_a_platform_is_a_positive_judgement_while_the_decision_stands(desk: Desk) -> None:
    before = desk.line(4)
    desk.decide("4", "join_later", HA, platforms=(CIVIL,))
    assert [item.id for item in desk.line(4).platforms] == [CIVIL, *(item.id for item in before.platforms)]
    desk.decide("4", "send_back", HA)
    assert desk.line(4) == before


def test_rejecting_a_finding_is_a_negative_judgement_of_its_platforms(desk: Desk) -> None:
    before = desk.line(36)
    assert before.verdict == "covered"
    desk.decide("36", "send_back", HA, rejected=("36.1",))
    after = desk.line(36)
    assert after.verdict == "none"
    assert before.platforms[0].id in {item.id for item in after.near_misses}


def test_bad_judgements_are_refused(desk: Desk) -> None:
    for line, other, judgement, kind in (
        ("4", "khong-co", "positive", NotFoundError),
        ("4", "khong-co/4", "positive", NotFoundError),
        ("4", CIVIL, "maybe", InputError),
        ("4", "ra-soat-quang-ngai-2023/4", "positive", InputError),
        ("999", CIVIL, "positive", NotFoundError),
    ):
        with pytest.raises(kind):
            desk.judge(line, other, judgement)
    with pytest.raises(InputError):
        desk.judge("4", CIVIL, "positive", " ")


def test_a_judgement_shows_all_that_was_said(desk: Desk) -> None:
    said = desk.judge("4", CIVIL, "negative", HA, "khác việc")
    assert dataclasses.asdict(said) == {
        **dataclasses.asdict(said),
        "number": "DG-2023-00001",
        "line_id": "qni-b23-004",
        "platform": CIVIL,
        "judgement": "negative",
        "reviewer": HA,
        "reason": "khác việc",
    }
