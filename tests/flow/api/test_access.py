"""Who may ask for what: tokens, scopes, accounts, hosts."""

from __future__ import annotations

import sqlite3
from typing import Any

import httpx2
import pytest

from tests.support.api import Served
from tests.support.processes import wait_until

NEEDED = [
    ("GET", "/api/v1/tasks", None, "read"),
    ("POST", "/api/v1/tasks", {"topic": "tea"}, "write"),
    ("POST", "/api/v1/batches", {"tasks": [{"topic": "tea"}]}, "write"),
    ("POST", "/api/v1/tasks/cancel", {"ids": ["x"]}, "write"),
    ("PATCH", "/api/v1/contents/1", {"version": 1}, "write"),
    ("POST", "/api/v1/contents/approve", {"ids": [1]}, "review"),
    ("POST", "/api/v1/contents/reject", {"ids": [1], "reason": "no"}, "review"),
    ("DELETE", "/api/v1/contents/1", None, "review"),
    ("POST", "/api/v1/accounts", {"name": "milk"}, "admin"),
    ("PATCH", "/api/v1/accounts/tea-blog", {"tone": "warm"}, "admin"),
    ("DELETE", "/api/v1/accounts/nobody", None, "admin"),
    ("GET", "/api/v1/publish-entries", None, "read"),
    ("POST", "/api/v1/publish-entries", {"content_ids": [1]}, "write"),
    ("POST", "/api/v1/publish-entries/publish", {"ids": [1]}, "write"),
    ("POST", "/api/v1/publish-entries/update", {"ids": [1]}, "write"),
    ("POST", "/api/v1/publish-entries/verify", {"ids": [1]}, "write"),
    (
        "POST",
        "/api/v1/publish-entries/confirm-there",
        {"entry_id": 1, "address": "https://tea.example/1", "reason": "saw it"},
        "review",
    ),
    ("POST", "/api/v1/publish-entries/confirm-absent", {"ids": [1], "reason": "no"}, "review"),
    ("GET", "/api/v1/schedules", None, "read"),
    ("POST", "/api/v1/schedules/nobody/trigger", None, "write"),
    ("DELETE", "/api/v1/schedules/nobody", None, "write"),
    ("GET", "/api/v1/targets", None, "read"),
    ("GET", "/api/v1/accounts/nobody/targets/default/check", None, "write"),
    ("POST", "/api/v1/accounts/nobody/targets", {"name": "x"}, "admin"),
    ("PATCH", "/api/v1/accounts/nobody/targets/default", {"publisher": "files"}, "admin"),
    ("POST", "/api/v1/accounts/nobody/targets/default/pause", None, "write"),
    ("GET", "/api/v1/creators", None, "read"),
    ("GET", "/api/v1/creators/nobody/check", None, "write"),
    ("POST", "/api/v1/contents/1/revisions/1/accept", {}, "review"),
    ("POST", "/api/v1/contents/1/revisions/1/decline", {"reason": "no"}, "review"),
    ("POST", "/api/v1/contents/1/regenerate", {"note": "no"}, "write"),
    ("GET", "/api/v1/stats/tasks", None, "read"),
    ("GET", "/api/v1/doctor", None, "admin"),
    ("DELETE", "/api/v1/tasks?days=36500", None, "admin"),
    ("GET", "/api/v1/gate", None, "read"),
]
SCOPES = ("read", "write", "review", "admin")


@pytest.mark.parametrize(("method", "path", "body", "needed"), NEEDED)
@pytest.mark.parametrize("scope", SCOPES)
def test_each_scope_includes_those_before_it(
    server: Served,
    tokens: dict[str, str],
    scope: str,
    method: str,
    path: str,
    body: Any,
    needed: str,
) -> None:
    answer = server.client(tokens[scope]).request(method, path, json=body)
    if SCOPES.index(scope) < SCOPES.index(needed):
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_too_small")
    else:
        assert answer.status_code not in (401, 403)


