"""Words and phrases found in what a reader sees: whole words where a script has them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from contenthub.articles.gate import chinese_words, inflections, visible

# Written without spaces, or with endings grown on to the words: a phrase begins anywhere.
_RUNNING = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003fffd]"
)

_MOST_DOUBTS = 50  # places that are looked up in a dictionary


@lru_cache(maxsize=4096)
def normal(phrase: str) -> str:
    """A phrase of the account as a text would show it; one of marks only stays as it is."""
    return visible.of_markdown(phrase).strip() or visible.folded(phrase).strip()


def missing(phrases: Sequence[str], texts: Sequence[str], language: str = "") -> list[str]:
    """Those phrases that none of the texts shows, as they are or inflected."""

    def is_shown(phrase: str) -> bool:
        forms = inflections.of(normal(phrase), language)
        return any(shows(text, form) for text in texts for form in forms)

    return [one for one in phrases if not is_shown(one)]


def shown(phrases: Iterable[str], text: str) -> list[str]:
    """Those phrases that the text shows."""
    return [one for one in phrases if shows(text, normal(one))]


def shows(text: str, phrase: str) -> bool:
    """True if the visible text holds the phrase as words of their own."""
    place = text.find(phrase) if phrase else -1
    doubts = 0
    while place >= 0:
        end = place + len(phrase)
        if not _inside_word(text, place) and not _inside_word(text, end):
            if doubts >= _MOST_DOUBTS or not chinese_words.straddles(text, place, end):
                return True
            doubts += 1
        place = text.find(phrase, place + 1)
    return False


def _inside_word(text: str, border: int) -> bool:
    """True if the same word stands on both sides of this place."""
    if not 0 < border < len(text):
        return False
    return _in_word(text[border - 1]) and _in_word(text[border])


def _in_word(char: str) -> bool:
    if char.isascii():
        return char.isalnum() or char == "_"
    spelled = char.isalnum() or unicodedata.category(char)[0] == "M"
    return spelled and _RUNNING.match(char) is None
