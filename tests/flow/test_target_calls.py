"""Targets that hang, or have much to take, leave the threads and the turns of the others alone."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from contenthub import clock, records
from contenthub.database import db
from contenthub.lifecycle import (
    accounts,
    leases,
    publication_jobs,
    queued_past,
    target_calls,
    targets,
    unit,
    updates,
)
from contenthub.lifecycle.unit import Unit
from contenthub.publishers.base import Proof, Publication
from contenthub.records import Account, Entry, Target
from contenthub.settings import Settings
from contenthub.states import ActorName, Ref
from tests.support.articles import article, entry_of, set_entry
from tests.support.fakes import Shelf, Shelves
from tests.support.plans import faults, recorded
from tests.support.same_moment import at_the_same_moment

Until = Callable[..., Any]
Line = Callable[..., Any]


class Taker:
    """What a claim asks of publishers: these take one article at a time."""

    def in_batches(self, publisher: str) -> bool:
        return False

    def place(self, job: publication_jobs.Job) -> dict[str, Any]:
        return {"shelf": "x"}


class Silent:
    """A real server that takes every connection and never says a word."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.taken: list[socket.socket] = []
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                self.taken.append(self._socket.accept()[0])

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for one in self.taken:
            one.close()


@pytest.fixture
def silent(line: Line) -> Iterator[Callable[[], Silent]]:
    """Makes such servers; they end before the line does, so that no call is waited for."""
    made: list[Silent] = []

    def make() -> Silent:
        made.append(Silent())
        return made[-1]

    yield make
    for one in made:
        one.close()


def there(content_id: int) -> Entry:
    entry = entry_of(content_id)
    assert entry is not None
    return entry


def wordpress(name: str, port: int) -> Account:
    """An account whose only target is a WordPress at this port."""
    made = accounts.add(name, gate={"template_draft": "off"})
    settings = {"url": f"http://127.0.0.1:{port}", "user": "ada", "password": "x"}
    targets.update(targets.default_of(made.id), publisher="wordpress", settings=settings)
    return made


def test_four_targets_that_hang_stop_neither_dispatch_nor_the_fifth(
    line: Line,
    silent: Callable[[], Silent],
    submit: Any,
    until: Until,
    database: Settings,
    story: Any,
) -> None:
    servers = [silent() for _ in range(4)]
    blogs = [wordpress(f"blog {n}", one.port) for n, one in enumerate(servers)]
    for blog in blogs:
        for number in range(5):
            article(database, f"tea {number}", approved=True, account=blog, priority=10)
    line(allow_private_networks=True, lease=30.0)  # none runs out on a machine that is slow
    until(lambda: all(len(one.taken) >= 2 for one in servers), "two calls to each")
    task_id = submit(creator="outline", auto_approve=True)
    until(lambda: story.published(task_id), "what is generated and published beside them")
    busy = db.execute(
        "SELECT COUNT(*) FROM publish_entries WHERE status = 'publishing' GROUP BY target_id"
    ).fetchall()
    assert [row[0] for row in busy] == [2, 2, 2, 2]
    assert [len(one.taken) for one in servers] == [2, 2, 2, 2]


@pytest.fixture(params=["sqlite", "postgresql"])
def used(request: pytest.FixtureRequest) -> Settings:
    """The settings of an open database, of either kind, with nobody at work."""
    found: Settings = request.getfixturevalue("database" if request.param == "sqlite" else "site")
    return found


def claim(settings: Settings) -> list[Entry]:
    jobs = publication_jobs.claim_next(leases.new_token(), settings, "test", Taker())
    return [job.entry for job in jobs]


def two(at_once: int) -> tuple[Account, Target, Target]:
    blog = accounts.add("blog", gate={"template_draft": "off"})
    first = targets.update(targets.default_of(blog.id), at_once=at_once)
    return blog, first, targets.add(blog, "second")


