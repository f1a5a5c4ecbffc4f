"""Has it characters that nobody sees? They break searches and copies, and hide what they part."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished

NAME = "unseen_characters"
# Scripts that need none of these between their letters; Persian, Hindi and their like do.
_PLAIN = "A-Za-z0-9\u00c0-\u024f\u0370-\u052f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WITHIN = re.compile(f"(?<=[{_PLAIN}])[\u200b-\u200f\u2060-\u2064\ufeff\u180e]+(?=\\S)")
# Nobody sees these at the borders of words either; joiners belong to signs and other scripts.
_BESIDE = re.compile(
    "(?<![\\w\u0590-\u1cff\ua000-\uabff])[\u200b\u200e\u2060-\u2064\ufeff\u180e\u034f]+"
    "|[\u3164\uffa0\u115f\u1160\u2800]+"
    f"|(?<=[{_PLAIN}])[\u200b-\u200f\u2060-\u2064\ufeff\u180e]+(?=\\s|$)"
)
# A line may break there; but only a program puts such signs into words, one after the other.
_SOFT = re.compile("(?<=[^\\W\\d_])\u00ad(?=[^\\W\\d_])")
_FEW_SOFT = 6
_SOFT_IN_WIDE = re.compile("(?<=[\u3040-\u30ff\u3400-\u9fff])\u00ad")
_TURNED = re.compile("[\u202a\u202b\u202d\u202e\u2066-\u2068]")  # what ends a turn turns nothing
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007f]+")
_HIDDEN = re.compile("[\U000e0000-\U000e007f]|[\ufe00-\ufe0f\U000e0100-\U000e01ef]{3,}")
_OWN = re.compile("[\ue000-\uf8ff]")  # characters that every program may use for its own
_STACKED = re.compile("[\u0300-\u036f]{4,}")  # marks upon marks upon a letter
# Each of these findings has one of these.
_ANY = re.compile(
    "[\u00ad\u0300-\u036f\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\u2800\u3164\uffa0\ue000-\uf8ff\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e01ef]"
)
_FEW = 3  # one or two come from an editor
_WORDS_FOR_ONE = 50  # a long text may have more of them


def check(article: Finished) -> Iterator[Finding]:
    """How many there are, and where the first of them is."""
    if _ANY.search(article.foreign_characters) is None:
        return  # as most texts are
    places: list[int] = []
    soft = 0
    for block in article.blocks:
        if block.kind is Kind.CODE or block.text.isascii():
            continue
        if _hides(block.text):
            said = "characters that nobody sees hide something or turn the direction of the text"
            yield Finding(NAME, Level.HOLD, block.span, said)
            return
        places += [block.start] * _count(block.text)
        soft += len(_SOFT.findall(block.text))
    if soft >= max(_FEW_SOFT, article.words // _WORDS_FOR_ONE) and not places:
        said = f"words are parted by {soft} signs that nobody sees"
        yield Finding(NAME, Level.HOLD, None, said)
    if places:
        many = len(places) >= max(_FEW, article.words // _WORDS_FOR_ONE)
        level = Level.HOLD if many else Level.WARN
        said = f"{len(places)} characters that nobody sees stand within words"
        yield Finding(NAME, level, (places[0], places[0] + 1), said)


def _hides(text: str) -> bool:
    turned = _TURNED.search(text) is not None and _RIGHT_TO_LEFT.search(text) is None
    return turned or _HIDDEN.search(_FLAG.sub("", text)) is not None


def _count(text: str) -> int:
    kinds = (_WITHIN, _BESIDE, _SOFT_IN_WIDE, _OWN, _STACKED)
    return sum(len(kind.findall(text)) for kind in kinds)
