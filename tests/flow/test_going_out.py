"""What comes due together after an outage goes out as far apart as its target wants it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from contenthub import clock, records
from contenthub.commands.console import publication_rows
from contenthub.commands.console.output import Format
from contenthub.database import db
from contenthub.errors import OutcomeUnknownError, TransientError
from contenthub.lifecycle import (
    accounts,
    leases,
    publication_jobs,
    publications,
    target_times,
    targets,
)
from contenthub.lifecycle.publication_jobs import Job
from contenthub.lifecycle.unit import Unit
from contenthub.operations import pool
from contenthub.operations import publications as by_hand
from contenthub.operations import targets as asked
from contenthub.operations.caller import Caller
from contenthub.operations.target_times import PaceChanges
from contenthub.operations.targets import Changes
from contenthub.queries import integrity, waiting
from contenthub.records import Account, Entry, Target
from contenthub.settings import Settings
from contenthub.target_answers import HandedOver
from tests.support.articles import article, entry_of
from tests.support.fakes import Shelf
from tests.support.plans import faults, recorded
from tests.support.same_moment import at_the_same_moment
from tests.support.told import Watch

NOON = datetime(2026, 11, 26, 4, tzinfo=UTC)  # in Shanghai
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EASTWARD = timedelta(hours=8)


class Taker:
    """What a claim asks of publishers."""

    def __init__(self, *, many: bool = False) -> None:
        self._many = many

    def in_batches(self, publisher: str) -> bool:
        return self._many

    def place(self, job: Job) -> dict[str, Any]:
        return {"shelf": "x"}


@pytest.fixture(params=["sqlite", "postgresql"])
def used(request: pytest.FixtureRequest) -> Settings:
    """An open database, whose people are in Shanghai."""
    found = request.getfixturevalue("database" if request.param == "sqlite" else "site")
    return replace(found, timezone="Asia/Shanghai", publish_retries=100, retry_backoff=30.0)


@pytest.fixture
def watch(used: Settings) -> Iterator[Watch]:
    """A clock that stands still until it is set."""
    found = Watch()
    found.now = NOON
    with clock.use(found):
        yield found


@pytest.fixture
def blog(watch: Watch) -> Account:
    return accounts.add("blog", gate={"template_draft": "off"})


def paced(settings: Settings, **pace: str) -> Target:
    asked.update(Caller(settings, "me"), "blog", "default", Changes(pace=PaceChanges(**pace)))
    return targets.default_of(accounts.find("blog").id)


def queued(settings: Settings, blog: Account, count: int) -> list[int]:
    return [article(settings, f"tea {n}", approved=True, account=blog) for n in range(count)]


def there(content_id: int) -> Entry:
    found = entry_of(content_id)
    assert found is not None
    return found


def claim(settings: Settings, *, many: bool = False) -> list[Entry]:
    jobs = publication_jobs.claim_next(leases.new_token(), settings, "test", Taker(many=many))
    return [records.by_ids(Entry, [job.entry.id])[0] for job in jobs]


def until_none(settings: Settings, *, many: bool = False) -> list[Entry]:
    """All that goes out at this moment: a claim that moves others to later times finds nothing."""
    found: list[Entry] = []
    for _ in range(4):
        while some := claim(settings, many=many):
            found += some
            with Unit("test") as unit:
                for one in some:
                    publications.published(unit, one, "http://tea.example/x")
    return found


def run(settings: Settings, watch: Watch, *, many: bool = False) -> dict[int, datetime]:
    """Publish whatever comes due until nothing waits; returns when each content went out."""
    out: dict[int, datetime] = {}
    for _ in range(500):
        for one in until_none(settings, many=many):
            assert one.content_id not in out
            out[one.content_id] = watch.now
        sql = "SELECT MIN(due_at) FROM publish_entries WHERE status = 'queued'"
        due = db.execute(sql).fetchone()[0]
        if due is None:
            return out
        watch.now = max(_read(due), watch.now)
    raise AssertionError("it never ended")


def _read(value: Any) -> datetime:
    return target_times.read(value)


def local_day(moment: datetime) -> date:
    return (moment + EASTWARD).date()


def keeps(times: list[datetime], apart: timedelta, by_day: int) -> None:
    times = sorted(times)
    assert all(later - one >= apart for one, later in pairwise(times)), times
    assert max(Counter(map(local_day, times)).values()) <= by_day


@pytest.mark.parametrize("many", [False, True], ids=["one at a time", "batches"])
@pytest.mark.parametrize(
    "pace",
    [
        {"at_least": "2h apart"},
        {"at_most": "3/day"},
        {"at_least": "90m", "at_most": "3/day"},
        {"slots": "08:00,12:30,18:00", "at_least": "2h"},
        {"slots": "08:00,18:00", "at_most": "1/day"},
    ],
    ids=str,
)
@pytest.mark.parametrize("away", [26 * HOUR, 30 * DAY], ids=["a day", "a month"])
def test_what_comes_due_together_goes_out_apart(
    away: timedelta, pace: dict[str, str], many: bool, used: Settings, blog: Account, watch: Watch
) -> None:
    target = paced(used, **pace)
    made = queued(used, blog, 12)
    watch.now += away
    late = [one for one in made if there(one).scheduled_at < watch.now]
    assert len(late) > 1
    began = watch.now
    out = run(used, watch, many=many)
    assert sorted(out) == made
    keeps(
        list(out.values()),
        timedelta(minutes=89) if target.at_least else timedelta(0),
        int((target.at_most or "99")[0]),
    )
    assert out[late[0]] == began, "the first one does not wait any longer"
    assert integrity.findings() == []


def test_without_slots_nothing_is_overtaken(used: Settings, blog: Account, watch: Watch) -> None:
    paced(used, at_least="2h")
    made = queued(used, blog, 10)
    watch.now += 5 * HOUR
    out = run(used, watch)
    assert [out[one] - NOON for one in made] == [(5 + 2 * n) * HOUR for n in range(10)]


def test_each_is_moved_once_and_says_why(used: Settings, blog: Account, watch: Watch) -> None:
    paced(used, at_least="2h", at_most="3/day")
    made = queued(used, blog, 20)
    watch.now += 30 * DAY
    run(used, watch)
    rows = db.execute(
        "SELECT entity_id, reason FROM events WHERE event = 'defer' ORDER BY id"
    ).fetchall()
    assert len(rows) == len({row[0] for row in rows}) == len(made) - 1
    assert rows[0][1].startswith("its target takes articles at least 2h apart and at most 3/day; ")


def test_what_waits_says_what_it_waits_for(used: Settings, blog: Account, watch: Watch) -> None:
    paced(used, at_least="2h", at_most="3/day")
    _, second = queued(used, blog, 2)
    watch.now += DAY
    until_none(used)
    told = waiting.explain(there(second).task_id)
    assert told is not None
    assert (
        "as that takes articles at least 2h apart and at most 3/day; its time was " in told["waits"]
    )
    assert there(second).scheduled_at == watch.now + 2 * HOUR


def listed_as(content_id: int) -> str:
    rows = pool.details(content_id)
    (found,) = publication_rows.said([rows], Format.TABLE)
    return str(found["status"])


def test_a_time_that_a_person_said_is_told_as_deferred_until_another_one_is_said(
    used: Settings, blog: Account, watch: Watch
) -> None:
    paced(used, at_least="2h")
    first, second = queued(used, blog, 2)
    said = NOON + 3 * HOUR
    me = Caller(used, "me")
    for one in (first, second):
        pool.reschedule(me, one, at=said)
    watch.now = said + DAY
    assert [one.content_id for one in until_none(used)] == [first]
    moved = there(second)
    assert (moved.slot_at, moved.deferred_from) == (None, said)
    assert moved.scheduled_at == watch.now + 2 * HOUR
    assert listed_as(second) == "queued, deferred"
    told = waiting.explain(moved.task_id)
    assert told is not None
    assert "as that takes articles at least 2h apart; its time was " in told["waits"]
    (row,) = db.execute("SELECT data FROM events WHERE event = 'defer'").fetchall()
    assert json.loads(row[0])["deferred_from"] == said.isoformat()
    pool.reschedule(me, second, at=watch.now + DAY)
    assert there(second).deferred_from is None
    assert listed_as(second) == "queued"


def test_what_is_deferred_twice_keeps_the_time_that_it_had_first(
    used: Settings, blog: Account, watch: Watch
) -> None:
    paced(used, at_least="2h")
    *_, last = queued(used, blog, 3)
    its = there(last).scheduled_at
    watch.now += DAY
    until_none(used)
    watch.now += DAY
    until_none(used)
    assert there(last).deferred_from == its
    assert its < watch.now < there(last).scheduled_at


def test_what_is_moved_is_not_looked_at_again_before_its_time(
    used: Settings, blog: Account, watch: Watch
) -> None:
    paced(used, at_least="2h")
    queued(used, blog, 20)
    watch.now += 30 * DAY
    assert len(until_none(used)) == 1
    sql = "SELECT COUNT(*) FROM publish_entries WHERE status = 'queued' AND due_at <= ?"
    assert db.execute(sql, (records.moment(watch.now + HOUR),)).fetchone()[0] == 0


def test_a_target_without_limits_has_its_backlog_out_at_once(
    used: Settings, blog: Account, watch: Watch
) -> None:
    paced(used, slots="08:00,18:00")
    made = queued(used, blog, 6)
    watch.now += 30 * DAY
    assert len(until_none(used)) == len(made)


def test_one_that_is_late_by_moments_moves_nothing(
    used: Settings, blog: Account, watch: Watch
) -> None:
    paced(used, at_least="2h")
    made = queued(used, blog, 5)
    for number, one in enumerate(made):
        watch.now = NOON + 2 * number * HOUR + timedelta(seconds=(5, 0, 50, 1, 30)[number])
        assert [entry.content_id for entry in until_none(used)] == [one]
    sql = "SELECT COUNT(*) FROM events WHERE event = 'defer'"
    assert db.execute(sql).fetchone()[0] == 0


def test_what_a_target_that_was_away_did_not_take_goes_out_apart(
    used: Settings, blog: Account, watch: Watch
) -> None:
    paced(used, at_least="2h")
    made = queued(used, blog, 6)
    tries = 0
    for _ in range(200):  # nothing is taken for nine hours
        if watch.now - NOON > 9 * HOUR:
            break
        while some := claim(used):
            tries += len(some)
            with Unit("test") as unit:
                for one in some:
                    publications.unproven(unit, one, TransientError("away"), used)
        sql = "SELECT MIN(due_at) FROM publish_entries WHERE status = 'queued'"
        watch.now = max(watch.now + timedelta(seconds=1), _read(db.execute(sql).fetchone()[0]))
    assert tries > 6
    out = run(used, watch)
    assert sorted(out) == made
    keeps(list(out.values()), timedelta(minutes=119), 99)


@pytest.mark.parametrize("how", ["in doubt", "a draft", "under way"])
def test_what_may_be_out_there_keeps_others_as_well(
    how: str, used: Settings, blog: Account, watch: Watch
) -> None:
    paced(used, at_least="2h")
    first, second = queued(used, blog, 2)
    watch.now += DAY
    (taken,) = claim(used)
    assert taken.content_id == first
    with Unit("test") as unit:
        if how == "in doubt":
            publications.unproven(unit, taken, OutcomeUnknownError("no answer"), used)
        elif how == "a draft":
            publications.taken(unit, taken, HandedOver("draft 5"), used)
    assert claim(used) == []
    assert there(second).scheduled_at == watch.now + 2 * HOUR


def test_what_a_person_asks_for_goes_out_at_once(
    used: Settings, blog: Account, watch: Watch
) -> None:
    paced(used, at_least="2h", at_most="1/day")
    made = queued(used, blog, 3)
    watch.now += 5 * DAY
    assert [one.content_id for one in until_none(used)] == [made[0]]
    me = Caller(used, "me")
    by_hand.publish_now(me, made[2])
    assert [one.content_id for one in until_none(used)] == [made[2]]
    pool.reschedule(me, made[1], at=watch.now + timedelta(minutes=5))
    watch.now += timedelta(minutes=5, seconds=1)
    assert [one.content_id for one in until_none(used)] == [made[1]]


def test_a_time_that_a_person_said_long_ago_keeps_the_distance(
    used: Settings, blog: Account, watch: Watch
) -> None:
    paced(used, at_least="2h")
    made = queued(used, blog, 4)
    for number, one in enumerate(made):
        pool.reschedule(Caller(used, "me"), one, at=NOON + timedelta(minutes=number))
    watch.now += 3 * HOUR
    out = run(used, watch)
    keeps(list(out.values()), timedelta(minutes=119), 99)


def test_what_failed_and_is_asked_for_again_goes_out_at_once(
    used: Settings, blog: Account, watch: Watch
) -> None:
    paced(used, at_least="2h")
    first, second = queued(used, blog, 2)
    (taken,) = claim(used)
    with Unit("test") as unit:
        publications.give_up(unit, taken, "no right")
    watch.now += 5 * HOUR
    assert [one.content_id for one in until_none(used)] == [second]
    by_hand.publish_now(Caller(used, "me"), first)
    with Unit("test") as unit:
        publications.absent(unit, there(first))
    assert [one.content_id for one in until_none(used)] == [first]


def test_what_is_published_again_goes_out_at_once(
    used: Settings, blog: Account, watch: Watch
) -> None:
    paced(used, at_least="2h", at_most="1/day")
    first, second = queued(used, blog, 2)
    assert [one.content_id for one in until_none(used)] == [first]
    watch.now = there(second).scheduled_at
    assert [one.content_id for one in until_none(used)] == [second]
    by_hand.publish_now(Caller(used, "me"), first, again=True)
    watch.now += timedelta(minutes=1)
    with Unit("test") as unit:
        publications.absent(unit, there(first))
    assert [one.content_id for one in until_none(used)] == [first]


def test_what_a_lost_worker_did_not_send_keeps_its_distance_as_well(
    used: Settings, blog: Account, watch: Watch
) -> None:
    paced(used, at_least="2h")
    first, second = queued(used, blog, 2)
    watch.now += DAY
    (taken,) = claim(used)
    with Unit("test") as unit:
        publications.doubt(unit, taken, "its worker was lost", used)
    watch.now += timedelta(minutes=20)
    assert claim(used) == []
    with Unit("test") as unit:
        publications.absent(unit, there(first))
    out = run(used, watch)
    assert sorted(out) == [first, second]
    keeps(list(out.values()), timedelta(minutes=119), 99)


def test_a_time_that_a_person_said_is_kept_free_by_what_is_late(
    used: Settings, blog: Account, watch: Watch
) -> None:
    paced(used, at_least="2h")
    late, said = queued(used, blog, 2)
    watch.now += DAY
    pool.reschedule(Caller(used, "me"), said, at=watch.now + HOUR)
    assert until_none(used) == []
    assert there(late).scheduled_at == watch.now + 3 * HOUR


def test_other_targets_do_not_wait(used: Settings, blog: Account, watch: Watch) -> None:
    paced(used, at_least="2h")
    other = accounts.add("other", gate={"template_draft": "off"})
    queued(used, blog, 5)
    free = queued(used, other, 5)
    watch.now += 30 * DAY
    found = {one.content_id for one in until_none(used, many=True)}
    assert set(free) < found
    assert len(found) == len(free) + 1


def test_two_services_at_the_same_moment_let_one_out(
    used: Settings, blog: Account, watch: Watch
) -> None:
    paced(used, at_least="2h")
    asked.update(Caller(used, "me"), "blog", "default", Changes(at_once=6))
    queued(used, blog, 12)
    watch.now += 30 * DAY
    taken: list[Entry] = []

    def work() -> None:
        for _ in range(4):
            taken.extend(claim(used))

    at_the_same_moment(work)
    taken.extend(claim(used))
    assert len(taken) == 1
    assert integrity.findings() == []


def test_a_service_that_comes_back_lets_one_out_and_leaves_the_others_alone(
    line: Callable[..., Any], until: Callable[..., Any], database: Settings
) -> None:
    blog = accounts.add("blog", gate={"template_draft": "off"})
    paced(database, at_least="2h apart")
    made = queued(database, blog, 8)
    begun = records.moment(clock.now() - DAY)
    with db.transaction():
        db.execute(
            "UPDATE publish_entries SET scheduled_at = ?, due_at = ?, slot_at = NULL",
            (begun, begun),
        )
    shelf = Shelf()
    line(publishers={"files": shelf})
    sql = "SELECT COUNT(*) FROM publish_entries WHERE status = 'queued' AND due_at > ?"

    def later() -> int:
        return int(db.execute(sql, (records.moment(clock.now() + HOUR),)).fetchone()[0])

    until(lambda: later() == len(made) - 1, "all others at later times")
    until(lambda: there(made[0]).status == "published", "the first one")
    assert len(shelf.calls) == 1


@pytest.mark.parametrize("used", ["sqlite"], indirect=True)
def test_the_statements_read_no_long_plan(used: Settings, blog: Account, watch: Watch) -> None:
    paced(used, at_least="2h", at_most="3/day")
    queued(used, blog, 5)
    watch.now += 30 * DAY
    with recorded() as found:
        for _ in range(3):
            claim(used)
    assert [fault for statement in found for fault in faults(statement)] == []
    assert any("entry_target_time" in sql for sql, _ in found)
