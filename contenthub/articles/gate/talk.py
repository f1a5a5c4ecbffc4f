"""Does a paragraph speak of the text to whom it is for? Weak signs are weighed together.

One sign says nothing: authors speak of themselves, ask readers, go on to the next part. What no
article has is several of them at once, about the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Container
from functools import reduce
from operator import or_

from contenthub.articles.gate import genres, sentences, talk_signs
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import Either, Expression, compiled, one_of
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.own_words import Passage, leads_elsewhere, speaks_as_i

_LONG, _LONG_WIDE = 420, 200  # characters: such talk is short
_SHORT = 45  # units of a paragraph whose place at an end tells something
_BRIEF = 55  # units of one in which nobody says "I"
_TOGETHER = 2  # sentences of a longer one whose signs are counted together
_ENOUGH = 3  # points
_ENOUGH_IN_LETTERS = 4  # where the order is for a letter, a story, a column
_ENOUGH_IN_LONG_ONES = 5  # an author of so many characters says "I" and names what he writes
_LONG_ARTICLE = 1_000
_ENOUGH_ABOUT_TEXTS = 5  # where texts are the subject
_ENOUGH_TO_OTHERS = 6  # where it is said that somebody else is spoken to
_OF_AN_AUTHOR = 2  # more within a text whose author says "I" again and again
_READERS = 3  # points that it takes away when readers are spoken to
_FEW_VOICES = 3  # passages in which somebody says "I"; more of them make him the author
_BESIDE = 2  # points for its place, and for somebody who says "I"
_KINDS = (
    (talk_signs.ORDERED, 2),
    (talk_signs.ADDRESSED, 1),
    (talk_signs.WORKS, 1),
    (talk_signs.ASKS, 1),
    (talk_signs.MOVES, 1),
    (talk_signs.CHECKS, 2),
    (talk_signs.PRAISES, 1),
    (talk_signs.MODEL, 2),
    (talk_signs.SUITS, 2),
)
_POINTS_OF_BITS = tuple((sign.bits, points) for sign, points in _KINDS)
# One of these, or "I", tells who speaks; a recipe asks, and names works and parts as well.
_TELLING = Either(
    talk_signs.ORDERED,
    talk_signs.MOVES,
    talk_signs.CHECKS,
    talk_signs.PRAISES,
    talk_signs.MODEL,
    talk_signs.SUITS,
)
# What an author who says "I" again and again has no cause to say.
_NO_AUTHORS = Either(talk_signs.ORDERED, talk_signs.MODEL, talk_signs.SUITS)
# Between two parts, where nobody says "I": it asks or goes on, for somebody or to a measure.
_BETWEEN = Either(talk_signs.MOVES, talk_signs.ASKS, talk_signs.SUITS)
_FOR_SOMEBODY = Either(
    talk_signs.ORDERED, talk_signs.ADDRESSED, talk_signs.SUITS, talk_signs.PRAISES
)
ANY = talk_signs.THING  # a paragraph without it speaks of no text
_COUNTED = (talk_signs.PRAISES, talk_signs.CHECKS)  # two of a kind are a point more
# A third person is asked for it or shows what he thinks of it: somebody tells of that.
_NARRATED = one_of(r"""
    (?:请|让|给|找|求|托)[他她](?!们)|[他她](?:说|问|读完|看完|笑|摇|皱|点头|抬头)
    \b(?:asked|showed|sent|gave|handed|told|begged) (?:it to )?(?:him|her|my \w+)\b
    \b(?:he|she|my \w+) (?:said|read|laughed|frowned|shook|asked|nodded|sighed|smiled|wanted)\b
