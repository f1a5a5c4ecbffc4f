"""Is it as long as the account wants it, and as the order asked?

The account's limits are exact. What an order says in words is meant roughly: held is what misses it
by far.
"""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.articles.gate import blocks
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.ordered_lengths import Asked, asked

TOO_SHORT, TOO_LONG = "too_short", "too_long"
_SHORT_OF_LEAST, _SHORT_OF_ABOUT = 0.75, 0.5  # of the words that were asked for
_LONG_OF_MOST, _LONG_OF_ABOUT = 1.3, 2.0


def too_short(article: Finished) -> Iterator[Finding]:
    """Fewer words than the account's fewest, or far fewer than the order's."""
    least = article.rules.min_length
    if least is not None and article.words < least:
        said = f"too short: {article.words} of at least {least} words"
        yield Finding(TOO_SHORT, Level.HOLD, None, said)
        return
    for one in _asked(article):
        if one.least is not None and article.words < one.least * _share_of_least(one):
            said = f"too short: {article.words} words, and the order says {one.said[:80]!r}"
            yield Finding(TOO_SHORT, Level.HOLD, None, said)
            return


def too_long(article: Finished) -> Iterator[Finding]:
    """More words than the account's most, or far more than the order's."""
    most = article.rules.max_length
    if most is not None and article.words > most:
        said = f"too long: {article.words} of at most {most} words"
        yield Finding(TOO_LONG, Level.HOLD, None, said)
        return
    for one in _asked(article):
        if one.most is not None and article.words > one.most * _share_of_most(one):
            said = f"too long: {article.words} words, and the order says {one.said[:80]!r}"
            yield Finding(TOO_LONG, Level.HOLD, None, said)
            return


def unread(article: Finished) -> Iterator[Finding]:
    """More than the gate reads: what nobody looked at does not go out by itself."""
    if len(article.body) > blocks.MOST:
        said = f"only the first {blocks.MOST:,} of {len(article.body):,} characters were looked at"
        yield Finding("unread", Level.HOLD, (blocks.MOST, len(article.body)), said)


def _asked(article: Finished) -> list[Asked]:
    return [one for text in article.rules.requirements for one in asked(text)]


def _share_of_least(one: Asked) -> float:
    return _SHORT_OF_ABOUT if one.roughly else _SHORT_OF_LEAST


def _share_of_most(one: Asked) -> float:
    return _LONG_OF_ABOUT if one.roughly else _LONG_OF_MOST
