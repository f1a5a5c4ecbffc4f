"""Has a list as many items as the line above it says? "The four cuts" are not two.

Only a list that follows at once, or the one numbered list of a section, is counted: points in the
prose may stand for the others, and what is counted "for twelve pancakes" is no item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from contenthub.articles.gate import promises
from contenthub.articles.gate.blocks import Block, Kind
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.spelled_out import lowered

NAME = promises.NAME
_FEWEST, _MOST = 3, 12  # items that a line promises
_LEAST = 2  # items that are there
_COUNT = r"(?<![\d.,:/-])(\d{1,2}|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_SAYS_NUMBER = re.compile(
    r"\d|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[三四五六七八九十]"
)
# "The four cuts"; "these five simple exercises"; not "for six people", "into four pieces".
_NAMED = re.compile(
    rf"(?:^|(?<!\bfor)(?<!\binto)(?<!\bmakes)(?<!\bserves)(?<!\bafter)(?<!\bin)(?<!\bwithin)\s)"
    rf"(?:(?:the|these|my|our|her|his|their) )?{_COUNT} (?:[a-z'-]+ )?([a-z]{{3,}}s)\b"
)
_HEADING = re.compile(
    rf"(?:\W|\d+\.)*(?:the |my |our |these )?{_COUNT} (?:[a-z'-]+ )?([a-z]{{3,}}s)(?: [^.!?]*)?\W*"
)
_WIDE_NAMED = re.compile(
    r"(?:有|分|分为|分成|如下|以下|下面|这|推荐|包括|记住|介绍|^)"
    r"(\d{1,2}|[三四五六七八九十])(?:个|大|种|条|款|件|招|步|点|类|项|道)"
    rf"(?!{promises.WIDE_MEASURES})"
)
_MEASURES = re.compile(promises.MEASURES)
_NUMBERED = re.compile(r"[ \t>]*+\d{1,2}[.)]")
_COLON = (":", "：")
_SENTENCE_END = re.compile(r"[.!?。！？]\s*")
_LONG = 300  # characters of a line above a list


def check(article: Finished) -> Iterator[Finding]:
    """The first list that is shorter than the line above it says."""
    blocks = [one for one in article.blocks if not one.quoted]
    if all(one.kind is not Kind.ITEM for one in blocks):
        return
    for place, block in enumerate(blocks):
        promised = _promised(block)
        if not promised:
            continue
        items = _items(blocks, place, article.body)
        if _LEAST <= len(items) < promised and not _goes_on(blocks, place):
            said = f"it promises {promised}, and there are {len(items)}"
            yield Finding(NAME, Level.HOLD, items[-1].span, said)
            return


def _promised(block: Block) -> int:
    """How many items the heading, or the sentence before a colon, says; 0 where it says none."""
    if block.kind not in {Kind.HEADING, Kind.PARAGRAPH} or len(block.text) > _LONG:
        return 0
    bare = block.text.strip().strip("*_# ")
    if block.kind is Kind.PARAGRAPH and not bare.endswith(_COLON):  # as most
        return 0
    text = lowered(bare)
    if _SAYS_NUMBER.search(text) is None:
        return 0
    if block.kind is Kind.HEADING:
        found = _HEADING.fullmatch(text) if block.level > 1 else None
    else:
        text = _SENTENCE_END.split(text)[-1]
        found = _NAMED.search(text)
    if found is not None:
        if _MEASURES.fullmatch(found[2]):
            return 0
    elif not text.isascii():
        found = _WIDE_NAMED.search(text)
    count = promises.value_of(found[1]) if found is not None else 0
    return count if _FEWEST <= count <= _MOST else 0


def _items(blocks: Sequence[Block], place: int, body: str) -> list[Block]:
    """The items that are counted: of the list at once below, or of a section's numbered one."""
    below = blocks[place + 1 :]
    if blocks[place].kind is not Kind.HEADING:
        end = next((at for at, one in enumerate(below) if one.kind is not Kind.ITEM), len(below))
        return [one for one in below[:end] if one.depth == 1]
    end = next((at for at, one in enumerate(below) if one.kind is Kind.HEADING), len(below))
    items = [one for one in below[:end] if one.kind is Kind.ITEM and one.depth == 1]
    is_all = all(one.kind is Kind.ITEM for one in below[:end])
    numbered = all(_NUMBERED.match(body[one.start : one.start + 16]) for one in items)
    return items if numbered or is_all else []


def _goes_on(blocks: Sequence[Block], place: int) -> bool:
    """Whether more points, a table or code follow in the section: they may be the others."""
    items = False
    for one in blocks[place + 1 :]:
        if one.kind is Kind.HEADING:
            return False
        if one.kind in {Kind.CODE, Kind.CELL, Kind.HTML}:
            return True
        if items and one.kind is Kind.PARAGRAPH and promises.goes_on(lowered(one.text)):
            return True
        items = items or one.kind is Kind.ITEM
    return False
