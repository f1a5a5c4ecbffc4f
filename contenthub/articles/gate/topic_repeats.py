"""Is the topic set as it is into sentences that fit any topic? A template names it over and over.

"A four-day week in a small bakery is easy. Start with a four-day week in a small bakery today!" A
writer names his subject once and then says "it", or one word of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from contenthub.articles.gate import genres
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.own_words import Passage
from contenthub.articles.gate.spelled_out import simplified

NAME = "repetition"
_HAN = re.compile("[\u3400-\u9fff]")
_LEAST_HAN, _LEAST_WORDS = 6, 3  # of a topic that nobody says again and again
_LEAST_LETTERS = 14
_TIMES = 5
_SHARE = 0.6  # of the paragraphs
_OF_TEXT = 0.12  # of the characters
# Words that a search is to find: how long they are, how often they come, and their share.
_PHRASE, _LONGEST_PHRASE, _CRAMMED, _OF_CRAMMED = 5, 12, 8, 0.25


def check(article: Finished) -> Iterator[Finding]:
    """A text in most of whose paragraphs the whole topic stands."""
    topic = article.topic.casefold().strip(" .?!。？！")
    if not _is_long(topic):
        return
    if (phrase := _crammed(topic, article)) is not None:
        said = f"{phrase!r} stands there over and over, as a phrase to be found by"
        yield Finding(NAME, Level.HOLD, None, said)
        return
    if times(topic, article.passages) < _TIMES:
        return
    paragraphs = [one.said.casefold() for one in article.spoken if one.block.kind is Kind.PARAGRAPH]
    found = sum(one.count(topic) for one in paragraphs)
    having = sum(topic in one for one in paragraphs)
    letters = sum(map(len, paragraphs))
    if found < _TIMES or having < _SHARE * len(paragraphs) or genres.is_named(article.topic):
        return
    if found * len(topic) >= _OF_TEXT * letters:
        said = f"the topic stands there {found} times, in sentences that fit any topic"
        yield Finding(NAME, Level.HOLD, None, said)


def _crammed(topic: str, article: Finished) -> str | None:
    """The beginning of a Chinese topic of which a quarter of the text is made."""
    if not _HAN.match(topic) or article.low.count(simplified(topic[:_PHRASE])) < _CRAMMED:
        return None
    paragraphs = [one.said.casefold() for one in article.spoken if one.block.kind is Kind.PARAGRAPH]
    whole, letters = "\n".join(paragraphs), sum(map(len, paragraphs))
    for size in range(min(len(topic), _LONGEST_PHRASE), _PHRASE - 1, -1):
        found = whole.count(topic[:size])
        if found >= _CRAMMED and found * size >= _OF_CRAMMED * letters:
            return topic[:size]
    return None


def times(topic: str, passages: Iterable[Passage]) -> int:
    """How often it stands there as it was ordered: in the script that it is written in."""
    return "\n".join([one.said for one in passages]).casefold().count(topic)


def _is_long(topic: str) -> bool:
    if _HAN.search(topic):
        return len(_HAN.findall(topic)) >= _LEAST_HAN
    return len(topic) >= _LEAST_LETTERS and len(topic.split()) >= _LEAST_WORDS
