"""Deadlines in working days of Vietnam, and what is late."""

from __future__ import annotations

from datetime import date

import holidays
import pytest

from registry.bootstrap import open_writer
from registry.entries import DeadlineSeen
from registry.errors import InputError, NotFoundError
from registry.usecases.decisions import deadline_of, overdue
from registry.usecases.decisions.deadlines import (
    NewDeadline,
    after_working_days,
    set_deadline,
    working_days_left,
)
from tests.decisions.conftest import AN, BATCH, BINH, HA, Desk


def set_for(desk: Desk, batch: str = BATCH, **given: object) -> DeadlineSeen:
    new = NewDeadline(batch, HA, **given)  # type: ignore[arg-type]
    with open_writer(desk.settings) as store:
        return set_deadline(desk.registry, store, new, desk.tick())


def test_the_holidays_of_2023_are_those_of_the_labour_code() -> None:
    days = holidays.country_holidays("VN", years=2023)
    # Tet of Quý Mão from 29 Chạp (20 January) to the fifth day; Giỗ Tổ (10/3 âm lịch) on Saturday 29 April,
    # 30 April a Sunday: 2 and 3 May off instead; 2 September a Saturday: 4 September off instead.
    weekdays = sorted(day.isoformat() for day in days if day.weekday() < 5)
    assert weekdays == [
        "2023-01-02",
        *(f"2023-01-{day}" for day in (20, 23, 24, 25, 26)),
        "2023-05-01",
        "2023-05-02",
        "2023-05-03",
        "2023-09-01",
        "2023-09-04",
    ]
    assert date(2023, 4, 29) in days


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        ("2023-04-07", 10, "2023-04-21"),  # letter 1502: a report before 22 April
        ("2023-04-08", 10, "2023-04-21"),  # a Saturday: counted from Monday
        ("2023-01-16", 10, "2023-02-06"),  # over Tet: five days off and two weekends
        ("2023-04-20", 10, "2023-05-09"),  # over Giỗ Tổ, 30/4, 1/5 and the days off instead
        ("2024-04-26", 5, "2024-05-07"),  # 29 April off for the worked Saturday 4 May, which counts
        ("2023-12-29", 1, "2024-01-02"),
    ],
)
def test_working_days_pass_over_weekends_and_holidays(received: str, days: int, due: str) -> None:
    assert after_working_days(date.fromisoformat(received), days).isoformat() == due


def test_days_left_count_down_to_the_last_day_and_below() -> None:
    due = date(2023, 5, 4)
    on = {
        "2023-04-27": 2,
        "2023-04-28": 1,
        "2023-05-03": 1,
        "2023-05-04": 0,
        "2023-05-05": -1,
        "2023-05-08": -2,
    }
    assert {day: working_days_left(date.fromisoformat(day), due) for day in on} == on


def test_a_deadline_set_anew_keeps_the_former_in_the_journal(desk: Desk) -> None:
    first = set_for(desk, received="2023-04-07")
    assert (first.received, first.due, first.days) == ("2023-04-07", "2023-04-21", 10)
    second = set_for(desk, due="2023-04-28")
    assert (second.received, second.due, second.days) == ("", "2023-04-28", None)
    assert deadline_of(desk.registry.store, BATCH) == second
    found = desk.registry.store.select(
        "SELECT DISTINCT ?number WHERE { ?entry a <https://w3id.org/rasoat/ontology#Deadline> ;"
        " <http://purl.org/dc/terms/identifier> ?number } ORDER BY ?number"
    )
    assert [row["number"] for row in found.values()] == [first.number, second.number]


def test_overdue_lists_the_lines_without_a_decision(desk: Desk) -> None:
    desk.add("dot", "Phần mềm quản lý hộ tịch", "Phần mềm kế toán xã", "Phần mềm chấm công")
    assert overdue(desk.registry.store, date(2023, 4, 25)) == []
    set_for(desk, "dot", received="2023-04-07")
    desk.decide("1", "build", AN, batch="dot")
    desk.decide("3", "send_back", AN, batch="dot")
    (late,) = overdue(desk.registry.store, date(2023, 4, 25))
    assert (late.overdue, late.days_left) == (True, -2)
    assert late.undecided == (("dot-2", 2, "Phần mềm kế toán xã"),)
    assert late.waiting == ("QD-2023-00001",), "against a mandatory platform, and nobody agreed yet"
    (early,) = overdue(desk.registry.store, date(2023, 4, 20))
    assert (early.overdue, early.days_left) == (False, 1)
    desk.decide("2", "send_back", AN, batch="dot")
    desk.decide("1", "build", BINH, batch="dot", seconds="QD-2023-00001")
    (done,) = overdue(desk.registry.store, date(2023, 4, 25))
    assert (done.overdue, done.undecided, done.waiting) == (False, (), ())


def test_bad_deadlines_are_refused(desk: Desk) -> None:
    for given in (
        {},
        {"received": "07/04/2023"},
        {"received": "2023-04-07", "days": 0},
        {"received": "2023-04-07", "due": "2023-04-06"},
        {"received": "2023-04-07", "due": "2023-04-16", "days": 5},
    ):
        with pytest.raises(InputError):
            set_for(desk, **given)
    with pytest.raises(NotFoundError):
        set_for(desk, "khong-co", due="2023-04-21")
    assert deadline_of(desk.registry.store, BATCH) is None
