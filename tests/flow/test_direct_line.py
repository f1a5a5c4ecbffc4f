"""The line with direct creators: from a topic to a published article, and every other end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import peewee
import pytest

from contenthub.creators.base import Article
from contenthub.errors import NotAllowedError, PermanentError, TransientError
from contenthub.lifecycle import accounts, by_hand, tasks
from contenthub.settings import Settings
from contenthub.usage import Cost, Usage
from tests.support.fakes import ARTICLE, Direct, after, until_stopped
from tests.support.story import Story

Until = Callable[..., Any]


def test_a_topic_becomes_a_published_article(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    line()
    task = submit("量子计算")
    until(lambda: story.published(task), "publication")
    assert story.events(task) == [
        "task.create",
        "task.dispatch",
        "task.start",
        "content.create",
        "entry.create",
        "task.complete",
        "entry.claim",
        "entry.publish",
    ]
    entry = story.entry(task)
    path = Path(story_proof(task))
    assert entry is not None
    assert path.is_file()
    assert "量子计算" in path.read_text(encoding="utf-8")
    assert story.broken() == []


def story_proof(task_id: str) -> str:
    from contenthub.database import db

    row = db.execute("SELECT proof FROM publish_entries WHERE task_id = ?", (task_id,)).fetchone()
    return str(row[0])


def test_the_creator_is_told_all_that_was_asked_for(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    creator = Direct()
    account = accounts.add(
        "茶", language="zh", tone="warm", audience="friends", banned_words=["cheap"]
    )
    line({"fake": creator})
    task = submit(
        "tea",
        account=account,
        creator="fake",
        keywords=("green",),
        category="drinks",
        requirements="short",
        priority=9,
    )
    until(lambda: story.status(task) == "completed", "completion")
    (request,) = creator.requests
    assert (request.topic, request.keywords, request.category) == ("tea", ("green",), "drinks")
    assert (request.requirements, request.priority, request.language) == ("short", 9, "zh")
    assert (request.tone, request.account.audience) == ("warm", "friends")
    assert request.account.banned_words == ("cheap",)
    assert request.idempotency_key == f"{task}-1"


def test_a_transient_failure_is_tried_again_with_the_next_attempt(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    creator = Direct([TransientError("busy"), TransientError("busy"), ARTICLE])
    line({"fake": creator})
    task = submit(creator="fake")
    until(lambda: story.published(task), "publication")
    assert [r.attempt for r in creator.requests] == [1, 2, 3]
    assert len({r.idempotency_key for r in creator.requests}) == 3
    assert story.events(task).count("task.retry") == 2


def test_a_task_without_attempts_left_fails_with_the_last_reason(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    creator = Direct([TransientError("still busy")])
    line({"fake": creator}, max_retries=2)
    task = submit(creator="fake", settings=Settings(max_retries=2))
    until(lambda: story.status(task) == "failed", "failure")
    assert len(creator.requests) == 3
    assert story.column(task, "error_message") == "still busy"


def test_a_permanent_failure_is_not_tried_again(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    creator = Direct([PermanentError("no such model")])
    line({"fake": creator})
    task = submit(creator="fake")
    until(lambda: story.status(task) == "failed", "failure")
    assert len(creator.requests) == 1


def test_a_creator_that_breaks_fails_its_task_and_nobody_elses(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    line({"broken": Direct([ZeroDivisionError("oops")])}, max_retries=0)
    bad = submit(creator="broken", settings=Settings(max_retries=0))
    good = submit()
    until(lambda: story.status(bad) == "failed" and story.published(good), "both ends")
    assert "ZeroDivisionError" in story.column(bad, "error_message")


def test_a_task_that_names_a_creator_nobody_has_fails_and_says_so(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    line()
    task = submit(creator="gone")
    until(lambda: story.status(task) == "failed", "failure")
    assert "'gone'" in story.column(task, "error_message")


@pytest.mark.parametrize("article", [Article(content=" \n"), Article(content="\0\0")])
def test_an_empty_article_is_a_failure_not_a_content(
    article: Article, line: Any, submit: Any, story: Story, until: Until
) -> None:
    line({"fake": Direct([article])})
    task = submit(creator="fake")
    until(lambda: story.status(task) == "failed", "failure")
    assert story.broken() == []


def test_slots_are_filled_by_priority_then_age_and_never_overfilled(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    from contenthub.database import db

    gate = threading.Event()
    creator = Direct([after(gate)])
    waiting = [submit(f"p{p}", creator="fake", priority=p) for p in (1, 5, 10, 5, 10)]
    line({"fake": creator}, max_concurrent_tasks=2)
    until(lambda: len(creator.requests) == 2, "two generations")
    assert story.counts() == {"running": 2, "pending": 3}
    gate.set()
    until(lambda: story.counts() == {"completed": 5}, "all five")
    assert creator.most_at_once == 2
    sql = "SELECT task_id FROM events WHERE entity = 'task' AND to_state = 'submitted' ORDER BY id"
    order = [row[0] for row in db.execute(sql).fetchall()]
    assert order == [waiting[2], waiting[4], waiting[1], waiting[3], waiting[0]]


def test_a_generation_that_takes_too_long_is_stopped_and_tried_again(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    creator = Direct([until_stopped, ARTICLE])
    line({"fake": creator}, task_timeout=3.0)  # the second attempt is not to run out of it
    task = submit(creator="fake")
    until(lambda: story.status(task) == "completed", "completion")
    assert "no result within 3 s" in story.reasons(task)
    assert story.task(task).attempt == 2


def test_a_task_that_never_gets_a_slot_times_out(
    line: Any, submit: Any, story: Story, until: Until, database: Settings
) -> None:
    gate = threading.Event()
    line({"fake": Direct([after(gate)])}, max_concurrent_tasks=1)
    first = submit(creator="fake")
    until(lambda: story.status(first) == "running", "the first one")
    second = submit(creator="fake", settings=Settings(pending_timeout=0.3))
    until(lambda: story.status(second) == "timeout", "the time-out")
    assert "free slot" in story.column(second, "error_message")
    gate.set()
    until(lambda: story.published(first), "the first one's publication")
    assert story.content(second) is None


def test_cancel_before_the_start_ends_at_once(submit: Any, story: Story) -> None:
    task = submit()
    assert by_hand.request_cancel(task, "me") == "cancelled"
    assert by_hand.request_cancel(task, "me") == "cancelled"  # twice is no error
    assert story.status(task) == "cancelled"


def test_cancel_during_a_generation_stops_it(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    creator = Direct([until_stopped])
    line({"fake": creator})
    task = submit(creator="fake")
    until(lambda: creator.running[task], "the generation")
    assert by_hand.request_cancel(task, "me") == "running"  # not yet
    until(lambda: story.status(task) == "cancelled", "the cancel")
    assert not creator.running[task]
    assert "task.request_cancel" in story.events(task)


def test_cancel_after_the_end_is_refused(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    line()
    task = submit()
    until(lambda: story.published(task), "publication")
    with pytest.raises(NotAllowedError, match="is completed"):
        by_hand.request_cancel(task, "me")


def test_a_result_that_comes_after_the_cancel_is_kept_and_may_be_adopted(
    line: Any, submit: Any, story: Story, until: Until, database: Settings
) -> None:
    gate = threading.Event()

    def deaf(request: Any, control: Any) -> Article:
        gate.wait(60)
        return ARTICLE

    creator = Direct([deaf])
    line({"fake": creator})
    task = submit(creator="fake")
    until(lambda: creator.running[task], "the generation")
    by_hand.request_cancel(task, "me")
    gate.set()
    until(lambda: story.status(task) == "cancelled", "the cancel")
    assert story.content(task) is None
    content_id = by_hand.adopt(task, "me", database)
    until(lambda: story.published(task), "publication")
    content = story.content(task)
    assert content is not None
    assert (content.id, content.title) == (content_id, "A title")
    with pytest.raises(NotAllowedError, match="no late result"):
        by_hand.adopt(task, "me", database)
    assert story.broken() == []


def test_a_failed_task_is_retried_by_hand_with_fresh_attempts(
    line: Any, submit: Any, story: Story, until: Until, database: Settings
) -> None:
    creator = Direct([PermanentError("no"), ARTICLE])
    line({"fake": creator})
    task = submit(creator="fake")
    until(lambda: story.status(task) == "failed", "failure")
    by_hand.revive(task, "me", database)
    until(lambda: story.published(task), "publication")
    assert [r.attempt for r in creator.requests] == [1, 2]
    with pytest.raises(NotAllowedError, match="is completed"):
        by_hand.revive(task, "me", database)


def test_progress_is_seen_while_the_generation_runs(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    gate = threading.Event()

    def telling(request: Any, control: Any) -> Article:
        control.report(40, "writing")
        return after(gate)(request, control)

    line({"fake": Direct([telling])})
    task = submit(creator="fake")
    until(lambda: story.column(task, "progress") == 40, "the progress")
    assert story.column(task, "step") == "writing"
    gate.set()
    until(lambda: story.column(task, "progress") == 100, "the end")


def test_usage_is_recorded_on_the_task(line: Any, submit: Any, story: Story, until: Until) -> None:
    article = Article(content="text", usage=Usage(10, 20, Cost(500_000)))
    line({"fake": Direct([article])})
    task = submit(creator="fake")
    until(lambda: story.status(task) == "completed", "completion")
    names = ("input_tokens", "output_tokens", "cost_micros", "currency")
    assert [story.column(task, name) for name in names] == [10, 20, 500_000, "USD"]


def test_a_result_that_comes_while_the_database_is_damaged_waits_on_disk_and_is_not_done_again(
    line: Any, submit: Any, story: Story, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, damaged = tasks.complete, threading.Event()
    damaged.set()

    def complete(*arguments: Any) -> Any:
        if damaged.is_set():
            raise peewee.DatabaseError("database disk image is malformed")
        return real(*arguments)

    monkeypatch.setattr(tasks, "complete", complete)
    creator = Direct()
    engine = line({"fake": creator})
    task_id = submit(creator="fake")
    until(lambda: engine.app.spool.attempts() == {(story.task(task_id).id, 1)}, "the spool")
    damaged.clear()
    until(lambda: story.status(task_id) == "completed", "completion")
    until(lambda: engine.app.spool.attempts() == set(), "the removal of the file")
    assert len(creator.requests) == 1
