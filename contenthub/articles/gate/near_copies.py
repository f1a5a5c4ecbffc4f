"""Is it new? What is written once is a near copy the second time, whatever its title says.

Which contents are like it is asked of the database by whoever calls the gate (``neighbours``).
"""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.articles.gate.finding import Finding, Level, further
from contenthub.articles.gate.finished import Finished

NAME = "near_copy"
_MOST_TOLD = 3


def check(article: Finished) -> Iterator[Finding]:
    """Each content in which most of this text stands already; templates are alike by nature."""
    if article.metadata.get("draft") is True:
        return
    for one in article.neighbours[:_MOST_TOLD]:
        said = f"near copy: {one.share:.0%} of it stands in content {one.content_id} as well"
        yield Finding(NAME, Level.HOLD, None, f"{said}: {one.title[:60]}")
    if (more := len(article.neighbours) - _MOST_TOLD) > 0:
        # as many as were read: there may be others
        said = f"near copy: of at least {further(more, 'content')} as well"
        yield Finding(NAME, Level.HOLD, None, said)
