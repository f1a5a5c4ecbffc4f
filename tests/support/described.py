"""Compares what the API answers with what its contract says of it, to the last field and header."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import httpx2
import jsonschema_rs

from tests.support import api_contract

CONTRACT = api_contract.written()
JSON = ("application/json", "application/problem+json")
# What servers of any kind say, and who reads HTTP knows without a contract.
COMMON = {"content-length", "content-type", "date", "server", "allow"}


def operations() -> dict[str, dict[str, Any]]:
    """All calls of the contract, by method and path."""
    return {
        f"{method.upper()} {path}": call
        for path, methods in CONTRACT["paths"].items()
        for method, call in methods.items()
    }


def operation_of(method: str, path: str) -> str:
    """The name of the call that a request was; of two that fit the one with the plainer path."""
    fitting = [
        name
        for name in operations()
        if name.partition(" ")[0] == method
        and re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", name.partition(" ")[2]), path)
    ]
    assert fitting, f"{method} {path} is not in the contract"
    return min(fitting, key=lambda name: name.count("{"))


def differences(answer: httpx2.Response) -> Iterator[str]:
    """What an answer has that the contract does not name, or lacks what it promises."""
    name = operation_of(answer.request.method, answer.request.url.path)
    status = str(answer.status_code)
    told = operations()[name]["responses"].get(status)
    if told is None:
        yield f"{name}: {status} is not described"
        return
    yield from (f"{name} {status}: {said}" for said in _of_headers(answer, told))
    if answer.headers.get("content-type", "") in JSON and answer.content:
        schema = told["content"][answer.headers["content-type"]]["schema"]
        yield from (f"{name} {status}: {said}" for said in _of_body(answer.json(), schema))


def _of_headers(answer: httpx2.Response, told: dict[str, Any]) -> Iterator[str]:
    named = {one.lower(): header for one, header in told.get("headers", {}).items()}
    for header in set(answer.headers) - COMMON - set(named):
        yield f"header {header} is not described"
    for header, described in named.items():
        if described.get("required") and header not in answer.headers:
            yield f"header {header} is missing"


def _of_body(value: Any, schema: dict[str, Any]) -> Iterator[str]:
    whole = {**schema, "components": _strict(CONTRACT["components"])}
    for error in jsonschema_rs.Draft202012Validator(whole).iter_errors(value):
        yield f"{'.'.join(map(str, error.instance_path))}: {error.message}"[:300]


def _strict(part: Any) -> Any:
    """The contract with no other fields than those it names, where it names any."""
    part = copy.deepcopy(part)
    waiting = [part]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if "properties" in one and one.get("type") == "object":
                one["additionalProperties"] = False
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return part
