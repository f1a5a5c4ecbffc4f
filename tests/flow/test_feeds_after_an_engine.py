"""An engine that ends breaks off the feeds that it reads, and nobody else's."""

from __future__ import annotations

from contenthub.processes.embedded import running
from contenthub.settings import Settings
from contenthub.topics.sources import feed_process

FEED = (
    b'<?xml version="1.0"?><rss'
    b' version="2.0"><channel><item><title>Tea</title></item></channel></rss>'
)


def test_a_process_reads_feeds_by_itself_after_its_engine_has_ended(database: Settings) -> None:
    with running(database):
        assert feed_process.read(FEED, "")[0]["topic"] == "Tea"
    assert feed_process.read(FEED, "")[0]["topic"] == "Tea"
