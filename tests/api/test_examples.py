"""The examples of the page for other tools, each run as it stands against a server on the loopback."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.routers.examples import ADDRESS, FILES, text
from registry.opened import Registry
from tests.api.conftest import listening

FOUND = "btp-ho-tich-dien-tu"


@pytest.fixture(scope="module")
def address(registry: Registry) -> Iterator[str]:
    with listening(create_app(registry)) as made:
        yield made


def run(name: str, address: str, folder: Path, *command: str) -> str:
    file = folder / name
    file.write_text(text(name).replace(ADDRESS, address), encoding="utf-8")
    done = subprocess.run([*command, file.name], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_page_shows_what_is_run_here_with_its_own_address(client: TestClient) -> None:
    for lang, title in (("vi", "Dùng từ công cụ của bạn"), ("en", "Use it from your tool")):
        page = client.get("/tools", params={"lang": lang}, headers={"accept": "text/html"}).text
        assert title in page
        assert ADDRESS not in page
        assert page.count("<pre") == len(FILES)
        assert "http://testserver/reconcile" in page
    for name in FILES:
        body = client.get(f"/tools/{name}").text
        assert body == text(name).replace(ADDRESS, "http://testserver")
    assert client.get("/tools/../app.py").status_code == 404
    assert client.get("/tools/secret.sh").status_code == 404


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is missing: apt-get install curl")
def test_curl(address: str, tmp_path: Path) -> None:
    found, screened = re.findall(
        r"\{.*?\}(?=\{\"as_of\"|\Z)", run("lookup.sh", address, tmp_path, "sh"), re.DOTALL
    )
    answer = json.loads(found)
    assert answer["verdict"] == "covered"
    assert answer["results"][0]["id"] == FOUND
    (line,) = json.loads(screened)["lines"]
    assert (line["verdict"], line["cost_vnd"]) == ("covered", 1_980_000_000)


def test_python(address: str, tmp_path: Path) -> None:
    first, best, *_ = run("lookup.py", address, tmp_path, sys.executable).splitlines()
    assert first.startswith("covered Đã có: ")
    assert best.split("\t")[0] == FOUND


@pytest.mark.skipif(shutil.which("node") is None, reason="node is missing: apt-get install nodejs")
def test_javascript(address: str, tmp_path: Path) -> None:
    first, best, *_ = run("lookup.mjs", address, tmp_path, "node").splitlines()
    assert first.startswith("covered Đã có: ")
    assert best.startswith(FOUND)


def test_openrefine(address: str) -> None:
    """What OpenRefine sends: the manifest, a batch of queries as a form, a data extension as a form."""
    example = json.loads(text("reconcile.json").replace(ADDRESS, address))
    service = example["service"]
    assert "queries" not in httpx2.get(service).json()
    assert httpx2.get(service).json()["versions"]
    result = httpx2.post(service, data={"queries": json.dumps(example["queries"])}).json()
    assert result["q0"]["result"][0]["id"] == f"platform/{FOUND}"
    assert result["q1"]["result"][0]["id"] == "organisation/btp"
    rows = httpx2.post(service, data={"extend": json.dumps(example["extend"])}).json()["rows"]
    assert rows[f"platform/{FOUND}"]["ownerNow"][0]["name"] == "Bộ Tư pháp"


def test_power_query(address: str) -> None:
    """M runs only in Excel: what it asks for is fetched as it says, and has the columns that it chooses."""
    query = text("platforms.pq").replace(ADDRESS, address)
    (source,) = re.findall(r'Web\.Contents\("([^"]+)"\)', query)
    assert 'Delimiter = ","' in query
    assert "Encoding = 65001" in query  # UTF-8
    answer = httpx2.get(source, timeout=100)  # the first one makes the file; Excel waits as long
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    (chosen,) = re.findall(r"Table\.SelectColumns\(\w+, \{(.+?)\}\)", query)
    columns = [json.loads(name) for name in chosen.split(", ")]
    assert set(columns) <= set(rows[0])
    assert FOUND in [row["id"] for row in rows]
    # Each step is named once and used by the next.
    steps = re.findall(r"^    (\w+) = ", query, re.MULTILINE)
    assert steps == ["Source", "Headed", "Chosen"]
    assert query.rstrip().endswith("Chosen")
