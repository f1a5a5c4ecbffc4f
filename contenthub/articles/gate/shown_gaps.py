"""Signs that look like gaps and are shown: in code, in the name of a linked page, or beside it.

An article about a program shows the values that it writes of, and links pages whatever they are
called; whoever left a gap did neither.
"""

from __future__ import annotations

import re

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.once import once
from contenthub.articles.gate.own_words import Passage

# "[via [Ann](…)]": a credit or a source, with a link within the brackets.
_LINK = re.compile(r"\[([^\[\]\n]{1,80})\]\([^()\s]{1,500}\)")
_LINK_WITHIN = re.compile(rf"\[[^\[\]\n]{{0,80}}{_LINK.pattern}[^\[\]\n]{{0,80}}\]")
# "[picture] [Ten bridges](…)": what it is that is linked.
_BEFORE_LINK = re.compile(r"(\[[^\[\]\n]{1,40}\]) \[[^\[\]\n]{1,200}\]\(")
# What may be taken for a gap, where it is shown in code or in the name of a page.
_SHOWN = re.compile(
    r"%[A-Z][\w ]{1,30}%|\[[^\[\]\n]{1,80}\]|\{[^{}\n]{1,80}\}|<[^<>\n]{1,60}>|\b[A-Z]{3,30}\b"
)


class Code:
    """The article's blocks of code, and what stands in them that would be a gap elsewhere."""

    def __init__(self, article: Finished) -> None:
        self._texts = [one.text for one in article.blocks if one.kind is Kind.CODE]

    @once
    def _shown(self) -> frozenset[str]:
        return frozenset(_SHOWN.findall("\n".join(self._texts)))

    def shows(self, text: str, passage: Passage) -> bool:
        """Whether it is there as well; in Chinese about commands it is a part of one."""
        if not self._texts:
            return False
        return (passage.is_wide and text.isascii()) or text in self._shown


def in_names_of_pages(text: str) -> frozenset[str]:
    """Signs in what pages are called that it links: "[Remove FIXME from the parser](…)"."""
    if "](" not in text:
        return frozenset()
    names = (one[1] for one in _LINK.finditer(text))
    return frozenset(_SHOWN.findall("\n".join(name for name in names if " " in name.strip())))


def linked(text: str) -> frozenset[str]:
    """What stands in brackets with a link within, as a reader sees it."""
    if "](" not in text:
        return frozenset()
    return frozenset(_LINK.sub(r"\1", one[0]) for one in _LINK_WITHIN.finditer(text))


def before_links(text: str) -> frozenset[str]:
    """Brackets that stand before a link: they say of which kind it is."""
    return frozenset(_BEFORE_LINK.findall(text))
