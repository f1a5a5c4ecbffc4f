"""Contents over the API: read, edited by two people, reviewed, given a time, removed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests.support.api import Served, article, served


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The whole service in one process."""
    with served(tmp_path_factory.mktemp("up"), "up") as one:
        yield one


@pytest.fixture
def content(writer: httpx2.Client, request: pytest.FixtureRequest) -> dict[str, Any]:
    """A content that waits for a person."""
    return article(writer, f"tea of {request.node.name}"[:100])


def test_one_is_read_with_its_text_and_as_html(
    reader: httpx2.Client, content: dict[str, Any]
) -> None:
    place = f"/api/v1/contents/{content['id']}"
    assert content["body"]
    assert (content["review_status"], content["version"]) == ("pending", 1)
    page = reader.get(f"{place}/html")
    assert page.headers["content-type"].startswith("text/html")
    assert "sandbox" in page.headers["content-security-policy"]
    assert page.text.startswith("<h1>")
    tag = reader.get(place).headers["etag"]
    assert reader.get(place, headers={"if-none-match": tag}).status_code == 304
    tags = [("if-none-match", '"another"'), ("if-none-match", tag)]  # as if they stood in one line
    assert reader.get(place, headers=tags).status_code == 304
    rows = reader.get("/api/v1/contents", params={"review_status": "pending"}).json()["data"]
    assert content["id"] in [row["id"] for row in rows]


def test_of_two_edits_the_second_one_gets_both_texts(
    writer: httpx2.Client, content: dict[str, Any]
) -> None:
    place = f"/api/v1/contents/{content['id']}"
    first = writer.patch(place, json={"version": 1, "title": "First", "reason": "better"})
    assert (first.status_code, first.json()["title"], first.json()["version"]) == (200, "First", 2)
    late = writer.patch(place, json={"version": 1, "title": "Second"})
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    conflict = late.json()["conflict"]
    assert (conflict["current"]["title"], conflict["current"]["version"]) == ("First", 2)
    assert conflict["yours"] == {"version": 1, "title": "Second"}
    assert writer.get(place).json()["title"] == "First"
    assert writer.patch(place, json={"version": 2, "title": "Second"}).status_code == 200


def test_what_a_person_approved_waits_again_where_one_changed_it_who_may_not(
    reviewer: httpx2.Client, writer: httpx2.Client, content: dict[str, Any]
) -> None:
    place = f"/api/v1/contents/{content['id']}"
    wanted = {"ids": [content["id"]], "at": "2036-12-01T08:00:00Z", "reason": "good"}
    for who, state in ((reviewer, "approved"), (writer, "pending")):
        assert reviewer.post("/api/v1/contents/approve", json=wanted).status_code == 200
        version = reviewer.get(place).json()["version"]
        body = reviewer.get(place).json()["body"] + f"\n\nOne line more, number {version}."
        after = who.patch(place, json={"version": version, "body": body}).json()
        assert after["review_status"] == state, after["review_reason"]
    assert "may not approve it" in after["review_reason"]
    (entry,) = reviewer.get(
        "/api/v1/publish-entries", params={"content_ids": content["id"]}
    ).json()["data"] or [None]
    assert entry is None


def test_an_approval_goes_by_the_rules_that_its_account_has_now(
    admin: httpx2.Client, reviewer: httpx2.Client, writer: httpx2.Client
) -> None:
    takes = {"gate": {"template_draft": "off"}}
    made = admin.post("/api/v1/accounts", json={"name": "kite-blog"} | takes).json()
    content = article(writer, "a kite of one's own", account="kite-blog")
    place, wanted = f"/api/v1/accounts/{made['id']}", {"ids": [content["id"]]}
    admin.patch(place, json={"gate": {"template_draft": "hold"}})
    (refused,) = reviewer.post("/api/v1/contents/approve", json=wanted).json()["data"]
    assert (refused["outcome"], refused["code"]) == ("failed", "held")
    stored = reader_of(reviewer, content["id"])
    assert [one["check"] for one in stored["findings"] if one["level"] == "hold"] == [
        "template_draft"
    ]
    admin.patch(place, json=takes)
    (done,) = reviewer.post("/api/v1/contents/approve", json=wanted).json()["data"]
    assert done["outcome"] == "approved"


