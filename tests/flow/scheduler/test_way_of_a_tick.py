"""How far a tick's way through the code is from a task's: which modules it enters beyond those.

Four of its own, and what a type of schedule is made of, which stands apart below as creators and
publishers stand apart from a task's way. What counts are the rooms that read and write rows. Not
counted is what they ask about plain values (when a trigger fires, what is caught up, what a list of
topics holds, whether two are alike), as the gate and the texts are not counted for a task; nor who
leads and when the scheduler wakes, which is what the sweep and the broker are to a task. Modules
that both ways enter (the unit, leases, submission, an actor's envelope) are a task's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from contenthub.lifecycle.schedules import backfill, ticks
from contenthub.lifecycle.unit import Unit
from contenthub.records import Schedule
from contenthub.schedules import firing
from contenthub.settings import Settings
from tests.support.rounds import Hours
from tests.support.story import Story
from tests.support.ways import OneThread, entered

ROOMS = ("operations", "actors", "schedules", "schedule_types", "lifecycle", "queries")

FIRED = {  # by the scheduler itself
    "schedules.firing": "times become ticks, ticks become tasks, in one transaction",
    "lifecycle.schedules.next_times": "which times have come, and when the next one is",
    "lifecycle.schedules.ticks": "the record that a time happened, and its end",
    "lifecycle.schedules.new_topics": "topics that nobody had yet become tasks",
}
WORKED = {  # where something has to be read first
    "actors.tick": "the actor",
    "lifecycle.schedules.claimed_ticks": "a worker takes a tick, and ends it",
    "lifecycle.schedules.ticks": "as above",
    "lifecycle.schedules.new_topics": "as above",
}
TYPE = {  # the seam: what a schedule asks for
    "schedule_types": "the registry",
    "schedule_types.base": "what the times of one round share",
    "schedule_types.generation": "the type",
}


@pytest.fixture
def line(hours: Hours, database: Settings) -> Iterator[OneThread]:
    line = OneThread(database)
    yield line
    line.stop()


@pytest.fixture
def way_of_a_task(line: OneThread, submit: Callable[..., str], story: Story) -> set[str]:
    with entered(ROOMS) as found:
        task_id = submit("a task's own topic")
        line.work()
    assert story.published(task_id)
    return found


def published(story: Story) -> int:
    return story.counts("publish_entries")["published"]


def test_a_tick_that_the_scheduler_fires(
    way_of_a_task: set[str],
    line: OneThread,
    schedule: Callable[..., Schedule],
    hours: Hours,
    database: Settings,
    story: Story,
) -> None:
    schedule(kind="every", trigger="3600")
    hours.now += timedelta(hours=1)
    with entered(ROOMS) as found:
        assert firing.fire_due(database, lambda: None) == 1
        line.work()
        ticks.settle_all("test")
    assert (story.counts("ticks")["completed"], published(story)) == (1, 4)
    assert found - way_of_a_task == FIRED.keys() | TYPE.keys()


def test_a_tick_that_a_worker_does(
    way_of_a_task: set[str],
    line: OneThread,
    schedule: Callable[..., Schedule],
    story: Story,
    tmp_path: Path,
) -> None:
    topics = tmp_path / "topics.txt"
    topics.write_text("black tea\ngreen tea\nwhite tea\n")
    params: dict[str, Any] = {"topics": {"file": str(topics)}}
    with Unit("test") as unit:
        backfill.trigger(unit, schedule(params=params))
    with entered(ROOMS) as found:
        line.work()
        ticks.settle_all("test")
    assert (story.counts("ticks")["completed"], published(story)) == (1, 4)
    assert found - way_of_a_task == WORKED.keys() | TYPE.keys()


@pytest.mark.parametrize("own", [FIRED, WORKED])
def test_no_way_has_more_than_four_modules_of_its_own(own: dict[str, str]) -> None:
    assert len(own) <= 4


def test_a_module_that_is_only_loaded_is_not_entered() -> None:
    with entered(ROOMS) as found:
        ticks.tick_id_of(1, Hours().now)
    assert found == {"lifecycle.schedules.ticks"}
