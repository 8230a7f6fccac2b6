"""How right the answers are on the labelled development sets, with every failure.

Prints hit@1, recall@5, MRR, missed, false alarms and verdict accuracy of searches; flag precision, recall,
F1, precision of ``covered`` and verdict accuracy of screened lines. The sets are for measuring: nothing is
fitted on them. Run: ``make bench-accuracy`` (``-q`` leaves the failures out).
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from registry.bootstrap import open_registry
from registry.config import Settings
from registry.intake.batch import read
from registry.opened import Registry
from registry.usecases.find import find
from registry.usecases.screen import screen

SETS = Path(__file__).parents[1] / "data" / "dev"
TODAY = "2026-11-23"
FOUND = ("covered", "in_development")
FLAGS = ("covered", "partly", "in_development")


def rows(name: str) -> list[dict[str, Any]]:
    """Return the objects of a labelled set."""
    return [json.loads(line) for line in (SETS / name).read_text(encoding="utf-8").splitlines()]


def ratio(part: float, whole: float) -> float:
    """Return part / whole, 0 where there is nothing."""
    return part / whole if whole else 0.0


@dataclass
class SearchFigures:
    """Counts over the labelled searches."""

    asked: int = 0
    first: int = 0
    among_five: int = 0
    reciprocal: float = 0.0
    missed: int = 0
    unanswerable: int = 0
    false_alarms: int = 0
    verdicts: int = 0
    styles: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    failures: list[str] = field(default_factory=list)

    def table(self) -> dict[str, float]:
        """Return the figures by name."""
        return {
            "hit@1": ratio(self.first, self.asked),
            "recall@5": ratio(self.among_five, self.asked),
            "MRR": ratio(self.reciprocal, self.asked),
            "missed": ratio(self.missed, self.asked),
            "false alarms": ratio(self.false_alarms, self.unanswerable),
            "verdict accuracy": ratio(self.verdicts, self.asked + self.unanswerable),
        }


def searches(registry: Registry) -> SearchFigures:
    """Ask every labelled search."""
    figures = SearchFigures()
    for label in rows("queries.jsonl"):
        answer = find(registry, label["query"], TODAY, 10)
        ids = [hit.id for hit in answer.results]
        figures.verdicts += answer.verdict == label["verdict"]
        alarm = answer.verdict in FOUND
        if label["verdict"] not in FOUND:
            figures.unanswerable += 1
            figures.false_alarms += alarm
            if alarm:
                figures.failures.append(f"false alarm: {label['query']} -> {ids[:2]}")
            continue
        wanted = set(label["primary"])
        hit = bool(ids) and ids[0] in wanted
        figures.asked += 1
        figures.first += hit
        figures.among_five += any(key in wanted for key in ids[:5])
        figures.reciprocal += next((1 / rank for rank, key in enumerate(ids, start=1) if key in wanted), 0.0)
        figures.missed += not alarm
        figures.styles[label["style"]][0] += 1
        figures.styles[label["style"]][1] += hit
        if not hit or not alarm:
            kind = "missed" if not alarm else "not first"
            figures.failures.append(f"{kind}: {label['query']} -> {ids[:2]}, wanted {label['primary']}")
    return figures


@dataclass
class ScreenFigures:
    """Counts over the labelled lines of a batch."""

    lines: int = 0
    right: int = 0
    flagged_right: int = 0
    flagged_wrong: int = 0
    overlooked: int = 0
    covered: int = 0
    covered_right: int = 0
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def table(self) -> dict[str, float]:
        """Return the figures by name."""
        precision = ratio(self.flagged_right, self.flagged_right + self.flagged_wrong)
        recall = ratio(self.flagged_right, self.flagged_right + self.overlooked)
        return {
            "flag precision": precision,
            "flag recall": recall,
            "flag F1": ratio(2 * precision * recall, precision + recall),
            "covered precision": ratio(self.covered_right, self.covered),
            "verdict accuracy": ratio(self.right, self.lines),
        }


def screening(registry: Registry, batch: str, labels: str, as_of: str) -> ScreenFigures:
    """Screen a labelled batch; a flag is right when a labelled platform is among the first three shown."""
    figures = ScreenFigures()
    wanted = {label["id"]: label for label in rows(labels)}
    for line in screen(registry, read(SETS / batch), as_of).lines:
        label = wanted[line.id]
        expected = set(label["primary"]) if label["verdict"] in FLAGS else set()
        flagged = line.verdict in FLAGS
        accepted = expected | set(label["also"])
        good = flagged and bool(expected) and any(item.id in accepted for item in line.platforms[:3])
        figures.lines += 1
        figures.right += line.verdict == label["verdict"]
        figures.flagged_right += good
        figures.flagged_wrong += flagged and not good
        figures.overlooked += bool(expected) and not good
        figures.covered += line.verdict == "covered"
        figures.covered_right += line.verdict == label["verdict"] == "covered"
        figures.confusion[label["verdict"], line.verdict] += 1
        if line.verdict != label["verdict"] or (flagged and not good):
            shown = [item.id for item in line.platforms[:2]]
            figures.failures.append(
                f"{label['verdict']} -> {line.verdict}: {line.title} -> {shown}, wanted {label['primary']}"
            )
    return figures


def show(title: str, table: dict[str, float], failures: Sequence[str], quiet: bool) -> None:
    """Print one set's figures and its failures."""
    print(f"\n{title}")
    for name, value in table.items():
        print(f"  {name:<18} {value:.3f}")
    if not quiet:
        for failure in failures:
            print(f"    {failure}")


def main() -> None:
    """Print all figures."""
    quiet = "-q" in sys.argv
    with open_registry(Settings.from_env()) as registry:
        found = searches(registry)
        show("150 searches (today)", found.table(), found.failures, quiet)
        print(
            "  first by style:", ", ".join(f"{style} {hit}/{n}" for style, (n, hit) in found.styles.items())
        )
        for title, batch, labels, day in (
            (
                "120 lines of 2023 (as of 2023-04-07)",
                "batch-2023.jsonl",
                "labels-batch-2023.jsonl",
                "2023-04-07",
            ),
            ("103 real tasks (today)", "tasks-quang-ngai.jsonl", "labels-quang-ngai.jsonl", TODAY),
        ):
            figures = screening(registry, batch, labels, day)
            show(title, figures.table(), figures.failures, quiet)


if __name__ == "__main__":
    main()
