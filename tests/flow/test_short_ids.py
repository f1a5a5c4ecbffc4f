"""An id may be typed as far as it is unique; what could mean two things is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contenthub.models import Event, GenerationTask
from contenthub.queries import short_ids
from contenthub.records import Account

Cli = Callable[..., Any]
FIRST = "7f3c2a11-9d0f-4b7e-8f57-1f1d2b3c4d01"
SECOND = "7f3c2a22-9d0f-4b7e-8f57-1f1d2b3c4d02"
THIRD = "abcd0000-9d0f-4b7e-8f57-1f1d2b3c4d03"
BATCH = "b0000000-1111-4b7e-8f57-000000000001"


@pytest.fixture
def three(submit: Callable[..., str], account: Account) -> None:
    """Three pending tasks, two of which begin alike; two in a batch."""
    for task_id, batch in ((FIRST, BATCH), (SECOND, BATCH), (THIRD, None)):
        made = submit(f"about {task_id}")
        GenerationTask.update(task_id=task_id, batch_id=batch).where(
            GenerationTask.task_id == made
        ).execute()
        Event.update(task_id=task_id).where(Event.task_id == made).execute()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("abcd", THIRD),
        ("ABCD0000", THIRD),
        ("7f3c2a1", FIRST),
        (SECOND, SECOND),
        ("none", "none"),
        ("abc", "abc"),
        ("", ""),
        ("ab%d", "ab%d"),
        ("____", "____"),
        ("abcd\0", "abcd\0"),
    ],
)
@pytest.mark.usefixtures("three")
def test_a_unique_beginning_is_enough(typed: str, meant: str) -> None:
    assert short_ids.tasks([typed]) == [meant]


@pytest.mark.usefixtures("three")
def test_one_task_named_twice_is_one() -> None:
    assert short_ids.tasks(["abcd", THIRD, FIRST]) == [THIRD, FIRST]


COMMANDS = [
    ["task", "status"],
    ["task", "events"],
    ["task", "cancel"],
    ["task", "retry"],
    ["task", "watch"],
    ["task", "adopt"],
]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_what_two_begin_with_is_refused_with_both_and_changes_nothing(
    command: list[str], cli: Cli
) -> None:
    answer = cli(*command, "7f3c")
    assert answer.code == 2
    assert FIRST in answer.err
    assert SECOND in answer.err
    assert {row["status"] for row in cli("task", "list", "-f", "json").json} == {"pending"}


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("typed", ["7f3", "7f3c2a33", "zzzz"])
def test_what_nothing_begins_with_is_not_found(command: list[str], typed: str, cli: Cli) -> None:
    answer = cli(*command, typed)
    assert answer.code == 3
    assert f"no task '{typed}'" in answer.err


@pytest.mark.usefixtures("three")
def test_commands_act_on_the_task_that_is_meant(cli: Cli) -> None:
    assert cli("task", "status", "abcd", "-f", "json").json["task_id"] == THIRD
    assert [row["event"] for row in cli("task", "events", "abcd", "-f", "json").json] == ["create"]
    assert cli("task", "cancel", "7f3c2a1", "abcd").code == 0
    rows = cli("task", "list", "--status", "cancelled", "-f", "json").json
    assert {row["task_id"] for row in rows} == {FIRST, THIRD}
    assert cli("task", "retry", "abcd").code == 0


@pytest.mark.usefixtures("three")
def test_a_batch_is_meant_by_its_beginning_and_the_whole_is_said(cli: Cli) -> None:
    answer = cli("task", "list", "--batch", "b000", "-f", "json")
    assert {row["task_id"] for row in answer.json} == {FIRST, SECOND}
    assert answer.err == f"batch b000 is {BATCH}\n"
    assert cli("content", "list", "--batch", "b000").err == f"batch b000 is {BATCH}\n"
    assert cli("task", "cancel", "--batch", "b000").err.startswith(f"batch b000 is {BATCH}\n")
    assert cli("task", "list", "--batch", "zzzz").out == "no such tasks\n"


@pytest.mark.usefixtures("three")
def test_ids_in_a_list_are_as_short_as_they_may_be_typed(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contenthub.commands.console import output
    from contenthub.commands.console.screen import Screen

    with monkeypatch.context() as patch:
        patch.setattr(output, "screen_of", lambda _: Screen(100))
        shown = [line.split()[0] for line in cli("task", "list").out.splitlines()[2:]]
    assert shown == ["abcd0000", "7f3c2a22", "7f3c2a11"]
    for short, whole in zip(shown, (THIRD, SECOND, FIRST), strict=True):
        assert cli("task", "status", short, "-f", "json").json["task_id"] == whole
