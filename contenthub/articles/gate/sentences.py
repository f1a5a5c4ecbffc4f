"""Neighbouring sentences of a long paragraph: who speaks to somebody does so within a few.

Signs that are spread over ten sentences say nothing together. Chinese ones are looked at so: a
paragraph of two hundred characters tells as much as one of a hundred words.
"""

from __future__ import annotations

import re

from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.own_words import Passage

_SHORT_ARTICLE = 350  # characters
_SPACED = 55  # words of a paragraph that is always looked at as a whole
_SENTENCE = re.compile(r"[^。！？!?.]++(?:\.(?!\s)[^。！？!?.]*+)*+[。！？!?.]*+")


def of_talk(
    text: str, passage: Passage, article: Finished, *, at_most: int, together: int
) -> list[str]:
    """Each ``together`` neighbouring sentences of ``text``, or the text where it is short.

    ``at_most``: units of a paragraph that is looked at as a whole. In a short article all are:
    there it may be that nobody says anything else.
    """
    if len(passage.units) <= (at_most if passage.is_wide else max(at_most, _SPACED)):
        return [text]
    if passage.is_wide and article.words <= _SHORT_ARTICLE:
        return [text]
    those = _SENTENCE.findall(text)
    places = range(max(1, len(those) - together + 1))
    return ["".join(those[place : place + together]) for place in places]
