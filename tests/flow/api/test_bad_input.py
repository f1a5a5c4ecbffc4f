"""What no call should hold: it is refused in words, and nothing breaks."""

from __future__ import annotations

import gzip
from typing import Any

import httpx2
import pytest

from tests.support.api import Served

JSON = {"content-type": "application/json"}
DEEP = b'{"topic": ' + b"[" * 5_000 + b"]" * 5_000 + b"}"


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b"x" * 10_000_000, JSON, 413, "body_too_large"),
        (DEEP, JSON, 400, "body_unreadable"),
        (b'{"topic": "\xff\xfe"}', JSON, 400, "body_unreadable"),
        (b'{"topic": "a\\u0000b"}', JSON, 400, "body_unreadable"),
        (b'{"topic": "a\\ud800b"}', JSON, 400, "body_unreadable"),
        (b'{"a\\uD800b": 1}', JSON, 400, "body_unreadable"),
        (b'{"topic": ', JSON, 400, "body_unreadable"),
        (b'{"topic": ' + b"9" * 5_000 + b"}", JSON, 400, "body_unreadable"),
        (b'{"topic": "a", "topic": "b"}', JSON, 400, "body_unreadable"),
        (b"[]", JSON, 422, "bad_input"),
        (b"null", JSON, 422, "bad_input"),
        (b"", JSON, 422, "bad_input"),
        (b"topic=tea", {"content-type": "application/x-www-form-urlencoded"}, 415, "no_json"),
        (b'{"topic": "tea"}', {"content-type": ""}, 415, "no_json"),
        (gzip.compress(b"{}", mtime=0), {**JSON, "content-encoding": "gzip"}, 415, "no_json"),
    ],
)
def test_a_body_that_cannot_be_used(
    writer: httpx2.Client, body: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    answer = writer.post("/api/v1/tasks", content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_a_body_is_counted_whatever_its_header_says(writer: httpx2.Client) -> None:
    pieces = (b"x" * 1_000_000 for _ in range(10))  # sent in chunks, without a length
    answer = writer.post("/api/v1/tasks", content=pieces, headers=JSON)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/tasks?account=tea-blog&account=coffee-blog",
        "/api/v1/contents?account=tea-blog&account=coffee-blog",
        "/api/v1/events?account=tea-blog&account=coffee-blog",
    ],
)
def test_a_filter_that_is_given_twice_is_not_half_obeyed(writer: httpx2.Client, path: str) -> None:
    answer = writer.get(path)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input"), answer.text
    assert answer.json()["errors"][0]["field"] == "query.account"


def test_what_may_be_repeated_and_what_is_the_same_twice_is_taken(writer: httpx2.Client) -> None:
    path = "/api/v1/tasks?status=failed&status=completed&account=tea-blog&account=tea-blog"
    answer = writer.get(path)
    assert answer.status_code == 200, answer.text


def test_two_idempotency_keys_are_refused(writer: httpx2.Client) -> None:
    keys = [("idempotency-key", "one"), ("idempotency-key", "two")]
    answer = writer.post("/api/v1/tasks", json={"topic": "under two keys"}, headers=keys)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input"), answer.text
    assert answer.json()["errors"][0]["field"] == "header.Idempotency-Key"
    listed = writer.get("/api/v1/tasks", params={"limit": 100}).json()["data"]
    assert "under two keys" not in {row["topic"] for row in listed}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/v1/batches", b'{"tasks": [{"topic": "a", "priority": 1, "priority": 2}]}'),
        ("PATCH", "/api/v1/contents/1", b'{"version": 1, "title": "a", "title": "b"}'),
        ("PATCH", "/api/v1/accounts/1", b'{"publisher_settings": {"folder": "a", "folder": "b"}}'),
    ],
)
def test_a_name_with_two_values_in_a_body_is_not_half_obeyed(
    admin: httpx2.Client, method: str, path: str, body: bytes
) -> None:
    answer = admin.request(method, path, content=body, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "body_unreadable"), answer.text
    assert "twice" in answer.json()["detail"]


