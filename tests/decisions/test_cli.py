"""The commands on decisions, each a process of its own on a store of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from registry.store.oxigraph import OxigraphStore
from tests.decisions.conftest import AN, BATCH, BINH, CIVIL, HA, Desk
from tests.test_cli import Done, objects, rasoat


@pytest.fixture
def home(desk: Desk) -> Path:
    return desk.settings.home


def decide(home: Path, line: str, outcome: str, by: str, *more: str) -> Done:
    return rasoat(home, "decide", BATCH, line, "--outcome", outcome, "--reason", "đã xem", "--by", by, *more)


def test_a_line_from_first_decision_to_second_opinion(home: Path) -> None:
    (first,) = objects(decide(home, "9", "build", AN, "--amount", "1000", "--json"))
    assert first["needs_second_opinion"] is True
    said = decide(home, "9", "build", BINH, "--seconds", str(first["number"]))
    assert said.returncode == 0, said.stderr
    assert "Ý kiến thứ hai" in said.stdout
    stale = decide(home, "9", "join", HA, "--after", str(first["number"]))
    assert stale.returncode == 2
    assert BINH in stale.stderr
    assert stale.stdout == ""
    history = objects(rasoat(home, "decisions", BATCH, "9", "--json"))
    assert [(item["reviewer"], item["current"]) for item in history] == [(AN, False), (BINH, True)]


def test_of_two_at_once_one_is_told_of_the_other(home: Path) -> None:
    with ThreadPoolExecutor() as pool:
        done = list(pool.map(lambda by: decide(home, "9", "send_back", by, "--after", ""), (AN, BINH)))
    assert sorted(item.returncode for item in done) == [0, 2]
    (loser,) = [item for item in done if item.returncode == 2]
    winner = BINH if done[0] is loser else AN
    assert winner in loser.stderr
    (kept,) = objects(rasoat(home, "decisions", BATCH, "--json"))
    assert kept["reviewer"] == winner


def test_judge_note_deadline_overdue_precedents_and_export(home: Path, tmp_path: Path) -> None:
    (said,) = objects(rasoat(home, "judge", BATCH, "9", CIVIL, "negative", "--by", HA, "--json"))
    assert said["number"] == f"DG-{str(said['time'])[:4]}-00001"
    (line,) = [row for row in objects(rasoat(home, "review", BATCH, "--json")) if row["line_no"] == 9]
    assert line["verdict"] == "none"
    (question,) = objects(rasoat(home, "note", BATCH, "9", "Bao nhiêu?", "--question", "--by", HA, "--json"))
    objects(rasoat(home, "answer", str(question["number"]), "173 xã", "--by", BINH, "--json"))
    notes = objects(rasoat(home, "notes", BATCH, "9", "--json"))
    assert [item["kind"] for item in notes] == ["question", "answer"]
    (due,) = objects(rasoat(home, "deadline", BATCH, "--received", "2023-04-07", "--by", HA, "--json"))
    assert due["due"] == "2023-04-21"
    (late,) = objects(rasoat(home, "overdue", "--on", "2023-04-22", "--json"))
    assert late["overdue"] is True
    undecided = late["undecided"]
    assert isinstance(undecided, list)
    assert len(undecided) == 120
    assert "quá hạn" in rasoat(home, "overdue", "--on", "2023-04-24").stdout
    assert "Chưa có tiền lệ" in rasoat(home, "precedents", BATCH, "9").stdout
    assert len(objects(rasoat(home, "precedents", BATCH, "--json"))) == 120
    (file,) = objects(rasoat(home, "export", "--sssom", tmp_path / "x.sssom.tsv", "--json"))
    assert file["mappings"] == 1


def test_bad_input_is_told_in_both_languages_and_changes_nothing(home: Path) -> None:
    before = OxigraphStore.reader(home / "store").count()
    for done in (
        rasoat(home, "decide", BATCH, "9", "--outcome", "build", "--by", AN),
        rasoat(home, "decide", BATCH, "9", "--outcome", "build", "--reason", "x"),
        rasoat(home, "decide", BATCH, "9", "--reason", "x", "--by", AN),
        rasoat(home, "judge", BATCH, "9", "khong-co", "positive", "--by", AN),
        rasoat(home, "deadline", BATCH, "--by", AN),
        rasoat(home, "decisions", "khong-co"),
        rasoat(home, "overdue", "--on", "07/04/2023"),
    ):
        assert done.returncode == 2
        assert done.stdout == ""
        vietnamese, english = done.stderr.strip().splitlines()[-2:]
        assert vietnamese != english
        assert "Traceback" not in done.stderr
    assert OxigraphStore.reader(home / "store").count() == before