@pytest.mark.parametrize("header", [None, "", "Bearer", "Basic YTpi"])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [*[one[:3] for one in NEEDED], ("POST", "/api/v1/tasks", {"no": "topic"})],
)
def test_nothing_answers_without_a_token(
    server: Served, header: str | None, method: str, path: str, body: Any
) -> None:
    headers = {} if header is None else {"authorization": header}
    answer = server.client().request(method, path, json=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("token", ["x", "ch_wrong", "ch_" + "A" * 43])
@pytest.mark.parametrize("body", [{"topic": "tea"}, {"no": "topic"}])
def test_what_is_no_token_opens_nothing(server: Served, token: str, body: Any) -> None:
    answer = server.client(token).post("/api/v1/tasks", json=body)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_refused")


def test_what_is_open_says_nothing_but_that_it_is_there(server: Served) -> None:
    anybody = server.client()
    assert anybody.get("/health").json() == {"status": "ok"}
    assert anybody.head("/health").status_code == 200
    assert anybody.get("/ready").json() == {"status": "ok"}
    assert anybody.get("/openapi.json").status_code == 200
    assert anybody.get("/", follow_redirects=False).status_code == 404


def test_a_revoked_and_an_expired_token_open_nothing(server: Served) -> None:
    revoked = server.client(server.token("gone", "--scope", "admin"))
    assert revoked.get("/api/v1/tasks").status_code == 200
    assert server.processes.run("token", "revoke", "gone").returncode == 0
    assert revoked.get("/api/v1/tasks").json()["code"] == "token_refused"
    expired = server.client(server.token("old", "--expires", "1s"))
    wait_until(lambda: expired.get("/api/v1/tasks").status_code == 401, 60, "its end")


def test_the_token_itself_is_kept_nowhere(server: Served, tokens: dict[str, str]) -> None:
    everything = b"".join(
        path.read_bytes() for path in server.processes.home.glob("contenthub.db*")
    )
    assert b"api_tokens" in everything
    assert not [one for one in tokens.values() if one.encode() in everything]
    said = server.process.stdout() + server.process.stderr()
    assert not [one for one in tokens.values() if one in said]


def test_its_use_is_noted(server: Served, reader: httpx2.Client) -> None:
    reader.get("/api/v1/tasks")
    path = server.processes.home / "contenthub.db"

    def noted() -> bool:
        with sqlite3.connect(path) as connection:
            sql = "SELECT last_used_at FROM api_tokens WHERE name = 'read'"
            found = connection.execute(sql).fetchone()[0] is not None
        connection.close()
        return bool(found)

    wait_until(noted, 60, "the note of its use")


@pytest.fixture(scope="module")
def of_others(admin: httpx2.Client) -> Any:
    """A task of an account that the bound token does not see."""
    return admin.post("/api/v1/tasks", json={"topic": "secret", "account": "coffee-blog"}).json()


def test_what_belongs_to_other_accounts_is_not_there(
    bound: httpx2.Client, of_others: dict[str, Any]
) -> None:
    id_ = of_others["task_id"]
    for path in (f"/api/v1/tasks/{id_}", f"/api/v1/tasks/{id_}/events"):
        answer = bound.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_task")
    unknown = bound.get("/api/v1/tasks/no-such-task-at-all").json()
    hidden = bound.get(f"/api/v1/tasks/{id_}").json()
    same = ("title", "status", "code", "advice")
    assert {name: hidden[name] for name in same} == {name: unknown[name] for name in same}
    for path in ("/api/v1/accounts/coffee-blog", "/api/v1/accounts/2"):
        assert bound.get(path).status_code == 404
    assert bound.get("/api/v1/tasks", params={"account": "coffee-blog"}).status_code == 422


def test_a_name_with_a_letter_wrong_is_asked_for_but_never_one_that_is_not_there_for_the_caller(
    bound: httpx2.Client, reader: httpx2.Client
) -> None:
    for wrong, of_all, of_its_own in (
        ("tea-blgo", "did you mean 'tea-blog'?", "did you mean 'tea-blog'?"),
        ("cofee-blog", "did you mean 'coffee-blog'?", "GET /api/v1/accounts lists all"),
        ("coffee-blog", None, "GET /api/v1/accounts lists all"),
    ):
        answers = [one.get(f"/api/v1/accounts/{wrong}") for one in (reader, bound)]
        assert answers[1].status_code == 404
        assert [one.json().get("advice") for one in answers] == [of_all, of_its_own]


def test_names_of_other_accounts_are_not_told_to_who_makes_a_schedule(
    admin: httpx2.Client, bound: httpx2.Client
) -> None:
    def advised(client: httpx2.Client, wrong: str) -> Any:
        params = {"account_ids": [wrong]}
        new = {"name": "wrong", "type": "publish_due", "every": "1h", "params": params}
        answer = client.post("/api/v1/schedules", json=new)
        assert answer.status_code == 422
        return answer.json().get("advice")

    assert "'coffee-blog'" in advised(admin, "cofee-blog")
    assert advised(bound, "cofee-blog") == advised(bound, "coffee-blog")
    assert "'coffee-blog'" not in advised(bound, "cofee-blog")
    assert "'tea-blog'" in advised(bound, "tea-blgo")


def test_lists_and_filters_are_narrowed_to_its_accounts(
    bound: httpx2.Client, of_others: dict[str, Any]
) -> None:
    mine = bound.post("/api/v1/tasks", json={"topic": "mine"}).json()
    assert mine["account"] == "tea-blog"
    rows = bound.get("/api/v1/tasks").json()["data"]
    assert {row["account"] for row in rows} == {"tea-blog"}
    assert {row["name"] for row in bound.get("/api/v1/accounts").json()["data"]} == {"tea-blog"}
    assert {row["account"] for row in bound.get("/api/v1/contents").json()["data"]} <= {"tea-blog"}
    body = {"filter": {"status": ["pending"]}}
    cancelled = bound.post("/api/v1/tasks/cancel", json=body).json()
    assert mine["task_id"] in {row["task_id"] for row in cancelled["data"]}
    assert of_others["task_id"] not in {row["task_id"] for row in cancelled["data"]}


def test_it_changes_nothing_of_others(
    bound: httpx2.Client, admin: httpx2.Client, of_others: dict[str, Any]
) -> None:
    id_ = of_others["task_id"]
    (row,) = bound.post("/api/v1/tasks/cancel", json={"ids": [id_]}).json()["data"]
    assert row["code"] == "no_task"
    assert admin.get(f"/api/v1/tasks/{id_}").json()["status"] == "pending"
    for wish in ({"topic": "x", "account": "coffee-blog"}, {"topic": "x", "account": 2}):
        assert bound.post("/api/v1/tasks", json=wish).status_code == 422
    assert bound.patch("/api/v1/accounts/coffee-blog", json={"tone": "x"}).status_code == 404
    assert bound.post("/api/v1/accounts", json={"name": "another"}).status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:18010", "", "localhost.evil.example"]
)
def test_other_hosts_are_not_served(reader: httpx2.Client, host: str) -> None:
    answer = reader.get("/api/v1/tasks", headers={"host": host})
    assert (answer.status_code, answer.json()["code"]) == (421, "wrong_host")


