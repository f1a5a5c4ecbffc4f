"""The publish pool over the API: put in, moved, published, taken out, by ids or by a filter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests.support.api import Served, article, served
from tests.support.processes import wait_until

PATH = "/api/v1/publish-entries"
LATER = "2036-12-01T00:00:00Z"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The whole service in one process."""
    with served(tmp_path_factory.mktemp("up"), "up") as one:
        yield one


def approved(reviewer: httpx2.Client, topic: str, **fields: Any) -> int:
    """A content that waits in the pool until long after the test."""
    content = article(reviewer, topic, **fields)
    wanted = {"ids": [content["id"]], "at": LATER, "reason": "good"}
    answer = reviewer.post("/api/v1/contents/approve", json=wanted).json()
    assert answer["changed"] == 1, answer
    return int(content["id"])


@pytest.fixture
def entry(reviewer: httpx2.Client, request: pytest.FixtureRequest) -> dict[str, Any]:
    """A publish entry that waits."""
    content_id = approved(reviewer, f"entry of {request.node.name}"[:100])
    (row,) = reviewer.get(PATH, params={"content_ids": content_id}).json()["data"]
    return dict(row)


def test_one_is_read_whole_and_not_again(reader: httpx2.Client, entry: dict[str, Any]) -> None:
    answer = reader.get(f"{PATH}/{entry['entry_id']}")
    assert answer.json() == answer.json() | entry
    assert (entry["status"], entry["publish_at"], entry["target"]) == ("queued", LATER, "default")
    assert "lease_owner" not in answer.json()
    tag = {"if-none-match": answer.headers["etag"]}
    assert reader.get(f"{PATH}/{entry['entry_id']}", headers=tag).status_code == 304
    assert reader.get(f"{PATH}/999999").json()["code"] == "no_entry"


@pytest.mark.parametrize(
    ("params", "there"),
    [
        ({}, True),
        ({"status": "queued"}, True),
        ({"status": ["failed", "queued"], "account": "tea-blog", "target": "default"}, True),
        ({"status": "failed"}, False),
        ({"account": "coffee-blog"}, False),
        ({"all": True}, True),
    ],
)
def test_lists_are_narrowed_as_on_the_command_line(
    reader: httpx2.Client, entry: dict[str, Any], params: dict[str, Any], there: bool
) -> None:
    rows = reader.get(PATH, params=params | {"limit": 100}).json()["data"]
    assert (entry["entry_id"] in [row["entry_id"] for row in rows]) is there


def test_pages_tell_each_once(reviewer: httpx2.Client) -> None:
    wanted = {approved(reviewer, f"of pages {n}") for n in range(3)}
    seen: list[int] = []
    params: dict[str, Any] = {"limit": 2}
    while True:
        page = reviewer.get(PATH, params=params).json()
        seen += [row["content_id"] for row in page["data"]]
        if not page["has_more"]:
            break
        params["after"] = page["next"]
    assert wanted <= set(seen)
    assert len(seen) == len(set(seen))


def test_it_is_moved_taken_out_and_put_back(writer: httpx2.Client, entry: dict[str, Any]) -> None:
    id_, content_id = entry["entry_id"], entry["content_id"]
    wanted = {"ids": [id_, 999_999], "at": "2036-12-02T08:00:00+08:00", "priority": 9}
    moved = writer.post(f"{PATH}/reschedule", json=wanted).json()
    assert [row["outcome"] for row in moved["data"]] == ["rescheduled", "failed"]
    assert (moved["data"][0]["entry"]["publish_at"], moved["data"][0]["entry"]["priority"]) == (
        "2036-12-02T00:00:00Z",
        9,
    )
    gone = writer.post(f"{PATH}/remove", json={"ids": [id_], "reason": "not now"}).json()
    assert (gone["data"][0]["status"], gone["data"][0]["outcome"]) == ("withdrawn", "removed")
    again = writer.post(f"{PATH}/remove", json={"ids": [id_]}).json()
    assert again["data"][0]["code"] == "not_in_pool"
    back = writer.post(PATH, json={"content_ids": [content_id], "at": LATER}).json()
    assert (back["data"][0]["status"], back["data"][0]["outcome"]) == ("queued", "added")
    assert [row["entry_id"] for row in back["data"][0]["entries"]] == [id_]
    there = writer.post(PATH, json={"content_ids": [content_id]}).json()
    assert there["data"][0]["outcome"] == "was_there"