class TestTurns:
    def test_a_full_target_is_passed_over_until_a_call_there_ends(self, used: Settings) -> None:
        blog, first, second = two(at_once=1)
        made = [article(used, f"tea {n}", approved=True, account=blog) for n in range(2)]
        db.execute("UPDATE publish_entries SET priority = 10 WHERE target_id = ?", (first.id,))
        taken = [claim(used) for _ in range(4)]
        assert [[one.target_id for one in some] for some in taken] == [
            [first.id],
            [second.id],
            [second.id],
            [],
        ]
        assert len({one.id for some in taken for one in some}) == 3
        leases.release(taken[0], str(taken[0][0].lease_owner or _owner(taken[0][0])))
        assert [one.target_id for one in claim(used)] == [first.id]
        assert len(made) == 2

    def test_what_a_lost_worker_left_is_looked_up_before_anything_new_begins(
        self, used: Settings
    ) -> None:
        blog, first, _ = two(at_once=1)
        for topic in ("tea", "milk"):
            article(used, topic, approved=True, account=blog)
        with db.transaction():
            db.execute("DELETE FROM publish_entries WHERE target_id <> ?", (first.id,))
        (taken,) = claim(used)
        (lost,) = records.select(Entry, "WHERE id = ?", (taken.id,))
        allowed = target_calls.may_call(Taker().in_batches)

        def look() -> list[Entry]:
            wanted, token = frozenset({lost.state}), leases.new_token()
            ref = (lost.id, lost.attempt)
            return leases.claim(Entry, [ref], wanted, token, used.lease, allowed=allowed)

        assert (claim(used), look()) == ([], [])
        with clock.use(_later(60)):
            assert claim(used) == []
            (found,) = look()
            leases.release([found], _owner(found))
            assert len(claim(used)) == 1

    def test_looks_and_updates_count_and_are_counted(self, used: Settings) -> None:
        blog, first, _ = two(at_once=1)
        made = [article(used, f"tea {n}", approved=True, account=blog) for n in range(2)]
        rows = [_at(content_id, first.id) for content_id in made]
        with db.transaction():
            db.execute(
                "UPDATE publish_entries SET status = 'updating', proof = 'x' WHERE target_id = ?",
                (first.id,),
            )
        allowed = target_calls.may_call(Taker().in_batches)

        def take(entry: Entry) -> int:
            ref = (entry.id, entry.attempt)
            return len(updates.claim([ref], leases.new_token(), used, "test", allowed))

        assert [take(rows[0]), take(rows[1])] == [1, 0]

    def test_articles_leave_a_call_to_a_look_and_looks_leave_one_to_an_article(
        self, used: Settings
    ) -> None:
        blog, first, _ = two(at_once=2)
        made = [article(used, f"tea {n}", approved=True, account=blog) for n in range(8)]
        rows = [_at(content_id, first.id) for content_id in made]
        ids = tuple(one.id for one in rows[:4])
        with db.transaction():
            db.execute("DELETE FROM publish_entries WHERE target_id <> ?", (first.id,))
            db.execute(
                "UPDATE publish_entries SET status = 'updating', proof = 'x'"
                " WHERE id IN (?, ?, ?, ?)",
                ids,
            )
        allowed = target_calls.may_call(Taker().in_batches)

        def update() -> list[Entry]:
            refs = [(one.id, one.attempt) for one in rows[:4]]
            found = updates.claim(refs, leases.new_token(), used, "test", allowed)
            return [one.job.entry for one in found]

        articles = [one for _ in range(4) for one in claim(used)]
        beside = update()
        assert (len(articles), len(beside)) == (2, 1)  # one beyond those that articles take
        leases.release(articles[:1], _owner(articles[0]))
        assert (len(update()), len(claim(used))) == (1, 0)
        leases.release(articles[1:], _owner(articles[1]))
        assert (update(), len(claim(used))) == ([], 1)  # looks alone never take all of them

    def test_a_call_that_ends_rings_for_the_look_that_waits_the_longest(
        self, used: Settings
    ) -> None:
        blog, first, second = two(at_once=1)
        made = [article(used, f"tea {n}", approved=True, account=blog) for n in range(4)]
        rows = [_at(content_id, first.id) for content_id in made]
        elsewhere = _at(made[0], second.id)
        for place, one in enumerate([elsewhere, rows[2], rows[1]]):
            due = records.moment(clock.now() - timedelta(seconds=60 - place))
            with db.transaction():
                db.execute(
                    "UPDATE publish_entries SET status = 'unverified', due_at = ? WHERE id = ?",
                    (due, one.id),
                )
        rung: list[tuple[ActorName, Sequence[Ref]]] = []
        unit.hang_bell(lambda actor, refs: rung.append((actor, refs)))
        with Unit("test") as one:
            target_calls.freed(one, first.id)
        assert dict(rung) == {
            ActorName.PUBLISH: [],
            ActorName.VERIFY: [(rows[2].id, rows[2].attempt)],
        }

    def test_two_workers_at_the_same_moment_begin_no_more_calls_than_there_may_be(
        self, used: Settings
    ) -> None:
        blog, first, _ = two(at_once=2)
        for number in range(12):
            article(used, f"tea {number}", approved=True, account=blog)
        with db.transaction():
            db.execute("DELETE FROM publish_entries WHERE target_id <> ?", (first.id,))
        taken: list[Entry] = []
        at_the_same_moment(lambda: taken.extend(claim(used)))
        taken.extend(claim(used))
        assert len(taken) == len({one.id for one in taken}) == 2

    def test_what_is_for_a_paused_target_is_passed_by_what_is_behind_it(
        self, used: Settings
    ) -> None:
        blog, first, second = two(at_once=1)
        for number in range(publication_jobs.BATCH + 5):
            article(used, f"tea {number}", approved=True, account=blog, priority=10)
        with db.transaction():
            db.execute(
                "DELETE FROM publish_entries WHERE target_id = ? AND id NOT IN"
                " (SELECT MAX(id) FROM publish_entries WHERE target_id = ?)",
                (second.id, second.id),
            )
            db.execute("UPDATE publish_entries SET priority = 1 WHERE target_id = ?", (second.id,))
        targets.update(first, paused=True)
        assert [one.target_id for one in claim(used)] == [second.id]


