"""What of a line no platform does, as its answer says it, on the shipped registry."""

from __future__ import annotations

import pytest

from registry.answers import Screening
from registry.intake.batch import Intake
from registry.matching.text import syllables
from registry.usecases.explain import OPENING, OWN_PART, PERHAPS, UNSURE
from tests.matching.conftest import Ask


@pytest.mark.parametrize(
    ("title", "done", "missing", "platform"),
    [
        ("Phần mềm kế toán xã", "Kế toán ngân sách xã", "quản lý bạn đọc thư viện", "btc-ktxa"),
        (
            "Phần mềm quản lý tài sản công",
            "Theo dõi trụ sở, xe công",
            "chấm công nhân viên bảo vệ",
            "btc-csdl-quoc-gia-tai-san-cong",
        ),
    ],
)
def test_details_that_nobody_offers_remain_in_the_words_of_the_line(
    ask: Ask, title: str, done: str, missing: str, platform: str
) -> None:
    answer = ask(title, f"{done}; {missing}")
    assert answer.verdict == "partly"
    assert answer.remainder == (missing,)
    assert missing in answer.message
    assert platform in {item.id for item in answer.platforms}


def test_what_remains_of_the_2023_lines_is_said_in_their_words(screening: Screening, batch: Intake) -> None:
    partly = [line for line in screening.lines if line.verdict == "partly"]
    assert len(partly) > 5
    text = {line.id: " ".join(syllables(f"{line.title} {line.description}")) for line in batch.batch.lines}
    for line in partly:
        assert line.remainder, line.id
        told = [part.removesuffix(UNSURE) for part in line.remainder]
        own_words = [part for part in told if part not in (OPENING, OWN_PART, PERHAPS)]
        assert all(" ".join(syllables(part)) in text[line.id] for part in own_words), line.remainder


def test_what_the_platform_rather_does_remains_in_doubt(ask: Ask, screening: Screening) -> None:
    # One clause cannot be done and left open: what is in doubt is a part of it.
    assert ask("Tra cứu tiêu chuẩn khi đi kiểm tra").remainder == (PERHAPS,)
    in_doubt = 0
    for line in screening.lines:
        for part in line.remainder:
            (chance,) = {need.confidence for need in line.needs if not need.capability} or {1.0}
            assert part.endswith(UNSURE) == (chance < 0.5 and part != PERHAPS), (line.id, part)
            in_doubt += part.endswith(UNSURE)
    assert in_doubt
