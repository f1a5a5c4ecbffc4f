"""A list of tasks that the database writes as JSON says what its rows say, read value by value."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic_core import to_json

from contenthub.database import db
from contenthub.lifecycle import accounts, submission, targets
from contenthub.lifecycle.submission import NewTask
from contenthub.queries import tasks
from contenthub.queries.tasks import Filter
from contenthub.records import Account, moment
from contenthub.settings import Settings
from tests.support.articles import article, set_entry

# What JSON has to escape, what it need not, and what looks like JSON or like a moment.
TEXTS = (
    "tea",
    'say "tea" \\ tea',
    "茶 🍵 \u2028",
    "\t \x7f \x85",
    '{"a": [null]}',
    "2026-11-26T12:34:56.000000+00:00",
    "at 12:00+00:00",
)
WHOLE_SECOND = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
FRACTION = datetime(2026, 11, 27, 8, 0, 0, 120_000, tzinfo=UTC)


@pytest.fixture(params=["database", "site"], ids=["sqlite", "postgresql"])
def used(request: pytest.FixtureRequest) -> Settings:
    settings: Settings = request.getfixturevalue(request.param)
    return settings


def told(chosen: Filter, limit: int = 100, after: int | None = None) -> list[dict[str, Any]]:
    return [json.loads(text) for _, text in tasks.listed(chosen, limit, after)]


def read(chosen: Filter) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(to_json(tasks.page(chosen, 100)))
    return rows


def account_with(name: str, further: int = 0) -> Account:
    """An account with so many targets beside its first."""
    made = accounts.add(name)
    for number in range(further):
        targets.add(made, f"target {number}")
    return made


def test_each_task_is_told_as_it_is_read(used: Settings) -> None:
    asked = account_with("tea-blog")
    submission.submit([NewTask(text, asked) for text in TEXTS], used, "test")
    article(used, "waits for a person", account=asked)
    planned = article(used, "has a time before it has an entry", account=asked)
    with db.transaction():
        db.execute(
            "UPDATE contents SET planned_for = ? WHERE id = ?",
            (moment(WHOLE_SECOND), planned),
        )
    for status in ("queued", "published", "withdrawn"):
        for at in (WHOLE_SECOND, FRACTION):
            made = article(used, f"{status} {at}", approved=True, account=asked)
            error = 'no "place"' if status == "withdrawn" else None
            set_entry(made, status, scheduled_at=moment(at), error_message=error)
    several = account_with("coffee-blog", 1)
    both = article(used, 'at "two" targets', approved=True, account=several)
    set_entry(both, "published", scheduled_at=moment(WHOLE_SECOND), published_at=moment(FRACTION))
    set_entry(article(used, "taken out twice", approved=True, account=several), "withdrawn")

    all_ = read(Filter())
    assert len(all_) == len(TEXTS) + 10
    assert told(Filter()) == all_
    times = {row["publish_at"] for row in all_}
    assert {"2026-11-27T08:00:00Z", "2026-11-27T08:00:00.120000Z", None} <= times


def test_a_list_of_several_states_or_accounts_goes_on_behind_a_key(used: Settings) -> None:
    seen = [account_with(name) for name in ("tea-blog", "coffee-blog", "other")]
    for number in range(12):
        submission.submit([NewTask(f"tea {number}", seen[number % 3])], used, "test")
    within = tuple(one.id for one in seen[:2])
    for chosen in (Filter(("pending", "failed")), Filter(within=within), Filter(("pending",))):
        expected = read(chosen) if chosen.within is None else told(chosen)
        assert len(expected) == (8 if chosen.within else 12)
        pages, after = [], None
        while found := tasks.listed(chosen, 5, after):
            pages += [json.loads(text) for _, text in found]
            after = found[-1][0]
        assert pages == expected
    assert told(replace(Filter(within=within), account_id=seen[2].id)) == []