def _owner(entry: Entry) -> str:
    sql = "SELECT lease_owner FROM publish_entries WHERE id = ?"
    return str(db.execute(sql, (entry.id,)).fetchone()[0])


def _at(content_id: int, target_id: int) -> Entry:
    sql = "WHERE content_id = ? AND target_id = ?"
    return records.select(Entry, sql, (content_id, target_id))[0]


def _later(seconds: float) -> Callable[[], Any]:
    now = clock.now() + timedelta(seconds=seconds)
    return lambda: now


def test_a_call_that_ends_lets_the_next_one_begin(
    line: Line, until: Until, database: Settings
) -> None:
    blog, first, _ = two(at_once=1)
    targets.update(first, settings={"shelf": "first"})
    shelves = Shelves()
    with db.transaction():
        db.execute("DELETE FROM targets WHERE name = 'second'")
    made = [article(database, f"tea {n}", approved=True, account=blog) for n in range(6)]
    line(publishers={"files": shelves})
    until(lambda: all(there(one).status == "published" for one in made), "all publications")
    assert len(shelves.calls) == 6


class Meeting(Shelf):
    """A target at which an article and a look have to be under way at the same time."""

    def __init__(self) -> None:
        super().__init__()
        self.looked, self.published = threading.Event(), threading.Event()
        self.met: list[bool] = []

    def publish(self, publication: Publication) -> Proof:
        self.published.set()
        self.met.append(self.looked.wait(60))
        return super().publish(publication)

    def verify(self, publication: Publication) -> Proof | None:
        self.looked.set()
        self.met.append(self.published.wait(60))
        return super().verify(publication)


def test_a_look_that_is_due_has_its_turn_beside_a_target_with_much_to_publish(
    line: Line, until: Until, database: Settings
) -> None:
    blog, first, second = two(at_once=1)
    targets.remove(second)
    made = [article(database, f"tea {n}", approved=True, account=blog) for n in range(6)]
    doubtful = _at(made[0], first.id)
    at = records.moment(clock.now())
    set_entry(made[0], "unverified", place='{"shelf": "first"}', maybe_published_since=at)
    with db.transaction():
        db.execute("UPDATE publish_entries SET due_at = ? WHERE id = ?", (at, doubtful.id))
    meeting = Meeting()
    line(publishers={"files": meeting})
    until(lambda: all(there(one).status == "published" for one in made), "all publications")
    assert all(meeting.met)
    assert meeting.looks == 1


def test_the_statements_of_a_claim_read_no_long_queue(database: Settings) -> None:
    blog, *_ = two(at_once=1)
    for number in range(3):
        article(database, f"tea {number}", approved=True, account=blog)
    with recorded() as found:
        for _ in range(3):
            claim(database)
    assert [fault for statement in found for fault in faults(statement)] == []
    assert any("entry_queued_at" in sql for sql, _ in found)


def test_what_was_taken_out_while_the_next_one_is_looked_for_is_passed_over(
    database: Settings,
) -> None:
    """The look is several statements, and others commit in between."""
    made = [article(database, f"tea {n}", approved=True) for n in range(3)]
    there = [entry for one in made if (entry := entry_of(one)) is not None]
    set_entry(made[0], "withdrawn")
    assert queued_past._best([one.id for one in there]) == [one.target_id for one in there[1:]]
