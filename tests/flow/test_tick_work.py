"""What workers do for ticks: topics from outside, and the types with work of their own."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from contenthub import clock, records
from contenthub.database import db
from contenthub.lifecycle import accounts, workers
from contenthub.lifecycle.schedules import backfill, claimed_ticks, definitions
from contenthub.lifecycle.schedules.definitions import Definition
from contenthub.lifecycle.unit import Unit
from contenthub.processes.embedded import running
from contenthub.records import Account, Tick
from contenthub.settings import Settings
from contenthub.states import TickState
from contenthub.topics.sources import feed_process
from tests.support.fakes import Direct
from tests.support.story import Story

Until = Callable[..., Any]

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
<item><title>The price of tea</title></item><item><title>A new kettle</title></item>
</channel></rss>"""


class Feed(http.server.BaseHTTPRequestHandler):
    """Serves the feed; the first ``broken`` requests get a 503."""

    broken = 0
    document = FEED

    def do_GET(self) -> None:
        type(self).broken -= 1
        self.send_response(503 if self.broken >= 0 else 200)
        self.end_headers()
        self.wfile.write(self.document.encode())

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def feed() -> Iterator[str]:
    Feed.broken, Feed.document = 0, FEED
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Feed) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/feed"
        server.shutdown()
        thread.join()


@pytest.fixture
def trigger(account: Account) -> Callable[..., str]:
    """Makes a schedule and triggers it by hand; returns the tick's id."""

    def call(type_: str, params: dict[str, Any], **changes: Any) -> str:
        definition = Definition("mine", type_, "every", "86400", "UTC", params)
        made = definitions.create(replace(definition, **changes), "test")
        with Unit("test") as unit:
            return backfill.trigger(unit, made)

    return call


def last_tick() -> Tick:
    *_, tick = records.select(Tick, "ORDER BY id")
    return tick


def generation(account: Account, topics: Any, count: int = 2) -> dict[str, Any]:
    return {"account_ids": [account.id], "count_per_account": count, "topics": topics}


class TestFeeds:
    def test_new_entries_become_articles_and_old_ones_do_not(
        self, line: Any, trigger: Any, feed: str, account: Account, until: Until, story: Story
    ) -> None:
        line(allow_private_networks=True)
        trigger("async_content_generation", generation(account, {"feed": feed}))
        until(lambda: story.counts("publish_entries")["published"] == 2, "publication")
        topics = [row[0] for row in db.execute("SELECT topic FROM generation_tasks ORDER BY id")]
        assert topics == ["The price of tea", "A new kettle"]
        with Unit("test") as unit:
            again = backfill.trigger(unit, definitions.find("mine"))
        until(lambda: story.counts("ticks")["skipped"] == 1, "the second tick")
        (tick,) = records.select(Tick, "WHERE tick_id = ?", (again,))
        assert str(tick.error_message).startswith("nothing new (2 repeated")

    def test_a_feed_that_is_away_is_read_again_later(
        self, line: Any, trigger: Any, feed: str, account: Account, until: Until
    ) -> None:
        Feed.broken = 2
        line(allow_private_networks=True)
        trigger("async_content_generation", generation(account, {"feed": feed}))
        until(lambda: last_tick().tasks == 2, "the tasks")
        assert last_tick().retry_count == 2

    def test_one_that_stays_away_fails_the_tick_and_names_the_feed(
        self, line: Any, trigger: Any, feed: str, account: Account, until: Until
    ) -> None:
        Feed.broken = 1_000
        line(allow_private_networks=True)
        trigger("async_content_generation", generation(account, {"feed": feed}))
        until(lambda: last_tick().status == "failed", "the end")
        assert "503" in str(last_tick().error_message)

    def test_private_networks_are_not_read_unless_allowed(
        self, line: Any, trigger: Any, feed: str, account: Account, until: Until
    ) -> None:
        line()
        trigger("async_content_generation", generation(account, {"feed": feed}))
        until(lambda: last_tick().status == "failed", "the refusal")
        assert "CONTENTHUB_ALLOW_PRIVATE_NETWORKS" in str(last_tick().error_message)

    def test_the_end_of_the_service_breaks_it_off_and_leaves_its_tick_due(
        self, database: Settings, trigger: Any, feed: str, account: Account, until: Until
    ) -> None:
        Feed.document = "<!DOCTYPE x [\n" + "<!ENTITY \n" * 60_000 + FEED
        with running(replace(database, allow_private_networks=True)):
            trigger("async_content_generation", generation(account, {"feed": feed}))
            until(lambda: feed_process._running, "the reader")
        tick = last_tick()
        assert (tick.status, tick.lease_owner, tick.retry_count) == ("pending", None, 0)
        assert tick.due_at is not None
        Feed.document = FEED
        with running(replace(database, allow_private_networks=True)):
            until(lambda: last_tick().tasks == 2, "the tasks")


