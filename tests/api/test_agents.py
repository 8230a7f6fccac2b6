"""The Model Context Protocol with the SDK's own client, over HTTP and over stdio; and the metrics."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from prometheus_client.parser import text_string_to_metric_families

from api.app import create_app
from registry.config import Settings
from registry.opened import Registry
from registry.usecases.find import find
from tests.api.conftest import listening

DAY = "2023-04-07"
BIRTHS = "Xây dựng phần mềm ghi sổ sinh, tử, kết hôn cho 173 xã"


@pytest.fixture(scope="module")
def address(registry: Registry) -> Iterator[str]:
    with listening(create_app(registry)) as made:
        yield f"{made}/mcp"


@pytest.fixture(params=["http", "stdio"])
def server(
    request: pytest.FixtureRequest, settings: Settings, registry: Registry
) -> str | StdioServerParameters:
    if request.param == "http":
        return str(request.getfixturevalue("address"))
    command = str(Path(sys.executable).parent / "rasoat")
    return StdioServerParameters(
        command=command,
        args=["mcp"],
        env={"RASOAT_HOME": str(settings.home), "PYTHONPATH": ":".join(sys.path)},
    )


def calls(server: str | StdioServerParameters, *asked: tuple[str, dict[str, Any]]) -> list[Any]:
    async def run() -> list[Any]:
        async with Client(server) as client:
            return [await client.call_tool(name, arguments) for name, arguments in asked]

    return asyncio.run(run())


def test_a_model_sees_tools_that_change_nothing(server: str | StdioServerParameters) -> None:
    async def run() -> Any:
        async with Client(server) as client:
            return await client.list_tools()

    tools = {tool.name: tool for tool in asyncio.run(run()).tools}
    assert set(tools) == {
        "find_platform",
        "screen_proposal",
        "get_platform",
        "explain_finding",
        "get_report",
    }
    assert all(tool.annotations.read_only_hint for tool in tools.values())
    assert all(tool.description for tool in tools.values())


def test_its_answers_are_those_of_the_registry(
    server: str | StdioServerParameters, registry: Registry
) -> None:
    found, screened, card, missing, date = calls(
        server,
        ("find_platform", {"text": "quản lý hộ tịch", "as_of": DAY}),
        ("screen_proposal", {"title": BIRTHS, "cost_vnd": 1_980_000_000, "as_of": DAY}),
        ("get_platform", {"id": "btp-ho-tich-dien-tu"}),
        ("get_platform", {"id": "khong-co"}),
        ("find_platform", {"text": "hộ tịch", "as_of": "hôm qua"}),
    )
    assert json.loads(found.content[0].text) == find(registry, "quản lý hộ tịch", DAY).to_json()
    line = json.loads(screened.content[0].text)
    assert line["verdict"] == "covered"
    assert line["platforms"][0]["id"] == "btp-ho-tich-dien-tu"
    assert line["cost_vnd"] == 1_980_000_000
    assert json.loads(card.content[0].text)["owner_now"] == "Bộ Tư pháp"
    assert missing.is_error
    assert "There is no platform khong-co" in missing.content[0].text
    assert date.is_error
    assert "Ngày sai" in date.content[0].text


def test_a_finding_is_explained_and_the_report_cites_it(server: str | StdioServerParameters) -> None:
    batch = "ra-soat-quang-ngai-2023"
    listed, report, explained, missing = calls(
        server,
        ("get_report", {}),
        ("get_report", {"batch": batch}),
        ("explain_finding", {"batch": batch, "number": "16.2"}),
        ("explain_finding", {"batch": batch, "number": "16.99"}),
    )
    assert batch in [item["id"] for item in json.loads(listed.content[0].text)["batches"]]
    body = json.loads(report.content[0].text)
    assert (body["as_of"], sum(total["lines"] for total in body["totals"])) == (DAY, 120)
    assert "16.2" in body["text"]
    found = json.loads(explained.content[0].text)
    assert found["line"]["line_no"] == 16
    assert found["finding"]["number"] == "16.2"
    assert found["finding"]["message"] in body["text"]
    assert found["finding"]["reversal"]
    assert found["rule"]["id"] == found["finding"]["rule"]
    assert "SELECT" in found["rule"]["sparql"]
    assert missing.is_error
    assert "16.99" in missing.content[0].text


def test_before_the_start_the_door_is_closed(settings: Settings) -> None:
    answer = TestClient(create_app(settings)).post("/mcp", json={})
    assert answer.status_code == 503
    assert answer.json()["code"] == "store-unavailable"


def test_metrics_count_answers_and_verdicts_and_hold_no_text(registry: Registry) -> None:
    with TestClient(create_app(registry), raise_server_exceptions=False) as client:
        client.get("/api/platforms", params={"q": "quản lý hộ tịch", "as_of": DAY})
        client.post("/api/screen", json={"as_of": DAY, "lines": [{"title": BIRTHS}]})
        client.get("/platform/btp-ho-tich-dien-tu")
        client.get("/bi-mat")
        text = client.get("/metrics").text
    samples = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert samples["rasoat_verdicts_total", "covered", "find"] == 1
    assert samples["rasoat_verdicts_total", "covered", "screen"] == 1
    assert samples["rasoat_store_triples",] == registry.store.count()
    assert samples["rasoat_request_seconds_count", "/api/platforms", "200", "GET"] == 1
    assert samples["rasoat_request_seconds_count", "/platform/{platform_id}", "200", "GET"] == 1
    assert samples["rasoat_request_seconds_count", "404", "GET", "other"] == 1
    assert "bi-mat" not in text
    assert "btp-ho-tich" not in text
