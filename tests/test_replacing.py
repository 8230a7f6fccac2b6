"""A corrected list: lines are known again by their ids or by what they say, so decisions stay where they belong."""

from __future__ import annotations

from registry.model import BatchLine
from registry.usecases.replacing import Settled, settle


def lines(*texts: str, ids: str = "") -> list[BatchLine]:
    """Lines as a file without ids gives them, or with those of ``ids``; ``title@cost``."""
    found = []
    for number, (text, own) in enumerate(zip(texts, ids.split() or [""] * len(texts), strict=True), start=1):
        title, _, cost = text.partition("@")
        found.append(
            BatchLine(id=own or f"dot-{number:03d}", title=title, cost_vnd=int(cost) if cost else None)
        )
    return found


def seen(settled: Settled) -> dict[str, str]:
    return {line.id: line.title for line in settled.lines}


FORMER = lines("Phần mềm hộ tịch@900", "Mua máy tính", "Cổng dữ liệu mở")


def test_a_row_put_in_between_moves_no_identity() -> None:
    settled = settle(
        "dot", lines("Phần mềm hộ tịch@900", "Hệ thống camera", "Mua máy tính", "Cổng dữ liệu mở"), FORMER
    )
    assert [line.id for line in settled.lines] == ["dot-001", "dot-005", "dot-002", "dot-003"]
    assert seen(settled)["dot-002"] == "Mua máy tính"
    assert settled.missing == ()
    assert settled.renamed == {"dot-002": "dot-005", "dot-003": "dot-002", "dot-004": "dot-003"}


def test_a_corrected_cost_or_a_corrected_slip_of_the_pen_is_the_same_line() -> None:
    settled = settle("dot", lines("Phần mềm hộ tịch@1900", "Mua máy tính bàn", "Cổng dữ liệu mở"), FORMER)
    assert seen(settled) == {
        "dot-001": "Phần mềm hộ tịch",
        "dot-002": "Mua máy tính bàn",
        "dot-003": "Cổng dữ liệu mở",
    }
    assert settled.missing == ()


def test_another_task_at_the_same_place_is_another_line() -> None:
    settled = settle("dot", lines("Phần mềm hộ tịch@900", "Sửa nhà để xe", "Cổng dữ liệu mở"), FORMER)
    assert [line.id for line in settled.lines] == ["dot-001", "dot-004", "dot-003"]
    assert [line.id for line in settled.missing] == ["dot-002"]


def test_an_id_of_its_own_is_the_line_whatever_it_says_now() -> None:
    former = lines("Phần mềm hộ tịch", "Mua máy tính", ids="A.1 dot-a-2")
    settled = settle("dot", lines("Tên hoàn toàn khác", "Máy tính", ids="A.1 A.2"), former)
    assert seen(settled) == {"A.1": "Tên hoàn toàn khác", "dot-a-2": "Máy tính"}, "a prefix is not lost"
    renumbered = settle("dot", lines("Mua máy tính", "Mới", ids="B.1 B.2"), former)
    assert seen(renumbered) == {"dot-a-2": "Mua máy tính", "B.2": "Mới"}
    assert [line.id for line in renumbered.missing] == ["A.1"]


def test_two_lines_that_say_the_same_stay_two() -> None:
    former = lines("Mua máy tính@1", "Mua máy tính@1", "Mua máy tính@2")
    settled = settle("dot", lines("Mua máy tính@2", "Mua máy tính@1"), former)
    assert [line.id for line in settled.lines] == ["dot-003", "dot-001"]
    assert [line.id for line in settled.missing] == ["dot-002"]
