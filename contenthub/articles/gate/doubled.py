"""Do words or whole sentences stand there twice in a row? A model stumbles so, and no author does.

"The the" happens once to anybody. A long sentence that is said again at once is an echo in a poem,
and damage elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from contenthub.articles.gate import genres, hints
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.own_words import Passage

NAME = "repetition"
_TWICE = hints.Words(
    " the the | of of | and and | to to | for for | with with | was was | were were | are are "
    "| have have | at at | from from | an an "
)
_FEW, _OF_WORDS = 3, 300  # of such words, and of how many words they are one
_LONG, _LONG_WIDE = 45, 14  # characters of a sentence
_SHORTEST = 2 * _LONG_WIDE
_SHARE = 0.1  # of the text, that its paragraph is: in a long one somebody pasted it twice
_NO_WORDS = re.compile(r"[`\d_/(){}=:]")  # of code, and of what is counted
_MOST_OF_THESE = 0.05  # of a sentence: prose has a year in it


def check(article: Finished) -> Iterator[Finding]:
    """The first passage with such words, or with a sentence that is said again at once."""
    found = _words(article) or _sentence(article)
    if found is not None and not genres.is_named(article.topic, *article.rules.requirements):
        said = f"said twice in a row: {' '.join(found.said.split())[:60]}"
        yield Finding(NAME, Level.HOLD, found.block.span, said)


def _words(article: Finished) -> Passage | None:
    """The first passage with such words, where there are several for so long a text."""
    if not article.held & _TWICE.bits:
        return None
    those = [one for one in article.passages if one.held & _TWICE.bits]
    times = sum(one.low.count(word) for one in those for word in _TWICE.all)
    return those[0] if times >= max(_FEW, len(article.units) / _OF_WORDS) else None


def _sentence(article: Finished) -> Passage | None:
    """The first passage in which a long sentence stands twice in a row."""
    for passage in article.passages:
        low = passage.low
        if len(low) < _SHORTEST or passage.again * 4 < len(passage.units):
            continue
        if len(passage.units) < _SHARE * len(article.units):
            continue
        long = _LONG_WIDE if passage.is_wide else _LONG
        if any(
            one == after and len(one) >= long and _is_plain(one)
            for one, after in pairwise(passage.sentences)
        ):
            return passage
    return None


def _is_plain(sentence: str) -> bool:
    return len(_NO_WORDS.findall(sentence)) <= _MOST_OF_THESE * len(sentence)
