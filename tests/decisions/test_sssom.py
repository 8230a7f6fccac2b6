"""The exported mapping set, read and validated by the tools of SSSOM themselves."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from registry.errors import InputError
from registry.usecases.decisions.sssom import export
from tests.decisions.conftest import AN, BATCH, BINH, CIVIL, HA, Desk

PRICES = "btc-csdl-quoc-gia-gia"


@pytest.fixture
def file(desk: Desk, tmp_path: Path) -> Path:
    desk.decide("9", "join_later", AN, platforms=(CIVIL, PRICES))
    desk.decide("9", "join", 'Trần "Ba" | Bình', platforms=(CIVIL,), reason='Đã có\n#hộ tịch\t"điện tử"')
    desk.judge("18", PRICES, "positive", AN)
    desk.judge("18", PRICES, "negative", HA, "kho giá của tỉnh")
    desk.judge("18", CIVIL, "unsure", HA)
    desk.judge("9", f"{BATCH}/10", "negative", BINH)
    path = tmp_path / "quyet-dinh.sssom.tsv"
    assert export(desk.registry, path, desk.now) == 4
    return path


def sssom(*arguments: str | Path) -> str:
    """Run the command of the SSSOM tools, in a process of its own since its libraries warn of each other.

    Return what it says on stderr, where it complains.
    """
    command = [Path(sys.executable).parent / "sssom", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr


def read(file: Path) -> tuple[dict[str, object], list[dict[str, str]]]:
    """Return the metadata and the rows of a mapping set."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    head = "".join(line[1:] for line in lines if line.startswith("#"))
    rows = csv.DictReader([line for line in lines if not line.startswith("#")], delimiter="\t")
    return yaml.safe_load(head), list(rows)


def test_the_file_is_valid_for_the_tools_of_sssom(file: Path) -> None:
    assert sssom("validate", file) == ""


def test_every_statement_that_counts_comes_back_from_the_tools(file: Path, tmp_path: Path) -> None:
    sssom("parse", file, "--output", tmp_path / "back.tsv")
    metadata, rows = read(tmp_path / "back.tsv")
    assert metadata["mapping_set_id"] == "https://w3id.org/rasoat/mapping/decisions"
    seen = {
        (
            row["subject_id"],
            row["predicate_id"],
            row["predicate_modifier"],
            row["object_id"],
            row["confidence"],
        )
        for row in rows
    }
    assert seen == {
        # The decision that stands, not the one before it; the last judgement of a pair, negatives included.
        ("line:ra-soat-quang-ngai-2023/qni-b23-009", "rs:answeredBy", "", f"platform:{CIVIL}", ""),
        ("line:ra-soat-quang-ngai-2023/qni-b23-018", "rs:answeredBy", "Not", f"platform:{PRICES}", ""),
        ("line:ra-soat-quang-ngai-2023/qni-b23-018", "rs:answeredBy", "", f"platform:{CIVIL}", "0.5"),
        (
            "line:ra-soat-quang-ngai-2023/qni-b23-009",
            "skos:closeMatch",
            "Not",
            "line:ra-soat-quang-ngai-2023/qni-b23-010",
            "",
        ),
    }
    assert {row["mapping_justification"] for row in rows} == {"semapv:ManualMappingCuration"}
    (joined,) = [row for row in rows if row["object_id"] == f"platform:{CIVIL}" and row["confidence"] == ""]
    # The tools lift what all rows share to the head.
    assert str(metadata["mapping_date"]) == "2023-04-10"
    assert joined["comment"].startswith("QD-2023-00002, ra-soat-quang-ngai-2023/qni-b23-009.")
    assert joined["comment"].endswith('Đã có #hộ tịch "điện tử"')
    assert len({row["record_id"] for row in rows}) == 4


def test_an_unwritable_file_is_refused(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        export(desk.registry, tmp_path / "khong-co" / "x.sssom.tsv", desk.now)
