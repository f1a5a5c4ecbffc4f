"""Is it about what was ordered? Held is an article that has nothing of its topic's own words.

Words alone cannot tell one meaning of a word from another, nor a good title from a poor one: so all
that speaks for the article counts, inflections and parts of compounds too. Headlines need not name
a subject, and the topics of poems, stories and letters name a form: they are let alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from contenthub.articles import tongues
from contenthub.articles.gate import genres, plain_topics
from contenthub.articles.gate.blocks import Kind as BlockKind
from contenthub.articles.gate.common_words import COMMON_CHARACTERS, COMMON_WORDS
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import UNTITLED, Finished
from contenthub.articles.gate.lines import Kind
from contenthub.articles.gate.spelled_out import lowered

NAME = "off_topic"
_READ = 50_000  # characters of a text: its topic is named before
_MOST_ORDER = 2_000  # characters of topic and keywords
_RUN = re.compile("[\u3400-\u9fff\uf900-\ufaff]{2,}")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_WORD = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u052f\uac00-\ud7a3]+|[\u30a0-\u30ff]{2,}")
_NAME = re.compile("(?<![a-z0-9])[a-z][a-z0-9]{1,2}(?![a-z0-9])")
_HANGUL = re.compile("[\uac00-\ud7a3]")
# Scripts whose words this module can tell apart; in others it says nothing.
_READABLE = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u052f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_LETTER = re.compile(r"[^\W\d_]")
_SHORT = 4  # letters; shorter words stand in any text
_LONG_WORD = 9  # letters; one that long stands nowhere by chance
# Words, or Chinese characters: a shorter text may do without any word of its subject.
_LEAST_TEXT, _LEAST_WIDE = 120, 150
_LEAST_UNCLEAR = 200  # where only keywords say that the topic is no headline
_ENTRY = re.compile(r"\W*\*\*[^*\n]{2,40}\*\*\s*[:：–—-]|\W*\*\*[^*\n]{2,40}[:：]\*\*")
_FEWEST_ENTRIES, _MOSTLY = 5, 0.8
_STEM = 0.65  # of a word: what its inflections have in common
_LEAST = 4  # words or characters of a topic that tell of it
_LEAST_WITH_KEYWORDS = 3  # where several keywords say it as well
_LEAST_UNTITLED = 2  # where the article has no heading at all, as an answer to something else
_BY_CHANCE = 0.25  # of a topic's characters, of which none stands beside its neighbour
_KEYWORDS = 2  # of which one at least stands in a text
_OFTEN = 3  # times; so often nothing stands there by chance
# What is told in entries, rows or turns is named by their own words: the topic says what they make.
_ENTRIES = re.compile(
    "词典|辞典|术语|名词解释|词汇|glossar|dictionary|lexicon|lexikon|lexique|terms?\\b"
    "|score-?(?:card|sheet)|\\bresults of\\b|\\btranscripts?\\b|\\bminutes of\\b"
    "|\\blive (?:ticker|blog|text)|\\bclassified|\\bhoroscope|\\bcorrections\\b|\\berrata\\b"
    "|\\bscreenplay|\\bquiz(?:zes)?\\b|\\btrivia\\b|\\bcrossword|\\bpuzzles?\\b|\\bproverbs\\b|\\bquotations\\b"
    "|\\bkleinanzeigen|\\bhoroskop|\\bergebnis|\\bpetites annonces"
    "|比分|成绩单|赛果|实录|逐字稿|纪要|(?:文字|图文)直播|运势|更正|勘误|启事|谚语|语录"
)
# An opinion piece is ordered by what it is to say, and headed by what it tells.
_THESIS = re.compile(
    "(?:opinion|op-?ed|editorial|comment|commentary|viewpoint|kommentar|meinung|tribune|opinión)\\s?:"
)
_FOREIGN = 0.1  # of the text: what is said in two languages has other words
_MANY = 6  # from so many on, one that stands there once by chance says nothing


@dataclass(frozen=True, slots=True)
class Subject:
    """What topic and keywords are made of, without what any text has."""

    words: frozenset[str]
    characters: frozenset[str]  # Han

    @property
    def size(self) -> int:
        return len(self.words) + len(self.characters)

    @property
    def telling(self) -> int:
        """How many of them are more than an editor's words on the place and size of a text."""
        return len(self.words - plain_topics.EDITORIAL) + len(self.characters)


