"""Whether a closing mark ends thoughts or is a word of a sentence, by what stands around it."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum

from contenthub.articles.thought_marks import AROUND_ANSWER, OPENING, WRITTEN_CLOSING

HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]", re.MULTILINE)
_LOOKED_AT = 200  # characters on each side
_BEGINS = re.compile(
    rf"#|```|~~~|[*_]{{1,3}}\w|[-*+>|] |[\"“„«»‘《「『【¿¡]\w|!?\[\w|\d|{OPENING}"
    rf"|{AROUND_ANSWER.pattern}"
)
_JOINING = (
    "and or to und oder bis et ou à y o e ed och og en i ve и 和 与 及 或 到 至 、 , / - – ... …"
)
_JOINS = frozenset(_JOINING.split())
_JOINS_WIDE = ("和", "与", "及", "或", "到", "至", "、")
_FIRST_WIDE = "\u2e80"  # written without spaces from here on
_ENDS_SENTENCE = frozenset("\n.!?。！？…`”\"'）)")
_SHORT = 40  # characters


class Place(Enum):
    """Where a closing mark stands."""

    END = "it ends its line, or what follows begins like an article"
    ATTACHED = "a small letter follows at once"
    SENTENCE = "the sentence goes on"


def place_of(text: str, mark: re.Match[str]) -> Place:
    """Where the closing mark of an opened block stands."""
    if WRITTEN_CLOSING.fullmatch(mark.group()) is None:
        return Place.END  # no sentence holds a token
    after = text[mark.end() : mark.end() + _LOOKED_AT].partition("\n")[0]
    said = after.lstrip()
    if not said or _BEGINS.match(said):
        return Place.END
    if not said[0].isalpha():
        return Place.SENTENCE
    if unicodedata.category(said[0]) != "Ll":  # a capital, or a script that has none
        return Place.END
    return Place.SENTENCE if after[0].isspace() else Place.ATTACHED


def only_joins(between: str) -> bool:
    """Whether two marks are named together, as in "<think> and </think>"."""
    said = between.strip().casefold()
    return said in _JOINS or (len(between) < _SHORT and said.endswith(_JOINS_WIDE))


def ends_thoughts_alone(text: str, mark: re.Match[str]) -> bool:
    """Whether a closing mark without an opening one ends thoughts for certain."""
    line = text[max(0, mark.start() - _LOOKED_AT) : mark.start()].rpartition("\n")[2]
    if line.startswith(("    ", "\t")):
        return False  # code
    if not line.strip():
        return _stands_between_blocks(text, mark)
    if WRITTEN_CLOSING.fullmatch(mark.group()) is None:
        return _is_attached(line)
    after = text[mark.end() : mark.end() + _LOOKED_AT].partition("\n")[0].lstrip()
    return _is_attached(line) and (not after or after.startswith("# "))


def _stands_between_blocks(text: str, mark: re.Match[str]) -> bool:
    """Whether a mark at the start of its line is no example that a sentence announces."""
    before = text[max(0, mark.start() - _LOOKED_AT) : mark.start()].rstrip()
    after = text[mark.end() : mark.end() + _LOOKED_AT].lstrip()
    announced = before.endswith((":", "："))
    return not announced and (
        not after or not (unicodedata.category(after[0]) == "Ll" or after[0] in ",.;:，。；：)）")
    )


def _is_attached(line: str) -> bool:
    """Whether no gap parts the mark from what stands before it, as models write it."""
    last = line[-1]
    return last in _ENDS_SENTENCE or (last.isalnum() and last < _FIRST_WIDE)
