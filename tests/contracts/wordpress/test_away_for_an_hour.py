"""An article of the line whose target is a real WordPress that is away for a while."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contenthub import clock, records
from contenthub.database import db
from contenthub.lifecycle import targets
from tests.support.line_accounts import line_account
from tests.support.meddling_proxy import LOST, Answer, Proxy
from tests.support.story import Story
from tests.support.wordpress import WordPressSite

MAINTENANCE: Answer = (503, b"Briefly unavailable for maintenance", {"Retry-After": "3600"})


@pytest.mark.parametrize("away", [MAINTENANCE, LOST], ids=["maintenance", "lost"])
def test_an_article_waits_for_a_site_that_is_away_and_goes_out_once(
    line: Any,
    submit: Any,
    story: Story,
    until: Callable[..., Any],
    proxy: Proxy,
    wordpress_site: WordPressSite,
    away: Answer,
) -> None:
    account = line_account("tea")
    its = {**wordpress_site.settings("admin"), "url": proxy.url, "images": "link"}
    targets.update(targets.default_of(account.id), publisher="wordpress", settings=its)
    proxy.before = lambda _passing: away
    line(retry_backoff=600.0)
    before, began = wordpress_site.posts(), clock.now()
    task = submit("How to boil water", account=account)

    def waits() -> bool:
        entry = story.entry(task)
        return entry is not None and entry.status == "queued" and entry.retry_count == 1

    until(waits, "its first try", 120)
    early = records.moment(clock.after(3600 if away is MAINTENANCE else 600, began))
    looked = db.execute("SELECT due_at < ?, error_message FROM publish_entries", (early,))
    ((soon, said),) = looked.fetchall()
    assert not soon
    assert proxy.url in said
    assert wordpress_site.posts() == before

    proxy.before = lambda _passing: None
    now = records.moment(clock.now())
    db.execute("UPDATE publish_entries SET due_at = ?", (now,))  # the hour is over
    until(lambda: story.published(task), "its publication", 120)
    entry, content = story.entry(task), story.content(task)
    assert entry is not None
    assert content is not None
    assert content.title in wordpress_site.article(entry.proof or "")
    assert wordpress_site.posts() == before + 1
    assert story.broken() == []