def check(article: Finished) -> Iterator[Finding]:
    """Nothing of the topic, in title, headings or text."""
    order = " ; ".join((article.topic, *article.keywords))[:_MOST_ORDER]
    subject = subject_of(order)
    headings = [line.text for line in article.lines if line.kind is Kind.HEADING]
    titled = _is_titled(article)
    if subject.telling < (_least(article) if titled or headings else _LEAST_UNTITLED):
        return
    if not _says_what_is_ordered(article) or genres.is_letter(article.spoken):
        return
    if _is_short(article, subject) or is_of_entries(article):
        return
    shown = "\n".join([article.title, *headings] if titled else headings)
    shown, body = shown[:_READ].casefold(), article.body[:_READ].casefold()
    if _has_keyword(article, body) or (subject.characters and has_name(article, shown)):
        return
    named = _is_named(subject, shown, body) and not _is_by_chance(subject, order, shown + body)
    if named and (_stands_often(subject, body) or not _lacks_keywords(article, body)):
        return
    if is_comparable(article, order, subject):
        said = f"off topic: nothing in it of {article.topic[:80]!r}"
        yield Finding(NAME, Level.HOLD, None, said)


def _is_titled(article: Finished) -> bool:
    """Whether it has a title of its own; one that repeats the topic says what the text is about."""
    return bool(article.title) and not article.metadata.get(UNTITLED)


def _least(article: Finished) -> int:
    """Words or characters that topic and keywords have at least to be asked for."""
    return _LEAST_WITH_KEYWORDS if len(article.keywords) >= _KEYWORDS else _LEAST


def _says_what_is_ordered(article: Finished) -> bool:
    """Whether a text on what was ordered has to name it: its keywords do, or its topic is plain."""
    topic = article.topic.casefold()
    if len(article.keywords) >= _KEYWORDS:
        return not plain_topics.is_headline(topic)
    return plain_topics.is_plain(topic)


def _is_short(article: Finished, subject: Subject) -> bool:
    """Whether it may well be on its subject without naming it: "the pot" is enough for basil."""
    if article.metadata.get(UNTITLED):
        return False  # as an answer to something else is
    least = _LEAST_WIDE if subject.characters else _LEAST_TEXT
    if not plain_topics.is_plain(lowered(article.topic)):
        least = _LEAST_UNCLEAR
    return article.words < least


def is_of_entries(article: Finished) -> bool:
    """Whether nearly all of it are words with what they mean, as in a glossary."""
    blocks = [one for one in article.spoken if one.block.kind is not BlockKind.HEADING]
    entries = sum(_ENTRY.match(one.block.text) is not None for one in blocks)
    return entries >= max(_FEWEST_ENTRIES, _MOSTLY * len(blocks))


def _has_keyword(article: Finished, body: str) -> bool:
    """Whether the text has one of the keywords as it was ordered, where words are set apart.

    In Chinese two characters may stand together by chance, or mean something else.
    """
    words = (one.casefold().strip() for one in article.keywords)
    return any(
        beginnings(one, body, whole=True) for one in words if len(one) >= _SHORT and one.isascii()
    )


def has_name(article: Finished, shown: str) -> bool:
    """Whether title or headings have a short name in Latin letters of a Chinese topic: "Vue"."""
    return any(
        beginnings(one, shown, whole=True) for one in _NAME.findall(article.topic.casefold())
    )


def _lacks_keywords(article: Finished, body: str) -> bool:
    """Whether neither several Chinese keywords nor any two characters of the topic are in the text.

    Its title may be what was ordered. In other languages good texts use other words.
    """
    keywords = [one.casefold().strip() for one in article.keywords if one.strip()]
    topic = article.topic.casefold()
    if len(keywords) < _KEYWORDS or any(has_pair(one, body) or one in body for one in keywords):
        return False
    if not plain_topics.is_plain(topic):
        return False
    is_han = all(_HAN.search(one) for one in (topic, *keywords))
    if not is_han or article.foreign.share >= _FOREIGN or has_pair(topic, body):
        return False
    return _occurrences(subject_of(topic), body, _OFTEN) < _OFTEN


