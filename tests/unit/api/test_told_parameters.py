"""What the contract says of parameters, so that clients made of it can send what they may be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.support import api_contract

CONTRACT = api_contract.written()  # a test says that it is served so


def calls() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in CONTRACT["paths"].items():
        for method, call in methods.items():
            yield f"{method} {path}", call


def kinds(schema: dict[str, Any]) -> list[str]:
    """All that a value may be, as far as the schema says it in words of its own."""
    return [one.get("type", "") for one in (schema, *schema.get("anyOf", ()))]


def test_no_parameter_may_be_null_which_no_address_and_no_header_can_say() -> None:
    parameters = [(name, one) for name, call in calls() for one in call.get("parameters", ())]
    assert len(parameters) > 100
    nullable = [(name, one["name"]) for name, one in parameters if "null" in kinds(one["schema"])]
    assert nullable == []


def test_what_was_told_of_a_parameter_stays_without_the_null() -> None:
    stream = CONTRACT["paths"]["/api/v1/events"]["get"]["parameters"]
    (last,) = (one for one in stream if one["name"] == "last-event-id")
    assert last["required"] is False
    assert (last["schema"]["type"], last["schema"]["minimum"]) == ("integer", 0)
    contents = CONTRACT["paths"]["/api/v1/contents"]["get"]["parameters"]
    (status,) = (one for one in contents if one["name"] == "review_status")
    assert status["schema"]["$ref"] == "#/components/schemas/ReviewState"


def test_calls_that_answer_304_name_the_header_that_asks_for_it() -> None:
    tagged = {name for name, call in calls() if "304" in call["responses"]}
    named = {
        name
        for name, call in calls()
        if any(one["name"] == "If-None-Match" for one in call.get("parameters", ()))
    }
    assert tagged
    assert named == tagged
