"""The texts of a content over the API: written anew, looked at, taken, declined."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests.support.api import Served, article, served
from tests.support.processes import wait_until


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The whole service in one process."""
    with served(tmp_path_factory.mktemp("up"), "up") as one:
        yield one


@pytest.fixture
def proposed(writer: httpx2.Client, request: pytest.FixtureRequest) -> str:
    """Where the texts of a content are, of which the second one waits for a person."""
    content = article(writer, f"tea of {request.node.name}"[:100])
    place = f"/api/v1/contents/{content['id']}"
    asked = writer.post(f"{place}/regenerate", json={"note": "Name the sources"})
    assert asked.status_code == 201, asked.text
    task = asked.headers["location"]
    wait_until(lambda: writer.get(task).json()["revision"], 60, "the new text")
    return f"{place}/revisions"


def test_a_new_text_waits_beside_the_present_one(reader: httpx2.Client, proposed: str) -> None:
    first, second = reader.get(proposed).json()["data"]
    assert (first["status"], first["shown"]) == ("accepted", True)
    assert (second["status"], second["shown"]) == ("proposed", False)
    assert (second["reason"], second["based_on"]) == ("Name the sources", 1)
    whole = reader.get(f"{proposed}/2")
    assert whole.json()["body"]
    tag = {"if-none-match": whole.headers["etag"]}
    assert reader.get(f"{proposed}/2", headers=tag).status_code == 304
    missing = reader.get(f"{proposed}/3")
    assert (missing.status_code, missing.json()["code"]) == (404, "no_revision")
    content = proposed.removesuffix("/revisions")
    assert reader.get(content).json()["proposals"] == 1


def test_it_is_taken_by_who_may_review(
    writer: httpx2.Client, reviewer: httpx2.Client, proposed: str
) -> None:
    assert writer.post(f"{proposed}/2/accept", json={}).status_code == 403
    taken = reviewer.post(f"{proposed}/2/accept", json={"reason": "better"})
    assert (taken.status_code, taken.json()["version"]) == (200, 2)
    again = reviewer.post(f"{proposed}/2/accept", json={})
    assert (again.status_code, again.json()["code"]) == (409, "revision_accepted")


def test_it_is_declined_for_a_reason(reviewer: httpx2.Client, proposed: str) -> None:
    assert reviewer.post(f"{proposed}/2/decline", json={}).status_code == 422
    told = reviewer.post(f"{proposed}/2/decline", json={"reason": "too long"}).json()
    assert (told["status"], told["status_reason"]) == ("declined", "too long")
    assert reviewer.get(proposed).json()["data"][0]["shown"] is True


def test_one_that_was_edited_meanwhile_is_taken_expressly(
    writer: httpx2.Client, reviewer: httpx2.Client, proposed: str
) -> None:
    content = proposed.removesuffix("/revisions")
    assert writer.patch(content, json={"version": 1, "title": "Mine"}).status_code == 200
    late = reviewer.post(f"{proposed}/2/accept", json={})
    assert (late.status_code, late.json()["code"]) == (409, "revision_outdated")
    taken = reviewer.post(f"{proposed}/2/accept", json={"even_outdated": True})
    assert taken.status_code == 200


def test_the_article_is_read_as_markdown_and_the_gate_asked_anew(
    reader: httpx2.Client, proposed: str
) -> None:
    content = proposed.removesuffix("/revisions")
    page = reader.get(f"{content}/markdown")
    assert page.headers["content-type"].startswith("text/markdown")
    assert page.text.startswith("# ")
    found = reader.get(f"{content}/check")
    assert found.status_code == 200
    assert all(set(row) >= {"check", "level", "message"} for row in found.json()["data"])


def test_those_of_other_accounts_are_not_there(writer: httpx2.Client, bound: httpx2.Client) -> None:
    content: dict[str, Any] = article(writer, "of others", account="coffee-blog")
    place = f"/api/v1/contents/{content['id']}"
    for method, path, body in (
        ("GET", "revisions", None),
        ("GET", "revisions/1", None),
        ("GET", "markdown", None),
        ("GET", "check", None),
        ("POST", "regenerate", {"note": "x"}),
        ("POST", "revisions/1/accept", {}),
        ("POST", "revisions/1/decline", {"reason": "x"}),
    ):
        answer = bound.request(method, f"{place}/{path}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_content")


def test_what_two_texts_differ_in_is_told(
    reader: httpx2.Client, writer: httpx2.Client, bound: httpx2.Client
) -> None:
    content = article(writer, "two texts", account="coffee-blog")
    place = f"/api/v1/contents/{content['id']}"
    assert writer.patch(place, json={"version": 1, "title": "Two of them"}).status_code == 200
    path = f"{place}/difference"
    told = reader.get(path, params={"before": 1, "after": 2})
    assert "+title: Two of them" in told.json()["difference"].splitlines()
    assert reader.get(path, params={"before": 2, "after": 2}).json()["difference"] == ""
    assert reader.get(path, params={"before": 1, "after": 9}).json()["code"] == "no_revision"
    assert reader.get(path, params={"before": 1}).status_code == 422
    assert bound.get(path, params={"before": 1, "after": 2}).json()["code"] == "no_content"
