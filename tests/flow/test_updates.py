"""Edited articles go out again where they are, and nothing is said of them that is not so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contenthub.database import db
from contenthub.errors import (
    NotAllowedError,
    NotFoundError,
    OutcomeUnknownError,
    PermanentError,
    TransientError,
)
from contenthub.lifecycle import contents, leases, targets, updates
from contenthub.lifecycle.unit import Unit
from contenthub.operations import updates as asked
from contenthub.operations.caller import Caller
from contenthub.operations.updates import Requested
from contenthub.publishers.base import HandedOver, Publication
from contenthub.queries import event_filter, integrity, pool, publications
from contenthub.queries.event_filter import TYPE_IN_SQL
from contenthub.records import Entry
from contenthub.settings import Settings
from contenthub.states import EntryState
from tests.support.articles import article, content_of, entry_of, set_entry
from tests.support.fakes import Shelf
from tests.support.story import Story

Until = Callable[..., Any]
Line = Callable[..., Any]


def there(content_id: int) -> Entry:
    entry = entry_of(content_id)
    assert entry is not None
    return entry


def edit(content_id: int, text: str) -> None:
    with Unit("me") as unit:
        assert contents.edit(unit, content_of(content_id), body=text)


def number_out(content_id: int) -> int:
    """The number of the text that its target holds."""
    sql = "SELECT number FROM revisions WHERE id = ?"
    return int(db.execute(sql, (there(content_id).revision_id,)).fetchone()[0])


def request(settings: Settings, content_id: int, **how: Any) -> Requested:
    return asked.request(Caller(settings, "me"), content_id, **how)


def failure(content_id: int) -> str:
    found = asked.failure(pool.by_content([content_id])[content_id][0], 5)
    return "" if found is None else f"{type(found).__name__}: {found}"


@pytest.fixture
def out(line: Line, until: Until, database: Settings) -> tuple[int, Shelf]:
    """A content that a shelf holds, edited since; the line is at work."""
    shelf = Shelf()
    made = article(database, approved=True)
    line(publishers={"files": shelf}, max_retries=1)
    until(lambda: there(made).status == "published", "its publication")
    with db.transaction():
        db.execute("UPDATE publish_entries SET max_retries = 1")
    edit(made, "Tea is a plant.")
    return made, shelf


def at_rest(content_id: int) -> bool:
    return there(content_id).state is not EntryState.UPDATING


class TestSent:
    def test_the_newer_text_replaces_the_older_one_and_its_date_stays(
        self, out: tuple[int, Shelf], until: Until, database: Settings, story: Story
    ) -> None:
        made, shelf = out
        before = there(made)
        request(database, made)
        until(lambda: at_rest(made), "the update")
        (sent,) = shelf.updated
        after = there(made)
        assert (sent.body, sent.proof, sent.key) == (
            "Tea is a plant.",
            before.proof,
            before.publication_key,
        )
        assert sent.published_at == before.published_at == after.published_at
        assert sent.published_at < sent.updated_at
        assert (after.status, after.proof, number_out(made)) == ("published", before.proof, 2)
        assert len(shelf.calls) == 1
        assert failure(made) == ""
        assert integrity.findings() == []

    def test_it_is_counted_as_published_once(
        self, out: tuple[int, Shelf], until: Until, database: Settings
    ) -> None:
        made, _ = out
        request(database, made)
        until(lambda: at_rest(made), "the update")
        sql = "SELECT SUM(published) FROM totals WHERE day = ''"
        assert db.execute(sql).fetchone()[0] == 1

    def test_what_is_edited_on_the_way_is_sent_after_it(
        self, out: tuple[int, Shelf], until: Until, database: Settings
    ) -> None:
        made, shelf = out

        def meanwhile(_: Publication) -> None:
            edit(made, "Tea is a leaf.")

        shelf.updates = [meanwhile]
        request(database, made)
        until(lambda: len(shelf.updated) == 2 and at_rest(made), "the second update")
        assert [one.body for one in shelf.updated] == ["Tea is a plant.", "Tea is a leaf."]
        assert number_out(made) == 3

    def test_an_answer_that_was_lost_is_no_end(
        self, out: tuple[int, Shelf], until: Until, database: Settings
    ) -> None:
        made, shelf = out
        shelf.updates = [OutcomeUnknownError("the answer was lost")]
        request(database, made)
        until(lambda: at_rest(made), "the second try")
        assert (len(shelf.updated), number_out(made), failure(made)) == (2, 2, "")

    def test_a_draft_stays_one_until_its_target_says_otherwise(
        self, out: tuple[int, Shelf], until: Until, database: Settings
    ) -> None:
        made, shelf = out
        set_entry(made, "handed_over", published_at=None)
        shelf.updates = [HandedOver("shelf/draft")]
        request(database, made)
        until(lambda: at_rest(made), "the first update")
        assert (there(made).status, there(made).proof) == ("handed_over", "shelf/draft")
        request(database, made, again=True)
        until(lambda: at_rest(made), "the second update")
        assert there(made).status == "published"
        assert there(made).published_at is not None
        assert integrity.findings() == []


class TestNotSent:
    @pytest.mark.parametrize(
        ("answers", "tries"),
        [
            ([PermanentError("gone")], 1),
            ([TransientError("away"), TransientError("gone")], 2),
            ([RuntimeError("broke"), PermanentError("gone")], 2),
        ],
    )
    def test_the_older_text_is_still_said_to_be_out_with_the_reason(
        self,
        answers: list[Exception],
        tries: int,
        out: tuple[int, Shelf],
        until: Until,
        database: Settings,
    ) -> None:
        made, shelf = out
        before, shelf.updates = there(made), answers
        request(database, made)
        until(lambda: at_rest(made), "the end of the tries")
        after = there(made)
        assert (after.status, after.proof, after.published_at) == (
            "published",
            before.proof,
            before.published_at,
        )
        assert (len(shelf.updated), number_out(made)) == (tries, 1)
        assert failure(made).startswith("WorkFailedError")
        assert failure(made).endswith("its update failed: gone")
        assert integrity.findings() == []
        told = db.execute("SELECT event FROM events ORDER BY id DESC LIMIT 1").fetchone()
        assert told[0] == "keep"
        sql = f"SELECT {TYPE_IN_SQL} FROM events e ORDER BY e.id DESC LIMIT 1"
        assert db.execute(sql).fetchone()[0] == "entry.update_failed"
        assert "entry.update_failed" in event_filter.types()

    @pytest.mark.parametrize(
        ("answers", "told"),
        [
            ([OutcomeUnknownError("no answer"), PermanentError("gone")], True),
            ([OutcomeUnknownError("no answer"), TransientError("away")], True),
            ([OutcomeUnknownError("no answer")] * 2, True),
            ([TransientError("away"), PermanentError("gone")], False),
        ],
    )
    def test_what_may_have_arrived_is_told_whatever_the_last_try_said(
        self,
        answers: list[Exception],
        told: bool,
        out: tuple[int, Shelf],
        until: Until,
        database: Settings,
    ) -> None:
        made, shelf = out
        shelf.updates = list(answers)
        request(database, made)
        until(lambda: at_rest(made), "the end of the tries")
        assert len(shelf.updated) == 2
        assert failure(made).endswith("; the newer text may be there") is told

    def test_a_text_that_lost_its_approval_does_not_go_out(
        self, out: tuple[int, Shelf], until: Until, database: Settings, line: Line
    ) -> None:
        made, shelf = out

        def fails(_: Publication) -> None:
            with db.transaction():
                db.execute("UPDATE contents SET review_status = 'pending'")
            raise TransientError("away")

        shelf.updates = [fails]
        request(database, made)
        until(lambda: at_rest(made), "the end")
        assert len(shelf.updated) == 1
        assert "not approved" in failure(made)

    def test_a_target_that_is_paused_meanwhile_gets_nothing(
        self, out: tuple[int, Shelf], until: Until, database: Settings
    ) -> None:
        made, shelf = out

        def fails(_: Publication) -> None:
            targets.update(targets.default_of(content_of(made).account_id), paused=True)
            raise TransientError("away")

        shelf.updates = [fails]
        request(database, made)
        until(lambda: at_rest(made), "the end")
        assert len(shelf.updated) == 1
        assert "paused" in failure(made)

    def test_what_loses_too_many_workers_ends_as_it_was(self, database: Settings) -> None:
        made = article(database, approved=True)
        set_entry(made, "published", proof="x", published_at="2026-11-01 00:00:00+00:00")
        edit(made, "Tea is a plant.")
        request(database, made)
        for round_ in range(database.max_crashes + 1):
            ref = (there(made).id, there(made).attempt)
            found = updates.claim([ref], leases.new_token(), database, "test")
            assert len(found) == 1, f"in round {round_}"
            with db.transaction():  # its worker is lost
                db.execute("UPDATE publish_entries SET lease_until = '2026-01-01 00:00:00+00:00'")
        ref = (there(made).id, there(made).attempt)
        assert updates.claim([ref], leases.new_token(), database, "test") == []
        assert there(made).status == "published"
        assert "quarantined" in failure(made)


class TestRefused:
    def test_nothing_changed_since(self, line: Line, until: Until, database: Settings) -> None:
        shelf, made = Shelf(), article(database, approved=True)
        line(publishers={"files": shelf})
        until(lambda: there(made).status == "published", "its publication")
        with pytest.raises(NotAllowedError, match="holds the present text"):
            request(database, made)
        request(database, made, again=True)
        until(lambda: shelf.updated and at_rest(made), "the update")

    @pytest.mark.parametrize(
        ("state", "why"),
        [("queued", "nothing is there to update"), ("unverified", "nothing is there to update")],
    )
    def test_what_is_not_out(self, state: str, why: str, database: Settings) -> None:
        made = article(database, approved=True)
        set_entry(made, state)
        with pytest.raises(NotAllowedError, match=why):
            request(database, made)

    def test_what_is_not_in_the_pool_or_not_there(self, database: Settings) -> None:
        made = article(database, approved=True)
        set_entry(made, "withdrawn")
        with pytest.raises(NotFoundError, match="not in the publish pool"):
            request(database, made)
        with pytest.raises(NotFoundError, match="no content"):
            request(database, 99)

    def test_a_text_that_waits_for_a_person(self, database: Settings) -> None:
        made = article(database)
        with pytest.raises(NotAllowedError, match="is pending"):
            request(database, made)

    def test_a_publisher_that_cannot(self, database: Settings, monkeypatch: Any) -> None:
        from contenthub.publishers.files import Files

        monkeypatch.delattr(Files, "update")
        made = article(database, approved=True)
        set_entry(made, "published", proof="x", published_at="2026-11-01 00:00:00+00:00")
        edit(made, "Tea is a plant.")
        with pytest.raises(NotAllowedError, match="publisher files cannot"):
            request(database, made)

    def test_a_target_that_is_paused(self, database: Settings) -> None:
        made = article(database, approved=True)
        set_entry(made, "published", proof="x", published_at="2026-11-01 00:00:00+00:00")
        edit(made, "Tea is a plant.")
        targets.update(targets.default_of(content_of(made).account_id), paused=True)
        with pytest.raises(NotAllowedError, match="paused"):
            request(database, made)

    def test_its_content_is_not_removed_under_the_update(self, database: Settings) -> None:
        made = article(database, approved=True)
        set_entry(made, "published", proof="x", published_at="2026-11-01 00:00:00+00:00")
        edit(made, "Tea is a plant.")
        request(database, made)
        with Unit("me") as unit, pytest.raises(NotAllowedError, match="on the way"):
            contents.remove(unit, content_of(made), published=True)


def test_sums_count_what_is_being_updated_as_published() -> None:
    def row(status: str, published_at: object = None) -> dict[str, Any]:
        names = ("publisher", "proof", "error_message")
        return {"status": status, "published_at": published_at, "publish_at": 1} | dict.fromkeys(
            names
        )

    def told(*rows: dict[str, Any]) -> object:
        return publications.summed(rows)["publish_status"]

    assert told(row("updating", 1), row("published", 1), row("queued")) == "published 2 of 3"
    assert told(row("updating"), row("published", 1)) == "published 1 of 2"  # a draft
    assert told(row("updating", 1), row("updating", 1)) == "updating"


class TestFiles:
    """With the publisher that writes files."""

    def test_the_file_holds_the_newer_text_under_its_name_and_date(
        self, line: Line, until: Until, database: Settings
    ) -> None:
        made = article(database, approved=True)
        line()
        until(lambda: there(made).status == "published", "its publication")
        path = Path(str(there(made).proof))
        before = path.read_text()
        edit(made, "Tea is a plant.\n\n第二段。")
        request(database, made)
        until(lambda: at_rest(made), "the update")
        head, _, text = path.read_text().partition("\n---\n")
        assert text == "\nTea is a plant.\n\n第二段。\n"
        told = ("description:", "summary:", "lastmod:", "updatedDate:", "last_modified_at:")
        assert [one for one in head.splitlines() if not one.startswith(told)] == [
            one for one in before.partition("\n---\n")[0].splitlines() if not one.startswith(told)
        ]
        assert 'summary: "Tea is a plant."' in head
        assert ("\nlastmod: " in head, "lastmod" in before) == (True, False)
        assert [one.name for one in path.parent.iterdir()] == [path.name]

    @pytest.mark.parametrize("how", ["gone", "replaced"])
    def test_a_file_that_is_gone_is_not_written_anew(
        self, how: str, line: Line, until: Until, database: Settings
    ) -> None:
        made = article(database, approved=True)
        line()
        until(lambda: there(made).status == "published", "its publication")
        path = Path(str(there(made).proof))
        path.unlink()
        if how == "replaced":
            path.write_text("of somebody else")
        edit(made, "Tea is a plant.")
        request(database, made)
        until(lambda: at_rest(made), "the end")
        assert "is not there any more" in failure(made)
        assert path.exists() == (how == "replaced")
