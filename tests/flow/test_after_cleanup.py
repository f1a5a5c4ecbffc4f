"""Decisions rest on rows that `task cleanup` leaves: the same is decided with and without it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contenthub import clock, records
from contenthub.lifecycle import accounts, by_hand, contents, held_back, publishing
from contenthub.lifecycle.entries import Wanted
from contenthub.lifecycle.unit import Unit
from contenthub.records import Entry
from contenthub.settings import Settings
from tests.support.articles import article, content_of, entry_of, set_entry

CLEANED = pytest.mark.parametrize("cleaned", [False, True], ids=["kept", "cleaned"])


@pytest.fixture
def clean(cleaned: bool) -> Callable[[], None]:
    """Cleans all tasks up, or does not."""

    def act() -> None:
        if cleaned:
            assert by_hand.cleanup(clock.after(60)) > 0

    return act


def release(settings: Settings) -> int:
    with Unit("test") as unit:
        return held_back.release(unit, settings, account_ids=None, limit=None)


@CLEANED
def test_what_a_person_took_out_is_not_released(clean: Any, database: Settings) -> None:
    held = accounts.add("held", auto_publish=False)
    out, waiting = (article(database, approved=True, account=held) for _ in range(2))
    with Unit("me") as unit:
        publishing.put_in(unit, content_of(out), database, Wanted(at=clock.after(3600)))
    with Unit("me") as unit:
        publishing.take_out(unit, content_of(out), "not this one")
    clean()
    assert release(database) == 1
    assert entry_of(out) is None
    assert entry_of(waiting) is not None


@CLEANED
def test_what_was_released_and_rejected_is_not_released_by_itself_again(
    clean: Any, database: Settings
) -> None:
    made = article(database, approved=True, account=accounts.add("held", auto_publish=False))
    assert release(database) == 1
    with Unit("me") as unit:
        contents.reject(unit, content_of(made), "no")
    clean()
    with Unit("me") as unit:
        account = accounts.find("held")
        assert contents.approve(unit, content_of(made), account, database)
    assert release(database) == 0


@CLEANED
@pytest.mark.parametrize("way", ["approve", "put_in", "release", "publish_now"])
def test_a_content_keeps_the_priority_that_was_asked_for(
    clean: Any, way: str, database: Settings
) -> None:
    account = accounts.add("held", auto_publish=way == "approve")
    made = article(database, approved=way != "approve", account=account, priority=9)
    clean()
    with Unit("me") as unit:
        content = content_of(made)
        if way == "approve":
            contents.approve(unit, content, account, database)
        elif way == "put_in":
            publishing.put_in(unit, content, database)
        elif way == "publish_now":
            publishing.publish_now(unit, content, database)
    if way == "release":
        release(database)
    entry = entry_of(made)
    assert entry is not None
    assert entry.priority == 9


@CLEANED
@pytest.mark.parametrize(
    ("columns", "state"),
    [
        ({}, "queued"),
        ({"place": '{"folder": "default", "file": "x.md"}'}, "unverified"),
        ({"maybe_published_since": "2026-11-01T00:00:00.000000+00:00"}, "unverified"),
    ],
    ids=["never tried", "tried", "in doubt"],
)
def test_what_was_tried_is_looked_up_first_when_it_comes_back(
    clean: Any, columns: dict[str, str], state: str, database: Settings
) -> None:
    made = article(database, approved=True)
    set_entry(made, "failed", **columns)
    with Unit("me") as unit:
        publishing.take_out(unit, content_of(made), "no")
    clean()
    with Unit("me") as unit:
        assert publishing.put_in(unit, content_of(made), database)
    (entry,) = records.select(Entry, "WHERE content_id = ?", (made,))
    assert entry.status == state
