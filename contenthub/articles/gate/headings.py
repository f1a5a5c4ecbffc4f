"""Does a heading stand there twice? Models conclude twice, and begin again in the middle."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from contenthub.articles.gate import repeats, shapes
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.own_words import Passage
from contenthub.articles.gate.spelled_out import lowered

NAME = "repeated_heading"
_SHORT = 600  # words or characters: longer ones have parts of one form
_LEAST, _ALIKE = 12, 0.3  # characters beneath each of them; of the pairs of the shorter one
_ENDS = re.compile(
    r"^(?:in )?(?:conclusions?|summary|final thoughts|closing thoughts|wrapping up|introduction"
    r"|overview"
    r"|key takeaways|faqs?|frequently asked questions|references|sources|the bottom line"
    r"|final words"
    r"|fazit|einleitung|zusammenfassung|conclusion|introducción|conclusión|结语|结论|总结|小结"
    r"|引言|前言|导语"
    r"|写在最后|尾声|参考文献|まとめ|はじめに|おわりに)\W*$"
)


def check(article: Finished) -> Iterator[Finding]:
    """A heading that stands twice under the same one, and is no column of a form.

    Any but that of an opening or an ending may be such a column: it counts where the same is said
    beneath it.
    """
    above: list[str] = [""] * 7
    seen: dict[tuple[str, ...], int] = {}
    for place, passage in enumerate(article.passages):
        block = passage.block
        if block.kind is not Kind.HEADING or not block.level or "](" in block.text:
            continue
        text = " ".join(lowered(block.text).split())
        above[block.level :] = [text] + [""] * (6 - block.level)
        key = tuple(above)
        if key in seen and block.level > 1:
            before = _beneath(article.passages, seen[key])
            below = _beneath(article.passages, place)
            is_again = repeats.say_the_same(before, below) or (
                article.words <= _SHORT and _are_alike(before, below)
            )
            if _ENDS.match(text) or is_again:
                said = f"a heading stands there twice: {block.text[:60]}"
                yield Finding(NAME, Level.HOLD, block.span, said)
                return
        seen[key] = place


def _are_alike(before: Sequence[str], below: Sequence[str]) -> bool:
    """Whether it is told again in other Chinese words."""
    if min(len(before), len(below)) < _LEAST or not any(map(shapes.WIDE.match, before)):
        return False
    one, other = (shapes.of(words, is_wide=True) for words in (before, below))
    return shapes.are_alike(one, other, _ALIKE)


def is_of_any_text(heading: str) -> bool:
    """Whether it names an opening or an ending, as "conclusion" does; it is in lower case."""
    return _ENDS.match(heading) is not None


def _beneath(passages: Sequence[Passage], place: int) -> list[str]:
    """The words below a heading, up to the next one."""
    words: list[str] = []
    for later in range(place + 1, len(passages)):  # no part of them is copied for each heading
        passage = passages[later]
        if passage.block.kind is Kind.HEADING:
            break
        words += passage.units
    return words
