"""Whether people and programs are told, judged from plain rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contenthub.operations.checkup.checklist import telling
from contenthub.operations.checkup.results import Level
from contenthub.queries.webhooks import Trouble

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)


def channel(name: str = "mail", **changes: Any) -> dict[str, Any]:
    plain = {"name": name, "paused": False, "tested_at": NOW - DAY, "failing_since": None}
    return plain | {"trouble": None} | changes


@pytest.mark.parametrize(
    ("there", "level", "said"),
    [
        ([], Level.WARNING, "nobody is told"),
        ([channel(paused=True)], Level.WARNING, "nobody is told"),
        ([channel(), channel("chat")], Level.OK, "mail, chat"),
    ],
)
def test_somebody_has_to_be_told(there: list[Any], level: Level, said: str) -> None:
    answer = telling.channels(there)
    assert (answer.level, said in answer.detail) == (level, True)


@pytest.mark.parametrize(
    ("there", "level", "said"),
    [
        ([], Level.OK, "no channel"),
        ([channel()], Level.OK, "arrived"),
        ([channel(tested_at=None)], Level.WARNING, "never tried: mail"),
        ([channel(tested_at=None, paused=True)], Level.OK, "no channel"),
        ([channel(tested_at=NOW - 91 * DAY)], Level.WARNING, "90 days: mail"),
    ],
)
def test_each_channel_was_tried(there: list[Any], level: Level, said: str) -> None:
    answer = telling.tried(there, NOW)
    assert (answer.level, said in answer.detail) == (level, True)


def test_a_channel_by_which_nothing_arrives_fails() -> None:
    broken = channel(failing_since=NOW, trouble="connection refused")
    assert telling.arriving([channel(), broken]).level is Level.FAILED
    assert "connection refused" in telling.arriving([broken]).detail
    assert telling.arriving([channel(), broken | {"paused": True}]).level is Level.OK


def test_open_incidents_and_failing_receivers_are_told() -> None:
    assert telling.incidents([]).level is Level.OK
    assert "no worker" in telling.incidents([{"summary": "no worker is alive"}]).detail
    assert telling.receivers([]).level is Level.OK
    trouble = Trouble(1, "http://example.com/", None, "paused", "failing for 5 days", NOW, True)
    assert "failing for 5 days" in telling.receivers([trouble]).detail
