"""Is it an article on something else? Its own plain title names another subject than the order.

That nothing of a topic's words is in a text says little where topics are short: good texts have
other words. It says enough where the title is no headline, the text speaks of what the title
names, and neither has anything of what was ordered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate import genres, plain_topics, subjects
from contenthub.articles.gate.common_words import COMMON_CHARACTERS
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import UNTITLED, Finished
from contenthub.articles.gate.lines import Kind
from contenthub.articles.gate.spelled_out import simplified

NAME = subjects.NAME
_READ = 50_000  # characters of a text
_MOST_ORDER = 2_000  # characters of topic and keywords
_LEAST_TEXT, _LEAST_WIDE = 60, 90  # words, Chinese characters
_LEAST_LONG_TASK = 70  # Chinese characters, where what is ordered has many characters
_SHORT_TEXT = 120  # words: a shorter one has to say more surely what it is about
_LEAST, _LEAST_HAN = 2, 3  # words, characters of an order that tell of it
_MANY_HAN = 5  # characters of a task, of which one is not enough
# Who is spoken to, or a thought in two clauses: such a headline need not name what it is about.
_SPEAKS_TO = re.compile(
    r"\b(?:my|our|ours|we|us|you|your|yours|me|i|mein\w*|unser\w*|mon|ma|mes|notre|nos|mi|mis)\b"
    r"|['’](?:re|ll|ve|d|m)\b|[|!…“”「」『』《》:?]|\.\.\.|\w\"|[\u3400-\u9fff]"
)
_ASKS = re.compile(r"(?:why|how to|what (?:is|are)) \w+ [^?!:,–—]+$")
_LEAST_UNCLEAR = 4  # characters, where the topic may be a headline
_LONG_WORD = 7  # letters of a word that is enough where a task is ordered
_FEW = 2  # times that a character, or a word that stands in texts on anything, is there by chance
_SHARE = 0.25  # of the order's characters
_NUMBER = re.compile(r"\d{2,}")
_HAN = re.compile("[\u3400-\u9fff]")
# What asks, or says what kind of text it is; and characters that stand in any title.
_FRAME = re.compile(
    "如何|怎[么样]|为什么|什么|哪[里些个]|指南|攻略|技巧|方法|入门|建议|问题|介绍"
    "|教程|步骤|准备|注意事项|选[择购]"
    "|[以之][后前]|时候|可以|应该"
)
_OF_ANY_TITLE = frozenset(
    "的了在是和与及或之其以对把被给为从到年月日天个一二三四五六七八九十不大小中上下里多少最新老好人家第次"
)
_RUN = re.compile("[\u3400-\u9fff]{2,}")
# Such words stand in texts on anything: two of them in a text do not name what was ordered.
_ANYWHERE_WORDS = """
    back second minutes minute hours hour days number next half leave left right stop start starts
    starting stopped open opens opening close closed closing hand side order wrong mean means list
    morning evening night weeks week month months later please light looks thought wait full call
    hear send begin begins print inside outside instead stand stands walk past middle below turn
    turned turns lost changed change changes notice called late nearly stay missing thank price cost
    costs hard reason keep keeps rule rules count want wants others clear seen bring front against
    winter summer spring autumn hold holds single move moves question questions across ends stays
    return returns board sound point points copy rather names error high check checking mark least
    moved blue sign reach taken stops needed rest round matter mail sent several size ring real
    already known wanted further worse lets working program early piece quite course lead slow
    edge save saving members talk saying lower share lift coming mostly break running runs plan
    planning manage managing build building fast faster cheap health
