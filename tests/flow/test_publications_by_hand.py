"""What a person asks of publications that are out, in doubt, or being looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contenthub import records
from contenthub.actors import verify
from contenthub.database import db
from contenthub.errors import NotAllowedError, TransientError
from contenthub.lifecycle import contents, leases, verification
from contenthub.lifecycle.unit import Unit
from contenthub.operations import pool, publications, targets, updates
from contenthub.operations import verification as asked
from contenthub.operations.caller import Caller
from contenthub.operations.reasons import Reason
from contenthub.operations.targets import Changes
from contenthub.publishers.base import Accepted
from contenthub.records import Entry
from contenthub.settings import Settings
from tests.support.articles import article, content_of, set_entry
from tests.support.fakes import Shelf

Until = Callable[..., Any]
OUT = {"proof": "shelf/1", "published_at": "2026-11-01 00:00:00+00:00", "place": '{"shelf":"a"}'}
IN_DOUBT = {"maybe_published_since": "2026-11-01 00:00:00+00:00", "place": '{"shelf":"a"}'}


def entries(content_id: int) -> list[Entry]:
    return records.select(Entry, "WHERE content_id = ? ORDER BY id", (content_id,))


def test_once_more_is_once_more_where_it_was(database: Settings) -> None:
    made = article(database, approved=True)
    set_entry(made, "published", **OUT)
    caller = Caller(database, "me")
    targets.add(caller, content_of(made).account_id, "second", Changes())
    publications.make_due(caller, [made], None, again=True)
    assert [one.status for one in entries(made)] == ["unverified"]


def test_an_update_is_refused_and_not_swallowed_while_somebody_looks(database: Settings) -> None:
    made = article(database, approved=True)
    set_entry(made, "published", **OUT)
    with Unit("me") as unit:
        contents.edit(unit, content_of(made), body="Tea is a plant.")
    caller = Caller(database, "me")
    asked.request(caller, made)
    (entry,) = entries(made)
    ref = (entry.id, entry.attempt)
    assert leases.claim(Entry, [ref], verification.RESTING, leases.new_token(), 60.0)
    with pytest.raises(NotAllowedError, match="is being looked up at 'default' at this moment"):
        updates.request(caller, made)


def test_what_failed_long_ago_and_is_worked_on_is_looked_at_by_turns_again(
    database: Settings,
) -> None:
    made = article(database, approved=True)
    set_entry(made, "failed", external_id="x", **IN_DOUBT)
    asked.request(Caller(database, "me"), made)
    (entry,) = entries(made)
    token = leases.new_token()
    leases.claim(Entry, [(entry.id, entry.attempt)], verification.RESTING, token, 60.0)
    with Unit("verify") as unit:
        for held in leases.held([entry], token):
            assert verification.seen(unit, held, Accepted("x"), database)
    assert entries(made)[0].status == "accepted"


def test_copies_of_a_message_do_not_make_a_target_looked_at_before_it_is_due(
    line: Any, until: Until, database: Settings
) -> None:
    made = article(database, approved=True)
    set_entry(made, "unverified", due_at="2026-11-01 00:00:00+00:00", **IN_DOUBT)
    shelf = Shelf()
    shelf.verify_error = TransientError("away")
    line(publishers={"files": shelf}, retry_backoff=600.0)
    until(lambda: shelf.looks == 1, "the look that was due")
    until(lambda: entries(made)[0].looks == 1, "what it told")
    (entry,) = entries(made)
    for _ in range(5):
        verify.verify([[entry.id, entry.attempt]])
    assert shelf.looks == 1


@pytest.mark.parametrize("state", ["failed", "withdrawn"])
def test_what_may_be_public_is_not_removed_as_if_it_were_not(
    database: Settings, state: str
) -> None:
    made = article(database, approved=True)
    set_entry(made, state, **IN_DOUBT)
    with pytest.raises(NotAllowedError, match="or may be"), Unit("me") as unit:
        contents.remove(unit, content_of(made))
    with Unit("me") as unit:
        contents.remove(unit, content_of(made), published=True)
    assert entries(made) == []


def test_the_event_of_a_word_that_it_is_absent_keeps_no_secret(database: Settings) -> None:
    made = article(database, approved=True)
    place = '{"url": "https://hooks.example/in?token=s3cr3t-key"}'
    set_entry(made, "failed", maybe_published_since=OUT["published_at"], place=place)
    pool.confirm_absent(Caller(database, "me"), made, Reason("looked"))
    (data,) = db.execute("SELECT data FROM events WHERE event = 'confirm_absent'").fetchone()
    assert "hooks.example" in data
    assert "s3cr3t-key" not in data
