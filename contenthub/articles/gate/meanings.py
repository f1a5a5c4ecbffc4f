"""Is it about another thing of the same name? Mercury the planet, where the metal was ordered.

Words that stand beside a name tell which thing is meant. It is held where the order has some of one
meaning alone, and the text many of another and next to none of that. Names that texts are mistaken
by again and again are few; of all others a reviewer has to tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate import genres
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.subjects import NAME, beginnings
from contenthub.articles.gate.words_of_meanings import MEANINGS

_READ = 20_000  # characters of a text
_MOST_ORDER = 2_000
_FEW, _ENOUGH = 2, 4  # words of the other meaning: enough without, and with one of what was ordered
_BY_CHANCE = 1
_NAMED = {
    language: re.compile(rf"\b(?:{'|'.join(names)})(?:s|es|e|en)?\b")
    for language, names in MEANINGS.items()
}


def check(article: Finished) -> Iterator[Finding]:
    """The first name in its topic that means something else in the text."""
    language = article.ordered_language or "en"
    if language not in MEANINGS:
        return
    topic = article.topic[:_MOST_ORDER].casefold()
    named = _NAMED[language].findall(topic)
    if not named or genres.is_named(article.topic):
        return
    order = " ; ".join((topic, *article.keywords, *article.rules.requirements)).casefold()
    text = f"{article.title}\n{article.body[:_READ]}".casefold()
    for name in named:
        senses = next((those for one, those in MEANINGS[language].items() if one in name), ())
        if _means_another(senses, order[:_MOST_ORDER], text):
            said = f"off topic: another {name} is meant in it than in {article.topic[:80]!r}"
            yield Finding(NAME, Level.HOLD, None, said)
            return


def _means_another(senses: tuple[str, ...], order: str, text: str) -> bool:
    """Whether order and text have the words of different meanings."""
    ordered = [one for one in senses if _words_of(one, order)]
    if len(ordered) != 1 or (left := _words_of(ordered[0], text)) > _BY_CHANCE:
        return False
    least = _ENOUGH if left else _FEW
    return any(_words_of(one, text) >= least for one in senses if one != ordered[0])


def _words_of(sense: str, text: str) -> int:
    """How many of its words begin a word of the text."""
    return sum(beginnings(one, text) > 0 for one in sense.split())
