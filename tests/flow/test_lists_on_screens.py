"""Every list at 80, 120 and 200 columns, with Chinese, emoji and combining marks in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from contenthub import boot, clock
from contenthub.commands.console import notes, output
from contenthub.commands.console.screen import Screen
from contenthub.database import db
from contenthub.settings import SPECS
from contenthub.settings.reading import load
from tests.support import screens, showcase, showcase_alerts, showcase_receivers

LISTS = {
    "task-list": ["task", "list"],
    "task-list-failed": ["task", "list", "--status", "failed", "--status", "timeout"],
    "task-events": ["task", "events", showcase.task_id(1)],
    "task-stats-by": ["task", "stats", "--by", "account"],
    "content-list": ["content", "list"],
    "content-list-pending": ["content", "list", "--review", "pending"],
    "publish-pool-list": ["publish-pool", "list", "--all"],
    "account-list": ["account", "list"],
    "target-list": ["target", "list"],
    "events": ["events", "--limit", "12"],
    "monitor-stats": ["monitor", "stats", "--days", "3"],
    "scheduler-list": ["scheduler", "list"],
    "scheduler-history": ["scheduler", "history"],
    "scheduler-history-tick": ["scheduler", "history", "--tick", "schedule-1-20261124T120000Z"],
    "scheduler-preview": ["scheduler", "preview", "--cron", "30 2 * * *", "--timezone",
                          "Europe/Berlin", "--count", "3"],
    "scheduler-types": ["scheduler", "types"],
    "creator-list": ["creator", "list"],
    "creator-check": ["creator", "check", "outline"],
    "gate-list": ["gate", "list"],
    "send-list": ["send", "--list"],
    "alert-list": ["alert", "list"],
    "alert-history": ["alert", "history"],
    "alert-silences": ["alert", "silences"],
    "alert-rules": ["alert", "rules"],
    "alert-channel-list": ["alert", "channel", "list"],
    "alert-ping-list": ["alert", "ping", "list"],
    "webhook-list": ["webhook", "list"],
    "webhook-deliveries": ["webhook", "deliveries"],
    "token-list": ["token", "list"],
}  # fmt: skip


@pytest.fixture
def showcase_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The home that is shown, at a moment that stands still."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    with clock.use(lambda: showcase.NOW):
        boot.open_database(load())
        showcase.build()
        showcase_alerts.build()
        showcase_receivers.build()
        db.close()
        yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("showcase_home")
@pytest.mark.parametrize("name", LISTS)
def test_a_list_looks_as_it_was_seen_to_look(
    name: str, cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def shown(width: int) -> str:
        monkeypatch.setattr(output, "screen_of", lambda _: Screen(width))
        answer = cli(*LISTS[name])
        assert answer.code == 0, answer.err
        return answer.out

    screens.compare(name, shown)


@pytest.mark.usefixtures("showcase_home")
@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("width", [20, 41, 60])
def test_a_narrow_screen_gets_one_line_a_row_too(
    name: str, width: int, cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "screen_of", lambda _: Screen(width))
    lines = cli(*LISTS[name]).out.splitlines()
    assert all(output.display_width(line) <= width for line in lines) or "tick" in name  # a sheet


TOPIC = "How the tea pickers of Uji and those of the Wuyi mountains gather leaves in the rain"
SHEETS = {
    "content-show": ["content", "show", "1"],
    "content-show-held": ["content", "show", "2"],
    "task-explain": ["task", "explain", showcase.task_id(2)],
    "task-explain-running": ["task", "explain", showcase.task_id(3)],
    "publish-pool-show": ["publish-pool", "show", "3"],
    "webhook-show": ["webhook", "show", "1"],
    "webhook-delivery": ["webhook", "delivery", "3"],
}


@pytest.mark.usefixtures("showcase_home")
@pytest.mark.parametrize("name", SHEETS)
def test_a_single_thing_looks_as_it_was_seen_to_look(
    name: str, cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def shown(width: int) -> str:
        monkeypatch.setattr(output, "screen_of", lambda _: Screen(width))
        answer = cli(*SHEETS[name])
        assert answer.code == 0, answer.err
        return answer.out

    screens.compare(name, shown, kept=showcase_receivers.URL)


@pytest.mark.usefixtures("showcase_home")
def test_a_note_breaks_between_words_and_keeps_its_command_whole(
    cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes, "screen_of", lambda _: Screen(80))
    lines = cli("content", "generate", "-t", TOPIC, "--creator", "outline").err.splitlines()
    assert [line for line in lines if output.display_width(line) > 80] == []
    (command,) = [line for line in lines if "contenthub content approve" in line]
    assert command.endswith('contenthub content approve 4 --because "…"')


@pytest.mark.usefixtures("showcase_home")
@pytest.mark.parametrize("line", ["doctor", "config show", "db check"])
def test_what_differs_from_machine_to_machine_fits_the_screen_too(
    line: str, cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "screen_of", lambda _: Screen(80))
    lines = cli(*line.split()).out.splitlines()
    assert len(lines) > 2
    assert [one for one in lines if output.display_width(one) > 80] == []


@pytest.mark.usefixtures("showcase_home")
@pytest.mark.parametrize("width", [60, 80, 100])
def test_the_name_of_a_setting_is_never_cut(
    width: int, cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "screen_of", lambda _: Screen(width))
    words = set(cli("config", "show").out.split())
    assert [spec.env for spec in SPECS.values() if spec.env not in words] == []


@pytest.mark.usefixtures("showcase_home")
@pytest.mark.parametrize(
    ("line", "shown", "gone"),
    [
        ("content list", {"account", "title", "reason"}, {"publish"}),
        ("content list --review pending", {"account", "title", "reason"}, {"status  review"}),
        ("content list --review approved", {"account", "title", "publish"}, {"reason"}),
        ("task list", {"account", "topic", "error"}, {"publish"}),
        ("task list --status failed", {"account", "topic", "error"}, {"publish"}),
        ("task list --status completed", {"account", "topic", "created"}, {"error"}),
    ],
)
def test_a_narrow_list_says_whose_and_what_before_anything_that_may_be_empty(
    line: str,
    shown: set[str],
    gone: set[str],
    cli: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(output, "screen_of", lambda _: Screen(80))
    heading = cli(*line.split()).out.splitlines()[0]
    assert [word for word in shown if word not in heading] == []
    assert [word for word in gone if word in heading] == []


@pytest.mark.usefixtures("showcase_home")
def test_a_pipe_gets_whole_ids_and_texts_and_all_columns(cli: Callable[..., Any]) -> None:
    out = cli("task", "list").out
    heading, _, *rows = out.splitlines()
    assert len(rows) == len(showcase.TOPICS)
    assert all(showcase.task_id(n) in out for n in range(1, 6))
    assert showcase.TOPICS[0] in out
    assert showcase.ERRORS[1] in out
    assert heading.split()[:4] == ["task", "id", "status", "progress"]


@pytest.mark.usefixtures("showcase_home")
def test_nothing_in_a_table_steers_the_terminal(cli: Callable[..., Any]) -> None:
    for format_ in ("table", "json"):
        shown = cli("task", "list", "-f", format_).out
        assert not {"\x1b", "\u202e", "\u202c", "\u200b"} & set(shown)


def test_colours_are_those_of_the_states(
    cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, showcase_home: None
) -> None:
    monkeypatch.setattr(output, "screen_of", lambda _: Screen(120, colour=True))
    shown = cli("task", "list").out
    assert "\x1b[32mcompleted\x1b[0m" in shown
    assert "\x1b[31mfailed\x1b[0m" in shown
    assert "\x1b[36mrunning\x1b[0m" in shown
