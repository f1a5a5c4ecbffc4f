"""Is it as long as the account wants it, and as the order asked?

The account's limits are exact. What an order says in words is meant roughly: held is what misses it
by far. Where neither says anything, an article has a few sentences all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate import answers, blocks, emptiness, short_forms
from contenthub.articles.gate.expressions import compiled
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.ordered_lengths import Asked, asked
from contenthub.articles.gate.spelled_out import lowered
from contenthub.articles.text import counts_by_character, word_count
from contenthub.wording import counted

TOO_SHORT, TOO_LONG = "too_short", "too_long"
_SHORT_OF_LEAST, _SHORT_OF_ABOUT = 0.75, 0.5  # of the words that were asked for
_LONG_OF_MOST, _LONG_OF_ABOUT = 1.3, 2.0
FEWEST, FEWEST_WIDE = 40, 80  # words of an article, or Han characters, that nobody ordered short
_LONG_FORM = 150  # words or characters: no long piece has so few
_LONG_PIECE = compiled(r"""
    \blong[- ]?(?:reads?|form (?:article|feature|piece|story|report|essay))\b
    \bin-depth (?:feature|report|article|story|piece)\b
    深度(?:长文|报道|特稿|稿件)|[写篇]长文|长文[：:]|[：:]长文|长篇(?:报道|通讯|特稿|文章)|特稿[：:]|万字长文
""")
_ORDERED_SHORT = 100  # who sets a most of so many words wants something short
# Scripts that part no words, and whose runs between marks count as one each: Thai, Burmese, Khmer.
_UNPARTED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_UNPARTED_WORD = 5  # their characters
# Editors of Chinese count these as characters; a row of one is one.
_WIDE_MARK = re.compile("([，。、；：？！“”‘’（）《》〈〉「」『』【】…—·])\\1*+")


def too_short(article: Finished) -> Iterator[Finding]:
    """Fewer words than the account's fewest, far fewer than the order's, or next to none."""
    least = article.rules.min_length
    if least is not None and article.words < least and _with_marks(article) < least:
        said = f"too short: {article.words} of at least {counted(least, 'word')}"
        yield Finding(TOO_SHORT, Level.HOLD, None, said)
        return
    for one in _asked(article):
        if one.least is not None and article.words < one.least * _share_of_least(one):
            said = (
                f"too short: {counted(article.words, 'word')}, and the order says {one.said[:80]!r}"
            )
            yield Finding(TOO_SHORT, Level.HOLD, None, said)
            return
    if article.words < _LONG_FORM and _is_no_long_form(article):
        said = f"too short: {counted(article.words, 'word')}, and the order is for a long piece"
        yield Finding(TOO_SHORT, Level.HOLD, None, said)
        return
    if 0 < article.words < FEWEST_WIDE and _is_next_to_none(article):
        said = f"too short: {counted(article.words, 'word')}, and the order asks for nothing short"
        yield Finding(TOO_SHORT, Level.HOLD, None, said)


def _is_no_long_form(article: Finished) -> bool:
    """Whether the order names a long piece, and not one on how to write it."""
    if article.rules.min_length is not None or answers.is_about_texts(article.subject):
        return False
    order = lowered(" ; ".join((article.topic, article.category, *article.rules.requirements)))
    return _LONG_PIECE.search(order) is not None


def _with_marks(article: Finished) -> int:
    """Its words, in Chinese with the marks between them: 296 characters fill a page of 340."""
    if counts_by_character(article.body) * 2 < article.words:
        return article.words
    return article.words + sum(1 for _ in _WIDE_MARK.finditer(article.body))


def _is_next_to_none(article: Finished) -> bool:
    """Whether it is shorter than any article, where neither account nor order means that."""
    rules = article.rules
    if rules.min_length is not None or _is_short(rules.max_length):
        return False
    if _share_of_fewest(article.body) >= 1:
        return False
    if any(_is_short(one.most) for one in _asked(article)):
        return False
    if any(emptiness.no_text(article)):
        return False  # which is said already
    names, others = (article.topic, article.title), (*rules.requirements, article.category)
    return not short_forms.is_ordered(names, others)


def _share_of_fewest(body: str) -> float:
    """How much of the shortest article that nobody ordered short: from 0 to over 1."""
    wide = counts_by_character(body)
    parted, unparted = _UNPARTED.subn(" ", body)
    words = word_count(parted) - wide + unparted / _UNPARTED_WORD
    return words / FEWEST + wide / FEWEST_WIDE


def _is_short(most: int | None) -> bool:
    return most is not None and most <= _ORDERED_SHORT


def too_long(article: Finished) -> Iterator[Finding]:
    """More words than the account's most, or far more than the order's."""
    most = article.rules.max_length
    if most is not None and article.words > most:
        said = f"too long: {article.words} of at most {counted(most, 'word')}"
        yield Finding(TOO_LONG, Level.HOLD, None, said)
        return
    for one in _asked(article):
        if one.most is not None and article.words > one.most * _share_of_most(one):
            said = (
                f"too long: {counted(article.words, 'word')}, and the order says {one.said[:80]!r}"
            )
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
