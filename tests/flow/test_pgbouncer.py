"""PostgreSQL behind PgBouncer in transaction mode: each transaction may get another connection."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from contenthub import boot
from contenthub.backends import Backends
from contenthub.database import db
from contenthub.errors import UnreachableError
from contenthub.lifecycle import submission, unit
from contenthub.lifecycle.submission import NewTask
from contenthub.processes.embedded import running
from contenthub.queries import health
from contenthub.settings import Settings
from tests.support import servers
from tests.support.fakes import Direct, Remote
from tests.support.line_accounts import line_account
from tests.support.processes import wait_until
from tests.support.story import Story


@pytest.fixture
def address(postgresql: servers.Postgres, pooled: int) -> str:
    return postgresql.create_database().replace(f":{postgresql.port}/", f":{pooled}/")


@pytest.fixture
def site(address: str, config: Settings) -> Iterator[Settings]:
    used = replace(config, database_url=address, max_concurrent_tasks=20)
    boot.open_database(used)
    yield used
    unit.hang_bell(None)
    db.close()


def submit_in_threads(settings: Settings, threads: int, each: int, **wishes: Any) -> None:
    account = line_account()

    def some(number: int) -> None:
        for place in range(each):
            request = NewTask(f"topic {number}-{place}", account)
            submission.submit([replace(request, **wishes)], settings, "test")
        db.close()

    running_ones = [threading.Thread(target=some, args=(n,)) for n in range(threads)]
    for one in running_ones:
        one.start()
    for one in running_ones:
        one.join()


def test_many_threads_submit_and_none_gets_anothers_statement(site: Settings) -> None:
    submit_in_threads(site, 8, 10)
    rows = db.execute("SELECT topic FROM generation_tasks").fetchall()
    assert sorted(row[0] for row in rows) == sorted(
        f"topic {n}-{p}" for n in range(8) for p in range(10)
    )


def test_the_whole_line_works(site: Settings) -> None:
    story = Story()
    fakes: dict[str, Any] = {"direct": Direct(), "remote": Remote(finish_at_once=True)}
    with running(site, backends=Backends(site, fakes)):
        submit_in_threads(site, 4, 5)
        submit_in_threads(site, 2, 5, creator="direct", keywords=("a", "b"))
        submit_in_threads(site, 2, 5, creator="remote")
        wait_until(lambda: story.counts("publish_entries")["published"] == 40, 60, "publication")
    assert story.counts() == {"completed": 40}
    assert story.broken() == []


def test_the_check_of_the_database_leaves_nothing_on_a_connection_of_the_pool(
    site: Settings,
) -> None:
    for _ in range(6):
        health.demand_writable()
    left = db.execute("SELECT COUNT(*) FROM pg_class WHERE relpersistence = 't'").fetchone()[0]
    assert left == 0


def test_a_startup_parameter_that_it_refuses_is_one_clear_line(
    address: str, config: Settings
) -> None:
    used = replace(config, database_url=f"{address}?options=-c%20statement_timeout%3D5000")
    with pytest.raises(UnreachableError, match=r"startup parameter.*DATABASE_URL"):
        boot.open_database(used)