"""
_ANYWHERE = frozenset(_ANYWHERE_WORDS.split())


def check(article: Finished) -> Iterator[Finding]:
    """The text does what its title says, and has nothing of what was ordered."""
    title = article.title.casefold()
    if not title or article.metadata.get(UNTITLED) or title == article.topic.casefold():
        return
    topic = article.topic.casefold()
    if plain_topics.is_headline(topic) and not _tells_much(topic):
        return
    order = " ; ".join((topic, *article.keywords))[:_MOST_ORDER].casefold()
    ordered = subjects.subject_of(order)
    is_han = bool(ordered.characters)
    if plain_topics.is_headline(title) and not (is_han and plain_topics.asks(topic)):
        return
    is_long_task = is_han and _is_long_task(ordered, order)
    least = _LEAST_LONG_TASK if is_long_task else _LEAST_WIDE
    if article.words < (least if is_han else _LEAST_TEXT):
        return
    if not _tells_enough(ordered, topic):
        return
    shown = "\n".join([title, *_headings(article)])
    body = article.body[:_READ].casefold()
    if is_han and subjects.has_name(article, shown):
        return
    if _is_there(ordered, order, shown, body) or subjects.is_of_entries(article):
        return
    times = 1 if is_long_task else _LEAST
    if not (_speaks_in_han(title, body, times) if is_han else _speaks(article, title, body)):
        return
    if genres.is_letter(article.spoken) or not subjects.is_comparable(article, order, ordered):
        return
    said = f"off topic: nothing in it of {article.topic[:80]!r}, but of {article.title[:60]!r}"
    yield Finding(NAME, Level.HOLD, None, said)


def _headings(article: Finished) -> list[str]:
    return [one.text.casefold() for one in article.lines if one.kind is Kind.HEADING]


def _tells_much(topic: str) -> bool:
    """Whether it names its subject in several long words, though somebody is spoken of in it."""
    if _SPEAKS_TO.search(topic):
        return False
    words = subjects.subject_of(topic).words - plain_topics.EDITORIAL - _ANYWHERE
    return len(words) > _LEAST


def _tells_enough(ordered: subjects.Subject, topic: str) -> bool:
    """Whether the order names what the text is to be about, and not a mood or a form."""
    if ordered.characters:
        return ordered.telling >= (_LEAST_HAN if plain_topics.asks(topic) else _LEAST_UNCLEAR)
    words = ordered.words - plain_topics.EDITORIAL - _ANYWHERE
    if len(words) >= _LEAST:
        return plain_topics.is_plain(topic) or len(words) > _LEAST
    return plain_topics.asks(topic) and any(len(one) >= _LONG_WORD for one in words)


def _is_there(ordered: subjects.Subject, order: str, shown: str, body: str) -> bool:
    """Whether anything of the order is in title, headings or text, more than by chance."""
    everything = f"{shown}\n{body}"
    if any(one in everything for one in _NUMBER.findall(order)):
        return True
    if subjects.has_pair(_without_frame(order), everything):
        return True
    if _is_long_task(ordered, order):
        return sum(one in everything for one in ordered.characters) > _SHARE * len(
            ordered.characters
        )
    if any(one in shown for one in ordered.characters):
        return True
    left = set(_FRAME.sub("", simplified(order)))
    if not _OF_ANY_TITLE.issuperset(left.intersection(_HAN.findall(simplified(shown)))):
        return True
    found = [body.count(one) for one in ordered.characters]
    if max(found, default=0) > _FEW or sum(map(bool, found)) > _SHARE * len(found):
        return True
    if any(subjects.times_of(one, everything) for one in ordered.words - _ANYWHERE):
        return True
    common = ordered.words & _ANYWHERE
    if any(subjects.times_of(one, shown) for one in common):
        return True
    return sum(subjects.times_of(one, body) for one in common) > _FEW


def _without_frame(order: str) -> str:
    """The order without what asks: "怎么" stands in texts on anything."""
    parts, place = [], 0
    for found in _FRAME.finditer(simplified(order)):  # as long as the order
        parts += [order[place : found.start()], " "]
        place = found.end()
    return "".join([*parts, order[place:]])


def _is_long_task(ordered: subjects.Subject, order: str) -> bool:
    """Whether it asks or names a task in so many characters that one alone is there by chance."""
    return len(ordered.characters) >= _MANY_HAN and plain_topics.asks(order)


def _speaks(article: Finished, title: str, body: str) -> bool:
    """Whether the text has what its title names; a title that may be a headline is less sure."""
    named = subjects.subject_of(title).words - _ANYWHERE
    times = [subjects.times_of(one, body) for one in named]
    if _ASKS.match(title) and not plain_topics.is_headline(title):
        return sum(times) > 0  # a question on something else is no headline of what was ordered
    if plain_topics.is_plain(title) and article.words >= _SHORT_TEXT:
        return sum(times) >= _LEAST
    return sum(one >= _LEAST for one in times) >= _LEAST


def _speaks_in_han(title: str, body: str, least: int) -> bool:
    """The same of Chinese: two of its characters stand together in the text, or each often."""
    pairs = {run[at : at + 2] for run in _RUN.findall(title) for at in range(len(run) - 1)}
    if any(body.count(one) >= least for one in pairs if not COMMON_CHARACTERS.issuperset(one)):
        return True
    often = [one for one in subjects.subject_of(title).characters if body.count(one) > _FEW]
    return len(often) >= _LEAST
