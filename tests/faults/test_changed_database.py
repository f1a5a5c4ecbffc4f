"""A service whose database was changed under it ends loudly, and hands its work back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from contenthub.database import db
from tests.faults.conftest import Site
from tests.support.processes import wait_until


def _migrate_further() -> None:
    with closing(sqlite3.connect(db.sqlite_path(), timeout=20)) as opened, opened:
        opened.execute("INSERT INTO schema_migration (name, applied) VALUES ('0099_later', '')")


def _cut_short() -> None:
    with db.sqlite_path().open("r+b") as opened:
        opened.truncate(4_096)


@pytest.mark.parametrize(
    ("change", "event"),
    [(_migrate_further, "database_migrated"), (_cut_short, "database_cut_short")],
)
def test_the_service_ends_with_an_error(site: Site, change: Callable[[], None], event: str) -> None:
    site.submit(3)
    service = site.service()
    wait_until(lambda: site.published() == 3, 60, "the work", service)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    change()
    assert service.wait(60) == 1
    assert event in service.stdout()


def test_a_scheduler_ends_as_well(site: Site) -> None:
    scheduler = site.processes.contenthub("scheduler", "run")
    wait_until(lambda: "scheduler_leads" in scheduler.stdout(), 60, "the scheduler", scheduler)
    _migrate_further()
    assert scheduler.wait(60) == 1
    assert "database_migrated" in scheduler.stdout()


def test_what_it_was_working_on_is_handed_back(site: Site) -> None:
    (site.folder / "seconds").write_text("600")
    service = site.service()
    (task_id,) = site.submit(1, creator="steady")
    wait_until(lambda: site.lines("calls"), 60, "the generation", service)
    _migrate_further()
    assert service.wait(60) == 1
    assert site.story.status(task_id) == "pending"
    assert site.story.task(task_id).lease_owner is None
