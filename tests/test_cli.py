"""The command as its users run it: a process of its own, its output and its exit codes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from registry import curated
from registry.config import Settings
from registry.opened import Registry
from registry.store.oxigraph import OxigraphStore

RASOAT = [sys.executable, "-c", "from registry.cli import main; main()"]
Done = subprocess.CompletedProcess[str]


def rasoat(home: Path, *arguments: str | Path) -> Done:
    environment = {**os.environ, "RASOAT_HOME": str(home), "COLUMNS": "200"}
    return subprocess.run(
        [*RASOAT, *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def objects(done: Done) -> list[dict[str, object]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def home(registry: Registry, settings: Settings) -> Path:
    """The data directory of the registry that the tests share: read only."""
    return settings.home


@pytest.fixture
def own_home(registry: Registry, settings: Settings, tmp_path: Path) -> Path:
    """A copy of it to write to."""
    shutil.copytree(settings.home, tmp_path / "home")
    return tmp_path / "home"


def contents(home: Path) -> int:
    return OxigraphStore.reader(home / "store").count()


def test_find_answers_in_words_and_as_json(home: Path) -> None:
    said = rasoat(home, "find", "quản lý hộ tịch")
    assert said.returncode == 0
    assert said.stdout.startswith("Đã có: ")
    assert said.stderr == ""
    (answer,) = objects(rasoat(home, "find", "quản lý hộ tịch", "--json", "--limit", "3"))
    assert {"id", "query", "verdict", "results"} <= set(answer)
    results = answer["results"]
    assert isinstance(results, list)
    assert len(results) == 3
    assert {"id", "name", "owner", "level", "status", "score", "why"} <= set(results[0])
    assert results[0]["id"] == "btp-ho-tich-dien-tu"


def test_find_answers_a_file_of_queries_in_its_order(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text(
        '{"id": "a", "query": "VNeID"}\n\n{"id": "b", "query": "quản lý nghĩa trang"}\n', encoding="utf-8"
    )
    answers = objects(rasoat(home, "find", "--queries", file, "--json"))
    assert [(answer["id"], answer["verdict"]) for answer in answers] == [("a", "covered"), ("b", "none")]


def test_screen_gives_the_stable_fields_and_stores_nothing(home: Path, data: Path) -> None:
    before = contents(home)
    lines = objects(
        rasoat(home, "screen", data / "dev" / "batch-2023.jsonl", "--as-of", "2023-04-07", "--json")
    )
    assert len(lines) == 120
    fields = {
        "id",
        "line_no",
        "title",
        "proposer",
        "cost_vnd",
        "verdict",
        "platforms",
        "remainder",
        "findings",
    }
    assert fields | {"questions"} <= set(lines[0])
    platforms = next(line["platforms"] for line in lines if line["verdict"] == "covered")
    assert isinstance(platforms, list)
    assert {"id", "score", "met", "status", "why"} <= set(platforms[0])
    assert contents(home) == before


def test_import_review_and_report_a_batch(own_home: Path, data: Path, tmp_path: Path) -> None:
    done = rasoat(own_home, "import", data / "batches" / "so-tttt-2024.xlsx")
    assert done.returncode == 0, done.stderr
    assert "Đã lưu đợt" in done.stdout
    again = rasoat(own_home, "import", data / "batches" / "so-tttt-2024.xlsx")
    assert again.returncode == 2
    assert "đã có trong sổ" in again.stderr
    stored = {str(row["id"]) for row in objects(rasoat(own_home, "review", "--json"))}
    assert "so-tttt-2024" in stored
    files = objects(rasoat(own_home, "report", "so-tttt-2024", "--out", tmp_path / "out", "--json"))
    assert {Path(str(row["file"])).suffix for row in files} == {
        ".docx",
        ".pdf",
        ".html",
        ".xlsx",
        ".jsonld",
        ".jsonl",
    }
    assert all(Path(str(row["file"])).stat().st_size > 1000 for row in files)
    assert len({Path(str(row["file"])).stem for row in files}) == 1
    some = rasoat(
        own_home, "report", "so-tttt-2024", "--out", tmp_path / "two", "--form", "pdf,xlsx", "--json"
    )
    assert [Path(str(row["file"])).suffix for row in objects(some)] == [".pdf", ".xlsx"]
    profile = tmp_path / "hồ sơ.yaml"
    profile.write_text("agency: SỞ TÀI CHÍNH\ncơ quan: sai\n", encoding="utf-8")
    for options, named in ((("--form", "odt"), "odt"), (("--profile", profile), "cơ quan")):
        wrong = rasoat(own_home, "report", "so-tttt-2024", "--out", tmp_path / "none", *options)
        assert wrong.returncode == 2
        assert named in wrong.stderr
        assert not (tmp_path / "none").exists()


def test_query_list_show_and_run(home: Path) -> None:
    assert "coverage/verdicts" in rasoat(home, "query", "list").stdout
    assert "SELECT" in rasoat(home, "query", "show", "coverage/verdicts").stdout
    rows = objects(
        rasoat(home, "query", "run", "lookup/successors", "-p", "name=Bộ Thông tin và Truyền thông", "--json")
    )
    assert {row["successorName"] for row in rows} >= {"Bộ Khoa học và Công nghệ", "Bộ Công an"}


def bad_files(folder: Path) -> list[tuple[Path, list[str]]]:
    """Files that cannot be read, and what the message must name."""
    corrupt = folder / "hong.xlsx"
    corrupt.write_bytes(b"PK\x03\x04 not a workbook")
    legacy = folder / "cu.csv"
    legacy.write_bytes("STT,Tên nhiệm vụ\n1,".encode() + "Phâ\u0300n mê\u0300m".encode("cp1258"))
    tcvn3 = folder / "tcvn3.csv"
    tcvn3.write_bytes("STT,Tªn nhiÖm vô,Kinh phÝ\n1,PhÇn mÒm qu¶n lý,100\n".encode("latin-1"))
    broken = folder / "dong.jsonl"
    broken.write_text('{"title": "Phần mềm quản lý hộ tịch"}\n{"title": \n', encoding="utf-8")
    missing = folder / "thieu.json"
    missing.write_text('[{"description": "không có tên"}]', encoding="utf-8")
    return [
        (corrupt, ["hong.xlsx"]),
        (legacy, ["cu.csv", "UTF-8"]),
        (tcvn3, ["tcvn3.csv", "UTF-8"]),
        (broken, ["dong.jsonl", "dòng 2", "row 2"]),
        (missing, ["thieu.json", "title"]),
        (folder / "khong-co.xlsx", ["khong-co.xlsx"]),
        (folder / "anh.png", [".png"]),
    ]


def test_bad_input_names_the_place_in_both_languages_and_changes_nothing(
    own_home: Path, tmp_path: Path
) -> None:
    before = contents(own_home)
    for file, named in bad_files(tmp_path):
        done = rasoat(own_home, "import", file)
        assert done.returncode == 2, file
        assert done.stdout == ""
        vietnamese, english = done.stderr.strip().splitlines()[-2:]
        for word in named:
            assert word in done.stderr, (file, word)
        assert vietnamese != english
        assert "Traceback" not in done.stderr
    assert contents(own_home) == before


def test_a_second_writer_is_told_to_wait(own_home: Path, data: Path) -> None:
    first = OxigraphStore.writer(own_home / "store")
    try:
        done = rasoat(own_home, "import", data / "dev" / "batch-2023.jsonl", "--replace")
        assert done.returncode == 2
        assert "đang ghi" in done.stderr
        assert "Another process" in done.stderr
        assert rasoat(own_home, "find", "VNeID").returncode == 0, "readers go on"
    finally:
        first.close()


def test_an_unwritable_home_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tep").write_text("a file, not a folder")
    done = rasoat(tmp_path / "tep" / "home", "find", "VNeID")
    assert done.returncode == 2
    assert "RASOAT_HOME" in done.stderr


def test_a_bad_date_is_refused(home: Path) -> None:
    done = rasoat(home, "find", "VNeID", "--as-of", "07/04/2023")
    assert done.returncode == 2
    assert "2023-04-07" in done.stderr


def test_check_reports_a_broken_record_with_exit_code_1(tmp_path: Path) -> None:
    source = tmp_path / "data"
    shutil.copytree(curated.shipped_path(), source)
    file = source / "platforms" / "btp.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("    capability: ", "    capability: khong-co-", 1), encoding="utf-8")
    done = rasoat(tmp_path / "home", "check", "--source", source, "--json")
    assert done.returncode == 1
    findings = [json.loads(line) for line in done.stdout.splitlines()]
    assert any(finding["level"] == "violation" for finding in findings)


def test_the_readme_commands_exist(home: Path) -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    named = {
        line.split("rasoat ")[1].split()[0]
        for line in readme.splitlines()
        if line.startswith(".venv/bin/rasoat ")
    }
    shown = rasoat(home, "--help").stdout
    assert named
    assert all(f" {name} " in shown for name in named)


def test_a_verdict_is_put_on_record_replayed_and_opened_again_after_a_change(
    own_home: Path, tmp_path: Path
) -> None:
    batch, day = "ra-soat-quang-ngai-2023", "2023-04-07"
    lines = objects(rasoat(own_home, "review", batch, "--issue", "--by", "Nguyễn Thị Lan", "--json"))
    numbers = {str(line["id"]): str(line["receipt"]) for line in lines}
    assert len(set(numbers.values())) == 120
    listed = objects(rasoat(own_home, "receipts", batch, "--json"))
    assert [item["number"] for item in listed] == sorted(numbers.values())
    assert {item["by"] for item in listed} == {"Nguyễn Thị Lan"}
    replayed = objects(rasoat(own_home, "replay", "--batch", batch, "--json"))
    assert all(item["same"] for item in replayed)
    assert rasoat(own_home, "replay", "PR-1999-00001").returncode == 2
    assert rasoat(own_home, "replay", "--batch", "khong-co").returncode == 2
    assert objects(rasoat(own_home, "watch", batch, "--as-of", day, "--json")) == []

    printed = rasoat(own_home, "record", "byt-quan-tri-an-toan-thuc-pham").stdout
    assert "    observed: '2023-04-07'\n" in printed
    file = tmp_path / "doi.yaml"
    file.write_text(printed.replace("status: developing", "status: operational"), encoding="utf-8")
    signed = ["--by", "Trần Văn Bình", "--why", "Công văn của bộ"]
    bad = tmp_path / "sai.yaml"
    bad.write_text(printed.replace("capability: kiem-nghiem", "capability: khong-co"), encoding="utf-8")
    refused = rasoat(own_home, "register", bad, *signed)
    assert refused.returncode == 2
    for named in ("sai.yaml", "dòng 1", "row 1", "byt-quan-tri-an-toan-thuc-pham", "capability/khong-co"):
        assert named in refused.stderr
    assert objects(rasoat(own_home, "register", "--list", "--json")) == []
    (change,) = objects(rasoat(own_home, "register", file, *signed, "--json"))
    assert change == {"id": "byt-quan-tri-an-toan-thuc-pham", "new": False}
    (origin,) = objects(rasoat(own_home, "register", "--list", "--json"))
    assert (origin["by"], origin["why"]) == ("Trần Văn Bình", "Công văn của bộ")

    reopened = objects(rasoat(own_home, "watch", batch, "--as-of", day, "--json"))
    assert [item["former"] for item in reopened] == [numbers[str(item["line_id"])] for item in reopened]
    assert {tuple(item["causes"]) for item in reopened if isinstance(item["causes"], list)} == {("registry",)}
    assert objects(rasoat(own_home, "watch", batch, "--as-of", day, "--json")) == []
    told = rasoat(own_home, "replay", str(reopened[0]["former"]))
    assert told.returncode == 1
    assert "đang xây dựng → đang vận hành" in told.stdout
    opened = objects(rasoat(own_home, "query", "run", "journal/open-again", "--json"))
    assert [row["line"] for row in opened] == [item["line_id"] for item in reopened]