def reader_of(client: httpx2.Client, content_id: int) -> dict[str, Any]:
    return dict(client.get(f"/api/v1/contents/{content_id}").json())


def test_it_is_approved_with_a_time_and_moved(
    reviewer: httpx2.Client, writer: httpx2.Client, content: dict[str, Any]
) -> None:
    wanted = {"ids": [content["id"], 999_999], "at": "2036-12-01T08:00:00+08:00", "reason": "good"}
    answer = reviewer.post("/api/v1/contents/approve", json=wanted).json()
    assert [row["outcome"] for row in answer["data"]] == ["approved", "failed"]
    assert answer["data"][0]["content"]["publish_at"] == "2036-12-01T00:00:00Z"
    place = f"/api/v1/contents/{content['id']}"
    (entry,) = writer.post(f"{place}/schedule", json={"at": "2036-12-02T00:00:00Z"}).json()["data"]
    assert (entry["status"], entry["publish_at"]) == ("queued", "2036-12-02T00:00:00Z")
    past = writer.post(f"{place}/schedule", json={"at": "2020-01-01T00:00:00Z"})
    assert past.status_code == 422


@pytest.mark.parametrize("word", ["approve", "reject"])
def test_a_word_on_what_was_read_is_none_on_what_came_since(
    reviewer: httpx2.Client, writer: httpx2.Client, word: str
) -> None:
    ids = [article(writer, f"read before they {word}, {n}")["id"] for n in range(2)]
    place, call = f"/api/v1/contents/{ids[1]}", f"/api/v1/contents/{word}"
    writer.patch(place, json={"version": 1, "title": "Not read"})
    said = {"reason": "read", "at": "2036-12-01T00:00:00Z"} if word == "approve" else {}
    wanted = {"reason": "read"} | said | {"contents": [{"id": id_, "version": 1} for id_ in ids]}
    done, refused = reviewer.post(call, json=wanted).json()["data"]
    assert (done["id"], done["status"].startswith(word)) == (ids[0], True)
    assert (refused["id"], refused["code"]) == (ids[1], "changed_since_seen")
    told = refused["error_message"]
    assert f"content {ids[1]} was changed since revision 1: title (revision 2 by api:" in told
    assert f"GET {place} shows it; then name its `version`, 2" in told
    assert reader_of(reviewer, ids[1])["review_status"] == "pending"
    wanted["contents"] = [{"id": ids[1], "version": 2}]
    (done,) = reviewer.post(call, json=wanted).json()["data"]
    assert done["status"].startswith(word)


