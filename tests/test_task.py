"""A pasted description is told from a search, and read as a line of a batch."""

from __future__ import annotations

import pytest

from registry.opened import Registry
from registry.usecases.task import is_task, meets, read_task


@pytest.mark.parametrize(
    ("text", "described"),
    [
        ("quản lý hộ tịch", False),
        ("phần mềm quản lý hồ sơ bệnh án điện tử của bệnh viện đa khoa tỉnh và các trung tâm y tế", False),
        ("Phần mềm hộ tịch\nĐăng ký khai sinh", True),
        (
            "Cơ quan cấp phiếu cần phần mềm tiếp nhận trích lục bản án, lập lý lịch tư pháp, xác minh án tích "
            "và in phiếu số 1, số 2 cho người dân, trao đổi dữ liệu với trung tâm quốc gia",
            True,
        ),
    ],
)
def test_a_description_is_told_from_a_search(text: str, described: bool) -> None:
    assert is_task(text) == described


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Phần mềm hộ tịch.\nĐăng ký khai sinh, khai tử", "Phần mềm hộ tịch"),
        ("Phần mềm hộ tịch. Đăng ký khai sinh, khai tử.", "Phần mềm hộ tịch"),
        ("  Phần mềm hộ tịch; đăng ký khai sinh", "Phần mềm hộ tịch"),
        ("Phần mềm hộ tịch", "Phần mềm hộ tịch"),
    ],
)
def test_the_first_sentence_is_the_title(registry: Registry, text: str, title: str) -> None:
    assert read_task(registry, text, "2023-04-07").title == title


def test_each_need_names_the_platforms_that_meet_it(registry: Registry) -> None:
    text = "Phần mềm quản lý hộ tịch\nĐăng ký khai sinh, khai tử, kết hôn; quản lý nghĩa trang, phần mộ"
    answer = read_task(registry, text, "2023-04-07")
    main, *rest = answer.needs
    assert "btp-ho-tich-dien-tu" in [platform.id for platform in meets(answer, main)]
    assert [need.state for need in rest if not meets(answer, need)] == ["open"] * len(rest)


def test_a_title_without_an_end_is_cut_at_a_word(registry: Registry) -> None:
    answer = read_task(registry, "quản lý hộ tịch và " * 40, "2023-04-07")
    assert len(answer.title) <= 250
    assert answer.title.split()[-1] in ("quản", "lý", "hộ", "tịch", "và")
