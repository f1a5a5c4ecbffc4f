"""Is it as long as the account wants it?"""

from __future__ import annotations

from collections.abc import Iterator

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
