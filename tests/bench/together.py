"""How right the findings over whole batches are: same needs, repeated funding, the province's own systems.

Figures are of pairs: two lines of one need; a line and a past task (or another line of its body) that it
repeats; a line and a system of its province. Labels of lines that a set does not speak of are not counted.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from registry.answers import Screening
from registry.bootstrap import open_registry, open_writer
from registry.config import Settings
from registry.intake.batch import read
from registry.usecases.batches import import_batch
from registry.usecases.screen import screen
from tests.bench.results import Counted

DATA = Path(__file__).parents[1] / "data"
SEEN = DATA / "seen-together"
"""A batch of another province, constructed before the rules were written, with its past tasks and labels."""
KINDS = ("same_need_as", "repeats", "provincial")
REPEATS = ("findings/repeat-funding", "findings/repeat-in-batch")
SETS = (
    (
        "together-dev-batch-2023",
        DATA / "dev/batch-2023.jsonl",
        DATA / "dev/labels-batch-2023.jsonl",
        "2023-04-07",
    ),
    ("together-kon-tum-2024", SEEN / "batch.jsonl", SEEN / "labels.jsonl", "2024-03-15"),
    (
        "together-quang-ngai",
        DATA / "dev/tasks-quang-ngai.jsonl",
        DATA / "dev/labels-quang-ngai.jsonl",
        "2026-11-23",
    ),
)
"""Name, lines, labels and date; the tasks of the last are labelled for systems of the province only."""

Pairs = set[tuple[str, str]]


def measured(settings: Settings) -> list[Counted]:
    """Return what is measured of every set, on a copy of the data directory that holds the past tasks."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        shutil.copytree(settings.home, home)
        with open_writer(Settings(home)) as store:
            import_batch(store, read(SEEN / "past.jsonl"))
        with open_registry(Settings(home)) as registry:
            return [
                _measure(name, screen(registry, read(lines), as_of), _labels(labels))
                for name, lines, labels, as_of in SETS
            ]


def _labels(path: Path) -> dict[str, Mapping[str, Any]]:
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line)
    return {row["id"]: row for row in rows}


def _measure(name: str, screening: Screening, labels: Mapping[str, Mapping[str, Any]]) -> Counted:
    figures: dict[str, float] = {}
    wrong: list[str] = []
    given = {kind: set(pairs) for kind, pairs in _given(screening)}
    for kind in KINDS:
        if not any(kind in row for row in labels.values()):
            continue
        wanted = {(line.id, other) for line in screening.lines for other in labels[line.id][kind]}
        figures |= precision_recall(kind, given[kind], wanted)
        wrong += [f"{kind}, too much: {one} - {other}" for one, other in sorted(given[kind] - wanted)]
        wrong += [f"{kind}, missed: {one} - {other}" for one, other in sorted(wanted - given[kind])]
    return Counted(name, figures, tuple(wrong))


def _given(screening: Screening) -> Iterator[tuple[str, Iterable[tuple[str, str]]]]:
    needs, lines = screening.same_needs, screening.lines
    yield (
        "same_need_as",
        ((one, other) for need in needs for one in need.line_ids for other in need.line_ids if one != other),
    )
    yield (
        "repeats",
        (
            (line.id, item.id.rsplit("/", 1)[-1])
            for line in lines
            for finding in line.findings
            if finding.rule in REPEATS
            for item in finding.evidence
            if item.kind == "line"
        ),
    )
    yield "provincial", ((line.id, platform.id) for line in lines for platform in line.provincial)


def precision_recall(kind: str, given: Pairs, wanted: Pairs) -> dict[str, float]:
    """Return the share of the given pairs that are right, and of the wanted ones that are given."""
    right = len(given & wanted)
    return {
        f"{kind} precision": right / len(given) if given else 1.0,
        f"{kind} recall": right / len(wanted) if wanted else 1.0,
    }
