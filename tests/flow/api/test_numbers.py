"""Statistics, the gate's checks, batches and the examination: what is told, and to whom."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from tests.support.api import Served


@pytest.fixture(scope="module", autouse=True)
def asked(admin: httpx2.Client) -> list[str]:
    """Three batches, one of them of another account alone, one of both."""
    wishes = [["tea-blog", "tea-blog"], ["coffee-blog"], ["tea-blog", "coffee-blog"]]
    made = []
    for number, accounts in enumerate(wishes):
        tasks = [{"topic": f"{number} {n}", "account": one} for n, one in enumerate(accounts)]
        made.append(str(admin.post("/api/v1/batches", json={"tasks": tasks}).json()["batch_id"]))
    return made


def test_batches_are_listed_newest_first_page_by_page(
    reader: httpx2.Client, asked: list[str]
) -> None:
    seen: list[Any] = []
    params: dict[str, Any] = {"limit": 1}
    while True:
        page = reader.get("/api/v1/batches", params=params).json()
        seen += page["data"]
        if not page["has_more"]:
            break
        params["after"] = page["next"]
    assert [row["batch_id"] for row in seen] == asked[::-1]
    assert [(row["total"], row["by_status"]) for row in seen] == [
        (2, {"pending": 2}),
        (1, {"pending": 1}),
        (2, {"pending": 2}),
    ]
    assert reader.get(f"/api/v1/batches/{asked[0]}").json() == seen[2]


def test_batches_are_those_of_the_caller_s_accounts(bound: httpx2.Client, asked: list[str]) -> None:
    rows = bound.get("/api/v1/batches").json()["data"]
    assert [(row["batch_id"], row["total"]) for row in rows] == [(asked[2], 1), (asked[0], 2)]
    assert bound.get(f"/api/v1/batches/{asked[1]}").status_code == 404


def test_tasks_are_counted_of_those_that_are_meant(
    reader: httpx2.Client, bound: httpx2.Client
) -> None:
    path = "/api/v1/stats/tasks"
    assert [one.get(path).json()["pending"] for one in (reader, bound)] == [5, 3]
    narrowed = reader.get(path, params={"account": "coffee-blog"}).json()
    assert (narrowed["total"], narrowed["completed"]) == (2, 0)
    by = {row["account"]: row["total"] for row in reader.get(f"{path}/by/account").json()["data"]}
    assert by == {"tea-blog": 3, "coffee-blog": 2}
    assert [row["account"] for row in bound.get(f"{path}/by/account").json()["data"]] == [
        "tea-blog"
    ]
    assert reader.get(f"{path}/by/topic").status_code == 422


def test_the_gate_tells_its_checks_and_what_it_finds_in_a_text(reader: httpx2.Client) -> None:
    checks = {row["check"]: row for row in reader.get("/api/v1/gate").json()["data"]}
    assert len(checks) > 10
    draft = {"text": "# Tea\n\nTODO: write this", "topic": "Tea"}
    found = reader.post("/api/v1/gate/check", json=draft).json()["data"]
    assert {row["check"] for row in found} <= set(checks)
    assert "hold" in {row["level"] for row in found}
    thoughts = reader.post("/api/v1/gate/check", json={"text": "<think>what to write"})
    assert thoughts.status_code in (200, 422)


def test_holds_are_told_of_the_accounts_that_the_caller_sees(
    server: Served, reader: httpx2.Client, bound: httpx2.Client
) -> None:
    with closing(sqlite3.connect(server.processes.home / "contenthub.db")) as home, home:
        home.execute(
            "INSERT INTO gate_holds SELECT ?, id, 'refusal', 0, 3, 2, 1 FROM accounts"
            " WHERE name = 'coffee-blog'",
            (datetime.now(UTC).date().isoformat(),),
        )

    def told(client: httpx2.Client, **asked: str) -> dict[str, Any]:
        rows = client.get("/api/v1/gate", params=asked).json()["data"]
        return {row["check"]: (row["held"], row["approved"], row["edited"]) for row in rows}

    assert told(reader)["refusal"] == told(reader, account="coffee-blog")["refusal"] == (3, 2, 1)
    assert told(reader, account="tea-blog")["refusal"] == told(bound)["refusal"] == (0, 0, 0)
    for client, name in ((bound, "coffee-blog"), (reader, "nobody")):
        refused = client.get("/api/v1/gate", params={"account": name})
        assert (refused.status_code, refused.json()["code"]) == (422, "no_account")


def test_a_text_is_checked_by_the_rules_of_the_caller_s_account(
    server: Served, reader: httpx2.Client, bound: httpx2.Client
) -> None:
    draft = {"text": "# Tea\n\nTODO: write this", "topic": "Tea"}

    def levels(client: httpx2.Client, **more: str) -> dict[str, str]:
        answer = client.post("/api/v1/gate/check", json=draft | more)
        return {row["check"]: row["level"] for row in answer.json()["data"]}

    usual = levels(reader)
    held = next(check for check, level in usual.items() if level == "hold")
    account = "/api/v1/accounts/tea-blog"
    assert bound.patch(account, json={"gate": {held: "warn"}}).status_code == 200
    assert levels(bound) == levels(reader, account="tea-blog") == usual | {held: "warn"}
    assert levels(reader) == usual
    both = ("--account", "tea-blog", "--account", "coffee-blog")
    several = server.client(server.token("several", *both))
    assert "several accounts" in several.post("/api/v1/gate/check", json=draft).json()["detail"]
    assert levels(several, account="coffee-blog") == usual
    assert bound.patch(account, json={"gate": {}}).status_code == 200


def test_what_a_task_took_is_told_by_attempt(reader: httpx2.Client, bound: httpx2.Client) -> None:
    rows = reader.get("/api/v1/tasks", params={"account": "coffee-blog"}).json()["data"]
    path = f"/api/v1/tasks/{rows[0]['task_id']}/ledger"
    assert reader.get(path).json() == {"data": []}
    assert bound.get(path).json()["code"] == "no_task"


def test_all_is_examined_for_who_runs_the_service(
    admin: httpx2.Client, reviewer: httpx2.Client, bound: httpx2.Client
) -> None:
    told = admin.get("/api/v1/doctor").json()
    by = {row["check"]: row for row in told["data"]}
    assert by["database"]["status"] == "ok"
    assert told["status"] == "failed"  # there is work, and nobody does it
    assert all("contenthub " not in row["advice"] for row in told["data"])
    whole = admin.get("/api/v1/doctor", params={"checklist": True}).json()["data"]
    assert {"backup age", "api door", "start at boot"} <= {row["check"] for row in whole}
    assert all("contenthub " not in row["advice"] for row in whole)
    assert reviewer.get("/api/v1/doctor").status_code == 403
    assert bound.get("/api/v1/doctor").json()["code"] == "scope_too_small"


def test_old_tasks_are_counted_and_removed_by_who_runs_the_service(
    admin: httpx2.Client, reviewer: httpx2.Client, bound: httpx2.Client
) -> None:
    path = "/api/v1/tasks"
    task_id = admin.post(path, json={"topic": "old"}).json()["task_id"]
    admin.post(f"{path}/cancel", json={"ids": [task_id]})
    would = admin.delete(path, params={"days": 0, "dry_run": True}).json()
    assert (would["tasks"], would["dry_run"]) == (1, True)
    for client in (reviewer, bound):
        assert client.delete(path, params={"days": 0}).status_code == 403
    assert admin.delete(path).status_code == 422
    assert admin.delete(path, params={"days": 0}).json()["tasks"] == 1
    assert admin.get(f"{path}/{task_id}").status_code == 404
