"""A line for each event as it happens: as wide as the screen, and told in full in a pipe."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from contenthub import clock
from contenthub.commands.console.screen import Screen
from contenthub.commands.console.width import display_width
from contenthub.commands.events.lines import Lines


@pytest.fixture(autouse=True)
def _zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_zone_name", lambda: "Asia/Shanghai")


def row(**changes: Any) -> dict[str, Any]:
    return {
        "id": 7,
        "created_at": datetime(2026, 12, 1, 15, 59, 58, tzinfo=UTC),
        "type": "task.completed",
        "task_id": "4c0831ae-9685-48b3-836b-78b713902c44",
        "attempt": 1,
        "event": "complete",
        "to_state": "completed",
        "account": "default",
        "who": "generate",
        "reason": "",
    } | changes


@pytest.mark.parametrize("width", [20, 40, 80, 200])
@pytest.mark.parametrize(
    "changes", [{}, {"reason": "很长的理由" * 50}, {"account": "帐号" * 20, "reason": "x" * 300}]
)
def test_no_line_is_wider_than_the_screen(width: int, changes: dict[str, Any]) -> None:
    text = Lines(Screen(width)).of(row(**changes))
    assert all(display_width(line) <= width for line in text.splitlines())


def test_the_columns_of_all_lines_stand_below_each_other() -> None:
    lines = Lines(Screen(80))
    first = lines.of(row()).splitlines()
    second = lines.of(row(type="entry.published", account="茶", reason="why")).splitlines()
    assert first == [
        "2026-12-01",
        "23:59:58  task.completed       4c0831ae  default       by generate",
    ]
    assert second == ["23:59:58  entry.published      4c0831ae  茶            why"]


def test_a_day_is_said_when_it_begins() -> None:
    lines = Lines(Screen(80))
    lines.of(row())
    later = lines.of(row(created_at=datetime(2026, 12, 1, 16, 0, tzinfo=UTC)))
    assert later.startswith("2026-12-02\n00:00:00  ")


def test_a_state_has_its_colour() -> None:
    text = Lines(Screen(80, colour=True)).of(row())
    assert "\x1b[32mtask.completed     \x1b[0m" in text


def test_what_comes_from_outside_steers_no_terminal() -> None:
    for screen in (Screen(80), Screen()):
        text = Lines(screen).of(row(reason="\x1b[2J\nnext", account="\u202eevil"))
        assert "\x1b" not in text
        assert "\u202e" not in text


def test_a_pipe_gets_whole_ids_and_texts() -> None:
    text = Lines(Screen()).of(row(reason="x" * 300))
    assert text == (
        "2026-12-01 23:59:58  task.completed  4c0831ae-9685-48b3-836b-78b713902c44  1  complete"
        f"  default  generate  {'x' * 300}  7\n"
    )
