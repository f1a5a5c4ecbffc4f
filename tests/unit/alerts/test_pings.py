"""Whether what a schedule asked for is out, in each situation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from contenthub.alerts.pings import Fate, fate
from contenthub.senders.ping import failed

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
OUT = ("approved", "published")


@pytest.mark.parametrize(
    ("status", "articles", "hours", "told"),
    [
        ("completed", [OUT, OUT], 0, Fate.OUT),
        ("completed", [OUT, ("approved", "handed_over")], 0, Fate.OUT),
        ("completed", [], 0, Fate.OUT),  # work that makes no articles
        ("partial", [OUT], 0, Fate.NOT_OUT),
        ("failed", [], 0, Fate.NOT_OUT),
        ("completed", [OUT, ("approved", "queued")], 1, Fate.WAITS),
        ("completed", [OUT, ("pending", None)], 23, Fate.WAITS),
        ("completed", [OUT, ("pending", None)], 24, Fate.NOT_OUT),
        ("completed", [OUT, ("rejected", None)], 0, Fate.NOT_OUT),
        ("completed", [OUT, ("approved", "failed")], 0, Fate.NOT_OUT),
        ("completed", [("approved", "withdrawn")], 0, Fate.NOT_OUT),
        ("completed", [("approved", "unverified")], 1, Fate.WAITS),
    ],
)
def test_what_its_watcher_is_told(
    status: str, articles: list[tuple[str, str | None]], hours: int, told: Fate
) -> None:
    counted = dict.fromkeys(articles, 1)
    assert fate(status, counted, NOW - timedelta(hours=hours), NOW) is told


@pytest.mark.parametrize(
    ("url", "not_out"),
    [
        ("https://hc-ping.com/5c3e", "https://hc-ping.com/5c3e/fail"),
        ("https://hc-ping.com/5c3e/", "https://hc-ping.com/5c3e/fail"),
        ("https://w.example/p?token=1", "https://w.example/p/fail?token=1"),
    ],
)
def test_the_address_of_a_failure(url: str, not_out: str) -> None:
    assert failed(url) == not_out
