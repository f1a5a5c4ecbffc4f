"""Idempotency keys: the same request has one answer for good, another one is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contenthub import clock
from contenthub.database import db
from contenthub.lifecycle import accounts, by_hand, submission
from contenthub.lifecycle.submission import NewTask, Refused, Submitted
from contenthub.lifecycle.unit import Unit
from contenthub.records import Account
from contenthub.settings import Settings
from tests.support.processes import Processes
from tests.support.story import Story

Cli = Callable[..., Any]

CALL = (
    "content",
    "generate",
    "-t",
    "tea",
    "-k",
    "a,b",
    "--idempotency-key",
    "k",
    "--async",
    "-f",
    "json",
)


@pytest.mark.parametrize(
    ("other", "named"),
    [
        (["-t", "coffee", "-k", "a,b"], ["topic"]),
        (["-t", "tea", "-k", "b,a"], ["keywords"]),
        (["-t", "tea", "-k", "a,b", "-a", "blog"], ["account"]),
        (["-t", "tea", "-k", "a,b", "-p", "9"], ["priority"]),
        (["-t", "tea", "-k", "a,b", "--tone", "warm", "-c", "x"], ["category", "tone"]),
        (["-t", "tea", "-k", "a,b", "--no-auto-approve"], ["auto approve"]),
        (["-t", "tea", "-k", "a,b", "--creator", "outline"], ["creator"]),
        (["-t", "Tea", "-r", "short"], ["topic", "keywords", "requirements"]),
    ],
)
def test_another_request_under_the_same_key_is_refused_naming_what_differs(
    cli: Cli, database: Settings, story: Story, other: list[str], named: list[str]
) -> None:
    accounts.add("blog")
    first = cli(*CALL).json["task_id"]
    answer = cli("content", "generate", *other, "--idempotency-key", "k", "--async")
    assert answer.code == 4
    assert first in answer.err
    told = answer.err.partition(f"{first}: ")[2].partition(";")[0]
    fields = (
        "topic",
        "account",
        "keywords",
        "category",
        "requirements",
        "tone",
        "priority",
        "creator",
        "auto approve",
    )
    assert [name for name in fields if name in told] == named
    assert story.counts() == {"pending": 1}


def test_the_same_request_has_the_same_answer_after_a_renamed_account(
    cli: Cli, database: Settings
) -> None:
    accounts.add("blog")
    first = cli(*CALL, "-a", "blog").json["task_id"]
    accounts.update(accounts.find("blog"), name="journal", creator="command")
    assert cli(*CALL, "-a", "journal").json["task_id"] == first


def test_the_answer_after_a_cleanup_says_what_is_left(
    cli: Cli, database: Settings, line: Any, until: Any, story: Story
) -> None:
    first = cli(*CALL, "--auto-approve").json["task_id"]
    engine = line()
    until(lambda: story.status(first) == "completed", "completion")
    engine.stop()
    content = story.content(first)
    assert content is not None
    db.execute(
        "UPDATE publish_entries SET status = 'failed', due_at = NULL, lease_owner = NULL,"
        " lease_until = NULL"
    )
    assert by_hand.cleanup(clock.after(60)) == 1
    again = cli(*CALL, "--auto-approve")
    assert again.code == 0
    assert (again.json["task_id"], again.json["status"]) == (first, "removed")
    assert again.json["content_id"] == content.id
    assert f"content {content.id}" in again.err
    waited = cli(*(word for word in CALL if word != "--async"), "--auto-approve")
    assert (waited.code, waited.json) == (0, again.json)
    assert story.counts() == {}


def test_lines_of_a_file_are_refused_one_by_one(
    cli: Cli, database: Settings, tmp_path: Path, story: Story
) -> None:
    lines = [
        {"topic": "one", "idempotency_key": "k1"},
        {"topic": "two", "idempotency_key": "k1"},
        {"topic": "one", "idempotency_key": "k1"},
        {"topic": "three"},
    ]
    path = tmp_path / "topics.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines))
    call = ("content", "generate", "--topics-file", str(path), "--async", "-f", "json")
    done = cli(*call).json
    assert done["submitted"] == 3
    assert done["task_ids"][0] == done["task_ids"][1]
    assert [
        (r["line"], "topic is another one" in r["error_message"]) for r in done["rejected"]
    ] == [(2, True)]
    assert story.counts() == {"pending": 2}
    for task in done["task_ids"]:
        cli("task", "cancel", task)
    assert by_hand.cleanup(clock.after(60)) == 2
    again = cli(*call).json
    assert [row["task_id"] for row in again["removed"]] == [done["task_ids"][0]]
    assert again["submitted"] == 1


def test_keys_are_shown_with_their_task(cli: Cli, database: Settings) -> None:
    task = cli(*CALL).json["task_id"]
    shown = cli("task", "status", task, "-f", "json").json
    assert (shown[0] if isinstance(shown, list) else shown)["idempotency_key"] == "k"


def test_scopes_have_keys_of_their_own(database: Settings, account: Account) -> None:
    request = NewTask("tea", account, idempotency_key="k")
    (first,) = submission.submit([request], database, "test")
    with Unit("test") as unit:
        (second,) = submission.submit_in(unit, [request], database, scope="another")
    assert isinstance(first, Submitted)
    assert isinstance(second, Submitted)
    assert first.task_id != second.task_id


def test_a_refusal_costs_the_other_requests_nothing(database: Settings, account: Account) -> None:
    requests = [NewTask(topic, account, idempotency_key="k") for topic in ("a", "b", "a")]
    answers = submission.submit([*requests, NewTask("c", account)], database, "test")
    assert [type(one) for one in answers] == [Submitted, Refused, Submitted, Submitted]
    assert isinstance(answers[2], Submitted)
    assert answers[2].existing


def test_two_processes_with_one_key_at_once_are_one_task(tmp_path: Path) -> None:
    with Processes(tmp_path) as processes:
        assert processes.run("account", "add", "blog").returncode == 0  # makes the database
        same = [processes.contenthub(*CALL, "-a", "blog") for _ in range(2)]
        other = processes.contenthub(*CALL, "-a", "blog", "-c", "x")
        codes = sorted([one.wait(90) for one in (*same, other)])
        # Whoever came first decides which of the two requests the key is for.
        assert codes in ([0, 0, 4], [0, 4, 4])
        listed = json.loads(processes.run("task", "list", "-f", "json").stdout)
        answered = {json.loads(one.stdout())["task_id"] for one in (*same, other) if one.stdout()}
        assert [row["task_id"] for row in listed] == list(answered)
