"""Alike lines decided before, and the warning when they were decided differently."""

from __future__ import annotations

import pytest

from registry.errors import NotFoundError
from registry.usecases.decisions import precedents
from tests.decisions.conftest import AN, BINH, CIVIL, HA, Desk


def test_a_like_line_decided_before_is_a_precedent(desk: Desk) -> None:
    desk.add("nam-truoc", "Phần mềm quản lý hộ tịch cho 96 xã", "Phần mềm chấm công")
    desk.add("nam-nay", "Phần mềm quản lý hộ tịch cho 173 xã", "Phần mềm đăng ký khai sinh, khai tử, kết hôn")
    assert precedents(desk.registry, "nam-nay", "1")["nam-nay-1"].cases == ()
    done = desk.decide("1", "join", AN, batch="nam-truoc", platforms=(CIVIL,))
    desk.decide("2", "build", AN, batch="nam-truoc")
    found = precedents(desk.registry, "nam-nay")
    (by_title,) = found["nam-nay-1"].cases
    assert by_title.decision == done
    assert (by_title.likeness, by_title.title) == (100, "Phần mềm quản lý hộ tịch cho 96 xã")
    (by_capability,) = found["nam-nay-2"].cases
    assert by_capability.same_capability
    assert by_capability.likeness < 100
    assert not any(item.contradicted for item in found.values())


def test_like_cases_decided_differently_are_warned_of(desk: Desk) -> None:
    desk.add("nam-truoc", "Phần mềm quản lý hộ tịch cho 96 xã", "Phần mềm quản lý hộ tịch cho 12 phường")
    desk.add("nam-nay", "Phần mềm quản lý hộ tịch cho 173 xã")
    joined = desk.decide("1", "join", AN, batch="nam-truoc", platforms=(CIVIL,))
    built = desk.decide("2", "build", BINH, batch="nam-truoc")
    found = precedents(desk.registry, "nam-nay", "1")["nam-nay-1"]
    assert {case.decision.number for case in found.cases} == {joined.number, built.number}
    assert found.contradicted
    assert joined.number in found.warning
    assert built.number in found.warning
    desk.decide("2", "join", BINH, batch="nam-truoc", platforms=(CIVIL,))
    again = precedents(desk.registry, "nam-nay", "1")["nam-nay-1"]
    assert [case.decision.outcome for case in again.cases] == ["join", "join"], (
        "the revised one no longer stands"
    )
    assert not again.contradicted
    # The line's own decision is no precedent of itself, but it can go against the others.
    desk.decide("1", "exempt", HA, batch="nam-nay")
    own = precedents(desk.registry, "nam-nay", "1")["nam-nay-1"]
    assert [case.decision.outcome for case in own.cases] == ["join", "join"]
    assert own.contradicted


def test_what_people_said_of_two_lines_counts_more_than_words(desk: Desk) -> None:
    desk.add("nam-truoc", "Phần mềm quản lý hộ tịch cho 96 xã", "Phần mềm chấm công")
    desk.add("nam-nay", "Phần mềm quản lý hộ tịch cho 173 xã")
    desk.decide("1", "join", AN, batch="nam-truoc", platforms=(CIVIL,))
    time_sheet = desk.decide("2", "build", AN, batch="nam-truoc")
    desk.judge("1", "nam-truoc/1", "negative", HA, batch="nam-nay")
    desk.judge("2", "nam-nay/1", "positive", HA, batch="nam-truoc")
    (case,) = precedents(desk.registry, "nam-nay", "1")["nam-nay-1"].cases
    assert (case.decision.number, case.confirmed) == (time_sheet.number, True)


def test_an_unknown_line_has_none(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        precedents(desk.registry, "ra-soat-quang-ngai-2023", "999")
