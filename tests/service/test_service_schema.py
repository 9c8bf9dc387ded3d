"""The service keeps to its description: requests made from it by schemathesis."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from service_process import Service

OPERATIONS = (
    ("POST", "/v1/lint"),
    ("POST", "/v1/lint/batch"),
    ("POST", "/v1/lint/files"),
    ("GET", "/v1/rules"),
    ("GET", "/v1/profiles"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
)
CHECKS = [content_type_conformance, response_schema_conformance, status_code_conformance]


@pytest.fixture(scope="module")
def described(service: Service) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_url(f"http://127.0.0.1:{service.port}/openapi.json")


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=[path for _, path in OPERATIONS])
def test_answers_are_as_described(described: schemathesis.BaseSchema, method: str, path: str) -> None:
    statuses: set[int] = set()

    @given(case=described[path][method].as_strategy())
    @settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def check(case: schemathesis.Case) -> None:
        response = case.call(timeout=30)
        statuses.add(response.status_code)
        busy = response.status_code == 503
        case.validate_response(response, checks=CHECKS if busy else [not_a_server_error, *CHECKS])

    check()
    assert statuses & {200, 422}
