"""A stranger that holds the database when results arrive costs none of them, nor a second call."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from contenthub import boot
from contenthub.database import db
from tests.faults.conftest import Site, Until
from tests.faults.test_database_faults import needs_namespaces, run_scenario

pytestmark = pytest.mark.takes_long


@contextmanager
def held_by_a_stranger() -> Iterator[None]:
    other = sqlite3.connect(db.sqlite_path(), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def waiting(site: Site) -> int:
    return len(boot.spool_of(site.config).attempts())


def begun(site: Site, until: Until, count: int) -> None:
    until(lambda: len(site.lines("calls")) == count, "the calls")


def assert_each_once(site: Site, until: Until, count: int) -> None:
    until(lambda: site.published() == count, "all publications", 60)
    site.assert_sound(count)
    assert set(site.lines("calls").values()) == {1}
    until(lambda: waiting(site) == 0, "an empty spool")
    assert boot.spool_of(site.config).aside() == []


def test_results_wait_on_disk_past_every_lease_and_are_taken_in_once(
    site: Site, mode: dict[str, str], until: Until
) -> None:
    (site.folder / "seconds").write_text("0.5")
    service = site.service("impatient", **mode)
    site.submit(3, creator="steady")
    begun(site, until, 3)
    with held_by_a_stranger():
        until(lambda: waiting(site) == 3, "the results on disk")
        # the workers' patience is over, and then three leases
        until(lambda: service.stdout().count("sweep_failed") >= 1, "a sweep that fails")
        with pytest.raises(TimeoutError):
            until(lambda: site.story.counts()["completed"], "what cannot be", 4.0)
    assert_each_once(site, until, 3)


@pytest.mark.parametrize("held", [True, False])
def test_a_worker_that_is_killed_between_disk_and_database_leaves_its_results_to_the_next(
    site: Site, until: Until, *, held: bool
) -> None:
    (site.folder / "seconds").write_text("0.5")
    service = site.service("impatient")
    site.submit(2, creator="steady")
    begun(site, until, 2)
    with held_by_a_stranger():
        until(lambda: waiting(site) == 2, "the results on disk")
        service.kill()
        if held:  # the next one begins while the database is still away
            site.service("impatient")
            with pytest.raises(TimeoutError):
                until(lambda: waiting(site) == 0, "what cannot be", 2.0)
    if not held:
        site.service("impatient")
    assert_each_once(site, until, 2)


@pytest.mark.parametrize("end", ["terminate", "kill"])
def test_results_are_on_disk_before_those_who_wait_longer_are_done_waiting(
    site: Site, mode: dict[str, str], until: Until, end: str
) -> None:
    """Sweep, scheduler, heartbeats and dispatch wait for the database as well, each its 20 s."""
    (site.folder / "seconds").write_text("1")
    service = site.service(**mode)
    site.submit(5, creator="steady")
    begun(site, until, 5)
    with held_by_a_stranger():
        until(lambda: waiting(site) == 5, "the results on disk", 15)
        getattr(service, end)()
        assert waiting(site) == 5
    site.service(**mode)
    assert_each_once(site, until, 5)


def test_a_service_that_is_told_to_end_meanwhile_puts_what_becomes_ready_on_disk_and_ends(
    site: Site, until: Until
) -> None:
    (site.folder / "seconds").write_text("2")
    service = site.service()
    site.submit(3, creator="steady")
    begun(site, until, 3)
    with held_by_a_stranger():
        service.terminate()  # the articles are not ready at this moment
        assert waiting(site) == 3
    site.service()
    assert_each_once(site, until, 3)


def test_a_file_that_cannot_be_read_is_told_and_its_task_is_done_again(
    site: Site, until: Until
) -> None:
    (site.folder / "seconds").write_text("0.5")
    service = site.service("impatient")
    site.submit(1, creator="steady")
    begun(site, until, 1)
    with held_by_a_stranger():
        until(lambda: waiting(site) == 1, "the result on disk")
        service.kill()
        (path,) = boot.spool_of(site.config).folder.glob("*.json")
        path.write_bytes(path.read_bytes()[:100])
    again = site.service("impatient")
    until(lambda: site.published() == 1, "the publication", 60)
    assert "spooled_result_set_aside" in again.stdout()
    assert len(boot.spool_of(site.config).aside()) == 1
    doctor = site.processes.run("doctor")
    assert "set aside" in doctor.stdout


@needs_namespaces
def test_with_the_disk_full_as_well_results_wait_in_memory(tmp_path: Path) -> None:
    run_scenario("full_disk_and_stranger", tmp_path)
