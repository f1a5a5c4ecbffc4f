"""Whatever is asked again and again finds its rows by an index, however many others there are.

SQLite chooses otherwise with statistics than without, and statistics grow old: the same answer
is demanded in every state that a database can be in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contenthub import clock
from contenthub.database import db
from contenthub.lifecycle import by_hand, publication_jobs, slots, submission, target_times
from contenthub.lifecycle.schedules import new_topics, next_times, tick_history, ticks
from contenthub.lifecycle.submission import NewTask
from contenthub.operations.monitoring import exposition
from contenthub.processes.embedded import running
from contenthub.queries import accounts as account_lists
from contenthub.queries import batches as batch_lists
from contenthub.queries import contents as content_lists
from contenthub.queries import (
    daily,
    due,
    event_feed,
    events,
    failures,
    figures,
    lifetime,
    open_work,
    progress,
    revisions,
    schedules,
    service,
    snapshot,
    stats,
    waiting,
)
from contenthub.queries import pool as pool_lists
from contenthub.queries import targets as target_lists
from contenthub.queries import tasks as task_lists
from contenthub.queries import ticks as tick_lists
from contenthub.queries.event_filter import Wanted
from contenthub.records import Account
from contenthub.settings import Settings
from tests.support.plans import GROWING, Statement, faults, plan, recorded

# What has to read much by what it asks for; each with the reason.
_EXEMPT = {
    "SELECT status, COUNT(*) FROM publish_entries GROUP BY status": "counts all entries",
    "generation_task_id IN (SELECT task_id FROM generation_tasks WHERE"
    " batch_id = ?)": "sorts one batch",
    "e.task_id IN (?, ?)": "sorts the events of two tasks",
    "FROM task_sums s WHERE": "groups sums, and what has a slot",
    "COALESCE(t.currency, CASE WHEN": "groups the tasks of two days or one batch",
    "SELECT t.task_id FROM generation_tasks t WHERE": "returns all that it reads",
    "completed_at > ? GROUP BY creator": "groups what ended within a day",
    "e.updated_at > ? GROUP BY": "groups what failed within a day",
    "e.status = 'unverified' GROUP BY": "groups what needs a person",
    "e.retry_count >= 3 GROUP BY": "groups what waits for targets that are away",
    "status IN ('submitted', 'running') GROUP BY status": "groups what is under way",
}


def _lists(account: Account) -> None:
    now = clock.now()
    task_filter, content_filter = task_lists.Filter, content_lists.Filter
    for chosen in (
        task_filter(),
        task_filter(("failed",)),
        task_filter(("failed", "timeout")),
        task_filter(account_id=account.id),
        task_filter(("pending",), account.id),
        task_filter(batch_id="x"),
        task_filter(creator="outline"),
        task_filter(since=now),
        task_filter(("failed",), since=now),
        task_filter(until=now),
        task_filter(creator="outline", since=now),
    ):
        task_lists.page(chosen, 50)
        task_lists.listed(chosen, 50, 1_000)
        task_lists.matching(chosen)
        stats.summary(chosen)
    for wanted in (
        content_filter(),
        content_filter("pending"),
        content_filter(account_id=account.id),
        content_filter("pending", account.id),
        content_filter(publish="queued"),
        content_filter(publish="published", account_id=account.id),
        content_filter(publish=content_lists.NOT_IN_POOL),
        content_filter(batch_id="x"),
        content_filter(since=now),
        content_filter("pending", since=now),
        content_filter(until=now),
        content_filter(proposed=True),
        content_filter("approved", proposed=True),
        content_filter(publish="queued", proposed=True),
    ):
        content_lists.page(wanted, 50)
    for states in ((), ("queued",), ("queued", "failed")):
        for of_account in (None, account.id):
            for target in (None, "default"):
                chosen = pool_lists.Filter(states, of_account, target)
                list(pool_lists.stream(chosen, 50))
                pool_lists.listed(replace(chosen, within=(account.id,)), 50, 1_000)
    batch_lists.listed(50, None, None)
    batch_lists.listed(50, 1_000, (account.id,))
    target_lists.listing(None, 50, after=(1, 1), within=(account.id,))
    target_lists.taken_times(1, now, now + timedelta(days=14), 50)
    list(target_times.taken(1, now))
    schedules.listing((), 50, after=1)
    for schedule_id in (None, 1):
        for statuses in ((), ("failed",), ("failed", "partial")):
            list(tick_lists.history(tick_lists.Filter(schedule_id, statuses), 50))
            list(tick_lists.history(tick_lists.Filter(schedule_id, statuses, now), 50))
            after = None if schedule_id is None else now.isoformat()
            tick_lists.listed(tick_lists.Filter(schedule_id, statuses), 50, after)
            bound = tick_lists.Filter(None, statuses, schedule_ids=(1, 2))
            tick_lists.listed(bound, 50)


def _single_looks(account: Account) -> None:
    content_lists.details(1)
    revisions.of_content(1)
    revisions.details(1, 1)
    revisions.last_creator(1)
    revisions.of_tasks(["x"])
    account_lists.details(account.id)
    events.story("x")
    event_feed.Feed().news()
    for chosen in (
        Wanted(),
        Wanted(types=frozenset(("task.completed", "content"))),
        Wanted(account_ids=frozenset((account.id,))),
        Wanted(task_ids=frozenset(("x",))),
        Wanted(task_ids=frozenset(("x", "y"))),
        Wanted(batch_ids=frozenset(("x",))),
    ):
        events.newest(chosen, 50)
        events.newest(chosen, 50, since=clock.now(), until=clock.now())
    pool_lists.by_content([1])
    pool_lists.stats()
    progress.of(["x"])
    schedules.overview()
    service.living_workers()
    open_work.standing_still()
    open_work.in_all()
    open_work.for_now()
    due.newest_write(clock.now())
    _watch(account)


def _watch(account: Account) -> None:
    """All that whoever watches the line asks, once by itself and once for some accounts."""
    now = clock.now()
    snapshot.take()
    figures.durations(now)
    figures.costs(now)
    exposition.exposition()
    waiting.explain("x")
    waiting._ahead({"status": "pending", "priority": 5, "id": 7}, now)
    for within in (None, (account.id,)):
        failures.groups(now, within)
        failures.recent(now, 20, within)
        waiting.listed(50, within)
        for group in daily.GROUPS:
            daily.by_group(group, now.date(), now.date(), within)
        daily.by_week(now.date(), now.date(), within)
    lifetime.by_creator()


class _Publishers:
    """What a claim asks of publishers."""

    def in_batches(self, publisher: str) -> bool:
        return True

    def place(self, job: publication_jobs.Job) -> dict[str, Any]:
        return {"file": "x"}


def _rounds(account: Account, settings: Settings) -> None:
    now = clock.now()
    due.due_rows(now)
    due.pending_due(now, 5)
    due.queued_due(now)
    due.next_due(now)
    slots.dispatch(settings, "test")
    publication_jobs.claim_next("token", settings, "test", _Publishers())
    ticks.settle_all("test")
    next_times.due(now, 10)
    next_times.next_time()
    new_topics.Memories().of(account.id, 90.0)
    new_topics.Memories().of(None, 90.0)
    new_topics._had(["x", "y"], account.id)
    new_topics._had(["x"], None)
    by_hand.cleanup(now - timedelta(days=1))
    tick_history.forget_before(now - timedelta(days=1))


@pytest.fixture
def worked(
    database: Settings, account: Account, submit: Any, until: Any, story: Any
) -> list[Statement]:
    """Every statement of a task's whole life, and of the rounds that go on without a person."""
    with recorded() as found:
        with running(database):
            submit()
            until(lambda: story.counts("publish_entries")["published"] == 1, "the publication")
        _rounds(account, database)
    return found


