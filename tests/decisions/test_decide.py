"""Deciding lines: history, conflicts, amounts, the second opinion."""

from __future__ import annotations

import pytest

from registry.errors import ConflictError, InputError, NotFoundError, RegistryError
from registry.usecases.decisions import decisions_of
from tests.decisions.conftest import AN, BATCH, BINH, CIVIL, HA, Desk


def test_a_later_decision_follows_the_former_and_replaces_nothing(desk: Desk) -> None:
    first = desk.decide("9", "build", amount_vnd=100, reason="Xã cần bản riêng")
    second = desk.decide("9", "join", HA, reason="Đã có hộ tịch điện tử", platforms=(CIVIL,))
    assert (second.revises, second.current, second.platforms) == (first.number, True, (CIVIL,))
    (line_id, history), *others = decisions_of(desk.registry.store, BATCH).items()
    assert others == []
    assert line_id == first.line_id == "qni-b23-009"
    assert [(item.number, item.reviewer, item.outcome, item.current) for item in history] == [
        (first.number, AN, "build", False),
        (second.number, HA, "join", True),
    ]
    assert history[0].reason == "Xã cần bản riêng"
    assert history[0].amount_vnd == 100
    assert history[0].time.startswith("2023-04-10T08:01:00")


def test_names_that_differ_only_in_diacritics_stay_apart(desk: Desk) -> None:
    for name in (HA, "Lê Hạ", "Lê  Hà "):
        desk.decide("1", "send_back", name)
    history = decisions_of(desk.registry.store, BATCH)["qni-b23-001"]
    assert [item.reviewer for item in history] == ["Lê Hà", "Lê Hạ", "Lê Hà"]


def test_a_decision_made_meanwhile_is_told_and_nothing_is_written(desk: Desk) -> None:
    seen = desk.decide("9", "send_back")
    meanwhile = desk.decide("9", "join", BINH, after=seen.number)
    before = desk.triples()
    for after in (seen.number, ""):
        with pytest.raises(ConflictError) as told:
            desk.decide("9", "build", HA, after=after)
        for text in (told.value.vi, told.value.en):
            assert BINH in text
            assert meanwhile.number in text
        assert "08:02 ngày 10/04/2023" in told.value.vi
    with pytest.raises(ConflictError):
        desk.decide("10", "build", HA, after="QD-2023-00099")
    assert desk.triples() == before
    assert desk.decide("10", "send_back", HA, after="").current


def test_building_against_a_mandatory_platform_needs_another_person(desk: Desk) -> None:
    first = desk.decide("9", "build", amount_vnd=500, reason="Xã cần bản riêng")
    assert first.needs_second_opinion
    assert first.mandatory == (CIVIL,)
    for same in (AN, "nguyen van an", "Nguyễn  Văn An"):
        with pytest.raises(InputError, match="người khác"):
            desk.decide("9", "build", same, seconds=first.number)
    with pytest.raises(InputError, match="cùng hướng xử lý"):
        desk.decide("9", "join", BINH, seconds=first.number)
    with pytest.raises(InputError, match="cùng hướng xử lý"):
        desk.decide("9", "build", BINH, amount_vnd=499, seconds=first.number)
    second = desk.decide("9", "build", BINH, seconds=first.number)
    assert (second.needs_second_opinion, second.second_opinion, second.amount_vnd) == (
        False,
        first.number,
        500,
    )
    former, _ = decisions_of(desk.registry.store, BATCH)["qni-b23-009"]
    assert (former.needs_second_opinion, former.second_opinion) == (False, second.number)
    # A new decision against it needs an opinion of its own; only the current one can be agreed with.
    assert desk.decide("9", "exempt", AN).needs_second_opinion
    with pytest.raises(ConflictError):
        desk.decide("9", "build", HA, seconds=second.number)


@pytest.mark.parametrize(("line", "outcome"), [("9", "join"), ("9", "send_back"), ("4", "build")])
def test_other_decisions_need_none(desk: Desk, line: str, outcome: str) -> None:
    assert not desk.decide(line, outcome).needs_second_opinion


def test_ones_own_judgement_does_not_free_of_the_second_opinion(desk: Desk) -> None:
    desk.judge("9", CIVIL, "negative", AN)
    assert desk.decide("9", "build", AN).needs_second_opinion
    assert not desk.decide("9", "build", BINH).needs_second_opinion, "An says that it is not the same"


def test_bad_decisions_say_why_in_both_languages_and_write_nothing(desk: Desk) -> None:
    before = desk.triples()
    cases: list[tuple[type[RegistryError], str, dict[str, object]]] = [
        (InputError, "lý do", {"outcome": "build", "reason": " "}),
        (InputError, "họ tên", {"outcome": "build", "reviewer": " "}),
        (InputError, "join_later", {"outcome": "approve"}),
        (InputError, "từ 0", {"outcome": "build", "amount_vnd": -1}),
        (InputError, "--amount-reason", {"outcome": "build", "amount_vnd": 1_980_000_001}),
        (NotFoundError, "khong-co", {"outcome": "join", "platforms": ("khong-co",)}),
        (NotFoundError, "PR-2023-00001", {"outcome": "build", "receipt": "PR-2023-00001"}),
        (InputError, "9.9", {"outcome": "build", "findings": ("9.9",)}),
        (ConflictError, "QD-2023-00001", {"outcome": "build", "seconds": "QD-2023-00001"}),
    ]
    for kind, word, given in cases:
        with pytest.raises(kind) as told:
            desk.decide("9", **given)  # type: ignore[arg-type]
        assert word in told.value.vi
        assert told.value.en != told.value.vi
    for batch, line in ((BATCH, "999"), ("khong-co", "9")):
        with pytest.raises(NotFoundError):
            desk.decide(line, "build", batch=batch)
    bare = next(number for number, line in desk.screened().items() if not line.platforms)
    with pytest.raises(InputError, match="--platform"):
        desk.decide(str(bare), "join")  # nothing is shown for this line: which platform?
    assert desk.triples() == before


def test_an_amount_above_the_one_asked_has_its_own_reason(desk: Desk) -> None:
    done = desk.decide("9", "send_back", amount_vnd=1_980_000_001, amount_reason="thêm 12 xã mới")
    assert (done.amount_vnd, done.amount_reason) == (1_980_000_001, "thêm 12 xã mới")


def test_a_decision_rests_on_findings_of_the_line(desk: Desk) -> None:
    done = desk.decide("36", "send_back", findings=("36.1",))
    assert done.findings == ("36.1",)


def test_a_batch_that_is_replaced_keeps_what_was_decided(desk: Desk) -> None:
    desk.add("dot", "Phần mềm quản lý hộ tịch", "Phần mềm kế toán xã")
    desk.decide("1", "join", batch="dot")
    desk.decide("2", "send_back", batch="dot")
    desk.add("dot", "Phần mềm chấm công", replace=True)
    kept = decisions_of(desk.registry.store, "dot")
    assert {line: [item.outcome for item in items] for line, items in kept.items()} == {
        "dot-1": ["join"],
        "dot-2": ["send_back"],
    }
