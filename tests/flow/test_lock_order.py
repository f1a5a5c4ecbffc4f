"""Transactions lock in one order (``lifecycle/lock_order.py``), so none waits in a circle.

Each test holds the lock that somebody has to wait for first, and looks whether that one has locked
already what it has to lock afterwards.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from contenthub import clock, records
from contenthub.actors import outcome
from contenthub.actors.work import Work
from contenthub.api import visible
from contenthub.api.access import Access
from contenthub.articles import fingerprints
from contenthub.articles.text import word_count
from contenthub.database import db
from contenthub.errors import NotAllowedError
from contenthub.lifecycle import (
    accounts,
    alert_destinations,
    by_hand,
    calling_creators,
    channels,
    contents,
    entries,
    held_back,
    lanes,
    leases,
    near_copies,
    publication_jobs,
    publications,
    publishing,
    submission,
    target_calls,
    target_times,
    targets,
    tasks,
    webhooks,
)
from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.joined import one_transaction
from contenthub.lifecycle.schedules import definitions, tick_history
from contenthub.lifecycle.schedules.definitions import Definition
from contenthub.lifecycle.submission import NewTask
from contenthub.lifecycle.unit import Unit
from contenthub.lifecycle.webhooks import NewWebhook
from contenthub.operations import pool, revisions
from contenthub.operations import targets as asked
from contenthub.operations.caller import Caller
from contenthub.queries import integrity
from contenthub.records import Account, Content, Delivery, Entry, Target, Task
from contenthub.settings import Settings
from contenthub.states import Entity, EntryState, TaskEvent
from tests.support.articles import article, set_entry
from tests.support.lock_waits import elsewhere, is_free, other

LATER = timedelta(days=1)


class Taker:
    """What a claim asks of publishers: these take one article at a time."""

    def in_batches(self, publisher: str) -> bool:
        return False

    def place(self, job: publication_jobs.Job) -> dict[str, Any]:
        return {"shelf": "x"}


@pytest.fixture
def blog(site: Settings) -> Account:
    """An account with two targets, each with a pace."""
    return _account("blog")


def _account(name: str) -> Account:
    made = accounts.add(name, gate={"template_draft": "off", "near_copy": "off"})
    targets.update(targets.default_of(made.id), at_most="3/day")
    targets.add(made, "second", at_most="3/day")
    return made


def _targets(account: Account) -> tuple[Target, Target]:
    first, second = targets.of_account(account.id)
    return first, second


def _entries(content_id: int) -> list[Entry]:
    return records.select(Entry, "WHERE content_id = ? ORDER BY target_id", (content_id,))


def _due_now(content_id: int) -> None:
    with db.transaction():
        db.execute(
            "UPDATE publish_entries SET due_at = ?, scheduled_at = ?, slot_at = NULL"
            " WHERE content_id = ?",
            (*[records.moment(clock.now())] * 2, content_id),
        )


def _is_due(entry: Entry) -> bool:
    sql = "SELECT due_at FROM publish_entries WHERE id = ?"
    return db.execute(sql, (entry.id,)).fetchone()[0] is not None


def test_a_target_that_somebody_is_about_to_choose_is_not_removed(
    site: Settings, blog: Account
) -> None:
    """Whoever chooses it locks that it is there, which a lock for a change would not wait for."""
    _, second = _targets(blog)
    with other() as removing, Unit("test") as unit:
        submission.submit_in(unit, [NewTask("tea", blog, target_ids=(second.id,))], site)
        removing.begin(lambda: _refused(lambda: targets.remove(second)))
    assert [one.name for one in targets.of_account(blog.id)] == ["default", "second"]


def test_an_account_that_a_new_schedule_names_is_not_removed(site: Settings) -> None:
    made = accounts.add("new")
    wanted = Definition("s", "publish_due", "every", "60", "UTC", {"account_ids": [made.id]})
    with other() as removing, one_transaction():
        definitions.create(wanted, "me")
        removing.begin(lambda: _refused(lambda: accounts.remove(made)))
    assert accounts.find("new") == made


def _refused(call: Any) -> None:
    with pytest.raises(NotAllowedError):
        call()


def test_who_moves_an_entry_to_the_next_free_time_locks_the_targets_in_their_order(
    site: Settings, blog: Account
) -> None:
    first, second = _targets(blog)
    made = article(site, "tea", approved=True, account=blog)
    with other() as moving, Unit("test"):
        records.locked(Target, first.id)
        moving.begin(lambda: pool.to_next_slot(Caller(site, "me"), made, target="second"))
        assert is_free("targets", second.id)


def test_a_look_locks_the_entry_before_its_target(site: Settings, blog: Account) -> None:
    made = article(site, "tea", approved=True, account=blog)
    set_entry(made, "unverified")
    _due_now(made)
    entry = _entries(made)[0]

    def claim() -> None:
        allowed = target_calls.may_call(Taker().in_batches)
        wanted = frozenset({EntryState.UNVERIFIED})
        leases.claim(Entry, [(entry.id, entry.attempt)], wanted, "t", 60, allowed=allowed)

    with other() as looking, Unit("test"):
        records.locked(Entry, entry.id)
        looking.begin(claim)
        assert is_free("targets", entry.target_id)


def test_who_resumes_a_target_locks_what_is_parked_before_it(site: Settings, blog: Account) -> None:
    caller = Caller(site, "me")
    made = article(site, "tea", approved=True, account=blog)
    entry = _entries(made)[0]
    asked.pause(caller, "blog", "default")
    with db.transaction():
        db.execute("UPDATE publish_entries SET due_at = NULL WHERE id = ?", (entry.id,))
    with other() as resuming, Unit("test"):
        records.locked(Entry, entry.id)
        resuming.begin(lambda: asked.resume(caller, "blog", "default"))
        assert is_free("targets", entry.target_id)
    assert _is_due(entry)
    assert integrity.findings() == []


def test_what_is_parked_while_its_target_is_resumed_is_resumed_as_well(
    site: Settings, blog: Account
) -> None:
    """It is parked by a claim that has the target, after the one who resumes has looked."""
    caller = Caller(site, "me")
    entry = _entries(article(site, "tea", approved=True, account=blog))[0]
    asked.pause(caller, "blog", "default")
    with other() as resuming, Unit("claim"):
        assert targets.paused_for_now([entry.target_id])
        resuming.begin(lambda: asked.resume(caller, "blog", "default"))
        db.execute("UPDATE publish_entries SET due_at = NULL WHERE id = ?", (entry.id,))
    assert _is_due(entry)


def test_a_claim_that_parks_holds_no_paused_target_while_it_waits_for_another(
    site: Settings, blog: Account
) -> None:
    first, second = _targets(blog)
    made = article(site, "tea", approved=True, account=blog, priority=5)
    _due_now(made)
    targets.update(first, at_most=None)  # whose limits are not looked at
    asked.pause(Caller(site, "me"), "blog", "second")
    claimed: list[publication_jobs.Job] = []
    with other() as claiming, Unit("test"):
        records.locked(Target, first.id)
        claiming.begin(
            lambda: claimed.extend(publication_jobs.claim_next("t", site, "test", Taker()))
        )
        assert is_free("targets", second.id)
    assert integrity.findings() == []


def test_many_contents_of_one_call_are_locked_in_one_order(site: Settings, blog: Account) -> None:
    made = [article(site, f"tea {n}", approved=True, account=blog) for n in range(2)]
    caller = Caller(site, "me")
    access = Access(caller, cast("Any", SimpleNamespace(account_ids=())))

    def change(content_id: int) -> dict[str, Any]:
        pool.remove(caller, content_id, cast("Any", "because"))
        return {"outcome": "removed"}

    def call() -> None:
        with one_transaction():
            visible.on_each(access, visible.POOLED, made[::-1], change)

    with other() as calling, Unit("test"):
        records.locked(Content, made[0])
        calling.begin(call)
        assert is_free("contents", made[1])
        assert is_free("publish_entries", _entries(made[1])[0].id)
    assert {one.state for id_ in made for one in _entries(id_)} == {EntryState.WITHDRAWN}


def test_entries_of_many_contents_are_locked_before_any_target(
    site: Settings, blog: Account
) -> None:
    made = [article(site, f"tea {n}", approved=True, account=blog) for n in range(2)]
    caller = Caller(site, "me")
    access = Access(caller, cast("Any", SimpleNamespace(account_ids=())))
    ids = [_entries(one)[1].id for one in made]

    def change(entry_id: int) -> dict[str, Any]:
        pool.to_next_slot(caller, records.by_ids(Entry, [entry_id])[0].content_id)
        return {"outcome": "moved"}

    def call() -> None:
        with one_transaction():
            visible.on_each(access, visible.ENTRIES, ids, change)

    with other() as calling, Unit("test"):
        records.locked(Entry, ids[1])
        calling.begin(call)
        assert all(is_free("targets", one.id) for one in _targets(blog))


def test_many_tasks_of_one_call_are_locked_in_one_order(site: Settings, blog: Account) -> None:
    ids = [
        submission.submit([NewTask(f"tea {n}", blog)], site, "test")[0].task_id for n in range(2)
    ]
    rows = [one.id for one in map(submission.by_task_id, ids) if one is not None]
    access = Access(Caller(site, "me"), cast("Any", SimpleNamespace(account_ids=())))

    def cancel(task_id: str) -> dict[str, Any]:
        return {"outcome": by_hand.request_cancel(task_id, "me")}

    def call() -> None:
        with one_transaction():
            visible.on_each(access, visible.TASKS, ids[::-1], cancel)

    with other() as calling, Unit("test"):
        records.locked(Task, rows[0])
        calling.begin(call)
        assert is_free("generation_tasks", rows[1])


def test_a_worker_writes_account_by_account(site: Settings, blog: Account) -> None:
    """Two that write articles of two accounts would else lock the targets of these crosswise."""
    later = _account("later")
    wanted = [NewTask("tea", later, auto_approve=True), NewTask("cup", blog, auto_approve=True)]
    submission.submit(wanted, site, "test")
    work = Work(cast("Any", SimpleNamespace(settings=site)), "test")
    rows = records.select(Task, "ORDER BY id")
    with db.transaction():
        db.execute(
            "UPDATE generation_tasks SET lease_owner = ?, lease_until = ?",
            (work.token, records.moment(clock.now() + LATER)),
        )

    def write(unit: Unit, task: Task) -> None:
        target_times.hold(unit, task.account_id)

    with other() as writing, Unit("test"):
        records.locked(Target, _targets(blog)[0].id)
        writing.begin(lambda: work.write(rows, write))
        assert is_free("targets", _targets(later)[0].id)


def test_a_text_that_was_written_anew_takes_its_turn_before_its_content(
    site: Settings, blog: Account
) -> None:
    """As an edit does, of a text that is mostly the same one."""
    made = article(site, "tea", account=blog)
    body = " ".join(f"Tea number {n} grows on hill {n + 7} of the valley." for n in range(60))
    task_id = revisions.regenerate(Caller(site, "me"), made, "longer").task_ids[0]
    task = submission.by_task_id(task_id)
    assert task is not None
    draft = Draft("Tea", body, "", "en", word_count(body))
    compared = replace(blog, gate={})

    def take() -> None:
        with Unit("callback") as unit:
            held = records.locked(Task, task.id)
            assert held is not None
            tasks.take_result(unit, held, compared, draft, site, [])

    with other() as taking, Unit("edit") as unit:
        near_copies.take_turn(unit, fingerprints.of(body))
        taking.begin(take)
        assert is_free("contents", made)


def test_contents_that_are_written_anew_together_are_locked_in_one_order(
    site: Settings, blog: Account
) -> None:
    made = [article(site, f"tea {n}", account=blog) for n in range(2)]
    anew = [revisions.regenerate(Caller(site, "me"), one, "x").task_ids[0] for one in made[::-1]]
    claimed = [one for one in map(submission.by_task_id, anew) if one is not None]

    def lock() -> None:
        with Unit("worker") as unit:
            outcome.take_turns(unit, [(one, blog, None) for one in claimed], site)

    with other() as writing, Unit("test"):
        records.locked(Content, made[0])
        writing.begin(lock)
        assert is_free("contents", made[1])


def _lies_last(table: str, id_: int) -> None:
    """Let a row lie behind the others in its table, and the others be found as they lie there."""
    with db.transaction():
        db.execute(f"UPDATE {table} SET updated_at = updated_at WHERE id = ?", (id_,))
        (name,) = db.execute("SELECT current_database()").fetchone()
        for way in ("indexscan", "bitmapscan"):  # of whoever connects from now on
            db.execute(f'ALTER DATABASE "{name}" SET enable_{way} = off')


def test_leases_are_renewed_in_one_order(site: Settings, blog: Account) -> None:
    submission.submit([NewTask(f"tea {n}", blog) for n in range(3)], site, "test")
    ids = [one.id for one in records.select(Task, "ORDER BY id")]
    with db.transaction():
        until = records.moment(clock.now() + LATER)
        db.execute("UPDATE generation_tasks SET lease_owner = 't', lease_until = ?", (until,))
    _lies_last("generation_tasks", ids[0])
    with other() as renewing, Unit("test"):
        records.locked(Task, ids[0])
        renewing.begin(lambda: leases.renew(Task, ids, "t", 60))
        assert is_free("generation_tasks", ids[2])


def test_many_rows_are_moved_in_one_order(site: Settings, blog: Account) -> None:
    submission.submit([NewTask(f"tea {n}", blog) for n in range(3)], site, "test")
    rows = records.select(Task, "ORDER BY id")
    _lies_last("generation_tasks", rows[0].id)

    def dispatch() -> None:
        with Unit("dispatch") as unit:
            unit.move_all(Entity.TASK, rows, TaskEvent.DISPATCH, due_at=unit.now)

    with other() as moving, Unit("test"):
        records.locked(Task, rows[0].id)
        moving.begin(dispatch)
        assert is_free("generation_tasks", rows[2].id)


def test_tasks_are_cleaned_up_in_one_order(site: Settings, blog: Account) -> None:
    ids = [
        submission.submit([NewTask(f"tea {n}", blog)], site, "test")[0].task_id for n in range(3)
    ]
    for one in ids:
        by_hand.request_cancel(one, "me")
    rows = records.select(Task, "ORDER BY id")
    _lies_last("generation_tasks", rows[0].id)
    with other() as cleaning, Unit("test"):
        records.locked(Task, rows[0].id)
        cleaning.begin(lambda: by_hand.cleanup(clock.now() + LATER))
        assert is_free("generation_tasks", rows[2].id)


def test_the_entries_of_a_content_are_locked_in_the_order_of_their_ids(
    site: Settings, blog: Account
) -> None:
    made = article(site, "tea", approved=True, account=blog)
    first, second = _entries(made)
    with db.transaction():  # it went to the second target first
        db.execute("DELETE FROM publish_entries WHERE id = ?", (first.id,))
    with Unit("test") as unit:
        content = records.locked(Content, made)
        assert content is not None
        publishing.put_in(unit, content, site)
    newer = _entries(made)[0]
    assert newer.id > second.id

    def lock() -> None:
        with Unit("edit"):
            entries.entries_of(made)

    with other() as editing, Unit("test"):
        records.locked(Entry, second.id)
        editing.begin(lock)
        assert is_free("publish_entries", newer.id)


def test_history_is_forgotten_schedule_by_schedule(site: Settings) -> None:
    """The scheduler locks them in the order of their ids, whichever time came first."""
    made = [
        definitions.create(Definition(f"s{n}", "publish_due", "every", "60", "UTC", {}), "me")
        for n in range(2)
    ]
    past = clock.now() - LATER
    with db.transaction():
        for schedule, minutes in zip(made, (2, 1), strict=True):
            at = records.moment(past + timedelta(minutes=minutes))
            db.execute(
                "INSERT INTO ticks (tick_id, schedule_id, scheduled_for, origin, status, attempt,"
                " stands_for, retry_count, max_retries, crash_count, tasks, created_at, updated_at,"
                " finished_at) VALUES (?, ?, ?, 'time', 'completed', 1, 1, 0, 0, 0, 0, ?, ?, ?)",
                (f"t{schedule.id}", schedule.id, at, at, at, at),
            )
    with other() as forgetting, Unit("scheduler"):
        records.locked(records.Schedule, made[0].id)
        forgetting.begin(lambda: tick_history.forget_before(clock.now()))
        assert is_free("schedules", made[1].id)


def test_who_removes_a_webhook_locks_its_lane_first(site: Settings) -> None:
    """As whoever sends to it does, who then locks its messages."""
    with Unit("me") as unit:
        made = webhooks.add(unit, NewWebhook("http://127.0.0.1:9/x", public_only=False))

    def remove() -> None:
        with Unit("me") as unit:
            webhooks.remove(unit, made.id)

    with other() as removing, Unit("deliver"):
        assert is_free("delivery_lanes", made.lane, "lane")
        removing.begin(remove)
        assert is_free("webhooks", made.id)


def test_an_alert_that_is_parked_while_its_channel_is_resumed_is_not_left_behind(
    site: Settings,
) -> None:
    made = channels.pause(channels.add("mail", "webhook", {"url": "http://127.0.0.1:9/"}))
    lane = channels.lane_of(made.id)
    now = records.moment(clock.now())
    with db.transaction():
        lanes.make(lane)
        db.execute(
            "INSERT INTO deliveries (message_id, kind, lane, type, body, status, attempt,"
            " retry_count, max_retries, crash_count, due_at, created_at, updated_at)"
            " VALUES ('m', 'alert', ?, 'alert', '', 'pending', 1, 0, 3, 0, ?, ?, ?)",
            (lane, now, now, now),
        )
    with other() as resuming, Unit("deliver"):
        alert_destinations.lock(records.select(Delivery, ""))
        resuming.begin(lambda: channels.resume(made))
        db.execute("UPDATE deliveries SET due_at = NULL")
    assert records.select(Delivery, "")[0].due_at is not None


def test_what_is_held_back_is_not_let_out_while_it_is_removed(site: Settings) -> None:
    account = accounts.add("quiet", auto_publish=False, gate={"template_draft": "off"})
    made = [article(site, f"tea {n}", approved=True, account=account) for n in range(2)]
    released: list[int] = []

    def release() -> None:
        with Unit("tick") as unit:
            released.append(held_back.release(unit, site, account_ids=None, limit=None))

    with other() as ticking, Unit("me") as unit:
        content = records.locked(Content, made[0])
        assert content is not None
        contents.remove(unit, content)
        ticking.begin(release)
    assert released == [1]
    assert integrity.findings() == []


def test_that_a_creator_called_is_noted_last(site: Settings) -> None:
    """It is a row that all its tasks have in common."""
    with Unit("one") as unit:
        calling_creators.heard(unit, "remote")
    with db.transaction():
        db.execute(
            "UPDATE calling_creators SET heard_at = ?", (records.moment(clock.now() - LATER),)
        )
    with Unit("two") as unit:
        calling_creators.heard(unit, "remote")
        elsewhere(lambda: _demand_free("calling_creators", "remote", "creator"))


def _demand_free(table: str, key: str, column: str) -> None:
    with db.transaction():
        assert is_free(table, key, column)


def test_a_failed_publication_gives_its_time_back_target_by_target(
    site: Settings, blog: Account
) -> None:
    """Also where the entry at the second target has the lower id."""
    first, second = _targets(blog)
    made = [article(site, f"tea {n}", approved=True, account=blog) for n in range(2)]
    chosen = [_entries(made[0])[1], _entries(made[1])[0]]  # at the second, then at the first
    work = Work(cast("Any", SimpleNamespace(settings=site)), "test")
    with db.transaction():
        for one in chosen:
            db.execute(
                "UPDATE publish_entries SET status = 'publishing', lease_owner = ?,"
                " lease_until = ? WHERE id = ?",
                (work.token, records.moment(clock.now() + LATER), one.id),
            )
        db.execute("UPDATE targets SET full_until = ?", (records.moment(clock.now() + 99 * LATER),))
    claimed = records.by_ids(Entry, [one.id for one in chosen])

    def fail(unit: Unit, entry: Entry) -> None:
        publications.give_up(unit, entry, "no")

    with other() as failing, Unit("test"):
        records.locked(Target, first.id)
        failing.begin(lambda: work.write(claimed, fail))
        assert is_free("targets", second.id)
