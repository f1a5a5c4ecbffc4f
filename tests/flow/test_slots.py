"""Slots of targets: what is approved gets the next free one, alone, and what frees it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import peewee
import pytest

from contenthub import clock, records
from contenthub.database import db
from contenthub.errors import InputError
from contenthub.lifecycle import accounts, entries, held_back, publications, publishing, targets
from contenthub.lifecycle import target_times as written_times
from contenthub.lifecycle.unit import Unit
from contenthub.operations import contents, pool, reviews, target_times
from contenthub.operations import targets as asked
from contenthub.operations.caller import Caller
from contenthub.operations.reasons import Reason
from contenthub.operations.reviews import Approval, Rejection
from contenthub.operations.target_times import PaceChanges
from contenthub.operations.targets import Changes
from contenthub.queries import installation, integrity
from contenthub.records import Account, Entry
from contenthub.settings import Settings
from tests.support.articles import article, content_of, entry_of, set_entry
from tests.support.told import Watch

THURSDAY = datetime(2026, 11, 26, 4, tzinfo=UTC)  # 12:00 in Shanghai
EIGHT, SIX = "08:00", "18:00"


@pytest.fixture(params=["sqlite", "postgresql"])
def site_of(request: pytest.FixtureRequest) -> Settings:
    """An open database, whose people are in Shanghai."""
    used = request.getfixturevalue("database" if request.param == "sqlite" else "site")
    return replace(used, timezone="Asia/Shanghai")


@pytest.fixture
def noon(site_of: Settings) -> Iterator[Watch]:
    """A clock that stands still."""
    watch = Watch()
    watch.now = THURSDAY
    with clock.use(watch):
        yield watch


@pytest.fixture
def blog(site_of: Settings, noon: Watch) -> Account:
    made = accounts.add("blog", gate={"template_draft": "off"})
    paced(site_of, slots=f"{EIGHT},{SIX}")
    return made


@pytest.fixture
def me(site_of: Settings) -> Caller:
    return Caller(site_of, "me")


def paced(settings: Settings, **pace: str) -> dict[str, Any]:
    changes = Changes(pace=PaceChanges(**pace))
    return asked.update(Caller(settings, "me"), "blog", "default", changes)


def queued(settings: Settings, blog: Account, count: int = 1) -> list[int]:
    return [article(settings, f"tea {n}", approved=True, account=blog) for n in range(count)]


def local(moment: datetime) -> str:
    """The moment on the clocks of Shanghai."""
    return f"{moment + timedelta(hours=8):%d %H:%M}"


def times(ids: list[int]) -> list[str]:
    """When each of these contents goes out, on the clocks of Shanghai; * where it has a slot."""
    found = []
    for one in ids:
        entry = entry_of(one)
        assert entry is not None
        assert entry.slot_at in {None, entry.scheduled_at}
        found.append(f"{local(entry.scheduled_at)}{'*' if entry.slot_at else ''}")
    return found


def test_what_is_approved_gets_one_slot_after_the_other(
    site_of: Settings, blog: Account, me: Caller
) -> None:
    first = queued(site_of, blog, 2)
    waits = article(site_of, "waits", account=blog)
    assert "approved" in reviews.approve(me, waits, Approval(Reason("good")))["outcome"]
    assert times([*first, waits]) == ["26 18:00*", "27 08:00*", "27 18:00*"]
    assert integrity.findings() == []


def test_a_time_that_a_person_sets_is_taken_as_said_and_keeps_its_distance(
    site_of: Settings, blog: Account, me: Caller
) -> None:
    paced(site_of, at_least="2h apart")
    said, planned, later = (article(site_of, f"said {n}", account=blog) for n in range(3))
    reviews.approve(me, said, Approval(Reason("good"), at=THURSDAY + timedelta(hours=5)))  # 17:00
    contents.plan(me, planned, THURSDAY + timedelta(hours=6, minutes=30))
    reviews.approve(me, planned, Approval(Reason("good")))
    reviews.approve(me, later, Approval(Reason("good")))
    assert times([said, planned, later]) == ["26 17:00", "26 18:30", "27 08:00*"]
    pool.reschedule(me, later, at=THURSDAY + timedelta(hours=1))
    assert times([later, *queued(site_of, blog)]) == ["26 13:00", "27 08:00*"]


@pytest.mark.parametrize("how", ["withdrawn", "rejected", "failed", "moved", "removed", "now"])
def test_a_slot_is_free_again_for_the_next_one(
    how: str, site_of: Settings, blog: Account, me: Caller
) -> None:
    first, second, third = queued(site_of, blog, 3)
    entry = entry_of(first)
    assert entry is not None
    match how:
        case "withdrawn":
            pool.remove(me, first, Reason("no"))
        case "rejected":
            reviews.reject(me, first, Rejection(Reason("no")))
        case "failed":
            set_entry(first, "publishing", lease_owner="w")
            with Unit("w") as unit:
                held = entry_of(first)
                assert held is not None
                assert publications.give_up(unit, held, "no right")
        case "moved":
            pool.reschedule(me, first, at=THURSDAY + timedelta(days=3))
        case "removed":
            contents.remove(me, first, Reason("no"))
        case "now":
            with Unit("me") as unit:
                publishing.publish_now(unit, content_of(first), site_of)
    assert times([second, third]) == ["27 08:00*", "27 18:00*"]
    assert times(queued(site_of, blog, 2)) == ["26 18:00*", "28 08:00*"]
    assert integrity.findings() == []


def test_what_comes_back_takes_the_next_slot_and_what_had_a_time_keeps_it(
    site_of: Settings, blog: Account, me: Caller
) -> None:
    first, second = queued(site_of, blog, 2)
    pool.reschedule(me, second, at=THURSDAY + timedelta(hours=2))
    for one in (first, second):
        pool.remove(me, one, Reason("not now"))
    assert times(queued(site_of, blog)) == ["26 18:00*"]
    for one in (first, second):
        pool.add(me, one)
    assert times([first, second]) == ["27 08:00*", "26 14:00"]


def test_one_that_failed_and_is_tried_again_may_go_out_while_another_has_its_slot(
    site_of: Settings, blog: Account
) -> None:
    (first,) = queued(site_of, blog)
    set_entry(first, "publishing", lease_owner="w")
    held = entry_of(first)
    assert held is not None
    with Unit("w") as unit:
        publications.give_up(unit, held, "no right")
    assert times(queued(site_of, blog)) == ["26 18:00*"]
    failed = entry_of(first)
    assert failed is not None
    with Unit("me") as unit:
        assert entries.confirm_absent(unit, failed, "looked")
    back = entry_of(first)
    assert back is not None
    assert (back.status, back.slot_at) == ("queued", None)


def test_another_pace_moves_nothing_until_that_is_asked_for(
    site_of: Settings, blog: Account, me: Caller
) -> None:
    ids = queued(site_of, blog, 3)
    before = times(ids)
    told = paced(site_of, slots="daily 15:00", at_least="2h")
    assert told["slots"] == "15:00"
    assert times(ids) == before
    for one in ids:
        (row,) = pool.to_next_slot(me, one)
        assert row["slot_at"] == row["publish_at"] == row["due_at"]
    assert times(ids) == ["26 15:00*", "27 15:00*", "28 15:00*"]
    (row,) = pool.to_next_slot(me, ids[2])
    assert times(ids)[2] == "28 15:00*", "its own slot counts as free"
    paced(site_of, slots="", at_least="", at_most="")
    with pytest.raises(InputError, match="no slots and no distance"):
        pool.to_next_slot(me, ids[0])
    assert times(ids)[0] == "26 15:00*"
    assert times(queued(site_of, blog)) == ["26 12:00"]


def test_another_zone_has_other_slots_also_before_those_that_are_full(
    site_of: Settings, blog: Account
) -> None:
    queued(site_of, blog, 2)
    other = replace(site_of, timezone="UTC")
    made = article(other, "tea", approved=True, account=blog)
    assert times([made]) == ["26 16:00*"]  # 08:00 in UTC
    assert times(queued(site_of, blog)) == ["27 18:00*"]


def test_each_target_has_slots_of_its_own_and_one_without_publishes_at_once(
    site_of: Settings, blog: Account, me: Caller
) -> None:
    pace = PaceChanges(slots="MON 09:00")
    asked.add(me, "blog", "weekly", Changes(settings={"folder": "w"}, pace=pace))
    asked.add(me, "blog", "soon", Changes(settings={"folder": "s"}))
    made = queued(site_of, blog, 2)
    rows = [row for one in made for row in records.select(Entry, "WHERE content_id = ?", (one,))]
    at = {one.id: one.name for one in targets.of_account(blog.id)}
    found = sorted((at[one.target_id], f"{one.scheduled_at:%m-%d %H:%M}") for one in rows)
    assert found == [
        ("default", "11-26 10:00"),
        ("default", "11-27 00:00"),
        ("soon", "11-26 04:00"),
        ("soon", "11-26 04:00"),
        ("weekly", "11-30 01:00"),
        ("weekly", "12-07 01:00"),
    ]


def test_what_was_held_back_is_released_into_slots(site_of: Settings, noon: Watch) -> None:
    quiet = accounts.add("blog", gate={"template_draft": "off"}, auto_publish=False)
    paced(site_of, at_most="2/day")
    ids = queued(site_of, quiet, 3)
    with Unit("me") as unit:
        assert held_back.release(unit, site_of, account_ids=None, limit=None) == 3
    assert times(ids) == ["26 12:00*", "26 12:00*", "27 00:00*"]
    assert integrity.findings() == []


def test_many_that_are_approved_at_once_never_get_the_same_slot(
    site_of: Settings, blog: Account
) -> None:
    asked.add(
        Caller(site_of, "me"),
        "blog",
        "other",
        Changes(settings={"folder": "o"}, pace=PaceChanges(at_least="1m")),
    )
    ids = [article(site_of, f"tea {n}", account=blog) for n in range(24)]
    failed: list[BaseException] = []

    def approve(some: list[int]) -> None:
        try:
            for one in some:
                reviews.approve(Caller(site_of, "me"), one, Approval(Reason("good")))
        except BaseException as error:
            failed.append(error)
        finally:
            db.close()

    threads = [threading.Thread(target=approve, args=(ids[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    rows = db.execute(
        "SELECT target_id, COUNT(*), COUNT(DISTINCT slot_at) FROM publish_entries"
        " GROUP BY target_id ORDER BY target_id"
    ).fetchall()
    assert [tuple(row)[1:] for row in rows] == [(24, 24), (24, 24)]
    assert integrity.findings() == []


def test_a_full_month_is_said_and_refuses_nothing(
    site_of: Settings, blog: Account, me: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "_zone_name", lambda: site_of.timezone)
    paced(site_of, slots="MON 09:00")
    ids = [article(site_of, f"tea {n}", account=blog) for n in range(5)]
    told = [reviews.approve(me, one, Approval(Reason("good")))["outcome"] for one in ids]
    assert told[:4] == ["approved"] * 4
    assert told[4].startswith("approved; its targets have no free time before 2026-12-28 09:00")
    assert reviews.approve(me, ids[4], Approval(Reason("so")))["outcome"].startswith("was approved")
    (full,) = installation.full_targets(clock.now() + timedelta(days=31))
    assert (full[:2], local(full[2])) == (("blog", "default"), "28 09:00")
    assert installation.full_targets(clock.now() + timedelta(days=40)) == []


def test_the_database_itself_refuses_one_slot_for_two(site_of: Settings, blog: Account) -> None:
    first, second = queued(site_of, blog, 2)
    entry = entry_of(first)
    assert entry is not None
    with pytest.raises(peewee.IntegrityError), db.transaction():
        db.execute(
            "UPDATE publish_entries SET slot_at = ? WHERE content_id = ?",
            (records.moment(entry.scheduled_at), second),
        )


def test_the_times_of_a_target_are_listed_with_what_has_them(
    site_of: Settings, blog: Account, me: Caller
) -> None:
    paced(site_of, at_least="2h", at_most="2/day")
    (first,) = queued(site_of, blog)
    said = article(site_of, "said", account=blog)
    reviews.approve(me, said, Approval(Reason("good"), at=THURSDAY + timedelta(hours=21)))  # 09:00
    rows = target_times.listing(me, "blog", "default", 2)
    told = [
        (
            f"{row['at'] + timedelta(hours=8):%d %H:%M}",
            row["status"],
            row["content_id"],
            row["by_slot"],
        )
        for row in rows
    ]
    assert told == [
        ("26 18:00", "taken", first, True),
        ("27 08:00", "closed", None, None),
        ("27 09:00", "taken", said, False),
        ("27 18:00", "free", None, None),
        ("28 08:00", "free", None, None),
    ]
    next_free = asked.details(me, "blog", "default")["next_free"]
    assert [f"{one + timedelta(hours=8):%d %H:%M}" for one in next_free] == [
        "27 18:00",
        "28 08:00",
        "28 18:00",
    ]
    paced(site_of, slots="")
    rows = target_times.listing(me, "blog", "default", 1)
    assert [row["status"] for row in rows] == ["free", "taken", "taken"]
    paced(site_of, at_least="", at_most="")
    assert [row["status"] for row in target_times.listing(me, "blog", "default", 1)] == [
        "taken"
    ] * 2


def test_what_is_free_next_is_looked_for_behind_what_is_known_to_be_full(
    blog: Account, me: Caller, site_of: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = entry_of(queued(site_of, blog, 9)[-1])
    assert last is not None
    read: list[datetime] = []

    def taken(*asked: Any) -> Iterator[datetime]:
        for at in given(*asked):
            read.append(at)
            yield at

    given = written_times.taken
    monkeypatch.setattr(written_times, "taken", taken)
    found = asked.details(me, "blog", "default")["next_free"]
    assert len(found) == target_times.NEXT
    assert min(found) > last.scheduled_at
    assert len(read) <= target_times.NEXT, "however many are taken before them"
