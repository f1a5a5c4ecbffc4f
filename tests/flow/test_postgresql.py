"""The same line on PostgreSQL: the statements, the locks and the races."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from peewee import OperationalError

from contenthub import boot, clock, records
from contenthub.backends import Backends
from contenthub.database import db, server_clock
from contenthub.errors import ContentHubError, UnreachableError
from contenthub.lifecycle import (
    accounts,
    by_hand,
    contents,
    leases,
    rescue,
    slots,
    submission,
    tasks,
)
from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.schedules import backfill, definitions, new_topics
from contenthub.lifecycle.schedules.definitions import Definition
from contenthub.lifecycle.schedules.new_topics import Memories, TopicRequest
from contenthub.lifecycle.submission import NewTask
from contenthub.lifecycle.unit import Unit
from contenthub.operations import revisions
from contenthub.operations.caller import Caller
from contenthub.processes.embedded import running
from contenthub.queries import integrity
from contenthub.schedules.scheduler import Scheduler
from contenthub.settings import Settings
from contenthub.timetable.catch_up import Overlap
from contenthub.topics.wishes import Wish
from tests.support import servers
from tests.support.articles import article, content_of
from tests.support.fakes import Direct, Remote
from tests.support.line_accounts import line_account
from tests.support.processes import wait_until
from tests.support.story import Story

Until = Callable[..., Any]
DRAFT = Draft(title="Tea anew", body="New leaves.", summary="New.", language="en", word_count=2)


def submit(settings: Settings, count: int = 1, **wishes: Any) -> list[str]:
    account = line_account()
    requests = [replace(NewTask(f"tea {n}", account), **wishes) for n in range(count)]
    return [done.task_id for done in submission.submit(requests, settings, "test")]


def test_topics_become_published_articles(site: Settings) -> None:
    story = Story()
    fakes: dict[str, Any] = {"direct": Direct(), "remote": Remote(finish_at_once=True)}
    with running(site, backends=Backends(site, fakes)):
        submit(site, 20)
        submit(site, 5, creator="direct", keywords=("a", "b"))
        submit(site, 5, creator="remote")
        wait_until(lambda: story.counts("publish_entries")["published"] == 30, 60, "publication")
    assert story.counts() == {"completed": 30}
    assert story.broken() == []


def test_two_dispatchers_never_overfill_the_slots(site: Settings) -> None:
    submit(site, 50)
    used = replace(site, max_concurrent_tasks=7)

    def dispatch() -> None:
        for _ in range(5):
            slots.dispatch(used, "test", limit=3)
        db.close()

    threads = [threading.Thread(target=dispatch) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Story().counts() == {"pending": 43, "submitted": 7}


def test_the_same_idempotency_key_at_the_same_time_is_one_task(site: Settings) -> None:
    found: list[str] = []

    def one() -> None:
        found.extend(submit(site, 1, idempotency_key="k"))
        db.close()

    line_account()
    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1


def at_once(*calls: Callable[[], object]) -> None:
    def run(call: Callable[[], object]) -> None:
        call()
        db.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_new_texts_and_an_edit_at_the_same_time_get_numbers_of_their_own(site: Settings) -> None:
    made = article(site)
    caller = Caller(site, "ada")
    asked = [revisions.regenerate(caller, made, f"note {n}").task_ids[0] for n in range(4)]
    account = accounts.default()

    def complete(task_id: str) -> None:
        with Unit("test") as one:
            tasks.complete(one, Story().task(task_id), account, DRAFT, site)

    def edit() -> None:
        with Unit("ada") as one:
            assert contents.edit(one, content_of(made), title="Mine")

    at_once(*(partial(complete, task_id) for task_id in asked), edit)
    found = revisions.of_content(made)
    assert [row["number"] for row in found] == [1, 2, 3, 4, 5, 6]
    assert sum(row["status"] == "proposed" for row in found) == 4
    (shown,) = [row for row in found if row["shown"]]
    assert shown["title"] == "Mine"
    assert integrity.findings() == []


def test_two_requests_with_one_key_at_the_same_time_are_one_task_and_one_refusal(
    site: Settings,
) -> None:
    account = line_account()
    answers: list[Any] = []

    def ask(topic: str) -> None:
        request = NewTask(topic, account, idempotency_key="k")
        answers.extend(submission.submit([request], site, "test"))

    at_once(*(lambda t=topic: ask(t) for topic in ("tea", "coffee") * 3))
    taken = [one for one in answers if isinstance(one, submission.Submitted)]
    refused = [one for one in answers if isinstance(one, submission.Refused)]
    assert (len(taken), len(refused)) == (3, 3)
    assert len({one.task_id for one in taken}) == 1
    assert Story().counts() == {"pending": 1}


def test_accounts_whose_names_sound_alike_get_two_folders_also_at_the_same_time(
    site: Settings,
) -> None:
    names = ("茶事", "查时", "茶市", "Cha Shi")
    at_once(*(lambda n=name: accounts.add(n) for name in names))
    assert len({accounts.find(name).folder_name for name in names}) == len(names)


def test_an_account_is_removed_or_named_by_a_schedule_but_never_both(site: Settings) -> None:
    for number in range(5):
        account = accounts.add(f"a{number}")
        params = {"account_ids": [account.id]}
        made = Definition(f"s{number}", "publish_due", "cron", "0 8 * * *", "UTC", params)

        def attempt(call: Callable[[], object]) -> Callable[[], None]:
            def quietly() -> None:
                with suppress(ContentHubError):
                    call()

            return quietly

        at_once(
            attempt(lambda a=account: accounts.remove(a)),
            attempt(lambda d=made: definitions.create(d, "test")),
        )
        there = bool(records.by_ids(records.Account, [account.id]))
        named = bool(records.select(records.Schedule, "WHERE name = ?", (f"s{number}",)))
        assert there == named


def test_cancel_retry_cleanup_and_clock_repair_work_there_too(site: Settings) -> None:
    story = Story()
    first, second = submit(site, 2)
    assert by_hand.request_cancel(first, "me") == "cancelled"
    by_hand.revive(first, "me", site)
    assert by_hand.request_cancel(second, "me") == "cancelled"
    assert by_hand.cleanup(clock.after(60), dry_run=True) == 1
    assert by_hand.cleanup(clock.after(60)) == 1
    assert story.status(first) == "pending"
    ahead = clock.after(3600)
    db.execute("UPDATE generation_tasks SET due_at = ?, updated_at = ?", (ahead, ahead))
    assert rescue.rebase(3600, 15) == 1
    assert leases.acquire("x", "me", 5) == 1
    assert leases.acquire("x", "you", 5) is None


def test_a_server_that_was_restarted_is_taken_up_again(
    site: Settings, postgresql: servers.Postgres
) -> None:
    story = Story()
    with running(site):
        submit(site, 3)
        wait_until(lambda: story.counts("publish_entries")["published"] == 3, 60, "publication")
        db.close()
        postgresql.restart()
        submit(site, 3)
        wait_until(lambda: story.counts("publish_entries")["published"] == 6, 60, "publication")
    assert story.broken() == []


def end_connections() -> None:
    """What an administrator, a failover or a firewall does to every connection but this one."""
    db.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


def test_no_thread_keeps_a_connection_that_was_ended(site: Settings) -> None:
    story = Story()
    with running(site):
        for round_ in range(1, 11):  # whichever statement of whichever thread meets it first
            submit(site, 2)
            wait_until(
                lambda done=2 * round_: story.counts("publish_entries")["published"] == done,
                60,
                "publication",
            )
            end_connections()
    assert story.broken() == []


@pytest.mark.parametrize("way", ["a statement", "a transaction"])
def test_a_statement_after_the_one_that_met_the_end_is_answered(site: Settings, way: str) -> None:
    db.execute("SELECT 1")
    ended = threading.Event()

    def end() -> None:
        end_connections()
        ended.set()
        db.close()

    threading.Thread(target=end).start()
    assert ended.wait(60)
    with pytest.raises((OperationalError, UnreachableError)):
        db.execute("SELECT 1")
    if way == "a statement":
        assert db.execute("SELECT 1").fetchall() == [(1,)]
    else:
        assert submit(site)


def test_a_server_that_is_away_is_one_clear_line(site: Settings) -> None:
    away = replace(site, database_url="postgresql://nobody@127.0.0.1:9/nothing")
    with pytest.raises(UnreachableError, match="database cannot be used"):
        boot.open_database(away)
    boot.open_database(site)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("postgresql://postgres@127.0.0.1:{port}/full", "correct the database's name"),
        ("postgresql://locked@127.0.0.1:{port}/postgres", "correct user and password"),
        ("postgresql://postgres@127.0.0.1:9/postgres", "start the server"),
        ("postgresql://postgres@/postgres?host=/nowhere", "start the server"),
    ],
)
def test_what_cannot_be_connected_to_is_told_with_what_to_do(
    cli: Any,
    postgresql: servers.Postgres,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    says: str,
) -> None:
    """Whatever words stand in the names; and doctor does not send to itself."""
    monkeypatch.setenv("DATABASE_URL", address.format(port=postgresql.port))
    assert says in cli("task", "list").err
    (row,) = [one for one in cli("doctor", "-f", "json").json if one["check"] == "database"]
    assert row["status"] == "failed"
    assert says in row["advice"]
    assert "contenthub doctor" not in row["advice"]


def test_a_schedule_fires_and_two_schedulers_double_nothing(site: Settings) -> None:
    story = Story()
    topics = {"template": "Tea at {time}, article {counter}"}
    params = {"account_ids": [line_account().id], "count_per_account": 2, "topics": topics}
    for number in range(5):
        definitions.create(
            Definition(f"s{number}", "async_content_generation", "every", "1", "UTC", params),
            "test",
        )
    schedulers = [Scheduler(site), Scheduler(site)]
    with running(site, backends=Backends(site, {})):
        for one in schedulers:
            one.start()
        wait_until(lambda: story.counts("ticks")["completed"] >= 15, 60, "ticks")
        for one in schedulers:
            one.stop()
    doubled = db.execute(
        "SELECT batch_id, COUNT(*) FROM generation_tasks GROUP BY batch_id HAVING COUNT(*) <> 2"
    ).fetchall()
    assert doubled == []
    assert story.broken() == []
    times = db.execute(
        "SELECT COUNT(*), MIN(scheduled_for), MAX(scheduled_for) FROM ticks WHERE schedule_id = 1"
    ).fetchone()
    assert (times[2] - times[1]).total_seconds() == times[0] - 1


def test_a_schedule_is_changed_paused_and_resumed_while_it_fires(site: Settings) -> None:
    params = {
        "account_ids": [line_account().id],
        "count_per_account": 1,
        "topics": {"template": "Tea at {time}, article {counter}"},
    }
    made = definitions.create(
        Definition("one", "async_content_generation", "every", "1", "UTC", params), "test"
    )
    scheduler = Scheduler(site)
    scheduler.start()
    wait_until(lambda: Story().counts("ticks").total() >= 2, 60, "ticks")
    definitions.pause(made.id, "test")
    definitions.change(made.id, "test", description="new", overlap=Overlap.QUEUE.value)
    definitions.resume(made.id, "test")
    wait_until(lambda: Story().counts("ticks")["queued"] == 1, 60, "a tick that waits")
    scheduler.stop()
    assert definitions.remove(made.id, "test") >= 3


def test_two_orders_at_once_do_not_buy_the_same_topic_twice(site: Settings) -> None:
    account = line_account()
    common = Wish("")
    request = TopicRequest(
        (account.id,),
        5,
        90.0,
        False,
        lambda _account, _counter: iter([replace(common, topic=f"topic {n}") for n in "abcde"]),
        True,
    )
    # none knows of the others
    chosen = [new_topics.choose(request, {}, Memories()) for _ in range(4)]
    placed: list[int] = []

    def place(number: int) -> None:
        with Unit("test") as one:
            new_topics.lock([chosen[number].locks()])
            done = new_topics.place(one, chosen[number], f"batch-{number}", site, "test")
        placed.append(done.tasks)
        db.close()

    threads = [threading.Thread(target=place, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Story().counts() == {"pending": 5}
    assert sorted(placed) == [0, 0, 0, 5]


def test_a_schedule_is_deleted_and_backfilled_while_its_ticks_end(site: Settings) -> None:
    params = {
        "account_ids": [line_account().id],
        "count_per_account": 1,
        "topics": {"template": "Tea at {date} {time}, article {counter}"},
    }
    with running(site, backends=Backends(site, {})):
        for number in range(10):
            made = definitions.create(
                Definition(
                    f"s{number}", "async_content_generation", "every", "3600", "UTC", params
                ),
                "test",
            )
            times = [clock.after(-3600.0 * n, made.anchor_at) for n in range(1, 20)]
            with Unit("test") as one:
                backfill.backfill(one, made, times)
            wait_until(lambda: Story().counts("ticks")["running"] > 0, 60, "work under way")
            definitions.remove(made.id, "test")
    assert Story().counts("ticks") == {}


def test_a_vague_reading_of_the_servers_clock_does_not_replace_a_good_one(
    site: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = clock.now()
    steady = clock.steady()

    def off() -> float:
        return abs((clock.now() - good).total_seconds() - (clock.steady() - steady))

    slow = iter([steady - 9.0, steady])  # an answer that took nine seconds
    with monkeypatch.context() as patched:
        patched.setattr(clock, "steady", lambda: next(slow))
        server_clock.follow()
    assert off() < 4
    server_clock.follow()
    assert off() < 4