def test_contents_that_were_read_are_named_in_one_way(reviewer: httpx2.Client) -> None:
    read = {"id": 7, "version": 1}
    for body, code in (
        ({"contents": [read], "ids": [7]}, "contents_meant_twice"),
        ({"contents": [read], "filter": {"review_status": "pending"}}, "contents_meant_twice"),
        ({"contents": [read, read | {"version": 2}]}, "bad_input"),
        ({"contents": [{"id": 7}]}, "bad_input"),
        ({"contents": [{"id": 7, "version": True}]}, "bad_input"),
        ({"contents": []}, "no_contents_meant"),
    ):
        answer = reviewer.post("/api/v1/contents/approve", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text


def test_it_is_rejected_for_a_reason(reviewer: httpx2.Client, content: dict[str, Any]) -> None:
    wanted = {"filter": {"review_status": "pending"}}
    assert reviewer.post("/api/v1/contents/reject", json=wanted).status_code == 422
    answer = reviewer.post("/api/v1/contents/reject", json=wanted | {"reason": "no sources"}).json()
    mine = next(row for row in answer["data"] if row["id"] == content["id"])
    assert (mine["status"], mine["content"]["review_reason"]) == ("rejected", "no sources")


def test_all_contents_are_never_meant_by_accident(reviewer: httpx2.Client) -> None:
    for body in ({}, {"filter": {}}):
        answer = reviewer.post("/api/v1/contents/approve", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "no_contents_meant")


def test_of_a_filter_no_more_are_approved_than_may_be_at_once(
    reviewer: httpx2.Client, writer: httpx2.Client
) -> None:
    ids = [article(writer, f"one of many {n}", account="coffee-blog")["id"] for n in range(2)]
    reviewer.post("/api/v1/contents/reject", json={"ids": ids[:1], "reason": "no sources"})
    wanted = {"filter": {"account": "coffee-blog"}, "reason": "all", "at": "2036-12-01T00:00:00Z"}
    answer = reviewer.post("/api/v1/contents/approve", json=wanted).json()
    assert [row["id"] for row in answer["data"]] == ids[1:]
    answer = reviewer.post("/api/v1/contents/approve", json=wanted | {"even_rejected": True})
    assert [row["id"] for row in answer.json()["data"]] == ids[:1]


def test_contents_are_meant_by_the_check_that_holds_them(
    reviewer: httpx2.Client, writer: httpx2.Client, content: dict[str, Any]
) -> None:
    gap = {"version": content["version"], "body": "Dear [Your Name], here is your tea."}
    assert writer.patch(f"/api/v1/contents/{content['id']}", json=gap).status_code == 200
    listed = reviewer.get("/api/v1/contents", params={"check": "placeholders"}).json()["data"]
    assert [row["id"] for row in listed] == [content["id"]]
    wanted = {"filter": {"check": "placeholders"}, "reason": "gaps"}
    answer = reviewer.post("/api/v1/contents/reject", json=wanted).json()
    assert [row["id"] for row in answer["data"]] == [content["id"]]
    for refused in (
        reviewer.get("/api/v1/contents", params={"check": "gaps"}),
        reviewer.post("/api/v1/contents/reject", json={"filter": {"check": "gaps"}, "reason": "x"}),
    ):
        assert (refused.status_code, "no check 'gaps'" in refused.json()["detail"]) == (422, True)


def test_it_is_removed_for_good(reviewer: httpx2.Client, content: dict[str, Any]) -> None:
    place = f"/api/v1/contents/{content['id']}"
    assert reviewer.delete(place, params={"reason": "twice"}).json()["removed"] is True
    assert reviewer.get(place).status_code == 404
    assert reviewer.delete(place).status_code == 404


def test_accounts_are_made_changed_and_removed(admin: httpx2.Client) -> None:
    made = admin.post("/api/v1/accounts", json={"name": "milk", "max_length": 900, "tone": "warm"})
    assert made.status_code == 201
    place = made.headers["location"]
    assert admin.get("/api/v1/accounts/milk").json()["max_length"] == 900
    changed = admin.patch(place, json={"max_length": None, "banned_words": ["best"]}).json()
    assert (changed["max_length"], changed["tone"], changed["banned_words"]) == (
        None,
        "warm",
        ["best"],
    )
    taken = admin.post("/api/v1/accounts", json={"name": "milk"})
    assert (taken.status_code, taken.json()["code"]) == (422, "name_taken")
    assert admin.delete(place).json() == {"id": made.json()["id"], "name": "milk", "removed": True}
    admin.post("/api/v1/tasks", json={"topic": "its own", "account": "tea-blog"})
    used = admin.delete("/api/v1/accounts/tea-blog")
    assert (used.status_code, used.json()["code"]) == (409, "account_in_use")


def test_accounts_are_listed_page_by_page(admin: httpx2.Client) -> None:
    page = admin.get("/api/v1/accounts", params={"limit": 1}).json()
    assert page["has_more"] is True
    rest = admin.get("/api/v1/accounts", params={"after": page["next"]}).json()
    names = [row["name"] for row in page["data"] + rest["data"]]
    assert names[:2] == ["tea-blog", "coffee-blog"]
