"""Calls that nobody would think of, made of the contract: no 500, and answers that fit it."""

from __future__ import annotations

from typing import Any

import hypothesis
import pytest
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.support import api_contract
from tests.support.api import Served

pytestmark = pytest.mark.takes_long

EXAMPLES = 5  # calls of each kind: a hundred kinds, some of which answer slowly
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
schema = schemathesis.openapi.from_dict(api_contract.written())
# A database that is held for a moment is told by 503, which is no mistake of the program.
schema.config.checks.update(included_check_names=[one.__name__ for one in CHECKS])


@pytest.fixture(scope="module", autouse=True)
def _something_to_find(admin: Any) -> None:
    """So that there are rows whose shape can be wrong."""
    admin.post("/api/v1/batches", json={"tasks": [{"topic": f"tea {n}"} for n in range(3)]})


# The answer of /events never ends; what it refuses is tried in test_live_events. Callbacks that do
# not show who sent them are answered ever more slowly: test_callbacks has a key for them.
@schema.exclude(path=["/api/v1/events", "/api/v1/callbacks/{task_id}"]).parametrize()
@hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(hypothesis.HealthCheck),
)
def test_no_call_breaks_the_server_or_the_contract(
    case: schemathesis.Case, server: Served, tokens: dict[str, str]
) -> None:
    headers = {"authorization": f"Bearer {tokens['admin']}"}
    response = case.call(base_url=server.address, headers=headers)
    case.validate_response(response, checks=list(CHECKS))
