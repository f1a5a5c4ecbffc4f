"""Which parts of an article go to Ghost as HTML cards: those that its editor would make less of.

Ghost turns HTML into the blocks of its editor. That loses nothing of plain paragraphs, lists and
code; words run together, or pictures are lost, where blocks stand within a list's items, pictures
in links, and elements that it does not know. An HTML card stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

_INLINE = frozenset({"a", "b", "br", "code", "em", "i", "s", "strong", "sub", "sup", "u"})
_LISTS = frozenset({"ul", "ol"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_VOID = frozenset({"area", "br", "col", "hr", "img", "wbr"})
# What Ghost's editor can hold, by the element that it stands in; "": in none.
_HOLDS = {
    "": _INLINE | _LISTS | _HEADINGS | {"p", "blockquote", "pre", "hr"},
    "p": _INLINE | {"img"},
    "ul": frozenset({"li"}),
    "ol": frozenset({"li"}),
    "li": _INLINE | _LISTS | {"p"},
    "blockquote": frozenset({"p"}),
    "pre": frozenset({"code"}),
    "code": frozenset[str](),
    **dict.fromkeys(_HEADINGS, _INLINE),
    **dict.fromkeys(_INLINE - {"code", "br"}, _INLINE),
}
_BEGIN, _END = "<!--kg-card-begin: html-->", "<!--kg-card-end: html-->"


def carded(html: str) -> str:
    """Sanitised HTML in which what Ghost's editor cannot hold stands in HTML cards."""
    reader = _Blocks()
    reader.feed(html)
    reader.close()
    return reader.finished()


@dataclass
class _Element:
    """An element that is open, and what it holds so far."""

    tag: str
    text: bool = False
    blocks: bool = False

    def takes(self, tag: str) -> bool:
        """Whether Ghost's editor keeps this element in it, or text (""), beside what it holds."""
        if tag and tag not in _HOLDS.get(self.tag, ()):
            return False
        if self.tag != "li" or tag in _LISTS:
            return True
        # A list's item is one paragraph, and lists after it.
        return not self.blocks and not (tag == "p" and self.text)


class _Blocks(HTMLParser):
    """Takes the HTML apart into its outermost elements, and what is between them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._done: list[str] = []
        self._block: list[str] = []
        self._open: list[_Element] = []
        self._plain = True

    def finished(self) -> str:
        """The whole, once all was read."""
        self._close_block()
        return "".join(self._done)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._open and tag not in _INLINE:
            self._close_block()
        self._take(tag)
        self._block.append(self.get_starttag_text() or "")
        if tag not in _VOID:
            self._open.append(_Element(tag))
        elif not self._open and tag not in _INLINE:
            self._close_block()

    def handle_endtag(self, tag: str) -> None:
        self._block.append(f"</{tag}>")
        if self._open:
            self._open.pop()
        if self._open and (tag == "p" or tag in _LISTS):
            self._open[-1].blocks = True
        if not self._open and tag not in _INLINE:
            self._close_block()

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._take("")
        self._block.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def _take(self, tag: str) -> None:
        around = self._open[-1] if self._open else _Element("")
        alone = tag != "img" or [one.tag for one in self._open] == ["p"]
        self._plain = self._plain and alone and around.takes(tag)
        around.text = around.text or not tag or tag in _INLINE

    def _close_block(self) -> None:
        block = "".join(self._block)
        if block.strip():
            self._done.append(block if self._plain else f"\n{_BEGIN}\n{block}\n{_END}\n")
        self._block, self._plain = [], True
