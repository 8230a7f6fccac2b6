"""The report model: figures, numbers, groups, and what it does not count."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from registry.answers import FindingSeen, Screening, line_numbers, numbered
from registry.errors import InputError
from registry.reports.model import Report
from registry.reports.profile import Profile, read_profile
from registry.reports.words import joined, long_date, spans, state
from tests.reports.conftest import CIVIL_STATUS, OWN


def test_totals_are_those_of_the_screening(report: Report, screening: Screening) -> None:
    assert {total.verdict: (total.lines, total.cost_vnd) for total in report.totals} == {
        total.verdict: (total.lines, total.cost_vnd) for total in screening.totals
    }
    assert report.cost_vnd == screening.cost_vnd == sum(total.cost_vnd for total in report.totals)
    assert sum(total.share for total in report.totals) == pytest.approx(1)
    for amounts in (report.agencies, report.sectors):
        assert sum(amount.cost_vnd for amount in amounts) == screening.cost_vnd
        assert all(sum(amount.by_verdict.values()) == amount.cost_vnd for amount in amounts)


def test_findings_are_numbered_by_line_and_place(report: Report) -> None:
    assert [item.finding.number for item in report.findings] == ["1.1", "1.2", "2.1", "3.1", "5.1"]
    assert list(report.kinds) == ["same-need", "weak-evidence", "answers", "brand-new", "need-to-justify"]


def test_numbers_given_by_the_screening_stay(screening: Screening) -> None:
    given = replace(screening.lines[1].findings[0], number="2.7")
    changed = replace(screening.lines[1], findings=(given,))
    lines = (screening.lines[0], changed, *screening.lines[2:])
    assert numbered(lines)[1].findings[0].number == "2.7"


def test_numbers_of_findings_are_unique_where_sheets_count_anew(screening: Screening) -> None:
    finding = (FindingSeen("a/b", "info", "m", ""),)
    lines = tuple(replace(line, line_no=1, findings=finding) for line in screening.lines)
    assert line_numbers(lines) == (1, 2, 3, 4, 5, 6)
    found = Report(replace(screening, lines=lines)).findings
    assert len({item.finding.number for item in found}) == len(found) == 6


def test_only_decisions_in_force_count(report: Report) -> None:
    assert [item.number for item in report.decided] == [2, 6]
    assert [item.number for item in report.undecided] == [1, 3, 4, 5]
    assert [item.number for item in report.settled] == [2], (
        "a decision without an amount has no sum after review"
    )
    assert report.kept_vnd == 120_000_000
    partly = next(total for total in report.totals if total.verdict == "partly")
    assert (partly.decided, partly.kept_vnd) == (1, 120_000_000)


def test_proposed_to_avoid_is_the_whole_amount_of_covered_lines_not_decided(report: Report) -> None:
    assert [item.number for item in report.avoidable] == [1]
    decided = replace(report.decisions["d-2"][1], line_id="d-1")
    assert Report(report.screening, decisions={"d-1": (decided,)}).avoidable == ()


def test_groups_name_members_in_order_and_their_findings(report: Report) -> None:
    (group,) = report.groups
    assert [item.number for item in group.members] == [1, 2]
    assert [item.finding.number for item in group.findings] == ["1.1"]
    assert report.groups_of(report.lines[1]) == (group,)
    assert report.groups_of(report.lines[2]) == ()


def test_owners_count_lines_with_a_platform_of_the_centre(report: Report) -> None:
    assert [(owner.name, owner.cost_vnd, len(owner.lines)) for owner in report.owners] == [
        ("Bộ Tư pháp", 2_480_000_000, 2),
        ("Bộ Nông nghiệp và Môi trường", 0, 1),
    ]


def test_a_platform_that_is_rather_not_the_answer_is_told_as_doubtful() -> None:
    assert state(CIVIL_STATUS) == "đang vận hành (mốc 01/01/2016)"
    assert state(replace(CIVIL_STATUS, score=0.49)) == "chưa chắc; đang vận hành (mốc 01/01/2016)"
    assert state(replace(OWN, score=0.1)) == "đang vận hành", "the province's own is no answer"


def test_numbers_and_dates_in_words() -> None:
    assert spans([7, 1, 2, 3, 9, 10]) == "1–3, 7, 9, 10"
    assert spans([]) == ""
    assert joined(["a", "b", "c"]) == "a, b và c"
    assert long_date("2023-02-05") == "ngày 05 tháng 02 năm 2023"
    assert long_date("2023-04-22") == "ngày 22 tháng 4 năm 2023"
    assert long_date("2023-11") == "ngày … tháng 11 năm 2023"
    assert long_date(None) == "ngày … tháng … năm …"


def test_the_profile_is_the_given_file_else_that_of_the_batch_else_blanks(tmp_path: Path) -> None:
    shipped = read_profile("ra-soat-quang-ngai-2023")
    assert shipped.agency == "SỞ THÔNG TIN VÀ TRUYỀN THÔNG"
    assert "1502/UBND-KGVX" in shipped.assignment
    assert read_profile("khong-co") == Profile()
    file = tmp_path / "p.yaml"
    file.write_text("agency: SỞ TÀI CHÍNH", encoding="utf-8")  # decomposed on purpose
    assert read_profile("ra-soat-quang-ngai-2023", file) == Profile(agency="SỞ TÀI CHÍNH")
    file.write_text("", encoding="utf-8")
    assert read_profile("x", file) == Profile()


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"agency: [", "YAML"),
        (b"agenzy: X", "agenzy"),
        (b"deadline: mai", "deadline"),
        (b"- a\n- b", "Hồ sơ"),
        (b"agency: \xff", "UTF-8"),
    ],
)
def test_a_wrong_profile_is_told_with_its_file(tmp_path: Path, content: bytes, named: str) -> None:
    file = tmp_path / "p.yaml"
    file.write_bytes(content)
    with pytest.raises(InputError) as error:
        read_profile("x", file)
    assert named in str(error.value)
    assert "p.yaml" in str(error.value)
    with pytest.raises(InputError):
        read_profile("x", tmp_path / "khong-co.yaml")
