"""Requests made up from the OpenAPI document: whatever is sent, the service answers as the document says."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.schemas import APIOperation

from api.app import create_app
from registry.bootstrap import open_registry
from registry.config import Public, Settings
from registry.opened import Registry
from registry.people.people import People
from registry.people.tokens import Scope

KNOWN = {
    "platform_id": "btp-ho-tich-dien-tu",
    "capability_id": "dang-ky-ho-tich",
    "organisation_id": "btttt",
    "document_id": "87-2020-nd-cp/2020-07-28/chinh-phu",
    "batch_id": "ra-soat-quang-ngai-2023",
    "line_id": "qni-b23-009",
}
"""Ids that every second request has in its path, so that more than "not found" is met."""
AS_DOCUMENTED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)


@pytest.mark.filterwarnings("ignore")
def test_no_made_up_request_makes_the_service_fail(
    registry: Registry, settings: Settings, accounts_file: Path, tmp_path: Path
) -> None:
    assert registry.snapshot
    home = Settings(tmp_path / "home")
    shutil.copytree(settings.home, home.home)
    shutil.copy(accounts_file, home.people_path)
    people = People(home.people_path)
    secret = people.tokens.add(people.accounts.find("steward"), "thử", list(Scope), 1)[1]
    with open_registry(home) as own:
        # Opened here and not by the application, which is started anew for each request.
        app = create_app(own, people, home, Public(seconds=120, rows=1_000))
        with TestClient(app):
            found = schemathesis.openapi.from_asgi("/openapi.json", app).get_all_operations()
            operations = [operation.ok() for operation in found]
            failures = [text for operation in operations for text in failures_of(operation, secret)]
    people.close()
    assert failures == []
    assert len(operations) > 40


def failures_of(operation: APIOperation, secret: str) -> list[str]:
    """Send a few requests of an operation and return those that it fails at."""
    failed: list[str] = []
    turn = itertools.count()
    load_all_checks()
    # Addresses for other tools follow their own standards, which have tests of their own.
    names = AS_DOCUMENTED if operation.path.startswith("/api/") else AS_DOCUMENTED[:1]
    checks = [CHECKS.get_one(name) for name in names]

    @settings(max_examples=10, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def send(case: schemathesis.Case) -> None:
        if next(turn) % 2:
            case.path_parameters = {
                name: KNOWN.get(name, value) for name, value in (case.path_parameters or {}).items()
            }
        headers = {"Authorization": f"Bearer {secret}"}
        answer = case.call(base_url="http://localhost", headers=headers, timeout=300)
        try:
            case.validate_response(answer, checks=checks)
        except schemathesis.core.failures.FailureGroup as error:
            failed.append(f"{case.as_curl_command()}: {error}")

    send()
    return failed
