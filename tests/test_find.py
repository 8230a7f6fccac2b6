"""Searches that reviewers make, on the shipped registry."""

from __future__ import annotations

import pytest

from registry.answers import FindVerdict, PlatformHit
from registry.opened import Registry
from registry.usecases.explain import shared_words
from registry.usecases.find import find, message

TODAY = "2026-11-23"


@pytest.mark.parametrize(
    ("query", "platform"),
    [
        ("quản lý hộ tịch", "btp-ho-tich-dien-tu"),
        ("phan mem quan ly ho tich", "btp-ho-tich-dien-tu"),
        ("VNeID", "bca-vneid"),
        ("CSDL CBCCVC", "bnv-csdlqg-can-bo-cong-chuc-vien-chuc"),
    ],
)
def test_the_right_platform_comes_first_and_says_why(registry: Registry, query: str, platform: str) -> None:
    answer = find(registry, query, TODAY)
    assert answer.verdict == "covered"
    assert answer.results[0].id == platform
    assert answer.results[0].why
    assert answer.results[0].name in answer.message


def test_something_nobody_offers_is_said_to_be_nowhere(registry: Registry) -> None:
    answer = find(registry, "quản lý nghĩa trang", TODAY)
    assert answer.verdict == "none"
    assert answer.message.startswith("Chưa thấy")


def hit(score: float, *against: str) -> PlatformHit:
    return PlatformHit("a", "Nền tảng A", "Bộ A", "national", "operational", score, "vì", against=against)


def test_an_answer_that_is_rather_not_the_one_is_told_as_a_doubt() -> None:
    assert message("covered", hit(0.5), TODAY) == "Đã có: Nền tảng A (tính đến 23/11/2026)."
    assert message("covered", hit(0.49), TODAY).startswith("Có thể đã có: Nền tảng A")
    assert "chưa chắc" in message("covered", hit(0.49), TODAY)
    assert "nhưng bộ, ngành đang làm: Nền tảng A" in message("in_development", hit(0.5), TODAY)
    assert "nhưng có thể bộ, ngành đang làm: Nền tảng A" in message("in_development", hit(0.49), TODAY)


def test_what_speaks_against_an_answer_stands_beside_it_unless_the_answer_says_it() -> None:
    verdicts: tuple[FindVerdict, ...] = ("covered", "in_development")
    for verdict in verdicts:
        assert message(verdict, hit(0.9, "chưa vận hành", "việc khác"), TODAY).endswith("Lưu ý: việc khác.")
        assert "Lưu ý" not in message(verdict, hit(0.9, "chưa vận hành"), TODAY)


def test_the_sentence_names_the_central_platform_also_where_few_are_shown(registry: Registry) -> None:
    query = "kho dữ liệu dùng chung tỉnh Quảng Ngãi hộ tịch điện tử"
    for limit in (1, 5):
        assert find(registry, query, TODAY, limit).message == find(registry, query, TODAY, 24).message


@pytest.mark.parametrize("query", ["phần mềm quản lý", "chuyển đổi số năm nay", "…", ""])
def test_a_query_that_says_nothing_is_sent_back(registry: Registry, query: str) -> None:
    assert find(registry, query, TODAY).verdict == "unclear"


def test_the_answer_depends_on_the_date(registry: Registry) -> None:
    query = "cơ sở dữ liệu quốc gia về cán bộ, công chức, viên chức"
    now, before = find(registry, query, TODAY), find(registry, query, "2015-01-01")
    assert now.verdict == "covered"
    assert before.verdict != "covered"
    assert "bnv-csdlqg-can-bo-cong-chuc-vien-chuc" not in {
        hit.id for hit in before.results if hit.status == "operational"
    }


def test_old_and_new_tone_placement_are_the_same(registry: Registry) -> None:
    old, new = find(registry, "hoà giải ở cơ sở", TODAY), find(registry, "hòa giải ở cơ sở", TODAY)
    assert [hit.id for hit in old.results] == [hit.id for hit in new.results]
    assert [hit.score for hit in old.results] == [hit.score for hit in new.results]


def test_scores_are_graded(registry: Registry) -> None:
    scores = [hit.score for hit in find(registry, "quản lý hộ tịch", TODAY, 10).results]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score < 1 for score in scores)


def test_what_each_province_runs_itself_is_no_ministry_platform(registry: Registry) -> None:
    answer = find(registry, "trục tích hợp, chia sẻ dữ liệu LGSP của tỉnh", TODAY)
    assert answer.verdict == "none"


@pytest.mark.parametrize(
    ("text", "phrase", "shared"),
    [
        ("Bổ sung tính lương ở bộ, tỉnh", "cán bộ của tỉnh", ("bộ", "tỉnh")),
        ("quan ly can bo", "cán bộ", ("can", "bo")),
        ("registries of births", "births registry", ("registries", "births")),
    ],
)
def test_a_word_with_marks_is_shown_as_shared_only_with_them(
    registry: Registry, text: str, phrase: str, shared: tuple[str, ...]
) -> None:
    assert shared_words(registry.matcher, text, phrase) == shared
