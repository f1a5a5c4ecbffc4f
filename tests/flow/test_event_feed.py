"""Following events: each one once and in order, whatever becomes of the transactions around it."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest

from contenthub.database import db
from contenthub.errors import ContentHubError
from contenthub.queries import event_feed, events
from contenthub.queries.event_feed import Feed
from contenthub.settings import Settings
from tests.support import servers
from tests.support.events import Writer, happen, told
from tests.support.plans import recorded
from tests.support.processes import wait_until


class TestOnSqlite:
    def test_what_was_before_is_not_told_and_what_comes_is_told_once(
        self, database: Settings
    ) -> None:
        happen(3)
        feed = Feed()
        assert told(feed) == []
        ids = happen(2)
        assert told(feed) == ids
        assert told(feed) == []

    def test_it_goes_on_after_any_id(self, database: Settings) -> None:
        ids = happen(5)
        assert told(Feed(after=ids[1])) == ids[2:]
        assert told(Feed(after=0)) == ids

    def test_more_than_a_portion_is_told_in_portions(self, database: Settings) -> None:
        ids = happen(7)
        feed = Feed(after=0)
        assert [len(feed.news(3)) for _ in range(4)] == [3, 3, 1, 0]
        assert feed.position == ids[-1]

    def test_a_commit_of_another_connection_changes_the_version(self, database: Settings) -> None:
        feed = Feed()
        version = feed.version()
        assert feed.version() == version
        thread = threading.Thread(target=lambda: (happen(), db.close()))
        thread.start()
        thread.join()
        assert feed.version() != version

    def test_the_largest_id_is_known_when_its_event_is_gone(self, database: Settings) -> None:
        assert events.last_given_id() == 0
        last = happen(3)[-1]
        with db.transaction():
            db.execute("DELETE FROM events")
        assert (events.last_id(), events.last_given_id()) == (0, last)


@pytest.fixture
def writers(site: Settings) -> Iterator[list[Writer]]:
    """Three transactions of others."""
    with ExitStack() as open_:
        yield [open_.enter_context(Writer(site.database_url)) for _ in range(3)]


class TestOnPostgresql:
    def test_while_nothing_happens_it_asks_one_short_question(self, site: Settings) -> None:
        happen(3)
        feed = Feed()
        with recorded() as asked:
            assert [feed.news() for _ in range(3)] == [[], [], []]
        assert [sql for sql, _ in asked] == ["SELECT 1 FROM events WHERE id > %s LIMIT 1"]
        ids = happen(2)
        assert told(feed) == ids

    def test_a_later_event_waits_for_an_earlier_one_that_is_committed_after_it(
        self, writers: list[Writer]
    ) -> None:
        first, second, _ = writers
        feed = Feed()
        ids = [first.write(), second.write()]
        second.commit()
        assert told(feed) == []
        first.commit()
        assert told(feed) == ids

    def test_an_event_that_is_rolled_back_is_waited_for_until_then(
        self, writers: list[Writer]
    ) -> None:
        first, second, _ = writers
        feed = Feed()
        first.write()
        id_ = second.write()
        second.commit()
        assert told(feed) == []
        first.roll_back()
        assert told(feed) == [id_]

    def test_the_ones_before_a_missing_one_are_told_at_once(self, writers: list[Writer]) -> None:
        first, second, third = writers
        feed = Feed()
        one = third.write()
        missing = first.write()
        last = second.write()
        third.commit()
        second.commit()
        assert told(feed) == [one]
        first.commit()
        assert told(feed) == [missing, last]

    def test_those_who_began_later_are_not_waited_for(self, writers: list[Writer]) -> None:
        first, second, third = writers
        feed = Feed()
        first.write()
        id_ = second.write()
        second.commit()
        assert told(feed) == []
        third.write()
        first.roll_back()
        assert told(feed) == [id_]

    def test_an_id_that_was_taken_long_before_its_row_is_written_is_waited_for(
        self, writers: list[Writer]
    ) -> None:
        first, second, _ = writers
        feed = Feed()
        first.connection.execute("LOCK TABLE events IN ROW EXCLUSIVE MODE")  # as INSERT begins
        taken = first.connection.execute("SELECT nextval('events_id_seq')").fetchone()
        assert taken is not None
        id_ = second.write()
        second.commit()
        assert told(feed) == []
        first.roll_back()
        assert told(feed) == [id_]
        assert taken[0] == id_ - 1

    def test_now_is_when_nothing_from_before_is_under_way(
        self, writers: list[Writer], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first, second, third = writers
        first.write()
        id_ = second.write()
        second.commit()
        monkeypatch.setattr(event_feed, "PATIENCE", 0.1)
        assert event_feed.now() is None
        first.commit()
        third.write()
        third.roll_back()
        assert event_feed.now() == id_

    def test_transactions_of_other_databases_and_readers_are_not_waited_for(
        self, postgresql: servers.Postgres, site: Settings, writers: list[Writer]
    ) -> None:
        first, second, reader = writers
        elsewhere = postgresql.create_database()
        with psycopg.connect(elsewhere) as other:
            other.execute("CREATE TABLE events (id int)")
            other.commit()
            other.execute("INSERT INTO events VALUES (1)")
            reader.connection.execute("SELECT * FROM events")
            feed = Feed()
            first.write()
            id_ = second.write()
            first.roll_back()
            second.commit()
            assert told(feed) == [id_]

    def test_it_goes_on_when_the_server_was_away(
        self, postgresql: servers.Postgres, site: Settings, writers: list[Writer]
    ) -> None:
        first, second, _ = writers
        feed = Feed()
        first.write()
        id_ = second.write()
        second.commit()
        assert told(feed) == []
        postgresql.restart()
        with pytest.raises(ContentHubError), db.looking():
            feed.news()
        assert told(feed) == [id_]

    @pytest.mark.parametrize("seed", range(3))
    def test_followers_of_many_writers_are_told_the_same_without_a_gap(
        self, site: Settings, seed: int
    ) -> None:
        written = _Writers(site.database_url, seed)
        followers = [_Follower(resumes=resumes) for resumes in (False, False, True)]
        for thread in (*followers, *written.threads):
            thread.start()
        for thread in written.threads:
            thread.join()
        expected = sorted(written.ids)
        for follower in followers:
            wait_until(lambda f=follower: f.ids[-1:] == expected[-1:], 60.0, "the last event")
            follower.end()
            assert follower.ids == expected
        assert len(expected) > 100


class _Writers:
    """Threads whose transactions overlap, write some events each, and are often rolled back."""

    def __init__(self, url: str, seed: int) -> None:
        self.ids: list[int] = []
        self.threads = [
            threading.Thread(target=self._run, args=(url, random.Random(8 * seed + n)))
            for n in range(6)
        ]

    def _run(self, url: str, chance: random.Random) -> None:
        pause = threading.Event()
        with Writer(url) as writer:
            for _ in range(25):
                ids = [writer.write() for _ in range(chance.randint(1, 3))]
                pause.wait(chance.random() * 0.02)
                if chance.random() < 0.3:
                    writer.roll_back()
                else:
                    writer.commit()
                    self.ids += ids


class _Follower(threading.Thread):
    """Follows from the beginning; one that ``resumes`` begins anew after every portion."""

    def __init__(self, resumes: bool) -> None:
        super().__init__(daemon=True)
        self.ids: list[int] = []
        self._resumes = resumes
        self._ending = threading.Event()

    def end(self) -> None:
        self._ending.set()
        self.join()

    def run(self) -> None:
        feed = Feed(after=0)
        while not self._ending.wait(0.001):
            self.ids += [row["id"] for row in feed.news(7)]
            if self._resumes:
                feed = Feed(after=feed.position)
        db.close()
