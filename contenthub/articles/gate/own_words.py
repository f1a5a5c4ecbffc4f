"""What an article says in its own words: without code, quotations, addresses and emphasis.

An article about chatbots quotes what chatbots say. Who reads only what its author says himself
is not misled by that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import unescape

from contenthub.articles.gate import hints, shapes
from contenthub.articles.gate.blocks import Block, Kind
from contenthub.articles.gate.expressions import Either, Expression
from contenthub.articles.gate.once import once
from contenthub.articles.gate.spelled_out import (
    expanded,
    is_expanded,
    lowered,
    on_one_line,
)

# What stands for a piece of code and for a quotation: a sentence goes on around it.
CODE, QUOTATION = "`", "“”"
_TO_PAGE = re.compile(
    r"(?<!!)\[[^\[\]]{1,300}\](?:\((?:https?:|/|\.\.?/|#)|\[[\w -]{1,60}\])"
    r"|<a [^<>]{0,80}\bhref=[\"'](?:https?:|/)"
)
_PAGE = 2_000  # characters
_UNIT = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]|[^\\W_]+")
_MARK = re.compile(r"[`<\[&*_~]")
_IN_WORDS = bytes(n if chr(n).isalnum() else ord(" ") for n in range(256))
_MARKS_OF_PRINT = "“”‘’–—…"  # of texts that are in ASCII but for these
_TICKS = re.compile("`+")
_LONGEST = 8  # ticks
_LINK = re.compile(
    r"(!?)\[([^\[\]]*)\](?:\((?:[^()\n]|\([^()\n]*\))*+\)|\[[^\[\]\n]*\])|<https?://[^<>\s]*>"
)
_BARE_ADDRESS = re.compile(r"https?://[^\s<>()（），。、；]++")
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*+)(?:\s[^<>]*+|/)?>")
# A tag of another name is what somebody wrote in such brackets: "<your name>".
_ELEMENT_NAMES = (
    "a abbr address article aside audio b bdi bdo big blockquote body br button caption center cite"
    " code col colgroup dd del details dfn div dl dt em embed fieldset figcaption figure font"
    " footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label legend li"
    " main map mark math menu meta nav ol option p path picture pre q rp rt ruby s samp script"
    " section select small span strike strong style sub summary sup svg table tbody td textarea"
    " tfoot th thead time tr track tt u ul var video wbr"
)
_ELEMENTS = frozenset(_ELEMENT_NAMES.split())
_QUOTATIONS = {
    "„": "„[^„“”]*[“”]",
    "“": "“[^“”]*”",
    "「": "「[^「」]*」",
    "『": "『[^『』]*』",
    "«": "«[^«»]*»",
    "»": "»[^«»]*«",
    '"': '"[^"]+"',
    "‘": r"‘[^‘’]*(?:’(?=\w)[^‘’]*)*+’",
}
_EMPHASIS = re.compile(r"_(?:(?<!\w_)_*|(?<=[^\W_]_)_*+(?!\w))|~~")
_UNSEEN = dict.fromkeys([*range(0x200B, 0x2010), 0x2060, 0xFEFF, 0xAD], "")
_ALIKE = str.maketrans({"’": "'", "ʼ": "'", "\u00a0": " ", "\u202f": " ", "\u3000": " "} | _UNSEEN)
_ODD = re.compile("[" + "".join(map(chr, _ALIKE)) + "]")
_WRAPPED = re.compile(r"\n(?=[a-z])")  # a line break within a sentence
SENTENCE_MARKS = ".!?。！？…；"
_SENTENCE = re.compile(rf"[^{SENTENCE_MARKS}\n]++[{SENTENCE_MARKS}\n]*+")

_I_SAYS = "i|my|me|ich|mein|je|mon|ma|yo|mi|io"
_I_UNITS = frozenset(_I_SAYS.split("|"))
_DOMAINS = {"io", "me", "my"}  # "example.io" says nothing of who speaks
_I = Expression(
    rf"(?<![¨©ª¬®¯°±²³´µ¶¸¹º])\b(?:{_I_SAYS})\b(?<!\w\.io)(?<!\w\.m[ey])|我(?!们|国|省|市|校|院|司|方|军)|私"
)


class Passage:
    """A block with what it says in its own words: ``said`` as it is written, ``low`` in lower case
    and in simplified characters.

    ``plain`` still has the quotations. Nothing of it changes.
    """

    def __init__(self, block: Block, plain: str, said: str) -> None:
        self.block = block
        self.plain = plain
        self.said = said
        self.low = lowered(said)

    @once
    def spelled(self) -> str:
        """``low`` on one line, with English contractions written out; no more than a page."""
        is_short = len(self.low) <= _PAGE
        return expanded(self._flat if is_short else on_one_line(self.low[:_PAGE]))

    @once
    def _flat(self) -> str:
        low = self.low
        is_flat = low.isprintable() and "  " not in low and low.strip(" ") == low
        return low if is_flat else on_one_line(low)

    @once
    def held(self) -> int:
        """Which expressions it may hold, in whichever way its own words are looked at."""
        return hints.KNOWN.held(self.ways)

    @property
    def ways(self) -> str:
        """Its own words in all ways in which they are looked at."""
        flat, texts = self._flat, [self._flat]
        if len(self.low) <= _PAGE and is_expanded(flat):
            return flat
        if self.spelled != flat:
            texts.append(self.spelled)
        if len(self.low) > _PAGE:
            texts.append(expanded(flat))
        return " ".join(texts)

    def may_hold(self, one: Expression | Either) -> bool:
        """False where it cannot be found in it."""
        return bool(self.held & one.bits)

    def find(self, expression: Expression, text: str) -> re.Match[str] | None:
        """Where the expression matches first in ``text``, which is made of ``low``."""
        held = self.held & expression.bits
        return expression.search(text, held) if held else None

    def begins(self, expression: Expression, text: str) -> bool:
        """Whether ``text``, which is made of ``low``, begins with the expression."""
        return bool(self.held & expression.bits) and expression.pattern.match(text) is not None

    def has(self, words: hints.Words, text: str) -> bool:
        """Whether ``text``, which is made of ``low``, holds one of the words."""
        return bool(self.held & words.bits) and hints.has(text, words.all)

    @once
    def speaks_as_i(self) -> bool:
        """Whether somebody speaks as "I" in it."""
        if self.low.isascii() and "_" not in self.low:  # its words are needed all the same
            said = _I_UNITS.intersection(self.units)
            if not said or not said <= _DOMAINS:
                return bool(said)
        return self.find(_I, self.low) is not None

    @once
    def units(self) -> list[str]:
        """The words of ``low``."""
        return units_of(self.low)

    @once
    def shape(self) -> shapes.Words:
        """What it is about, to be compared with others."""
        return shapes.of(self.units, is_wide=self.is_wide)

    @property
    def is_wide(self) -> bool:
        """Whether it has Chinese or Japanese characters."""
        return not self.low.isascii() and shapes.WIDE.search(self.low) is not None

    @once
    def again(self) -> int:
        """How many of its words stand in it before."""
        return len(self.units) - len(set(self.units))

    @once
    def sentences(self) -> list[str]:
        """The sentences of ``low``, each with the mark that ends it."""
        return [one for one in map(str.strip, _SENTENCE.findall(self.unwrapped)) if one]

    @property
    def unwrapped(self) -> str:
        """``low`` without line breaks within its sentences."""
        return lowered(_WRAPPED.sub(" ", self.said)) if "\n" in self.low else self.low


def look_at(passages: Sequence[Passage]) -> None:
    """See what each of them may hold, by one look at all: to look at each costs twice as much."""
    texts = []
    for one in passages:
        low = one.low
        if _has_one_way(low):
            texts.append(low)
            if len(low) <= _PAGE and low.strip(" ") == low:
                one.spelled = low
        else:
            texts.append(one.ways)
    for passage, held in zip(passages, hints.KNOWN.held_each(texts), strict=True):
        passage.held = held


def _has_one_way(low: str) -> bool:
    """Whether it stands on one line already, with nothing to be written out."""
    one_line = low.isprintable() and "  " not in low
    return one_line and is_expanded(low)


def passage(block: Block) -> Passage:
    """The block's own words; a block of code has none."""
    if block.kind is Kind.CODE:
        return Passage(block, "", "")
    text = block.text
    if _MARK.search(text) is None and "://" not in text:  # as in most paragraphs
        if text.isascii() and '"' not in text:  # no quotation, and nothing to be made alike
            return Passage(block, text, text)
        return _of_text(block, text)
    if "`" in text:
        text = without_code(text)
    if "<" in text:
        text = _TAG.sub(lambda found: " " if found[1].lower() in _ELEMENTS else found[0], text)
    if "[" in text or "<" in text:
        text = _LINK.sub(lambda found: "" if found[1] else found[2] or "", text)
    if "://" in text:
        text = _BARE_ADDRESS.sub("", text)
    if "&" in text:
        text = unescape(text)
    if "_" in text or "~" in text:
        text = _EMPHASIS.sub("", text)
    text = text.replace("*", "")
    return _of_text(block, text)


