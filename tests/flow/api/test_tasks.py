"""Tasks over the API: asked for, listed page by page, changed one by one and together."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from tests.support.api import Served


def submitted(client: httpx2.Client, topic: str, **fields: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/tasks", json={"topic": topic, **fields})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def test_an_article_is_asked_for_and_found_where_the_answer_says(writer: httpx2.Client) -> None:
    wish = {"topic": "green tea", "account": "tea-blog", "priority": 7, "keywords": ["leaf"]}
    answer = writer.post("/api/v1/tasks", json=wish)
    assert answer.status_code == 201
    found = writer.get(answer.headers["location"])
    assert found.json() == answer.json()
    assert (found.json()["topic"], found.json()["account"]) == ("green tea", "tea-blog")
    assert found.json()["created_at"].endswith("Z")
    assert "lease_owner" not in found.json()


def test_its_story_says_who_asked_and_the_log_by_which_call(
    server: Served, writer: httpx2.Client
) -> None:
    answer = writer.post("/api/v1/tasks", json={"topic": "a story"}, headers={"x-request-id": "a1"})
    assert answer.headers["x-request-id"] == "a1"
    (event,) = writer.get(f"{answer.headers['location']}/events").json()["data"]
    assert (event["event"], event["who"]) == ("create", "api:write")
    assert event["request_id"] == "a1"
    lines = [line for line in server.log() if line.get("request_id") == "a1"]
    assert {line["event"] for line in lines} == {"call_begins", "task_pending", "call"}


def test_who_has_a_task_already_does_not_get_it_again(writer: httpx2.Client) -> None:
    place = f"/api/v1/tasks/{submitted(writer, 'etag')['task_id']}"
    tag = writer.get(place).headers["etag"]
    again = writer.get(place, headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    writer.post("/api/v1/tasks/cancel", json={"ids": [place.rpartition("/")[2]]})
    assert writer.get(place, headers={"if-none-match": tag}).status_code == 200


def test_pages_tell_each_task_once_while_others_come(writer: httpx2.Client) -> None:
    wanted = [submitted(writer, f"page {n}", creator="outline")["task_id"] for n in range(5)]
    seen: list[str] = []
    params: dict[str, Any] = {"limit": 2, "since": "2020-01-01T00:00:00Z"}
    while True:
        page = writer.get("/api/v1/tasks", params=params).json()
        seen += [row["task_id"] for row in page["data"]]
        if not page["has_more"]:
            break
        if len(seen) == 2:
            submitted(writer, "one more")
        params["after"] = page["next"]
    assert len(seen) == len(set(seen))
    assert [one for one in seen if one in wanted] == wanted[::-1]


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"account": "coffee-blog", "status": ["pending", "cancelled"]}, {"filtered"}),
        ({"account": "coffee-blog", "status": "failed"}, set()),
        ({"account": "coffee-blog", "creator": "outline"}, {"filtered"}),
        ({"account": "coffee-blog", "until": "2020-01-01T00:00:00+08:00"}, set()),
        ({"batch": "no-such"}, set()),
    ],
)
def test_lists_are_narrowed_as_on_the_command_line(
    writer: httpx2.Client, params: dict[str, Any], found: set[str]
) -> None:
    if not writer.get("/api/v1/tasks", params={"account": "coffee-blog"}).json()["data"]:
        submitted(writer, "filtered", account="coffee-blog")
    rows = writer.get("/api/v1/tasks", params=params).json()["data"]
    assert {row["topic"] for row in rows} == found


def test_a_mark_of_another_list_is_refused(writer: httpx2.Client) -> None:
    for n in range(3):
        submitted(writer, f"mark {n}")
    mark = writer.get("/api/v1/tasks", params={"limit": 1}).json()["next"]
    for path, params in [
        ("/api/v1/tasks", {"after": mark, "status": "failed"}),
        ("/api/v1/contents", {"after": mark}),
        ("/api/v1/tasks", {"after": "bm9uc2Vuc2U"}),
        ("/api/v1/tasks", {"after": "\u00e4%"}),
    ]:
        answer = writer.get(path, params=params)
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_mark")


def test_several_are_cancelled_and_what_cannot_be_is_told_apart(writer: httpx2.Client) -> None:
    first, second = (submitted(writer, f"cancel {n}")["task_id"] for n in range(2))
    answer = writer.post("/api/v1/tasks/cancel", json={"ids": [first, "no-such", second]}).json()
    assert [row["outcome"] for row in answer["data"]] == ["cancelled", "failed", "cancelled"]
    assert answer["data"][1]["code"] == "no_task"
    assert (answer["changed"], answer["failed"]) == (2, 1)
    again = writer.post("/api/v1/tasks/retry", json={"ids": [first]}).json()
    assert again["data"][0] | {"status": "pending", "outcome": "retried"} == again["data"][0]


@pytest.mark.parametrize("path", ["cancel", "retry", "adopt"])
def test_programs_name_tasks_by_their_whole_ids(writer: httpx2.Client, path: str) -> None:
    id_ = submitted(writer, f"whole {path}")["task_id"]
    for beginning in (id_[:-1], id_.upper()):
        (row,) = writer.post(f"/api/v1/tasks/{path}", json={"ids": [beginning]}).json()["data"]
        assert (row["task_id"], row["code"]) == (beginning, "no_task")
    assert writer.get(f"/api/v1/tasks/{id_}").json()["status"] == "pending"


def test_all_tasks_are_never_meant_by_accident(writer: httpx2.Client) -> None:
    for body in ({}, {"filter": {}}, {"ids": []}):
        answer = writer.post("/api/v1/tasks/cancel", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "no_tasks_meant")


def test_a_batch_takes_what_can_be_used(writer: httpx2.Client) -> None:
    wishes = [
        {"topic": "one"},
        {"topic": ""},
        {"topic": "three", "colour": "red"},
        {"topic": "four", "account": "nobody"},
        {"topic": "five"},
    ]
    answer = writer.post("/api/v1/batches", json={"tasks": wishes})
    assert answer.status_code == 201
    told = answer.json()
    assert [row["outcome"] for row in told["data"]] == ["submitted", *["failed"] * 3, "submitted"]
    assert "colour" in told["data"][2]["error_message"]
    batch = writer.get(answer.headers["location"]).json()
    assert (batch["total"], batch["by_status"]) == (2, {"pending": 2})
    rows = writer.get("/api/v1/tasks", params={"batch": told["batch_id"]}).json()["data"]
    assert [row["topic"] for row in rows] == ["five", "one"]


def test_an_article_approves_itself_only_for_who_may_approve(
    writer: httpx2.Client, reviewer: httpx2.Client
) -> None:
    wish = {"topic": "by itself", "auto_approve": True}
    assert writer.post("/api/v1/tasks", json=wish).status_code == 403
    assert reviewer.post("/api/v1/tasks", json=wish).status_code == 201
    (row,) = writer.post("/api/v1/batches", json={"tasks": [wish]}).json()["data"]
    assert row["code"] == "scope_too_small"
