"""A pasted description is told from a search, and read as a line of a batch."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from registry.opened import Registry
from registry.usecases.task import is_task, meets, read_task


def test_what_people_search_for_is_no_description(data: Path) -> None:
    queries = (data / "dev" / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    assert not [query for line in queries if is_task(query := json.loads(line)["query"])]


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