@pytest.fixture
def looked(database: Settings, account: Account) -> list[Statement]:
    """Every statement of what people look at."""
    with recorded() as found:
        _lists(account)
        _single_looks(account)
    return found


def _fill(count: int, account: Account, settings: Settings) -> None:
    """A backlog of ``count`` tasks, and as many in each of the states that tasks end in."""
    requests = [NewTask(f"topic {n}", account, priority=1 + n % 10) for n in range(5 * count)]
    submission.submit(requests, settings, "test", batch_id="x")
    for number, status in enumerate(("completed", "failed", "timeout", "cancelled")):
        db.execute(
            "UPDATE generation_tasks SET status = ?, completed_at = updated_at, due_at = NULL"
            " WHERE status = 'pending' AND id % 5 = ?",
            (status, number),
        )
    db.execute(
        "INSERT INTO contents (generation_task_id, account_id, topic, title, body, summary, images,"
        " tags, keywords, category, language, word_count, metadata, review_status, auto_publish,"
        " attempt, created_at, updated_at) SELECT task_id, account_id, topic, topic, topic, '',"
        " '[]', '[]', '[]', '', 'en', 1, '{}', 'approved', 1, 1, created_at, updated_at"
        " FROM generation_tasks t WHERE status = 'completed'"
        " AND NOT EXISTS (SELECT 1 FROM contents c WHERE c.generation_task_id = t.task_id)"
    )
    db.execute(
        "INSERT INTO revisions (content_id, number, task_id, status, status_reason, author_kind,"
        " author, reason, title, body, summary, images, tags, language, word_count, metadata,"
        " findings, created_at, updated_at)"
        " SELECT id, 1, generation_task_id, 'accepted', '', 'creator', 'outline', '',"
        " title, body, '', '[]', '[]', 'en', 1, '{}', '[]', created_at, updated_at FROM contents"
        " WHERE NOT EXISTS (SELECT 1 FROM revisions r WHERE r.content_id = contents.id)"
    )
    db.execute(
        "INSERT INTO publish_entries (content_id, target_id, publication_key, task_id, account_id,"
        " publisher, status, priority,"
        " attempt, crash_count, retry_count, max_retries, looks, scheduled_at, due_at, created_at,"
        " updated_at) SELECT id, (SELECT g.id FROM targets g WHERE g.account_id ="
        " contents.account_id), generation_task_id, generation_task_id, account_id, 'files',"
        " CASE id % 3 WHEN 0 THEN 'queued' WHEN 1 THEN 'published' ELSE 'failed' END, 1 + id % 10,"
        " 1, 0, 0, 3, 0, created_at, created_at, created_at, updated_at FROM contents"
        " WHERE NOT EXISTS (SELECT 1 FROM publish_entries e WHERE e.content_id = contents.id)"
    )


