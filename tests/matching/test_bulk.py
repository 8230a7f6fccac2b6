"""Many lines: each distinct one is read once, in order, by one process or by several."""

from __future__ import annotations

import os

import pytest

from registry.answers import Screening
from registry.intake.batch import Intake
from registry.matching import bulk
from registry.matching.bulk import read_lines
from registry.matching.matcher import Matcher
from registry.matching.needs import Line, Reading, read
from registry.opened import Registry
from registry.usecases.screen import screen

DAY = "2023-04-07"

LINES = [
    Line("Phần mềm quản lý hộ tịch cho 17 xã huyện Sơn Tịnh"),
    Line("Mua 35 máy tính", "Đặt tại xã Bình Trị"),
    Line("Phần mềm quản lý hộ tịch cho 9 xã huyện Bình Sơn"),
    Line("Phần mềm kế toán xã"),
    Line("Mua 8 máy tính", "Đặt tại xã Tịnh Khê"),
    Line("Phần mềm quản lý hộ tịch cho 17 xã huyện Sơn Tịnh", proposer="Tỉnh ủy Quảng Ngãi"),
]


def read_all(matcher: Matcher, lines: list[Line]) -> list[Reading]:
    return list(read_lines(matcher, lines, frozenset()))


def test_lines_that_differ_in_quantities_and_places_are_read_once(matcher: Matcher) -> None:
    readings = read_all(matcher, LINES)
    assert readings[0] is readings[2]
    assert readings[1] is readings[4]
    # Who asks may change the answer.
    assert readings[5] is not readings[0]
    assert len({id(reading) for reading in readings}) == 4


def test_results_are_in_the_order_of_the_lines(matcher: Matcher) -> None:
    for lines in (LINES, LINES[::-1]):
        readings = read_all(matcher, lines)
        alone = [read(matcher, line.canonical(matcher)) for line in lines]
        assert [(found.nature, found.needs) for found in readings] == [
            (single.nature, single.needs) for single in alone
        ]
    assert len({(single.nature, single.needs) for single in alone}) >= 3


def test_no_line_no_work(matcher: Matcher) -> None:
    assert read_all(matcher, []) == []


def test_progress_counts_lines_that_are_read_alike_too(registry: Registry, batch: Intake) -> None:
    twice = [*batch.batch.lines[:3], *batch.batch.lines[:3]]
    lines = tuple(line.model_copy(update={"id": f"l{number}"}) for number, line in enumerate(twice))
    done: list[int] = []
    screen(registry, Intake(batch.batch.model_copy(update={"lines": lines})), DAY, done.append)
    assert sum(done) == 6


def test_several_processes_give_what_one_gives(
    registry: Registry, batch: Intake, screening: Screening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "MANY", 5)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    done: list[int] = []
    shared = screen(registry, batch, DAY, done.append)
    assert [line.verdict for line in shared.lines] == [line.verdict for line in screening.lines]
    assert [[item.id for item in line.platforms] for line in shared.lines] == [
        [item.id for item in line.platforms] for line in screening.lines
    ]
    assert sum(done) == len(batch.batch.lines) == 120


def test_the_pool_really_reads_elsewhere(matcher: Matcher, monkeypatch: pytest.MonkeyPatch) -> None:
    here = {id(phrase) for phrase in matcher.index.phrases}
    lines = [Line(title) for title in ("quản lý hộ tịch", "giá đất", "tàu cá", "kế toán xã", "học bạ")]
    alone = read_all(matcher, lines)
    monkeypatch.setattr(bulk, "MANY", 5)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    shared = read_all(matcher, lines)
    # A reading of this process points to phrases of this process; one that was sent over has its own.
    assert all(id(reading.ranking.platforms[0].own) in here for reading in alone)
    assert not any(id(reading.ranking.platforms[0].own) in here for reading in shared)
    assert [reading.needs for reading in shared] == [reading.needs for reading in alone]