def test_a_name_with_the_same_value_twice_in_a_body_is_taken(writer: httpx2.Client) -> None:
    body = b'{"topic": "said twice", "topic": "said twice"}'
    assert writer.post("/api/v1/tasks", content=body, headers=JSON).status_code == 201


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/api/v1/tasks", {"topic": "Tea", "priority": True}, "body.priority"),
        ("/api/v1/contents/approve", {"ids": [True]}, "body.ids"),
    ],
)
def test_true_is_no_number(admin: httpx2.Client, path: str, body: Any, field: str) -> None:
    answer = admin.post(path, json=body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["field"].startswith(field)
    assert "number" in answer.json()["detail"]


@pytest.mark.parametrize("moment", ["20301231", 20301231, "2030", 1924905600, True])
def test_a_number_is_no_moment(reviewer: httpx2.Client, moment: Any) -> None:
    answer = reviewer.post("/api/v1/contents/approve", json={"ids": [1], "at": moment})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "body.at")
    assert "2026-12-01T08:00:00Z" in answer.json()["detail"]


def test_a_year_alone_filters_nothing_in_or_out(writer: httpx2.Client) -> None:
    answer = writer.get("/api/v1/tasks?since=2026")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "query.since")


@pytest.mark.parametrize("header", ["If-Match", "If-None-Match", "If-Unmodified-Since"])
def test_a_change_under_a_condition_is_not_made_without_it(
    admin: httpx2.Client, header: str
) -> None:
    change = {"tone": "made all the same"}
    answer = admin.patch("/api/v1/accounts/1", json=change, headers={header: '"a"'})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, f"header.{header}")
    assert admin.get("/api/v1/accounts/1").json()["tone"] != change["tone"]


@pytest.mark.parametrize("name", ["authorization", "content-type"])
def test_a_header_that_decides_is_there_once(writer: httpx2.Client, name: str) -> None:
    headers = [(name, "one"), (name, "two")]
    answer = writer.post("/api/v1/tasks", json={"topic": "which one"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "body_unreadable"), answer.text


def test_an_escaped_backslash_is_no_nul(writer: httpx2.Client) -> None:
    answer = writer.post("/api/v1/tasks", content=b'{"topic": "C:\\\\u0000"}', headers=JSON)
    assert (answer.status_code, answer.json()["topic"]) == (201, "C:\\u0000")


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("POST", "/api/v1/tasks", {"topic": "a", "colour": 1}, "body.colour"),
        ("POST", "/api/v1/tasks", {}, "body.topic"),
        ("POST", "/api/v1/tasks", {"topic": "a", "priority": 11}, "body.priority"),
        ("POST", "/api/v1/tasks/cancel", {"filter": {"states": []}}, "body.filter.states"),
        ("POST", "/api/v1/contents/approve", {"ids": [0]}, "body.ids.0"),
        ("POST", "/api/v1/contents/approve", {"ids": [2**70]}, "body.ids.0"),
        ("POST", "/api/v1/contents/approve", {"at": "2026-12-01T08:00:00"}, "body.at"),
        ("GET", "/api/v1/tasks?limit=0", None, "query.limit"),
        ("GET", "/api/v1/tasks?limit=101", None, "query.limit"),
        ("GET", "/api/v1/tasks?state=failed", None, "query.state"),
        ("GET", "/api/v1/tasks?status=lost", None, "query.status.0"),
        ("GET", "/api/v1/tasks?since=yesterday", None, "query.since"),
        ("GET", "/api/v1/tasks/x?fields=all", None, "query.fields"),
        ("GET", "/api/v1/contents/seven", None, "path.content_id"),
        ("GET", "/api/v1/contents/99999999999999999999", None, "path.content_id"),
    ],
)
def test_fields_that_cannot_be_used_are_named(
    reviewer: httpx2.Client, method: str, path: str, body: Any, field: str
) -> None:
    answer = reviewer.request(method, path, json=body)
    assert answer.status_code == 422
    assert field in [one["field"] for one in answer.json()["errors"]]
    assert field in answer.json()["detail"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "no_such_path"),
        ("GET", "/api/v1/tasks/", 404, "no_such_path"),
        ("PUT", "/api/v1/tasks", 405, "method_not_allowed"),
        ("GET", "/api/v1/tasks/%00", 400, "body_unreadable"),
        ("GET", "/api/v1/tasks?creator=%00", 400, "body_unreadable"),
        ("GET", "/api/v1/tasks/%ff%fe", 404, "no_task"),
        ("GET", "/api/v1/contents/7", 404, "no_content"),
        ("DELETE", "/api/v1/contents/7", 404, "no_content"),
        ("GET", "/api/v1/batches/none", 404, "not_found"),
        ("GET", "/api/v1/accounts/nobody", 404, "no_account"),
    ],
)
def test_what_is_not_there_is_said_so(
    reviewer: httpx2.Client, method: str, path: str, status: int, code: str
) -> None:
    answer = reviewer.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/api/v1/tasks", "DELETE, GET, HEAD, POST"),
        ("/api/v1/contents/1", "DELETE, GET, HEAD, PATCH"),
        ("/api/v1/schedules/daily", "DELETE, GET, HEAD, PATCH"),
        ("/api/v1/tasks/cancel", "GET, HEAD, POST"),
    ],
)
def test_all_methods_of_a_path_are_named(reviewer: httpx2.Client, path: str, methods: str) -> None:
    answer = reviewer.put(path)
    assert (answer.status_code, answer.headers["allow"]) == (405, methods)


