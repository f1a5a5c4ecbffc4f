"""The contract of the API: what is written down is what is served, and it is complete."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from contenthub.operations.tokens import Scope
from tests.support import api_contract

CONTRACT = api_contract.written()
CALLS = [
    (f"{method.upper()} {path}", call)
    for path, methods in CONTRACT["paths"].items()
    for method, call in methods.items()
]
NAMED = [pytest.param(call, id=name) for name, call in CALLS]
CALLBACK = "POST /api/v1/callbacks/{task_id}"  # shows by itself who sent it
OPEN = {"GET /health", "GET /ready", CALLBACK}


def test_it_is_written_down_so_that_a_change_is_seen() -> None:
    assert api_contract.kept() == api_contract.text(), (
        "`make docs` writes it anew; look at what changed"
    )


def test_it_is_of_the_version_that_has_json_schema() -> None:
    assert CONTRACT["openapi"].startswith("3.1")


@pytest.mark.parametrize(("name", "call"), CALLS, ids=[name for name, _ in CALLS])
def test_each_call_that_needs_a_token_names_its_scope(name: str, call: dict[str, Any]) -> None:
    security = call.get("security", [])
    assert bool(security) == (name not in OPEN)
    for one in security:
        assert set(one["token"]) <= set(Scope)


@pytest.mark.parametrize("call", NAMED)
def test_each_says_what_it_does_and_how_it_fails(call: dict[str, Any]) -> None:
    assert call["description"]
    if "security" in call:
        assert {"400", "401", "403", "422", "503"} <= set(call["responses"])
    for status, answer in call["responses"].items():
        assert answer["description"]
        if status >= "400":
            assert set(answer["content"]) == {"application/problem+json"}


def test_calls_are_told_apart_by_their_names() -> None:
    names = [call["operationId"] for _, call in CALLS]
    assert len(names) == len(set(names))
    assert [name for name in names if "api_v1" in name or name.endswith(("_get", "_post"))] == []


def test_no_two_shapes_have_one_name_as_generators_make_one_class_of_each() -> None:
    shapes = CONTRACT["components"]["schemas"]
    assert [name for name in shapes if "__" in name or name.endswith(("-Input", "-Output"))] == []
    titles = [shape["title"] for shape in shapes.values()]
    assert sorted(titles) == sorted(set(titles))


POSTS = {name for name, _ in CALLS if name.startswith("POST")}


# What is sent to try somebody out is not repeated under a key: no transaction may wait for others.
TRIES = {one for one in POSTS if one.endswith("/test")}


@pytest.mark.parametrize("name", sorted(POSTS - OPEN))
def test_each_post_may_be_repeated_under_a_key(name: str) -> None:
    headers = [
        one["name"] for one in dict(CALLS)[name].get("parameters", []) if one["in"] == "header"
    ]
    assert headers == ([] if name in TRIES else ["Idempotency-Key"])


@pytest.mark.parametrize("name", CONTRACT["components"]["schemas"])
def test_each_shape_shows_what_one_looks_like(name: str) -> None:
    shape = CONTRACT["components"]["schemas"][name]
    if shape.get("type") != "object":
        return  # a word of a few
    assert shape.get("examples"), f"{name} has no example"
    whole = {"$ref": f"#/components/schemas/{name}", "components": CONTRACT["components"]}
    validator = jsonschema_rs.Draft202012Validator(whole)
    for one in shape["examples"]:
        validator.validate(one)
