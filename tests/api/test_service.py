"""Health, start and stop, OpenAPI, and that documented shapes are the real ones."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel, TypeAdapter

from api import wire, wire_journal, wire_platforms, wire_records, wire_screening
from api.app import create_app
from registry.config import Settings
from registry.errors import QueryError, StoreError
from registry.opened import Registry


def test_health(client: TestClient, registry: Registry) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok", "snapshot": registry.snapshot}


def test_before_the_start_it_lives_but_is_not_ready(settings: Settings) -> None:
    client = TestClient(create_app(settings))  # without "with": the lifespan does not run
    assert client.get("/healthz").status_code == 200
    for path in ("/readyz", "/api/platforms", "/api/platforms/x", "/"):
        response = client.get(path)
        assert response.status_code == 503, path
        assert response.headers["retry-after"]
        assert response.json()["code"] == "store-unavailable"


@pytest.mark.usefixtures("registry")
def test_start_opens_and_stop_closes(settings: Settings) -> None:
    app = create_app(settings)
    with TestClient(app) as client:
        assert client.get("/readyz").json()["snapshot"]
    assert TestClient(app).get("/readyz").status_code == 503


def test_import_opens_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    code = "import api.app, os; api.app.app_from_env(); assert not os.path.exists(os.environ['RASOAT_HOME'])"
    environment = {"RASOAT_HOME": str(home), "PYTHONPATH": ":".join(sys.path)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (StoreError("Kho hỏng", "broken"), 503, "store-unavailable"),
        (QueryError("Sai", "wrong"), 500, "bad-query"),
        (RuntimeError("secret"), 500, "internal"),
    ],
)
def test_failures_inside_become_problems(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, code: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("api.routers.platforms.find", fail)
    client = TestClient(create_app(registry), raise_server_exceptions=False)
    response = client.get("/api/platforms", params={"q": "hộ tịch"})
    assert response.status_code == status
    assert response.json()["code"] == code
    assert "secret" not in response.text


BATCH = "/api/batches/ra-soat-quang-ngai-2023"
SAMPLES: list[tuple[Any, str, dict[str, str]]] = [
    (wire_platforms.FindAnswer, "/api/platforms", {"q": "quản lý hộ tịch"}),
    (wire_platforms.FindAnswer, "/api/platforms", {"q": "abc"}),
    (wire_platforms.PlatformPage, "/api/platforms", {"limit": "500", "as_of": "2023-04-07"}),
    (wire_platforms.PlatformCard, "/api/platforms/btp-ho-tich-dien-tu", {}),
    (wire_records.Listed[wire_records.CapabilityItem], "/api/capabilities", {}),
    (wire_records.CapabilityCard, "/api/capabilities/dang-ky-ho-tich", {}),
    (wire_records.Listed[wire_records.OrganisationItem], "/api/organisations", {}),
    (wire_records.OrganisationCard, "/api/organisations/btttt", {}),
    (wire_records.Listed[wire_records.LegalItem], "/api/legal-documents", {}),
    (wire_records.LegalCard, "/api/legal-documents/87-2020-nd-cp/2020-07-28/chinh-phu", {}),
    (wire_records.Listed[wire_journal.BatchItem], "/api/batches", {}),
    (wire_records.ListedAsOf[wire_journal.LineItem], f"{BATCH}/lines", {}),
    (wire_records.ListedAsOf[wire_journal.FindingItem], f"{BATCH}/findings", {}),
    (wire_journal.LineCard, f"{BATCH}/lines/qni-b23-009", {}),
    (wire.Problem, "/api/platforms/khong-co", {}),
    (wire.Problem, "/api/platforms?as_of=x", {}),
]


@pytest.mark.parametrize(("model", "path", "params"), SAMPLES)
def test_answers_have_exactly_the_documented_fields(
    client: TestClient, model: type[BaseModel], path: str, params: dict[str, str]
) -> None:
    body = client.get(path, params=params or None).json()
    read = TypeAdapter(model).validate_python(body)
    assert read.model_dump(by_alias=True, exclude_unset=True) == body
    missing = {name for name, field in model.model_fields.items() if field.is_required()} - body.keys()
    assert not missing


def test_screening_has_exactly_the_documented_fields(client: TestClient) -> None:
    example = wire_screening.SCREEN_BODY["content"]["application/json"]["example"]
    lines = [*example["lines"], {"title": "abc"}, {"title": "Phần mềm quản lý nghĩa trang của huyện"}]
    response = client.post("/api/screen", json={**example, "lines": lines})
    assert response.status_code == 200, response.text
    body = response.json()
    assert (
        wire_screening.ScreeningAnswer.model_validate(body).model_dump(by_alias=True, exclude_unset=True)
        == body
    )


def test_openapi_describes_the_service(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) >= {
        "/api/platforms",
        "/api/platforms/{platform_id}",
        "/api/screen",
        "/healthz",
        "/readyz",
        "/sparql",
        "/reconcile",
        "/id/{path}",
    }
    names = {parameter["name"] for parameter in document["paths"]["/api/platforms"]["get"]["parameters"]}
    filters = {"level", "sector", "status", "owner", "mandate", "evidence", "changed_since"}
    assert names == {"q", "as_of", "limit", "offset", "cursor", "sort"} | filters
    body = document["paths"]["/api/screen"]["post"]["requestBody"]["content"]
    assert set(body) == {"multipart/form-data", "application/json"}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            answers = operation["responses"]
            if path.startswith("/api/"):
                (content,) = (answers.get("200") or answers["201"])["content"].values()
                assert content["schema"], path
            bad = [one for status, one in answers.items() if status[0] in "45"]
            assert all("application/problem+json" in one["content"] for one in bad), path
    examples = [
        field.get("examples")
        for schema in document["components"]["schemas"].values()
        for field in schema.get("properties", {}).values()
    ]
    assert any(examples)


def test_no_page_of_a_framework_loads_scripts_from_elsewhere(client: TestClient) -> None:
    assert client.get("/docs").status_code == 404
    assert client.get("/redoc").status_code == 404
