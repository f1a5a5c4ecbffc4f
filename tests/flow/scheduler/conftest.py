"""A scheduler whose rounds and whose clock are in a test's hands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from contenthub import clock
from contenthub.lifecycle.schedules import definitions
from contenthub.lifecycle.schedules.definitions import Definition
from contenthub.queries import integrity
from contenthub.records import Account, Schedule
from contenthub.schedules import scheduler as scheduler_module
from contenthub.schedules.scheduler import Scheduler
from contenthub.settings import Settings
from tests.support.rounds import TOPICS, Hours


@pytest.fixture
def hours(database: Settings) -> Iterator[Hours]:
    hours = Hours()
    with clock.use(hours):
        yield hours


@pytest.fixture
def rounds(hours: Hours, database: Settings, monkeypatch: pytest.MonkeyPatch) -> Scheduler:
    monkeypatch.setattr(scheduler_module, "LEASE", 10 * 365 * 86_400.0)  # the clock jumps
    monkeypatch.setattr(scheduler_module, "LOOK_ANYWAY", 0.0)  # tests change rows in this thread
    return Scheduler(database)


@pytest.fixture(autouse=True)
def _whole(database: Settings) -> Iterator[None]:
    yield
    about_ticks = [one for one in integrity.findings() if "tick" in one.check]
    assert about_ticks == []


@pytest.fixture
def schedule(hours: Hours, account: Account) -> Callable[..., Schedule]:
    def make(**changes: Any) -> Schedule:
        params = {"account_ids": [account.id], "count_per_account": 3, "topics": TOPICS}
        params |= changes.pop("params", {})
        definition = Definition(
            name="daily",
            type="async_content_generation",
            kind="cron",
            trigger="0 8 * * *",
            timezone="Asia/Shanghai",
            params=params,
        )
        return definitions.create(replace(definition, **changes), "test")

    return make
