"""Who may not review lets nothing out that nobody has reviewed, whichever way they take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contenthub.database import db
from contenthub.errors import NotAllowedError, NotAuthorizedError
from contenthub.lifecycle import accounts, by_hand, submission, tasks
from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.unit import Unit
from contenthub.operations import contents, edits, pool, reasons, reviews
from contenthub.operations import tasks as asked
from contenthub.operations.caller import Caller
from contenthub.records import Account
from contenthub.settings import Settings
from contenthub.states import ReviewState
from tests.support import texts
from tests.support.articles import article, content_of, entry_of, set_entry
from tests.support.story import Story

BODY = texts.ARTICLE


@pytest.fixture(params=[True, False], ids=["of_account", "of_task"])
def by_itself(request: pytest.FixtureRequest) -> bool:
    """Whether all articles of the account approve themselves; else that was asked for one."""
    return bool(request.param)


@pytest.fixture
def home(database: Settings, by_itself: bool) -> Account:
    """The account that is asked for articles."""
    return accounts.add("leaves", auto_approve=by_itself)


@pytest.fixture
def writer(database: Settings) -> Caller:
    return Caller(database, "api:writer", may_review=False)


@pytest.fixture
def reviewer(database: Settings) -> Caller:
    return Caller(database, "api:reviewer")


def edit(caller: Caller, content_id: int, body: str = f"{BODY} It is drunk warm.") -> str:
    """Where the content stands after the text was changed."""
    contents.edit(caller, content_of(content_id), edits.changes(text=body))
    return content_of(content_id).review_status


def test_another_text_of_what_the_gate_approved_waits_unless_all_of_its_account_approve_themselves(
    writer: Caller, home: Account, by_itself: bool, database: Settings
) -> None:
    made = article(database, body=BODY, approved=True, account=home)
    assert content_of(made).state is ReviewState.APPROVED
    assert edit(writer, made) == ("approved" if by_itself else "pending")
    assert (entry_of(made) is not None) == by_itself


def test_what_is_published_goes_to_no_further_target_with_a_text_that_nobody_reviewed(
    writer: Caller, reviewer: Caller, home: Account, database: Settings
) -> None:
    made = article(database, body=BODY, account=home)
    reviews.approve(
        reviewer, made, reviews.Approval(reasons.optional("good"), None, False, ()), alone=True
    )
    set_entry(made, "published", proof="/somewhere", published_at="2026-11-26 08:00:00+00:00")
    assert edit(reviewer, made, f"{BODY} So says who may.") == "approved"
    assert edit(writer, made) == "pending"
    with pytest.raises(NotAllowedError, match="pending"):
        pool.add(writer, made)
    entry = entry_of(made)
    assert entry is not None
    assert entry.status == "published"


def ended(database: Settings, home: Account, *, late: bool) -> str:
    """A task that was cancelled, whose article would approve itself; or came too late."""
    wanted = submission.NewTask("Tea", home, auto_approve=True)
    task_id = submission.submit([wanted], database, "api:reviewer")[0].task_id
    by_hand.request_cancel(task_id, "api:reviewer")
    task = submission.by_task_id(task_id)
    assert task is not None
    if late:
        with Unit("poll") as unit:
            draft = Draft("Tea", BODY, "", "en", 9)
            assert tasks.keep_late_result(unit, task, draft, attempt=1)
    return str(task_id)


@pytest.mark.parametrize(
    ("late", "begin"), [(False, asked.retry), (True, asked.adopt)], ids=["retry", "adopt"]
)
def test_a_task_whose_article_approves_itself_is_begun_by_who_may_review(
    writer: Caller,
    reviewer: Caller,
    home: Account,
    by_itself: bool,
    database: Settings,
    story: Story,
    late: bool,
    begin: Callable[[Caller, str], Any],
) -> None:
    task_id = ended(database, home, late=late)
    if by_itself:
        begin(writer, task_id)
        assert story.status(task_id) != "cancelled"
        return
    with pytest.raises(NotAuthorizedError, match="needs the scope review"):
        begin(writer, task_id)
    assert story.status(task_id) == "cancelled"
    begin(reviewer, task_id)
    assert story.status(task_id) != "cancelled"


def test_what_a_person_looks_at_is_begun_by_anybody(
    writer: Caller, home: Account, database: Settings, story: Story
) -> None:
    wanted = submission.NewTask("Tea", home, auto_approve=False)
    task_id = submission.submit([wanted], database, "api:reviewer")[0].task_id
    by_hand.request_cancel(task_id, "api:reviewer")
    asked.retry(writer, task_id)
    assert story.status(task_id) == "pending"
    assert db.execute("SELECT auto_approve FROM generation_tasks").fetchone()[0] == 0