def _without_statistics(fill: Callable[[], None]) -> None:
    """As most databases are."""
    fill()


def _with_statistics(fill: Callable[[], None]) -> None:
    fill()
    db.execute("ANALYZE")


def _with_statistics_of_its_first_day(fill: Callable[[], None]) -> None:
    db.execute("ANALYZE")
    fill()


@pytest.mark.parametrize("count", [0, 20, 1_000], ids=["empty", "small", "large"])
@pytest.mark.parametrize(
    "known", [_without_statistics, _with_statistics, _with_statistics_of_its_first_day]
)
def test_no_question_reads_or_sorts_a_growing_table_whole(
    database: Settings,
    account: Account,
    worked: list[Statement],
    looked: list[Statement],
    count: int,
    known: Callable[[Callable[[], None]], None],
) -> None:
    _fill(20, account, database)
    known(lambda: _fill(count, account, database))
    db.close()  # a connection keeps the statistics that it read first
    assert _faults(worked + looked) == {}
    assert len(worked + looked) > 100  # the whole line was looked at


def test_even_statistics_of_a_single_row_mislead_no_round(
    database: Settings, account: Account, worked: list[Statement]
) -> None:
    db.execute("ANALYZE")
    names = db.execute("SELECT tbl_name, name FROM sqlite_master WHERE type = 'index'").fetchall()
    db.execute("DELETE FROM sqlite_stat1")
    for table, name in names:
        if table in GROWING:
            db.execute("INSERT INTO sqlite_stat1 VALUES (?, ?, '1 1 1')", (table, name))
    db.close()
    assert _faults(worked) == {}


def _faults(asked: list[Statement]) -> dict[str, list[str]]:
    texts = {" ".join(statement[0].split()): statement for statement in asked}
    wanted = {sql: s for sql, s in texts.items() if not any(part in sql for part in _EXEMPT)}
    return {sql: found for sql, s in wanted.items() if (found := faults(s))}


def test_a_question_without_an_index_is_found(database: Settings) -> None:
    assert faults(("SELECT id FROM generation_tasks WHERE topic = ?", ("tea",)))
    assert faults(("SELECT id FROM generation_tasks t WHERE t.status = ? ORDER BY topic", ("x",)))
    assert faults(("SELECT id FROM contents c WHERE c.title > ?", ("x",)))
    assert not faults(("SELECT id FROM generation_tasks ORDER BY id DESC LIMIT 5", ()))


def test_dispatch_passes_over_those_whose_time_has_not_come_without_reading_them(
    database: Settings, account: Account
) -> None:
    with recorded() as found:
        slots._next_pending(clock.now(), 1)
    assert plan(found[0]) == ["SCAN generation_tasks USING INDEX task_pending"]
    held = db.execute("SELECT sql FROM sqlite_master WHERE name = 'task_pending'").fetchone()[0]
    assert {"due_at", "timeout_at"} <= set(
        held.replace('"', "").replace(",", " ").replace(")", " ").split()
    )


def test_dispatch_still_takes_the_highest_priority_and_then_the_oldest(
    database: Settings, account: Account, story: Any
) -> None:
    topics = [(5, "c"), (9, "a"), (5, "d"), (9, "b")]
    requests = [NewTask(topic, account, priority=priority) for priority, topic in topics]
    submission.submit(requests, database, "test")
    for _ in topics:
        slots.dispatch(replace(database, max_concurrent_tasks=10), "test", limit=1)
    rows = db.execute(
        "SELECT t.topic FROM events e JOIN generation_tasks t ON t.task_id = e.task_id"
        " WHERE e.event = 'dispatch' ORDER BY e.id"
    ).fetchall()
    assert [row[0] for row in rows] == ["a", "b", "c", "d"]
