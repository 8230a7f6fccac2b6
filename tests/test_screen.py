"""Screening the 2023 batch and single lines, on the shipped registry."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.answers import Screening
from registry.intake.batch import read
from registry.model import VERDICTS
from registry.opened import Registry
from registry.usecases.batches import list_batches, read_batch
from registry.usecases.screen import screen
from tests.screening_support import DAY, one


@pytest.fixture(scope="module")
def screening(registry: Registry, data: Path) -> Screening:
    return screen(registry, read(data / "dev" / "batch-2023.jsonl"), DAY)


def test_every_line_has_a_verdict_and_the_money_adds_up(screening: Screening) -> None:
    assert len(screening.lines) == 120
    assert {line.verdict for line in screening.lines} <= set(VERDICTS)
    assert sum(total.lines for total in screening.totals) == 120
    assert screening.cost_vnd == sum(line.cost_vnd or 0 for line in screening.lines) == 115_885_950_000


def test_a_flag_always_names_its_platform_and_the_need_it_meets(screening: Screening) -> None:
    for line in screening.lines:
        if line.verdict in ("covered", "partly", "in_development"):
            assert line.platforms, line.id
            assert all(platform.met and platform.why for platform in line.platforms)
        if line.verdict == "none":
            assert not line.platforms
        if line.verdict == "partly":
            assert line.remainder, line.id
        if line.verdict == "unclear":
            assert line.questions, line.id


@pytest.mark.parametrize(
    "title",
    ["Xây dựng phần mềm đăng ký khai sinh, khai tử, kết hôn cho các xã", "Phần mềm quản lý hộ tịch"],
)
def test_civil_registration_software_is_covered_by_the_ministry_of_justice(
    registry: Registry, title: str
) -> None:
    line = one(registry, title).lines[0]
    assert line.verdict == "covered"
    assert line.platforms[0].id == "btp-ho-tich-dien-tu"


def test_scanning_old_registers_is_work_not_software(registry: Registry) -> None:
    line = one(registry, "Số hóa sổ hộ tịch giấy từ năm 1976 đến năm 2005").lines[0]
    assert line.verdict == "not_software"


def test_a_vague_line_is_sent_back_with_questions(registry: Registry) -> None:
    line = one(registry, "Phần mềm quản lý chuyên ngành").lines[0]
    assert line.verdict == "unclear"
    assert len(line.questions) >= 3


def test_the_one_stop_system_is_each_provinces_own_duty(registry: Registry) -> None:
    line = one(registry, "Nâng cấp hệ thống một cửa điện tử, giải quyết thủ tục hành chính của tỉnh").lines[0]
    assert line.verdict == "none"
    assert [finding.rule for finding in line.findings if finding.rule == "findings/local-duty"]
    assert any("61/2018/NĐ-CP" in item.text for finding in line.findings for item in finding.evidence)


def test_a_proposer_that_was_merged_is_shown_under_its_present_name(registry: Registry) -> None:
    line = one(
        registry, "Phần mềm quản lý hộ tịch", proposer="Sở Thông tin và Truyền thông tỉnh Quảng Ngãi"
    ).lines[0]
    assert line.proposer_now == "Sở Khoa học và Công nghệ tỉnh Quảng Ngãi"


def test_the_real_past_tasks_are_stored_batches(registry: Registry) -> None:
    batches = {row["id"]: row for row in list_batches(registry)}
    assert sum(row["lines"] for row in batches.values()) == 223
    stored = read_batch(registry, "ra-soat-quang-ngai-2023")
    assert len(stored.lines) == 120
    assert stored.as_of == DAY
    assert stored.lines[0].title.startswith("Triển khai phòng họp điện tử")
