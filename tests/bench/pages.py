"""How long the server takes for each reading page. Run: ``python -m tests.bench.pages``.

A real server over loopback holds the shipped registry and a stored batch of a thousand lines, no two alike,
some of them decided. An admin, who sees the most, asks for each page as often as `ROUNDS` says; the time is
from the request to the last byte, so it is a little more than that of the server. What a server does once after
its start (it screens a stored batch when it is first asked for) is waited for before.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import quote

import httpx2 as httpx

from api.deps import VIETNAM
from registry.bootstrap import open_registry, open_writer, prepare
from registry.config import Settings
from registry.people.people import People
from registry.people.roles import Role
from registry.usecases.batches import import_batch
from registry.usecases.decisions.decide import NewDecision, decide
from tests.api.browsing import serving
from tests.bench.speed import SETS, many_lines, percentile

LINES, DECIDED, ROUNDS = 1000, 50, 60
BATCH = "/batches/nhieu-dong"
PASSWORD = "mật khẩu của phép đo"
TASK = (
    "Phần mềm quản lý hộ tịch cho 173 xã. Đăng ký khai sinh, khai tử, kết hôn; cấp bản sao trích lục; "
    "thống kê, báo cáo; quản lý nghĩa trang, phần mộ"
)


def set_up(settings: Settings) -> None:
    """Make the registry, the batch, decisions and an admin, unless they are there."""
    if settings.people_path.exists():
        return
    prepare(settings)
    intake = many_lines(LINES)
    with open_writer(settings) as store:
        import_batch(store, replace(intake, batch=intake.batch.model_copy(update={"as_of": "2023-04-07"})))
    for number in range(1, DECIDED + 1):
        new = NewDecision("nhieu-dong", f"dong-{number}", "send_back", "Chưa đủ rõ", "Nguyễn Thị Lan")
        with open_registry(settings) as registry, open_writer(settings) as store:
            decide(registry, store, new, datetime.now(VIETNAM))
    people = People(settings.people_path)
    people.accounts.add("quan.tri", "Trần Quản", Role.ADMIN, PASSWORD)
    people.close()


def pages(platforms: Sequence[str]) -> dict[str, list[str]]:
    """Return addresses by what they are; where there are many of a kind, different ones."""
    queries = [json.loads(line)["query"] for line in (SETS / "queries.jsonl").read_text("utf-8").splitlines()]
    lines = [f"{BATCH}/lines/dong-{number}" for number in range(1, LINES, LINES // ROUNDS)]
    return {
        "search, empty": ["/"],
        "search, results": [f"/?q={quote(query)}" for query in queries],
        "search, a pasted description": [f"/?q={quote(TASK)}"],
        "platforms": ["/platforms", "/platforms?level=national&page=3", "/platforms?as_of=2021-06-30"],
        "platform": [f"/platform/{item}" for item in platforms],
        "capabilities": ["/capabilities?sector=tu-phap", "/capabilities?q=ho+tich"],
        "capability": ["/capability/dang-ky-ho-tich"],
        "organisations": ["/organisations"],
        "organisation": ["/organisation/btttt"],
        "batches": ["/batches"],
        "batch, 1,000 lines": [
            BATCH,
            f"{BATCH}?page=7",
            f"{BATCH}?q=ho+tich",
            f"{BATCH}?group=agency&sort=cost",
        ],
        "line": lines,
        "needs": [f"{BATCH}/needs"],
        "reports of a batch": [f"{BATCH}/reports"],
        "periodic reports": ["/reports"],
        "legal documents": ["/legal", "/legal?q=ho+tich"],
        "legal document": [
            "/legal/87-2020-nd-cp/2020-07-28/chinh-phu",
            "/legal/202-2025-qh15/2025-06-12/quoc-hoi",
        ],
        "watch": ["/watch"],
        "steward": ["/steward"],
        "record, form": [f"/steward/records/{item}" for item in platforms],
        "accounts": ["/admin/users"],
        "audit log": ["/admin/audit"],
    }


def measured(client: httpx.Client, addresses: Sequence[str]) -> list[float]:
    """Return the milliseconds of `ROUNDS` requests, after each address was asked for once."""
    for address in addresses[:5]:
        _ready(client, address)
    times = []
    for address in islice(cycle(addresses), ROUNDS):
        start = time.perf_counter()
        answer = client.get(address)
        times.append((time.perf_counter() - start) * 1000)
        answer.raise_for_status()
    return times


def _ready(client: httpx.Client, address: str) -> None:
    """Ask for a page until it no longer shows how far some work is."""
    for _ in range(600):
        answer = client.get(address)
        if "refresh" not in answer.headers and not re.search('<progress|hx-trigger="every', answer.text):
            return
        time.sleep(0.5)


def main() -> None:
    """Print the figures as a Markdown table."""
    parser = argparse.ArgumentParser(description="Print how long the server takes for each page.")
    parser.add_argument("--home", type=Path, help="keep what is made for it there, for the next time")
    home = parser.parse_args().home
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home or Path(folder))
        set_up(settings)
        with open_registry(settings) as registry:
            platforms = sorted(registry.matcher.platforms)[:: len(registry.matcher.platforms) // ROUNDS]
        print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}\n")
        print("| Page | p50 | p95 |\n|---|---|---|")
        with serving(settings) as address, httpx.Client(base_url=address, timeout=300) as client:
            token = re.search(r'name="csrf" value="(\w+)"', client.get("/sign-in").text)
            assert token
            client.post("/sign-in", data={"csrf": token[1], "name": "quan.tri", "password": PASSWORD})
            for name, addresses in pages(platforms).items():
                times = measured(client, addresses)
                print(f"| {name} | {statistics.median(times):.0f} ms | {percentile(times, 0.95):.0f} ms |")


if __name__ == "__main__":
    main()
