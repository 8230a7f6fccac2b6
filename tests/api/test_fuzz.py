"""Requests made up from the OpenAPI document: whatever is sent, the service answers and never fails."""

from __future__ import annotations

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis.schemas import APIOperation

from api.app import create_app
from registry.config import Public
from registry.opened import Registry


@pytest.mark.filterwarnings("ignore")
def test_no_made_up_request_makes_the_service_fail(registry: Registry) -> None:
    app = create_app(registry, public=Public(seconds=120, rows=1_000))
    with TestClient(app):
        found = schemathesis.openapi.from_asgi("/openapi.json", app).get_all_operations()
        operations = [operation.ok() for operation in found]
        failures = [text for operation in operations for text in failures_of(operation)]
    assert failures == []
    assert len(operations) > 20


def failures_of(operation: APIOperation) -> list[str]:
    """Send a few requests of an operation and return those that it fails at."""
    failed: list[str] = []

    @settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def send(case: schemathesis.Case) -> None:
        answer = case.call(timeout=300)
        if answer.status_code >= 500:
            failed.append(f"{case.as_curl_command()}: {answer.text}")

    send()
    return failed
