"""Is it as long as the account wants it, and short enough to be read at all?"""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.articles.gate import blocks
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished


def too_short(article: Finished) -> Iterator[Finding]:
    """Fewer words than the account's fewest."""
    least = article.rules.min_length
    if least is not None and article.words < least:
        said = f"too short: {article.words} of at least {least} words"
        yield Finding("too_short", Level.HOLD, None, said)


def too_long(article: Finished) -> Iterator[Finding]:
    """More words than the account's most."""
    most = article.rules.max_length
    if most is not None and article.words > most:
        said = f"too long: {article.words} of at most {most} words"
        yield Finding("too_long", Level.HOLD, None, said)


def unread(article: Finished) -> Iterator[Finding]:
    """More than the gate reads: what nobody looked at does not go out by itself."""
    if len(article.body) > blocks.MOST:
        said = f"only the first {blocks.MOST:,} of {len(article.body):,} characters were looked at"
        yield Finding("unread", Level.HOLD, (blocks.MOST, len(article.body)), said)
