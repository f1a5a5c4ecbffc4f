"""Two hosts on one PostgreSQL whose clocks differ: leases go by the database's clock alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from contenthub import boot
from contenthub.database import db, server_clock
from contenthub.lifecycle import accounts
from contenthub.settings import Settings
from tests.faults.conftest import QUICK, Site, Until
from tests.faults.test_clock import Clock
from tests.support import servers
from tests.support.processes import Processes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="NOT TESTED: needs LD_PRELOAD")


@pytest.fixture
def hosts(postgresql: servers.Postgres, tmp_path: Path) -> Iterator[Site]:
    """A site whose processes share the PostgreSQL database and nothing of their clocks."""
    address = postgresql.create_database()
    with Processes(tmp_path, QUICK | {"DATABASE_URL": address}) as processes:
        config = Settings(home=processes.home, database_url=address)
        boot.open_database(config)
        try:
            yield Site(tmp_path, processes, config)
        finally:
            db.close()


def clock_of(site: Site, name: str, offset: str) -> Clock:
    folder = site.folder / name
    folder.mkdir()
    hands = Clock(folder)
    hands.set(offset)
    return hands


@pytest.mark.parametrize("offset", ["+11s", "-11s", "+60s", "-60s", "+3600s"])
def test_hosts_whose_clocks_differ_call_no_creator_twice(
    hosts: Site, until: Until, offset: str
) -> None:
    """Generations last for several leases, so a host that were wrong about one would take it."""
    (hosts.folder / "seconds").write_text("4")
    other = clock_of(hosts, "other", offset)
    services = [
        hosts.service(ASYNC_MAX_CONCURRENT_TASKS="6"),
        hosts.service(ASYNC_MAX_CONCURRENT_TASKS="6", **other.settings()),
    ]
    until(lambda: beats() == 2, "both services", 60)
    tasks = hosts.submit(6, creator="steady")
    until(lambda: hosts.published() == 6, "all publications", 60)
    hosts.assert_sound(6)
    assert hosts.lines("calls") == {f"{task}-1": 1 for task in tasks}
    for service in services:
        assert "clock_went" not in service.stdout()


def test_a_clock_that_is_set_while_it_works_changes_no_moment_that_it_writes(
    hosts: Site, until: Until
) -> None:
    (hosts.folder / "seconds").write_text("3")
    hands = clock_of(hosts, "one", "+0s")
    service = hosts.service(**hands.settings())
    hosts.submit(2, creator="steady")
    until(lambda: len(hosts.lines("calls")) == 2, "the generations", 60)
    hands.set("-7200s")
    until(lambda: hosts.published() == 2, "all publications", 60)
    hands.set("+7200s")
    hosts.submit(1, creator="steady")
    until(lambda: hosts.published() == 3, "the last one", 60)
    hosts.assert_sound(3)
    assert "clock_went" not in service.stdout()
    farthest = db.execute("SELECT MAX(created_at) - now(), now() - MIN(created_at) FROM events")
    ahead, behind = (span.total_seconds() for span in farthest.fetchone())
    assert ahead <= 1
    assert behind < 3600


def test_schedules_of_a_host_with_a_wrong_clock_fire_by_the_databases(
    hosts: Site, until: Until
) -> None:
    accounts.default()
    other = clock_of(hosts, "other", "+60s")
    service = hosts.service(**other.settings())
    made = hosts.processes.run(
        "scheduler",
        "create",
        "--name",
        "s",
        "--type",
        "async_content_generation",
        "--every",
        "1s",
        "--params",
        '{"account_ids": [1], "topics": {"template": "Tea at {time}, {counter}"}}',
    )
    assert made.returncode == 0, made.stderr
    until(lambda: hosts.story.counts("ticks").total() >= 3, "ticks", 60)
    latest = db.execute("SELECT MAX(scheduled_for) - now() FROM ticks").fetchone()[0]
    # A reading of the clock is exact to half of the time that it took.
    assert latest.total_seconds() <= server_clock.TOO_VAGUE / 2
    assert service.running


def beats() -> int:
    return int(db.execute("SELECT COUNT(*) FROM worker_heartbeats").fetchone()[0])