def test_it_is_published_now_and_has_its_proof(
    writer: httpx2.Client, entry: dict[str, Any]
) -> None:
    answer = writer.post(f"{PATH}/publish", json={"ids": [entry["entry_id"]]}).json()
    assert answer["data"][0]["outcome"] == "due"

    def published() -> Any:
        row = writer.get(f"{PATH}/{entry['entry_id']}").json()
        return row if row["status"] == "published" else None

    row = wait_until(published, 60, "its publication")
    assert row["proof"]
    again = writer.post(f"{PATH}/publish", json={"ids": [entry["entry_id"]]}).json()
    assert (again["changed"], again["failed"]) == (0, 1)
    assert (again["data"][0]["outcome"], again["data"][0]["code"]) == ("failed", "target_has_it")
    assert "is published" in again["data"][0]["error_message"]
    late = writer.post(f"{PATH}/reschedule", json={"ids": [entry["entry_id"]], "priority": 1})
    assert late.json()["data"][0]["code"] == "not_allowed"


def test_those_of_a_filter_are_changed_together(
    writer: httpx2.Client, entry: dict[str, Any]
) -> None:
    wanted = {"filter": {"content_ids": [entry["content_id"]]}, "priority": 2}
    (row,) = writer.post(f"{PATH}/reschedule", json=wanted).json()["data"]
    assert (row["entry_id"], row["entry"]["priority"]) == (entry["entry_id"], 2)
    for body in ({}, {"filter": {}}, {"ids": []}):
        answer = writer.post(f"{PATH}/remove", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "no_entries_meant")
    both = {"ids": [1], "filter": {"account": "tea-blog"}}
    assert writer.post(f"{PATH}/publish", json=both).status_code == 422


def test_what_is_not_in_doubt_is_not_confirmed_to_be_absent(
    reviewer: httpx2.Client, writer: httpx2.Client, entry: dict[str, Any]
) -> None:
    wanted = {"ids": [entry["entry_id"]], "reason": "not in its list"}
    (row,) = reviewer.post(f"{PATH}/confirm-absent", json=wanted).json()["data"]
    assert row["code"] == "not_allowed"
    empty = reviewer.post(f"{PATH}/confirm-absent", json=wanted | {"reason": " "})
    assert (empty.status_code, empty.json()["code"]) == (422, "empty")
    assert writer.post(f"{PATH}/confirm-absent", json=wanted).status_code == 403


def test_a_content_that_waits_for_a_person_is_not_put_in(writer: httpx2.Client) -> None:
    content = article(writer, "not approved")
    (row,) = writer.post(PATH, json={"content_ids": [content["id"]]}).json()["data"]
    assert row["code"] in ("not_approved", "held")


def test_those_of_other_accounts_are_not_there(
    reviewer: httpx2.Client, bound: httpx2.Client
) -> None:
    approved(reviewer, "of the account of the token")
    content_id = approved(reviewer, "of others", account="coffee-blog")
    (row,) = reviewer.get(PATH, params={"content_ids": content_id}).json()["data"]
    id_ = row["entry_id"]
    assert bound.get(f"{PATH}/{id_}").json()["code"] == "no_entry"
    assert bound.get(PATH, params={"content_ids": content_id}).json()["data"] == []
    assert bound.get(PATH, params={"account": "coffee-blog"}).status_code == 422
    for path in ("remove", "publish", "reschedule"):
        body = {"ids": [id_], "priority": 3} if path == "reschedule" else {"ids": [id_]}
        (told,) = bound.post(f"{PATH}/{path}", json=body).json()["data"]
        assert told["code"] == "no_entry"
    (told,) = bound.post(PATH, json={"content_ids": [content_id]}).json()["data"]
    assert told["code"] == "no_content"
    assert (
        bound.post(f"{PATH}/remove", json={"filter": {"content_ids": [content_id]}}).json()["data"]
        == []
    )
    assert reviewer.get(f"{PATH}/{id_}").json()["status"] == "queued"
    mine, all_ = (one.get("/api/v1/stats/publish-entries").json() for one in (bound, reviewer))
    assert 0 < mine["total"] < all_["total"]
