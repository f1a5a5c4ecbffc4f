"""The forms in which a required word may stand in a sentence: battery, batteries; Lampe, Lampen.

Only forms that the language's own rules make; a phrase is inflected at its last word.
"""

from __future__ import annotations

from functools import lru_cache

_LEAST = 4  # letters; shorter words are mostly names and abbreviations
_VOWELS = frozenset("aeiouyäöüáéíóúàèìòùâêîôû")
# What is taken off a word's end, and what may stand there instead.
_Endings = tuple[tuple[str, str], ...]
_ENGLISH: _Endings = (
    *(("", end) for end in ("s", "es", "ed", "ing", "er", "ers", "y", "ly", "ment", "ments")),
    *(("e", end) for end in ("ed", "es", "ing", "er", "ers")),
    *(("y", end) for end in ("ies", "ied", "ier", "iest")),
)
_GERMAN: _Endings = (
    *(("", end) for end in ("s", "es", "e", "en", "er", "ern", "em", "n", "nen")),
    *(("e", end) for end in ("en", "er", "es", "em")),
)
_FRENCH = (("", "s"), ("", "e"), ("", "es"), ("", "x"), ("al", "aux"))
_SPANISH = (("", "s"), ("", "es"), ("o", "a"), ("o", "os"), ("o", "as"), ("z", "ces"))
_PORTUGUESE = (*_SPANISH, ("m", "ns"), ("ão", "ões"), ("l", "is"))
_ITALIAN = (
    ("o", "i"),
    ("o", "a"),
    ("o", "e"),
    ("a", "e"),
    ("e", "i"),
    ("co", "chi"),
    ("ca", "che"),
)
_DUTCH = (("", "s"), ("", "en"), ("", "e"), ("e", "en"), ("e", "es"))
_ENDINGS: dict[str, _Endings] = {
    "en": _ENGLISH,
    "de": _GERMAN,
    "fr": _FRENCH,
    "es": _SPANISH,
    "pt": _PORTUGUESE,
}
_ENDINGS |= {"it": _ITALIAN, "nl": _DUTCH}


@lru_cache(maxsize=4096)
def of(phrase: str, language: str) -> tuple[str, ...]:
    """The phrase and its other forms, in lower case as it is; ``language`` is a primary tag."""
    word = phrase.rpartition(" ")[2]
    if len(word) < _LEAST or not word.isalpha():
        return (phrase,)
    forms = [
        phrase.removesuffix(off) + on
        for off, on in _ENDINGS.get(language, ())
        if phrase.endswith(off)
    ]
    if language == "en" and _is_doubled(word):
        forms += [phrase + word[-1] + end for end in ("ed", "ing", "er")]
    return (phrase, *dict.fromkeys(forms))


def _is_doubled(word: str) -> bool:
    """Stop, stopped: a short vowel between two consonants."""
    before, vowel, last = tuple(word[-3:])
    return before not in _VOWELS and vowel in _VOWELS and last not in _VOWELS | {"w", "x"}
