"""How fast it is on this machine: load, lookup, cold start, screening, memory. Run: ``make bench``.

``python -m tests.bench.speed --lines 100000`` also screens that many lines, no two of them alike: titles and
descriptions of the labelled lines, put together at random.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from registry.bootstrap import open_registry, prepare
from registry.config import Settings
from registry.intake.batch import Intake, read
from registry.model import Batch, BatchLine
from registry.usecases.find import find
from registry.usecases.screen import screen

SETS = Path(__file__).parents[1] / "data" / "dev"
HANDS = SETS.parent / "hands"
ROUNDS = 5
COLD_STARTS = 7


def percentile(values: list[float], share: float) -> float:
    """Return the value below which ``share`` of the values lie."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def many_lines(count: int) -> Intake:
    """Return a batch of different lines, the same in every run."""
    rows = [
        json.loads(line)
        for pattern in ("train-lines-*.jsonl", "train-titles-*.jsonl")
        for file in sorted(HANDS.glob(pattern))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    pairs = random.Random(1).sample(range(len(rows) ** 2), count)
    lines = (
        BatchLine(
            id=f"dong-{number}",
            title=rows[pair // len(rows)]["title"],
            description=rows[pair % len(rows)]["description"],
            proposer=rows[pair // len(rows)]["proposer"],
            kind=rows[pair // len(rows)]["kind"],
            province="tỉnh Quảng Ngãi",
            cost_vnd=number,
        )
        for number, pair in enumerate(pairs)
    )
    return Intake(Batch(id="nhieu-dong", title="nhiều dòng", lines=tuple(lines)))


def main() -> None:
    """Print the figures as a Markdown table."""
    parser = argparse.ArgumentParser(description="Print how fast it is on this machine.")
    parser.add_argument("--lines", type=int, default=0, help="also screen so many different lines")
    many = parser.parse_args().lines
    bulk = 0.0
    queries = [
        json.loads(line)["query"]
        for line in (SETS / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(Path(home))
        start = time.perf_counter()
        prepare(settings)
        load = time.perf_counter() - start
        with open_registry(settings) as registry:
            triples = registry.store.count()
            find(registry, queries[0], "2023-04-07")
            lookups = []
            # A number says nothing of what is asked for, and lets no text be remembered.
            for number, query in enumerate(queries * ROUNDS):
                start = time.perf_counter()
                find(registry, f"{query} {number}", "2023-04-07")
                lookups.append((time.perf_counter() - start) * 1000)
            intake = read(SETS / "batch-2023.jsonl")
            screenings = []
            for _ in range(ROUNDS):
                start = time.perf_counter()
                screen(registry, intake, "2023-04-07")
                screenings.append(time.perf_counter() - start)
            if many:
                batch = many_lines(many)
                start = time.perf_counter()
                screen(registry, batch, "2023-04-07")
                bulk = time.perf_counter() - start
        command = [
            sys.executable,
            "-c",
            "from registry.cli import main; main()",
            "find",
            queries[0],
            "--json",
        ]
        cold = []
        for _ in range(COLD_STARTS):
            start = time.perf_counter()
            subprocess.run(command, env={**os.environ, "RASOAT_HOME": home}, check=True, capture_output=True)
            cold.append(time.perf_counter() - start)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = [
        ("Registry load (read, check, write, index)", f"{load:.1f} s, {triples:,} triples"),
        (
            "One search in the process, p50 / p99",
            f"{statistics.median(lookups):.1f} / {percentile(lookups, 0.99):.1f} ms",
        ),
        ("`rasoat find` from a cold start, median", f"{statistics.median(cold):.2f} s"),
        ("Screening the 120 lines, median", f"{statistics.median(screenings):.2f} s"),
        *([(f"Screening {many:,} different lines on all cores", f"{bulk:.0f} s")] if many else []),
        ("Peak memory of all this in one process", f"{memory:.0f} MiB"),
    ]
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}\n")
    print("| What | Figure |\n|---|---|")
    for name, figure in rows:
        print(f"| {name} | {figure} |")


if __name__ == "__main__":
    main()
