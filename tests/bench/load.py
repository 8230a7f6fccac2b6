"""How many requests a second the server answers, beside a bare endpoint of itself. Run: ``python -m tests.bench.load``.

The server runs as ``rasoat serve`` does, on the real store on disk, and Debian's wrk asks over the loopback:
platforms one after the other, and the labelled searches, at 1, 16 and 64 connections. Both share the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

from api.app import app_from_env
from registry.bootstrap import open_registry
from registry.config import Settings
from tests.api.browsing import serving
from tests.needs import install

QUERIES = Path(__file__).parents[1] / "data" / "dev" / "queries.jsonl"
CONNECTIONS = (1, 16, 64)
DAY = "2023-04-07"
SCRIPT = """
local paths, number = {}, 0
for line in io.lines("%s") do paths[#paths + 1] = line end
function request()
  number = number + 1
  return wrk.format("GET", (paths[(number - 1) %% #paths + 1]:gsub("NUMBER", number)))
end
function done(summary, latency)
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format('{"requests": %%d, "us": %%d, "p50": %%d, "p99": %%d, "failed": %%d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), bad))
end
"""


@dataclass(frozen=True)
class Measured:
    """Requests a second, times in milliseconds, and how many requests failed."""

    per_second: float
    p50: float
    p99: float
    failed: int


def served() -> FastAPI:
    """Return the application with a bare endpoint beside its own, and no limit of requests."""
    os.environ["RASOAT_RATE_ADDRESS"] = "off"
    app = app_from_env()

    @app.get("/hello")
    async def hello() -> PlainTextResponse:
        return PlainTextResponse("hello")

    return app


def paths(settings: Settings) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what is asked for, under the name that it is shown by."""
    with open_registry(settings) as registry:
        ids = sorted(registry.matcher.platforms)
    searches = [json.loads(line)["query"] for line in QUERIES.read_text(encoding="utf-8").splitlines()]
    yield "hello", ["/hello"]
    yield "platform", [f"/api/platforms/{name}?as_of={DAY}" for name in ids]
    # No two texts alike, so that nothing is remembered; a number says nothing of what is asked for.
    yield "search", [f"/api/platforms?q={quote(text)}%20NUMBER&as_of={DAY}" for text in searches]


def measure(address: str, asked: Sequence[str], connections: int, seconds: int) -> Measured:
    """Return what wrk measured."""
    with tempfile.TemporaryDirectory() as folder:
        listed, script = Path(folder, "paths"), Path(folder, "ask.lua")
        listed.write_text("\n".join(asked), encoding="utf-8")
        script.write_text(SCRIPT % listed, encoding="utf-8")
        command = [
            "wrk",
            "-t1",
            f"-c{connections}",
            f"-d{seconds}s",
            "--timeout=10s",
            "-s",
            str(script),
            address,
        ]
        done = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = json.loads(done.splitlines()[-1])
    return Measured(
        found["requests"] / found["us"] * 1e6, found["p50"] / 1000, found["p99"] / 1000, found["failed"]
    )


def main() -> int:
    """Print a table; return 1 when a request failed or there is no wrk."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10, help="for each figure")
    seconds = parser.parse_args().seconds
    if shutil.which("wrk") is None:
        install(["wrk"])
    if shutil.which("wrk") is None:
        print("Cần wrk: sudo apt-get install wrk (wrk is needed)", file=sys.stderr)
        return 1
    failed = 0
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(Path(os.environ.get("RASOAT_HOME") or home))
        questions = dict(paths(settings))
        with serving(settings, "tests.bench.load:served") as address:
            print(
                f"{'asked':<10}{'conn.':>6}{'per s':>10}{'p50 ms':>10}{'p99 ms':>10}{'of hello':>10}{'failed':>8}"
            )
            for path in chain.from_iterable(questions.values()):
                # Each once beforehand, as on a server that has run for a while.
                with urlopen(address + path, timeout=60) as answer:
                    answer.read()
            for connections in CONNECTIONS:
                hello = 0.0
                for name, asked in questions.items():
                    found = measure(address, asked, connections, seconds)
                    hello = hello or found.per_second
                    failed += found.failed
                    print(
                        f"{name:<10}{connections:>6}{found.per_second:>10.0f}{found.p50:>10.1f}{found.p99:>10.1f}"
                        f"{found.per_second / hello:>10.2f}{found.failed:>8}"
                    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
