"""How fast it is on this machine: load, lookup, cold start, screening, memory. Run: ``make bench``."""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from registry.bootstrap import open_registry, prepare
from registry.config import Settings
from registry.intake.batch import read
from registry.usecases.find import find
from registry.usecases.screen import screen

SETS = Path(__file__).parents[1] / "data" / "dev"
ROUNDS = 5
COLD_STARTS = 7


def percentile(values: list[float], share: float) -> float:
    """Return the value below which ``share`` of the values lie."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def main() -> None:
    """Print the figures as a Markdown table."""
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
            for query in queries * ROUNDS:
                start = time.perf_counter()
                find(registry, query, "2023-04-07")
                lookups.append((time.perf_counter() - start) * 1000)
            intake = read(SETS / "batch-2023.jsonl")
            screenings = []
            for _ in range(ROUNDS):
                start = time.perf_counter()
                screen(registry, intake, "2023-04-07")
                screenings.append(time.perf_counter() - start)
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
        ("Peak memory of all this in one process", f"{memory:.0f} MiB"),
    ]
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}\n")
    print("| What | Figure |\n|---|---|")
    for name, figure in rows:
        print(f"| {name} | {figure} |")


if __name__ == "__main__":
    main()
