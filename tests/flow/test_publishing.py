"""Review and publishing: the gate, the pool's order, and publications of unknown outcome."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import peewee
import pytest

from contenthub import clock, records
from contenthub.creators.base import Article
from contenthub.database import db
from contenthub.errors import (
    NotAllowedError,
    OutcomeUnknownError,
    PermanentError,
    TransientError,
    UnreachableError,
)
from contenthub.lifecycle import accounts, contents, entries, publications, publishing
from contenthub.lifecycle.entries import Approved
from contenthub.lifecycle.unit import Unit
from contenthub.settings import Settings
from tests.support.fakes import Direct, Shelf
from tests.support.story import Story

Until = Callable[..., Any]


def approve(story: Story, task: str, settings: Settings) -> bool:
    content = story.content(task)
    assert content is not None
    with Unit("me") as unit:
        account = records.by_ids(records.Account, [content.account_id])[0]
        return contents.approve(unit, content, account, settings)


def test_without_auto_approval_a_content_waits_for_a_person_and_approval_feeds_the_pool(
    line: Any, submit: Any, story: Story, until: Until, database: Settings
) -> None:
    line()
    task = submit(auto_approve=False)
    until(lambda: story.status(task) == "completed", "completion")
    content = story.content(task)
    assert content is not None
    assert content.review_status == "pending"
    assert story.entry(task) is None
    assert approve(story, task, database)
    until(lambda: story.published(task), "publication")


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        ({"banned_words": ["cheap"]}, "banned word: cheap"),
        ({"required_words": ["ginger"]}, "missing word: ginger"),
        ({"min_length": 50}, "too short"),
        ({"max_length": 2}, "too long"),
    ],
)
def test_the_gate_keeps_an_article_that_breaks_the_accounts_rules_for_a_person(
    rules: dict[str, Any], why: str, line: Any, submit: Any, story: Story, until: Until
) -> None:
    line({"fake": Direct([Article(content="A Cheap green tea")])})
    task = submit(creator="fake", account=accounts.add("strict", **rules))
    until(lambda: story.status(task) == "completed", "completion")
    content = story.content(task)
    assert content is not None
    assert content.review_status == "pending"
    assert why in story.reasons(task)


def test_a_rejected_content_leaves_the_pool(
    submit: Any, story: Story, line: Any, until: Until, database: Settings
) -> None:
    line(publishers={"files": Shelf()})
    task = submit(auto_approve=False)
    until(lambda: story.status(task) == "completed", "completion")
    tomorrow = clock.after(86_400)
    db.execute("UPDATE contents SET planned_for = ?", (records.moment(tomorrow),))
    approve(story, task, database)
    assert story.entry(task) is not None
    content = story.content(task)
    assert content is not None
    with Unit("me") as unit:
        contents.reject(unit, content, "off topic")
    assert story.entry(task) is None
    assert story.events(task)[-2:] == ["entry.remove", "content.reject"]


def test_a_published_content_cannot_be_rejected(
    submit: Any, story: Story, line: Any, until: Until
) -> None:
    line(publishers={"files": Shelf()})
    task = submit()
    until(lambda: story.published(task), "publication")
    content = story.content(task)
    assert content is not None
    with pytest.raises(NotAllowedError, match="published"), Unit("me") as unit:
        contents.reject(unit, content, "too late")
    after = story.content(task)
    assert after is not None
    assert after.review_status == "approved"


def test_the_pool_is_published_by_priority_then_age(
    submit: Any, story: Story, line: Any, until: Until
) -> None:
    shelf = Shelf()
    engine = line(publishers={"files": Shelf()}, max_concurrent_tasks=1)
    later = clock.after(3600)
    tasks_ = [submit(f"t{p}", priority=p, auto_approve=False) for p in (1, 5, 10, 5)]
    until(lambda: story.counts() == {"completed": 4}, "completion")
    engine.app.backends._publishers["files"] = shelf
    db.execute("UPDATE contents SET planned_for = ?", (records.moment(later),))
    for task, priority in zip(tasks_, (1, 5, 10, 5), strict=True):
        approve(story, task, engine.settings)
        entry = story.entry(task)
        assert entry is not None
        with Unit("me") as unit:
            entries.reschedule(unit, entry, priority=priority)
    titles = [c.title for t in tasks_ if (c := story.content(t))]
    db.execute("UPDATE publish_entries SET due_at = ?", (records.moment(clock.now()),))
    until(lambda: story.counts("publish_entries") == {"published": 4}, "publication")
    # With several threads two calls may overlap; the first and the last cannot change places.
    assert shelf.calls[0] == titles[2]
    assert shelf.calls[-1] == titles[0]


def test_an_entry_is_not_published_before_its_time(
    submit: Any, story: Story, line: Any, until: Until, database: Settings
) -> None:
    shelf = Shelf()
    line(publishers={"files": shelf})
    waits = submit(auto_approve=False)
    until(lambda: story.status(waits) == "completed", "completion")
    later = records.moment(clock.after(3600))
    db.execute("UPDATE contents SET planned_for = ?", (later,))
    approve(story, waits, database)
    other = submit()
    until(lambda: story.published(other), "the other one's publication")
    assert not story.published(waits)
    db.execute("UPDATE publish_entries SET due_at = ?", (records.moment(clock.now()),))
    until(lambda: story.published(waits), "publication in time")


def test_a_transient_failure_of_the_publisher_is_tried_again(
    submit: Any, story: Story, line: Any, until: Until
) -> None:
    shelf = Shelf(plan=[TransientError("503"), TransientError("503")])
    line(publishers={"files": shelf})
    task = submit()
    until(lambda: story.published(task), "publication")
    assert story.events(task).count("entry.retry") == 2
    assert len(shelf.kept) == 1


def test_a_permanent_failure_is_final_until_a_person_wants_it_again(
    submit: Any, story: Story, line: Any, until: Until
) -> None:
    shelf = Shelf(plan=[PermanentError("account blocked")])
    line(publishers={"files": shelf})
    task = submit()
    until(lambda: story.counts("publish_entries") == {"failed": 1}, "failure")
    assert story.status(task) == "completed"  # the article is not marked failed by that
    entry = story.entry(task)
    assert entry is not None
    with Unit("me") as unit:
        entries.revive(unit, entry)
    until(lambda: story.published(task), "publication")
    assert shelf.looks == 1  # looked up before it was published again


def test_a_publication_of_unknown_outcome_is_looked_up_and_not_repeated(
    submit: Any, story: Story, line: Any, until: Until
) -> None:
    shelf = Shelf(plan=[OutcomeUnknownError("no answer"), RuntimeError("broke after sending")])
    line(publishers={"files": shelf})
    absent, there = submit("one"), submit("two")
    until(lambda: story.published(absent) and story.published(there), "both publications")
    assert len(shelf.calls) == 3  # the absent one was published again, the other was found
    assert len(shelf.kept) == 2
    assert story.broken() == []


def test_a_target_that_cannot_be_asked_leaves_the_entry_to_a_person_in_the_end(
    submit: Any, story: Story, line: Any, until: Until, monkeypatch: Any
) -> None:
    monkeypatch.setattr("contenthub.pacing.VERIFY_TRIES", 2)
    shelf = Shelf(plan=[OutcomeUnknownError("no answer")], verify_error=TransientError("away"))
    line(publishers={"files": shelf})
    task = submit()
    until(lambda: story.counts("publish_entries") == {"failed": 1}, "the end of the looks")
    assert "look at the target" in story.reasons(task)
    assert shelf.calls == [shelf.calls[0]]


def test_a_worker_lost_while_publishing_leaves_an_entry_that_is_looked_up(
    submit: Any, story: Story, line: Any, until: Until, database: Settings
) -> None:
    shelf = Shelf()
    engine = line(publishers={"files": shelf})
    task = submit()
    until(lambda: story.published(task), "publication")
    engine.stop()
    db.execute(
        "UPDATE publish_entries SET status = 'publishing', proof = NULL, published_at = NULL,"
        " due_at = created_at, lease_owner = 'a dead worker:1', lease_until = created_at"
    )
    line(publishers={"files": shelf})
    until(lambda: story.published(task), "the proof found at the target")
    assert len(shelf.calls) == 1


def test_proof_is_demanded(submit: Any, story: Story, line: Any, until: Until) -> None:
    line(publishers={"files": Shelf()})
    task = submit()
    until(lambda: story.published(task), "publication")
    entry = story.entry(task)
    assert entry is not None
    with pytest.raises(ValueError, match="without proof"), Unit("me") as unit:
        publications.published(unit, entry, "")


def test_a_content_is_in_the_pool_once(
    submit: Any, story: Story, line: Any, until: Until, database: Settings, account: Any
) -> None:
    line(publishers={"files": Shelf()})
    task = submit()
    until(lambda: story.published(task), "publication")
    content = story.content(task)
    assert content is not None
    with Unit("me") as unit:
        assert entries.enqueue(unit, Approved.of(content), database) == 0
    assert story.counts("publish_entries") == {"published": 1}


def test_an_edit_of_an_edited_text_is_refused(
    submit: Any, story: Story, line: Any, until: Until
) -> None:
    line(publishers={"files": Shelf()})
    task = submit(auto_approve=False)
    until(lambda: story.status(task) == "completed", "completion")
    read = story.content(task)
    assert read is not None
    with Unit("me") as unit:
        assert contents.edit(unit, read, title="Mine")
    with Unit("you") as unit:
        assert not contents.edit(unit, read, title="Yours")
    now = story.content(task)
    assert now is not None
    assert now.title == "Mine"


def test_what_may_be_published_is_looked_up_also_when_it_comes_into_the_pool_anew(
    submit: Any, story: Story, line: Any, until: Until, database: Settings
) -> None:
    shelf = Shelf(plan=[RuntimeError("broke after sending")], verify_error=PermanentError("gone"))
    engine = line(publishers={"files": shelf})
    task = submit()
    until(lambda: story.counts("publish_entries") == {"unverified": 1}, "the doubt")
    engine.stop()
    db.execute("UPDATE publish_entries SET status = 'failed', due_at = NULL, lease_owner = NULL")
    content = story.content(task)
    assert content is not None
    with Unit("me") as unit:
        assert publishing.take_out(unit, content, "by hand")
        assert publishing.put_in(unit, content, database)
    shelf.verify_error = None
    line(publishers={"files": shelf})
    until(lambda: story.published(task), "the proof found at the target")
    assert len(shelf.calls) == 1


@pytest.mark.parametrize(
    "error", [peewee.OperationalError("database is locked"), peewee.DatabaseError("malformed")]
)
def test_a_database_that_cannot_say_who_holds_the_lease_stops_the_publication_and_no_more(
    line: Any,
    submit: Any,
    story: Story,
    until: Until,
    database: Settings,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    real, failed = db.execute, []

    def execute(sql: str, params: tuple[Any, ...] = ()) -> Any:
        if sql.startswith("SELECT id, attempt FROM publish_entries WHERE id IN") and not failed:
            failed.append(sorted(path.suffix for path in published.rglob("*.*")))
            raise error
        return real(sql, params)

    published = database.home_folder / "published"
    monkeypatch.setattr(db, "execute", execute)
    line()
    task = submit()
    until(lambda: story.published(task), "publication")
    assert failed == [[".tmp"]]  # asked when all was written, before it got its name
    (file,) = (path for path in published.rglob("*") if path.is_file())
    assert file.suffix == ".md"
    entry = story.entry(task)
    assert entry is not None
    events = [
        row[0]
        for row in real(
            "SELECT event FROM events WHERE entity = 'entry' AND entity_id = ? ORDER BY id",
            (entry.id,),
        ).fetchall()
    ]
    assert "doubt" not in events
    assert events.count("claim") == 2


def test_a_publisher_that_meets_an_absent_database_is_not_failed_for_good(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    shelf = Shelf(plan=[UnreachableError("the database cannot be used (locked)")])
    line(publishers={"files": shelf})
    task = submit()
    until(lambda: story.published(task), "publication")
    assert (len(shelf.calls), shelf.looks >= 1) == (2, True)