def test_no_other_origin_is_let_in(reader: httpx2.Client) -> None:
    answer = reader.get("/api/v1/tasks", headers={"origin": "https://evil.example"})
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_failed_tries_are_logged_without_what_was_tried(server: Served) -> None:
    client = server.client("ch_" + "A" * 43)
    assert client.get("/api/v1/tasks").status_code == 401
    lines = [line for line in server.log() if line["event"] == "token_refused"]
    assert lines[-1]["client"] == "127.0.0.1"
    assert "AAAA" not in server.process.stdout()


def test_a_head_is_answered_as_a_get_without_its_body(
    server: Served, reader: httpx2.Client
) -> None:
    for path in ("/api/v1/tasks", "/api/v1/accounts/tea-blog", "/openapi.json", "/ready"):
        whole, head = reader.get(path), reader.head(path)
        assert (head.status_code, head.content) == (200, b""), path
        for name in ("content-type", "content-length", "etag"):
            assert head.headers.get(name) == whole.headers.get(name), path
    assert server.client().head("/api/v1/tasks").status_code == 401
    assert reader.head("/api/v1/tasks/nobody").status_code == 404
    assert reader.head("/api/v1/events").status_code == 405
    other = reader.put("/api/v1/tasks")
    assert (other.status_code, other.headers["allow"]) == (405, "DELETE, GET, HEAD, POST")