def test_an_account_that_a_field_names_is_a_bad_field(writer: httpx2.Client) -> None:
    answer = writer.post("/api/v1/tasks", json={"topic": "tea", "account": "nobody"})
    assert (answer.status_code, answer.json()["code"]) == (422, "no_account")
    assert answer.json()["advice"] == "GET /api/v1/accounts lists all"


def test_a_large_body_of_a_stranger_is_not_parsed(server: Served, writer: httpx2.Client) -> None:
    fields = {f"unknown_{number}": 1 for number in range(10_000)}
    no_json = b"[" * 100_000
    headers = {"content-type": "application/json"}
    assert writer.post("/api/v1/tasks", json=fields).json()["code"] == "bad_input"
    assert writer.post("/api/v1/tasks", content=no_json, headers=headers).status_code == 400
    for token in (None, "ch_" + "A" * 43):
        stranger = server.client(token)
        for sent in ({"json": fields}, {"content": no_json, "headers": headers}):
            assert stranger.post("/api/v1/tasks", **sent).status_code == 401


@pytest.mark.parametrize("said", ["tomorrow", "2026-12-01", "2026-12-01T08:00:00", "2026-13-01Z"])
def test_what_is_no_moment_is_told_how_one_is_written(writer: httpx2.Client, said: str) -> None:
    asked = writer.post("/api/v1/contents/1/schedule", json={"at": said})
    listed = writer.get("/api/v1/tasks", params={"since": said})
    for answer, field in ((asked, "body.at"), (listed, "query.since")):
        (wrong,) = answer.json()["errors"]
        assert (answer.status_code, wrong["field"]) == (422, field)
        assert "such as 2026-12-01T08:00:00Z" in wrong["message"]


def test_a_zone_whose_plus_was_read_as_a_blank_is_told_so(writer: httpx2.Client) -> None:
    answer = writer.get("/api/v1/tasks?since=2026-12-01T08:00:00+08:00")
    assert answer.status_code == 422
    assert "%2B" in answer.json()["detail"]
    assert writer.get("/api/v1/tasks?since=2026-12-01T08:00:00%2B08:00").status_code == 200
