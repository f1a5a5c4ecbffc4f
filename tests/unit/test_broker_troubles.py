"""A trouble of the broker is told once, though several threads learn of it."""

from __future__ import annotations

from typing import Any

import pytest
import redis

from contenthub.broker import troubles
from contenthub.broker.troubles import Doing, Outages


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []

    def note(event: str, **_values: Any) -> None:
        found.append(event)

    monkeypatch.setattr(troubles.log, "error", note)
    monkeypatch.setattr(troubles.log, "warning", note)
    return found


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    moment = [1_000.0]
    monkeypatch.setattr(troubles.time, "monotonic", lambda: moment[0])
    return moment


def test_a_thread_that_learns_of_it_late_does_not_tell_of_another_one(
    told: list[str], now: list[float]
) -> None:
    outages = Outages()
    away = redis.ConnectionError("Connection refused")
    outages.failed(Doing.TAKE, away)
    outages.failed(Doing.RING, away)
    outages.worked(Doing.TAKE)
    now[0] += 1
    outages.failed(Doing.RING, away)  # its call had begun before
    assert told == ["broker_lost", "broker_back"]


def test_one_that_comes_back_is_told_as_another_one(told: list[str], now: list[float]) -> None:
    outages = Outages()
    away = redis.ConnectionError("Connection refused")
    outages.failed(Doing.TAKE, away)
    outages.worked(Doing.TAKE)
    now[0] += 4
    outages.failed(Doing.TAKE, away)
    assert told == ["broker_lost", "broker_back", "broker_lost"]