class TestMistakes:
    def test_a_schedule_that_cannot_be_read_fails_its_tick(
        self, line: Any, trigger: Any, account: Account, until: Until
    ) -> None:
        trigger("async_content_generation", generation(account, ["one"]))
        with db.transaction():
            db.execute("UPDATE schedules SET anchor_at = 'noon'")
        line()
        until(lambda: last_tick().status == "failed", "the end")
        assert str(last_tick().error_message).startswith("it broke: ValueError: ")

    def test_a_type_that_is_not_known_fails_its_tick_and_names_those_there_are(
        self, line: Any, trigger: Any, until: Until
    ) -> None:
        line()
        trigger("of_another_version", {})
        until(lambda: last_tick().status == "failed", "the end")
        assert "no schedule type 'of_another_version'; there are: " in str(
            last_tick().error_message
        )


class TestFiles:
    def test_a_file_that_is_gone_fails_its_tick_and_stops_no_schedule(
        self, line: Any, trigger: Any, account: Account, until: Until, tmp_path: Path
    ) -> None:
        topics = tmp_path / "topics.txt"
        topics.write_text("tea\n")
        line()
        trigger("async_content_generation", generation(account, {"file": str(topics)}))
        until(lambda: last_tick().tasks == 1, "the task")
        topics.unlink()
        with Unit("test") as unit:
            backfill.trigger(unit, definitions.find("mine"))
        until(lambda: last_tick().status == "failed", "the end")
        assert last_tick().error_message == f"topics: there is no file {topics}"


class TestOtherTypes:
    def test_publish_due_lets_out_what_waits_for_it(
        self, line: Any, trigger: Any, submit: Any, until: Until, story: Story
    ) -> None:
        line({"fake": Direct()})
        held = accounts.add("held", auto_publish=False)
        made = [submit(f"topic {n}", creator="fake", account=held) for n in range(3)]
        until(lambda: story.counts()["completed"] == 3, "completion")
        assert story.counts("publish_entries") == {}
        trigger("publish_due", {"account_ids": [held.id], "limit_per_account": 2})
        until(lambda: story.counts("publish_entries")["published"] == 2, "publication")
        newest_last = sorted(made, key=lambda task: story.column(task, "content_id"))
        assert [story.published(task) for task in newest_last] == [True, True, False]
        assert (last_tick().status, last_tick().result) == ("completed", {"released": 2})

    def test_cleanup_removes_old_tasks_and_old_history(
        self, line: Any, trigger: Any, submit: Any, until: Until, story: Story
    ) -> None:
        line({"fake": Direct()})
        old = submit(creator="fake")
        until(lambda: story.published(old), "publication")
        with db.transaction():
            db.execute(
                "UPDATE generation_tasks SET completed_at = ?",
                (records.moment(clock.now() - timedelta(days=8)),),
            )
        first = trigger("cleanup", {"days": 7, "history_days": 7})
        until(lambda: last_tick().status == "completed", "the end")
        assert last_tick().result == {"tasks_removed": 1, "ticks_removed": 0}
        assert story.counts() == {}
        with db.transaction():
            db.execute(
                "UPDATE ticks SET finished_at = ?",
                (records.moment(clock.now() - timedelta(days=8)),),
            )
        with Unit("test") as unit:
            backfill.trigger(unit, definitions.find("mine"))
        until(lambda: last_tick().tick_id != first and last_tick().status == "completed", "the end")
        assert last_tick().result == {"tasks_removed": 0, "ticks_removed": 1}
        told = db.execute("SELECT COUNT(*) FROM events WHERE entity = 'tick' AND entity_id = 1")
        assert told.fetchone()[0] == 0

    def test_send_rings_any_actor(
        self, line: Any, trigger: Any, submit: Any, until: Until, story: Story
    ) -> None:
        line({"fake": Direct()})
        trigger("send", {"event": "dispatch", "arguments": {}})
        until(lambda: last_tick().status == "completed", "the end")
        assert last_tick().result == {"sent": "dispatch"}


class TestLostWorkers:
    def test_a_tick_whose_worker_died_is_done_by_another(
        self,
        line: Any,
        trigger: Any,
        account: Account,
        until: Until,
        story: Story,
        database: Settings,
    ) -> None:
        trigger("async_content_generation", generation(account, ["one", "another"]))
        tick = last_tick()
        claimed_ticks.claim([(tick.id, 1)], "dead-worker-1-x:1", database, "test")
        line()
        until(lambda: story.counts("publish_entries")["published"] == 2, "publication")
        row = db.execute("SELECT crash_count, lease_owner FROM ticks").fetchone()
        assert row == (1, None)

    def test_one_that_keeps_losing_workers_is_quarantined(
        self, trigger: Any, account: Account, database: Settings
    ) -> None:
        trigger("async_content_generation", generation(account, ["one"]))
        for number in range(database.max_crashes + 1):
            claimed_ticks.claim([(1, 1)], f"dead-worker-{number}-x:1", database, "test")
            with db.transaction():
                db.execute("UPDATE ticks SET lease_until = due_at")
        tick = last_tick()
        assert tick.state is TickState.FAILED
        assert str(tick.error_message).startswith("quarantined: 5 workers")


def test_a_scheduler_alone_is_no_service_that_works(cli: Any, database: Settings) -> None:
    from contenthub.queries import service

    workers.beat("scheduler", "redis", [], 0)
    assert not service.service_runs()
    assert cli("worker", "--check").code == 5
    assert cli("scheduler", "run", "--check").code == 0
    assert [one.kind for one in service.schedulers()] == ["scheduler"]
