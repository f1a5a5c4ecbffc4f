"""Several schedulers, killed and frozen.

Each time of each schedule is fired once, by one of them.
"""

from __future__ import annotations

import signal
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from contenthub.database import db
from contenthub.lifecycle.schedules import definitions
from contenthub.lifecycle.schedules.definitions import Definition
from contenthub.queries import integrity
from tests.faults.conftest import Site, Until
from tests.support.line_accounts import line_account
from tests.support.processes import Process

SCHEDULES = 25


def every_second(number: int) -> Definition:
    topics = {"template": f"Schedule {number}, {{date}} {{time}}, article {{counter}}"}
    params = {"account_ids": [line_account().id], "count_per_account": 1, "topics": topics}
    return Definition(f"s{number}", "async_content_generation", "every", "1", "UTC", params)


def scheduler(site: Site, **settings: str) -> Process:
    return site.processes.contenthub("scheduler", "run", settings=settings)


def leading_pid() -> int | None:
    row = db.execute("SELECT owner FROM leases WHERE name = 'scheduler'").fetchone()
    return int(row[0].split("-")[-2]) if row and row[0] else None


def ticks() -> int:
    return int(db.execute("SELECT COUNT(*) FROM ticks").fetchone()[0])


def fired() -> int:
    """Ticks that were run; times during a pause are recorded as skipped."""
    return int(db.execute("SELECT COUNT(*) FROM ticks WHERE tasks > 0").fetchone()[0])


def assert_every_second_once() -> None:
    """From the first tick of each schedule to its last, none is missing, and each has its task."""
    rows = db.execute(
        "SELECT schedule_id, scheduled_for, tick_id, tasks, status FROM ticks"
        " ORDER BY schedule_id, scheduled_for"
    ).fetchall()
    times: dict[int, list[datetime]] = {}
    for schedule_id, at, _, number, status in rows:
        times.setdefault(schedule_id, []).append(datetime.fromisoformat(at))
        assert (number, status in {"running", "completed"}) == (1, True)
    for found in times.values():
        expected = [found[0] + timedelta(seconds=n) for n in range(len(found))]
        assert found == expected
    batches = db.execute("SELECT batch_id FROM generation_tasks").fetchall()
    assert Counter(row[0] for row in batches) == {row[2]: 1 for row in rows}
    assert integrity.findings() == []


@pytest.mark.timeout(180)
def test_leaders_that_are_killed_and_frozen_lose_no_time_and_double_none(
    site: Site, until: Until
) -> None:
    running = [scheduler(site) for _ in range(3)]
    until(lambda: leading_pid() in {p.pid for p in running}, "a leader")
    for number in range(SCHEDULES):
        definitions.create(every_second(number), "test")
    frozen: list[Process] = []
    for fault in (signal.SIGKILL, signal.SIGSTOP, signal.SIGKILL, signal.SIGTERM, signal.SIGKILL):
        before = ticks()
        until(lambda n=before: ticks() >= n + 2 * SCHEDULES, "two more times")
        pid = leading_pid()
        (leader,) = (one for one in running if one.pid == pid)
        leader.signal(fault)
        until(lambda p=pid: leading_pid() != p, "another leader")
        running.remove(leader)
        if fault is signal.SIGSTOP:
            frozen.append(leader)
        running.append(scheduler(site))
    before = ticks()
    for one in frozen:  # it still believes that it leads
        one.signal(signal.SIGCONT)
    until(lambda: ticks() >= before + 3 * SCHEDULES, "three more times", 60)
    for one in [*running, *frozen]:
        one.terminate()
    assert ticks() >= 300
    assert_every_second_once()


def test_a_change_from_another_process_takes_effect_without_a_restart(
    site: Site, until: Until
) -> None:
    one = scheduler(site)
    until(lambda: leading_pid() == one.pid, "the leader")
    made = definitions.create(every_second(1), "test")
    until(lambda: ticks() >= 2, "the first times")
    definitions.pause(made.id, "test")
    paused_at = ticks()
    other = definitions.create(every_second(2), "test")
    until(lambda: ticks() >= paused_at + 2, "the times of another one")
    rows = db.execute("SELECT COUNT(*) FROM ticks WHERE schedule_id = ?", (made.id,))
    assert rows.fetchone()[0] == paused_at
    definitions.remove(other.id, "test")
    definitions.resume(made.id, "test")
    until(lambda: fired() >= paused_at + 2, "times after the pause")
    assert one.terminate() == 0


def test_a_scheduler_and_workers_publish_what_a_schedule_asks_for(
    site: Site, until: Until, mode: dict[str, str]
) -> None:
    if mode:
        daemons = [scheduler(site, **mode), site.processes.contenthub("worker", settings=mode)]
    else:
        daemons = [site.processes.contenthub("up")]
    definitions.create(every_second(1), "test")
    until(lambda: site.published() >= 3, "three publications", 60)
    until(lambda: finished() >= 2, "the ends of two ticks")
    for daemon in daemons:
        assert daemon.terminate() == 0
    assert_every_second_once()
    assert site.story.broken() == []
    assert db.execute("SELECT COUNT(*) FROM worker_heartbeats").fetchone()[0] == 0


def finished() -> int:
    return int(db.execute("SELECT COUNT(*) FROM ticks WHERE status = 'completed'").fetchone()[0])


def test_a_database_that_is_away_for_a_while_loses_no_time(site: Site, until: Until) -> None:
    one = scheduler(site)
    definitions.create(every_second(1), "test")
    until(lambda: ticks() >= 2, "the first times")
    before = ticks()
    with db.transaction():  # nobody else can write
        due = db.execute("SELECT next_at FROM schedules").fetchone()[0]
        three_later = datetime.fromisoformat(due) + timedelta(seconds=3)
        until(lambda: datetime.now(UTC) > three_later, "times that come meanwhile")
    until(lambda: ticks() >= before + 4, "what came meanwhile")
    assert one.terminate() == 0
    assert_every_second_once()
