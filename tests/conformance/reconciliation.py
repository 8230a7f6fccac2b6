"""Replies of ``/reconcile`` against the JSON schemas of the Reconciliation API 0.2, and its example queries."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from tests.conformance.results import MATERIAL, Suite

FOLDER = MATERIAL / "reconciliation-0.2"
SOURCE = "reconciliation-api/specs"
THING = "platform/btp-ho-tich-dien-tu"


def schemas() -> Registry[Any]:
    """Return all schemas by their addresses and, for their references to each other, by file name."""
    resources = []
    for file in (FOLDER / "schemas").glob("*.json"):
        content = json.loads(file.read_text(encoding="utf-8"))
        resource = Resource.from_contents(content, default_specification=DRAFT7)
        where = "https://reconciliation-api.github.io/specs/0.2/schemas/" + file.name
        resources += [(where, resource), (file.name, resource), (content["$id"], resource)]
    return Registry().with_resources(resources)


def errors(schema: str, body: Any) -> list[str]:
    """Return what is wrong with a message by the schema of a file name."""
    content = json.loads((FOLDER / "schemas" / f"{schema}.json").read_text(encoding="utf-8"))
    validator = Draft7Validator(content, registry=schemas())
    return [error.message[:200] for error in validator.iter_errors(body)]


def examples(kind: str, validity: str) -> list[Path]:
    """Return the example files of a kind of message."""
    return sorted((FOLDER / "examples" / kind / validity).glob("*.json"))


def replies(client: TestClient) -> Suite:
    """Check that each kind of reply is valid."""
    suite = Suite("Reconciliation API 0.2, replies valid by the schemas", SOURCE)
    extend = {
        "ids": [THING, "organisation/btp", "none"],
        "properties": [{"id": "ownerNow"}, {"id": "status"}],
    }
    queries = {
        "a": {"query": "quản lý hộ tịch"},
        "b": {"query": "Bộ Tư pháp", "type": ["organisation"], "limit": 3},
        "c": {"query": "hộ tịch", "properties": [{"pid": "ownerNow", "v": {"id": "organisation/btp"}}]},
    }
    asked: list[tuple[str, str, dict[str, str]]] = [
        ("manifest", "", {}),
        ("reconciliation-result-batch", "", {"queries": json.dumps(queries)}),
        ("data-extension-response", "", {"extend": json.dumps(extend)}),
        ("suggest-entities-response", "/suggest/entity", {"prefix": "ho tich"}),
        ("suggest-properties-response", "/suggest/property", {"prefix": "owner"}),
        ("suggest-types-response", "/suggest/type", {"prefix": "plat"}),
        ("data-extension-property-proposal", "/properties", {"type": "platform", "limit": "5"}),
    ]
    for schema, path, parameters in asked:
        answer = client.get(f"/reconcile{path}", params=parameters)
        suite.check(schema, errors(schema, answer.json()) if answer.status_code == 200 else [answer.text])
    for file in examples("data-extension-query", "valid"):
        answer = client.post("/reconcile", data={"extend": file.read_text(encoding="utf-8")})
        suite.check(f"extension {file.stem}", errors("data-extension-response", answer.json()))
    return suite


def queries(client: TestClient) -> Suite:
    """Send the example queries: valid ones are answered, invalid ones refused or answered by nothing."""
    suite = Suite("Reconciliation API 0.2, example queries", SOURCE)
    for validity in ("valid", "invalid"):
        for file in examples("reconciliation-query-batch", validity):
            text = file.read_text(encoding="utf-8")
            suite.check(f"{validity} {file.stem}", _problems(client, text, validity == "valid"))
    return suite


def _problems(client: TestClient, text: str, valid: bool) -> Iterator[str]:
    answer = client.post("/reconcile", data={"queries": text})
    if answer.status_code == 200:
        yield from errors("reconciliation-result-batch", answer.json())
        if not valid and any(item["result"] for item in answer.json().values()):
            yield "an invalid query is answered"
    elif valid or not 400 <= answer.status_code < 500:
        yield f"status {answer.status_code}"
