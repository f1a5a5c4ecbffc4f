"""`contenthub send`: a message by hand, checked before it goes anywhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contenthub.actors import catalogue
from contenthub.operations.signatures import fits
from tests.support.processes import Processes
from tests.support.servers import valkey

Cli = Callable[..., Any]


def test_list_names_every_actor_with_what_it_takes_and_does(cli: Cli) -> None:
    rows = {row["event"]: row for row in cli("send", "--list", "-f", "json").json}
    assert set(rows) == {spec.name for spec in catalogue.ALL}
    assert all(row["queue"] == spec.queue for spec in catalogue.ALL for row in [rows[spec.name]])
    assert all(row["does"] for row in rows.values())
    assert rows["poll"]["arguments"] == "refs: list[list[int]]"
    assert [row["does"] for row in rows.values() if "`" in row["does"]] == []


def test_embedded_it_is_worked_here_and_what_changed_is_told(
    cli: Cli, submit: Any, story: Any
) -> None:
    task_id = submit()
    answer = cli("send", "dispatch", "-f", "json")
    assert answer.code == 0
    changes = answer.json["changes"]
    assert [(c["task_id"], c["event"], c["to_state"]) for c in changes] == [
        (task_id, "dispatch", "submitted")
    ]
    row = story.task(task_id)
    worked = cli("send", "generate", f"refs=[[{row.id}, {row.attempt}]]", "-f", "json").json
    assert [c["event"] for c in worked["changes"] if c["entity"] == "task"] == [
        "start",
        "complete",
    ]
    assert story.status(task_id) == "completed"


def test_a_message_for_another_attempt_changes_nothing_and_says_so(
    cli: Cli, submit: Any, story: Any
) -> None:
    row = story.task(submit())
    answer = cli("send", "poll", "--json", json.dumps({"refs": [[row.id, 7]]}))
    assert answer.code == 0
    assert "nothing changed" in answer.err


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ([], 2, "say which event"),
        (["dance"], 3, "no event 'dance'; there are: dispatch, generate"),
        (["poll"], 2, "poll needs the argument 'refs'; it takes: refs: list[list[int]]"),
        (["dispatch", "now=true"], 2, "dispatch has no argument 'now'; it takes: no arguments"),
        (["poll", "refs=12"], 2, "refs is 12; poll takes: refs: list[list[int]]"),
        (["poll", "refs=[[1, true]]"], 2, "refs is [[1, true]]"),
        (["poll", "refs=[[1, 2, 3]]"], 2, "[row id, attempt] pairs"),
        (["poll", "refs=soon"], 2, 'refs is "soon"'),
        (["poll", "refs"], 2, "'refs' is no argument; write key=value"),
        (["poll", "refs=[[1,1]]", "refs=[]"], 2, "'refs' is given twice"),
        (["poll", "--json", '{"refs": [], "refs": [[1, 1]]}'], 2, "--json: 'refs' is given twice"),
        (["poll", "--json", "{"], 2, "--json is not JSON"),
        (["poll", "--json", "[1]"], 2, "--json has to be an object"),
        (["poll", "refs=[]", "--json", "{}"], 2, "not both"),
    ],
)
def test_what_the_actor_cannot_take_is_refused_before_it_is_sent(
    cli: Cli, database: Any, arguments: list[str], code: int, says: str
) -> None:
    answer = cli("send", *arguments)
    assert (answer.code, answer.out) == (code, "")
    assert says in answer.err
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize("event", ["poll", "exhausted"])
def test_with_redis_it_goes_to_the_workers(
    cli: Cli, database: Any, monkeypatch: pytest.MonkeyPatch, event: str
) -> None:
    queue = {"poll": "look", "exhausted": "line"}[event]
    given = {"poll": {"refs": [[1, 1]]}, "exhausted": {"message": {}, "retries": {}}}[event]
    with valkey() as server:
        monkeypatch.setenv("REDIS_URL", server.url)
        answer = cli("send", event, "--json", json.dumps(given), "-f", "json")
        with server.client() as client:
            stored = [json.loads(text) for text in client.hvals(f"contenthub:{queue}.msgs")]
    assert answer.code == 0, answer.err
    assert answer.json == {"event": event, "queue": queue, "sent": True, "arguments": given}
    assert [(m["actor_name"], m["args"]) for m in stored] == [(event, list(given.values()))]


def test_with_redis_away_it_is_not_sent(
    cli: Cli, database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", f"unix://{tmp_path}/nobody.sock")
    answer = cli("send", "dispatch")
    assert (answer.code, answer.out) == (5, "")
    assert "Redis cannot be reached" in answer.err


def test_it_works_as_a_real_program(tmp_path: Path) -> None:
    with Processes(tmp_path) as processes:
        done = processes.run("send", "dispatch", "-f", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"event": "dispatch", "worked": True, "changes": []}


@pytest.mark.parametrize(
    ("value", "annotation", "does"),
    [
        (1, int, True),
        (True, int, False),
        (True, bool, True),
        (1, float, True),
        ("1", int, False),
        (None, int | None, True),
        (None, int, False),
        ({"a": [1]}, dict[str, list[int]], True),
        ({"a": ["x"]}, dict[str, list[int]], False),
        ([], list[list[int]], True),
        ("anything", Any, True),
        (None, None, True),
        ([1], "list", False),
    ],
)
def test_a_value_fits_an_annotation_or_does_not(value: Any, annotation: Any, does: bool) -> None:
    assert fits(value, annotation) is does
