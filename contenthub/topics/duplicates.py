"""Whether two topics are the same article, so that none is paid for twice.

A topic that is left out by mistake is never written and nobody misses it, while one too many
costs an article: so numbers, a "not", and words that were swapped for others make another topic.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

from contenthub.errors import InputError
from contenthub.topics.forms import ARTICLES, form, signature, stem

MOST_KEY = 500  # characters
_MOST_READ = 4_000  # characters; Unicode's normal forms take quadratic time for some texts
SAME = 100.0  # percent
# Of lists in which every topic follows one pattern, comparing all word by word takes too long.
_MOST_COMPARED = 200

_HAN_OR_KANA = "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]"
_APOSTROPHES = "'’‘ʼ`´"
# C++, C# and C are three topics; a hashtag's sign and a plus between words are punctuation.
_LOOSE_SIGN = re.compile(r"(?<![a-z0-9+#])[+#]++|(?<![+#])[+#]++(?=[a-z0-9])")
_BLANK_AT_HAN = re.compile(f"(?<={_HAN_OR_KANA}) | (?={_HAN_OR_KANA})")
# A word of katakana stands together, since many are foreign names.
_WORD = re.compile(f"[\u30a1-\u30ff]+|{_HAN_OR_KANA}|(?:(?!{_HAN_OR_KANA})[^ ])+")
_MOST_SWAPPED = 70.0  # percent; what topics reach at most whose words were swapped


class _Plain(dict[int, str]):
    """What becomes of each character in a key; fills itself, since asking Unicode is slow."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = _plain(chr(code))
        return plain


def _plain(character: str) -> str:
    kind = unicodedata.category(character)
    # Marks are letters in many scripts, but for those that choose between forms of an emoji.
    chooses = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    if character in "+#" or (kind[0] in "LNM" and kind != "Me" and not chooses):
        return character
    return "" if kind[0] in "CM" or character in _APOSTROPHES else " "


_PLAIN = _Plain({ord(blank): " " for blank in "\t\n\v\f\r"})


def key(topic: str) -> str:
    """The normal form by which two topics are the same, at most 500 characters.

    NFKC, without case, punctuation, symbols, emoji, and blanks next to Han characters and kana.
    A topic of nothing but such signs is its own key, so no topic has an empty one.
    """
    topic = topic.strip()[:_MOST_READ] or topic[:MOST_KEY]
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", topic).casefold())
    plain = " ".join(_LOOSE_SIGN.sub(" ", folded.translate(_PLAIN)).split())
    cut = _BLANK_AT_HAN.sub("", plain)[:MOST_KEY].rstrip()
    return cut or folded.strip()[:MOST_KEY] or topic[:MOST_KEY]


@dataclass(frozen=True, slots=True)
class Match:
    """A remembered topic and how similar it is, in percent; 100: the same words."""

    topic: str
    similarity: float


@dataclass(slots=True)
class _Group:
    """Remembered topics of one signature: only these can be near duplicates."""

    keys: list[str] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    sorted_forms: list[str] = field(default_factory=list)  # their words in order of the alphabet

    def add(self, new: str, its_form: str) -> None:
        self.keys.append(new)
        self.forms.append(its_form)
        self.sorted_forms.append(_sorted(its_form))


class Memory:
    """Topics that were asked for, against which new ones are compared.

    ``similarity`` is the percentage, 50 to 100, from which a topic is a repetition; at 100 only
    the same key is. Raises InputError for another one.
    """

    def __init__(self, similarity: float) -> None:
        if not 50 <= similarity <= SAME:
            raise InputError(f"similarity is {similarity!r}; allowed: 50 to 100 percent")
        self._similarity = similarity
        self._topics: dict[str, str] = {}
        self._groups: dict[tuple[tuple[int, ...], bool], _Group] = {}

    def __len__(self) -> int:
        """How many different topics are remembered."""
        return len(self._topics)

    def add(self, topic: str, known_key: str | None = None) -> None:
        """Remember ``topic``; of several with the same key the first is kept.

        ``known_key`` is its key where that is known: to find it takes longer than the rest.
        """
        new = known_key or key(topic)
        if new in self._topics:
            return
        self._topics[new] = topic
        if self._similarity < SAME:
            its_form = form(new)
            self._groups.setdefault(signature(its_form), _Group()).add(new, its_form)

    def find(self, topic: str) -> Match | None:
        """The most similar remembered topic at or above the threshold, or None."""
        wanted = key(topic)
        if wanted in self._topics:
            return Match(self._topics[wanted], SAME)
        if self._similarity >= SAME:
            return None
        its_form = form(wanted)
        group = self._groups.get(signature(its_form))
        best = _most_similar(its_form, group, self._similarity) if group else None
        return Match(self._topics[best[0]], best[1]) if best else None


def _sorted(words: str) -> str:
    return " ".join(sorted(words.split(" ")))


def _most_similar(wanted: str, group: _Group, least: float) -> tuple[str, float] | None:
    """The best of ``group`` by ``_similarity``, which is never above that of the letters."""
    letters = _letters(wanted, group, least)
    best: tuple[str, float] | None = None
    for index, bound in sorted(letters.items(), key=lambda item: (-item[1], item[0])):
        if best and bound <= best[1]:
            break
        score = min(bound, _swapped(wanted, group.forms[index]))
        if score >= least and (best is None or score > best[1]):
            best = group.keys[index], score
    return best


def _letters(wanted: str, group: _Group, least: float) -> dict[int, float]:
    """Similarity of the letters by index, for those that reach ``least``.

    Words may come in another order.
    """
    from rapidfuzz import fuzz, process

    found: dict[int, float] = {}
    for query, choices in ((wanted, group.forms), (_sorted(wanted), group.sorted_forms)):
        for _, score, index in process.extract(
            query, choices, scorer=fuzz.ratio, limit=_MOST_COMPARED, score_cutoff=least
        ):
            found[index] = max(score, found.get(index, 0.0))
    return found


def _swapped(one: str, other: str) -> float:
    """A bound from the words that only one of both has; a Han character is a word of its own.

    "A week in Austria" and "A week in Australia" share most letters and are two topics. Words
    that were only added or left out, other spellings and plurals (tip, tips) bound nothing.
    """
    from rapidfuzz import fuzz

    here, there = (Counter(map(stem, _WORD.findall(words))) for words in (one, other))
    only_here, only_there = _without_articles(
        sorted((here - there).elements()), sorted((there - here).elements())
    )
    if not only_here or not only_there or one.replace(" ", "") == other.replace(" ", ""):
        return SAME
    return min(_MOST_SWAPPED, (SAME + fuzz.ratio(" ".join(only_here), " ".join(only_there))) / 2)


def _without_articles(here: list[str], there: list[str]) -> tuple[list[str], list[str]]:
    """Both without as many articles as each of them has: one was put for the other."""
    bare = [[word for word in words if word not in ARTICLES] for words in (here, there)]
    return (
        (bare[0], bare[1])
        if len(bare[0]) < len(here) and len(bare[1]) < len(there)
        else (here, there)
    )