def _of_text(block: Block, text: str) -> Passage:
    marks = "".join([mark for mark in _QUOTATIONS if mark in text])
    said = _quotations(marks).sub(QUOTATION, text) if marks else text
    if text.isascii() or _ODD.search(text) is None:
        return Passage(block, text, said)
    plain = _made_alike(text)
    return Passage(block, plain, plain if said == text else _made_alike(said))


@cache
def _quotations(marks: str) -> re.Pattern[str]:
    """Quotations that begin with one of these marks: to look for others takes time."""
    return re.compile("|".join([_QUOTATIONS[mark] for mark in marks]))


def _made_alike(text: str) -> str:
    text = text.replace("’", "'")  # nearly always the only one
    return text if text.isascii() or _ODD.search(text) is None else text.translate(_ALIKE)


def without_code(text: str) -> str:
    """Each closed code span becomes one tick; ticks that nothing closes stay as they are."""
    runs = list(_TICKS.finditer(text))
    later: dict[int, list[int]] = {}  # length of a run -> the runs of that length, last first
    for index in range(len(runs) - 1, -1, -1):
        later.setdefault(min(len(runs[index][0]), _LONGEST), []).append(index)
    parts, place, index = [], 0, 0
    while index < len(runs):
        same = later[min(len(runs[index][0]), _LONGEST)]
        while same and same[-1] <= index:
            same.pop()
        if not same:
            index += 1
            continue
        parts += [text[place : runs[index].start()], CODE]
        place, index = runs[same[-1]].end(), same[-1] + 1
    return "".join([*parts, text[place:]])


def units_of(low: str) -> list[str]:
    """The words of a text; each Chinese, Japanese or Korean character is one."""
    if not low.isascii():
        for mark in _MARKS_OF_PRINT:
            low = low.replace(mark, " ")
    western = low.encode("latin-1", "ignore")
    if len(western) != len(low):
        return _UNIT.findall(low)
    return (
        western.translate(_IN_WORDS).decode("latin-1").split()
    )  # of bytes: in a third of the time


def leads_elsewhere(passage: Passage) -> bool:
    """Whether it has a link to a page, or code: an author's; who speaks of his text has neither."""
    text = passage.block.text
    if "](" in text or "][" in text or "<a " in text:
        return _TO_PAGE.search(text) is not None
    return CODE in passage.said


def speaks_as_i(low: str) -> bool:
    """True if somebody speaks as "I" in a text in lower case."""
    return _I.search(low) is not None
