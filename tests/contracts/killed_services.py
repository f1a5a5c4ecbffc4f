"""A service that is killed while its target has answered, and nobody here has written that down."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from contenthub.lifecycle import accounts, targets
from contenthub.records import Entry
from tests.faults.conftest import Site
from tests.support.meddling_proxy import LOST, Answer, Passing, Proxy

Until = Callable[..., Any]


@contextmanager
def withheld(proxy: Proxy, which: Callable[[Passing], bool]) -> Iterator[threading.Event]:
    """The first answer to such a call does not arrive; the event says that it was given."""
    given, over = threading.Event(), threading.Event()

    def hold(passing: Passing, answer: Answer) -> Answer:
        if given.is_set() or not which(passing):
            return answer
        given.set()
        over.wait(300)
        return LOST

    proxy.after = hold
    try:
        yield given
    finally:
        over.set()


def published_by_the_next_one(
    site: Site,
    until: Until,
    proxy: Proxy,
    which: Callable[[Passing], bool],
    publisher: str,
    settings: dict[str, Any],
) -> Entry:
    """What becomes of an article whose service is killed at the answer to such a call."""
    target = targets.default_of(accounts.default().id)
    targets.update(target, publisher=publisher, settings=settings)
    (task,) = site.submit(creator="steady")
    with withheld(proxy, which) as given:
        first = site.service()
        until(given.is_set, "the answer of the target", 120)
        first.kill()
        assert site.published() == 0
        site.service()
        until(lambda: site.published() == 1, "its publication by another service", 120)
    assert "entry.doubt" in site.story.events(task)
    assert site.story.broken() == []
    entry = site.story.entry(task)
    assert entry is not None
    return entry