def _stands_often(subject: Subject, text: str) -> bool:
    """Whether one of its Chinese characters stands there more often than by chance."""
    return any(text.count(one) >= _OFTEN for one in subject.characters)


def has_pair(order: str, body: str) -> bool:
    """Whether two characters that stand together in a Chinese order do so in the text."""
    pairs = (run[at : at + 2] for run in _RUN.findall(order) for at in range(len(run) - 1))
    return any(pair in body for pair in pairs)


def subject_of(order: str) -> Subject:
    """What these words are about: a topic with its keywords, or a title."""
    text = order.casefold()
    words = (word for word in _WORD.findall(text) if _says_something(word))
    return Subject(
        frozenset(word for word in words if word not in COMMON_WORDS),
        frozenset(_HAN.findall(text)) - COMMON_CHARACTERS,
    )


def _says_something(word: str) -> bool:
    return len(word) >= (2 if _HANGUL.match(word) or not word.isalpha() else _SHORT)


def is_comparable(article: Finished, order: str, subject: Subject) -> bool:
    """Whether topic and text are in one language, and the topic is the subject of the text."""
    letters = _LETTER.findall(order)
    if len(letters) != len(_READABLE.findall(order)):
        return False
    topic = lowered(article.topic)
    if _ENTRIES.search(topic) or _THESIS.match(topic):
        return False
    if genres.is_named(order, *article.rules.requirements, article.category):
        return False
    if subject.characters:
        return article.ordered_language in {"zh", "ja"}
    language = tongues.of(order).language
    return bool(article.foreign.share < 0.5) and language == article.ordered_language


def _is_named(subject: Subject, shown: str, body: str) -> bool:
    """Whether title and headings have one of the words or characters, or the text has enough."""
    if _occurrences(subject, shown, 1):
        return True
    enough = 2 if subject.size >= _MANY else 1
    return _occurrences(subject, body, enough) >= enough


def _is_by_chance(subject: Subject, order: str, text: str) -> bool:
    """Whether a Chinese topic's characters stand there alone, few and never two together.

    "书包" is in a text on "背书" and "面包" by its characters, and is not its subject.
    """
    if subject.words or len(subject.characters) < _LEAST:
        return False
    found = sum(one in text for one in subject.characters)
    if found > _BY_CHANCE * len(subject.characters):
        return False
    if _stands_often(subject, text):
        return False
    runs = _RUN.findall(order.casefold())
    pairs = {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
    return not any(pair in text for pair in pairs if not subject.characters.isdisjoint(pair))


def _occurrences(subject: Subject, text: str, enough: int) -> int:
    """How often a text has words and characters of the subject; not more than ``enough`` counts."""
    found = 0
    for one in subject.characters:
        found += text.count(one)
        if found >= enough:
            return found
    for word in subject.words:
        times = times_of(word, text)
        found += max(times, enough) if times and len(word) >= _LONG_WORD else times
        if found >= enough:
            return found
    return found


def times_of(word: str, text: str) -> int:
    """How often a text has the word: inflected, within a compound, or shorter than ordered."""
    if _HANGUL.match(word):
        return text.count(word[:2])
    stem = word[: max(_SHORT, math.ceil(_STEM * len(word)))]
    if len(stem) == _SHORT:
        return beginnings(stem, text)
    shorter = (word[:size] for size in range(_SHORT + 1, len(stem)))
    return text.count(stem) or sum(beginnings(one, text, whole=True) for one in shorter)


def beginnings(stem: str, text: str, *, whole: bool = False) -> int:
    """How often a word of the text begins with ``stem``, or is it; two tell enough."""
    found, place = 0, text.find(stem)
    while place >= 0 and found < 2:
        end = place + len(stem)
        starts = place == 0 or not text[place - 1].isalnum()
        found += starts and not (whole and text[end : end + 1].isalnum())
        place = text.find(stem, end)
    return found