""")
_TO_YOU = re.compile(r"\byou(?:rs?)?\b|[你您]")
# A letter to many, or messages one by one: they speak of work with whoever they are for.
_TO_MANY = compiled(r"""
    \W*(?:dear|to|hello|hi|liebe)\b (?:[\w'’-]{1,30} ){0,3}(?:colleagues|all|teams?|everyone
    everybody|friends|neighbou?rs|parents|members|residents|staff|families|students|volunteers
    kolleg\w+|eltern)\b
    \W*(?:各位|全体|亲爱的|尊敬的|致|给)[^，。：:]{0,8}(?:同事|同仁|家长|老师们|同学|伙伴|业主|朋友|邻居|居民|员工|同行|校友|住户)
""")
_FOR_WHOM = compiled(r"""
    \W*(?:to|for|an|für|à|pour|a|para) (?:[\w'’-]{1,30} ){0,3}[\w'’-]{1,30}:
    \W*(?:对|给|致|跟)[^:：，。]{1,10}[:：]
""")
_FIRST = 3  # passages, of which one may be a title and one a date
_LOOKED_AT = 20  # passages: it is asked for each that may speak of the text
_SEVERAL = 2  # messages
_OF_PROSE = {Kind.PARAGRAPH, Kind.ITEM}


def speaks_of_the_text(passage: Passage, article: Finished, *, at_end: bool) -> bool:
    """Whether enough signs come together in a short paragraph.

    ``at_end``: it is the first or the last one, where an assistant speaks most.
    """
    held = passage.held
    if not held & ANY.bits or passage.block.kind not in _OF_PROSE:
        return False
    if len(passage.low) > (_LONG_WIDE if passage.is_wide else _LONG):
        return False
    most = sum([points for bits, points in _POINTS_OF_BITS if held & bits]) + _BESIDE
    if most < _ENOUGH or not _may_tell(passage, article, at_end=at_end):
        return False  # as most are
    if leads_elsewhere(passage):
        return False
    if passage.find(talk_signs.THING, passage.spelled) is None:
        return False
    parts = sentences.of_talk(passage.spelled, passage, article, at_most=_SHORT, together=_TOGETHER)
    if not any(_weighs(one, passage, article, _ENOUGH, at_end=at_end) for one in parts):
        return False
    enough = _enough(article)
    return enough == _ENOUGH or any(
        _weighs(one, passage, article, enough, at_end=at_end) for one in parts
    )


def _may_tell(passage: Passage, article: Finished, *, at_end: bool) -> bool:
    """Whether its words may tell who speaks; what is said in full is ``_weighs``'."""
    held = passage.held
    if passage.speaks_as_i or held & talk_signs.MAKER.bits:
        return bool(held & _TELLING.bits) or article.voices <= _FEW_VOICES
    return bool(held & _TELLING.bits) and _is_talk_of_nobody(passage, held, at_end=at_end)


def _weighs(text: str, passage: Passage, article: Finished, enough: int, *, at_end: bool) -> bool:
    """Whether the signs come to so many points, and one of them tells who speaks."""
    if passage.find(talk_signs.THING, text) is None:
        return False
    found = {sign: points for sign, points in _KINDS if passage.find(sign, text)}
    bits = reduce(or_, [sign.bits for sign in found], 0)
    says_i = speaks_as_i(text) or passage.find(talk_signs.MAKER, text) is not None
    is_maker = says_i and article.voices <= _FEW_VOICES
    if not (is_maker or bits & _TELLING.bits):
        return False
    if not (says_i or _is_talk_of_nobody(passage, bits, at_end=at_end)):
        return False
    if not at_end and article.voices > _FEW_VOICES and not bits & _NO_AUTHORS.bits:
        enough += _OF_AN_AUTHOR
    points = sum(found.values()) + (at_end and len(passage.units) <= _SHORT) + is_maker
    if passage.find(talk_signs.READERS, text) or is_narrated(passage, text):
        points -= _READERS
    if not _come_to(enough, points, found, text):
        return False
    if talk_signs.WORKS not in found or _works_on_it(text):  # that takes longest, and is asked last
        return True
    return _come_to(enough, points - found[talk_signs.WORKS], found, text)


def _come_to(enough: int, points: int, found: Container[Expression], text: str) -> bool:
    """Whether the points are enough, or are with those for two signs of one kind."""
    if points >= enough or points + len(_COUNTED) < enough:
        return points >= enough
    return points + sum(sign in found and _times(sign, text) > 1 for sign in _COUNTED) >= enough


def _is_to_others(article: Finished) -> bool:
    """Whether it says whom it is for, and that is not whoever ordered a text."""
    spoken = article.spoken
    if any(_TO_MANY.match(one.low) is not None for one in spoken[:_FIRST]):
        return True
    return sum(_FOR_WHOM.match(one.low) is not None for one in spoken[:_LOOKED_AT]) >= _SEVERAL


def _works_on_it(text: str) -> bool:
    """Whether something is done to the text: the "draft" that is named is no work on it."""
    beside = talk_signs.THING.pattern.sub(" ", text)
    return talk_signs.WORKS.search(beside) is not None


def _is_talk_of_nobody(passage: Passage, signs: int, *, at_end: bool) -> bool:
    """Whether it may be such talk though nobody says "I" in it; ``signs`` are the bits of those
    that are in it, or may be.

    Most paragraphs of an article say no "I" and name a draft, a requirement, a reader's notes.
    Such talk is brief, and in the middle of a text it turns from one part to the next.
    """
    if len(passage.units) > _BRIEF or (passage.block.kind is Kind.ITEM and not at_end):
        return False
    if at_end or signs & talk_signs.MODEL.bits:
        return True
    if signs & talk_signs.MOVES.bits and signs & talk_signs.ASKS.bits:
        return True
    return bool(signs & _BETWEEN.bits and signs & _FOR_SOMEBODY.bits)


def is_narrated(passage: Passage, text: str) -> bool:
    """Whether it tells what a third person did with a text, and speaks to nobody."""
    return passage.find(_NARRATED, text) is not None and _TO_YOU.search(text) is None


def _times(sign: Expression, text: str) -> int:
    """How many different words of a kind there are."""
    return len(set(sign.pattern.findall(text)))


def _enough(article: Finished) -> int:
    if _is_to_others(article):
        return _ENOUGH_TO_OTHERS
    if article.words > _LONG_ARTICLE:
        return _ENOUGH_IN_LONG_ONES
    if article.subject.is_about(talk_signs.ABOUT_TEXTS):
        return _ENOUGH_ABOUT_TEXTS
    return _ENOUGH_IN_LETTERS if genres.are_in(article.subject) else _ENOUGH
