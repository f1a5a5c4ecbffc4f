"""An article's Markdown as the HTML that WeChat's editor keeps: pure.

What it does not keep is said otherwise: a link that leads elsewhere becomes a number, with its
address as text at the end; code keeps its lines and blanks as HTML; nothing has a class. Whatever
HTML was in the article passes the sanitizer first, and of what that lets through only what stands
in ``styles`` leaves.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

from contenthub.articles import rendering
from contenthub.articles.text import printable
from contenthub.publishers.wechat.styles import BLOCK_CODE, NOTES, NOTES_TITLE, OUTERMOST, STYLES

OWN_PAGES = "mp.weixin.qq.com"  # the only links that its readers can follow
_OTHERWISE = {  # elements that leave under another name
    "div": "section",
    "article": "section",
    "figure": "section",
    "figcaption": "p",
    "center": "section",
    "details": "section",
    "summary": "p",
    "dl": "section",
    "dt": "p",
    "dd": "p",
    "tfoot": "tbody",
    "caption": "p",
    "b": "strong",
    "i": "em",
    "cite": "em",
    "s": "del",
    "strike": "del",
    "kbd": "code",
    "samp": "code",
    "tt": "code",
}
_EMPTY = frozenset({"br", "hr", "img"})
# Between their elements there are no words: blanks would be seen as empty lines or bullets.
_HOLDERS = frozenset({"", "section", "blockquote", "ul", "ol", "table", "thead", "tbody", "tr"})
_ENDS = ("</p>", "</section>", "</blockquote>", "</ul>", "</ol>", "</pre>", "</table>")
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_BREAK = re.compile(rf"(?<=[{_WIDE}])\n(?=[{_WIDE}])")
_ALIGNED = {"text-align:left", "text-align:center", "text-align:right"}
_NUMBER = re.compile(r"[0-9]{1,4}")
_TITLES = {"zh": "链接", "en": "Links"}


@dataclass(frozen=True, slots=True)
class Page:
    """``html`` is the article, ``lost`` how many pictures have no address of the web."""

    html: str
    lost: int = 0


def page(body: str, language: str = "en") -> Page:
    """The article's HTML, each element with its style; pictures are where they were."""
    writer = _Writer()
    writer.feed(rendering.html(printable(body)).strip())
    writer.close()
    return Page("".join(writer.pieces) + _notes(writer.links, language), writer.lost)


def content(article: str, key: str) -> str:
    """What a draft holds for this HTML and the publication of this key."""
    return f'<section {mark(key)} style="{OUTERMOST}">{article}</section>'


def mark(key: str) -> str:
    """An attribute that readers do not see, by which a draft is found whose answer was lost."""
    digest = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
    return f'data-contenthub="{digest[:24]}"'


def shown_pictures(html: str) -> int:
    """How many pictures of this HTML have an address, as WeChat writes it or as it is sent."""
    reader = _Pictures()
    reader.feed(html)
    reader.close()
    return reader.shown


def _notes(links: dict[str, str], language: str) -> str:
    if not links:
        return ""
    title = _TITLES["zh" if language.lower().startswith("zh") else "en"]
    lines = "".join(
        f'<p style="{NOTES}">[{number}] {escape(text)}{": " if text else ""}{escape(address)}</p>'
        for number, (address, text) in enumerate(links.items(), start=1)
    )
    return f'<p style="{NOTES_TITLE}">{title}</p>{lines}'


@dataclass(slots=True)
class _Link:
    """A link that is open: where it leads, and what its readers see."""

    address: str
    text: str = ""


class _Writer(HTMLParser):
    """Writes sanitised HTML anew, with styles."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.links: dict[str, str] = {}  # addresses with their texts, in the order of their numbers
        self._numbers: dict[str, int] = {}
        self.lost = 0
        self._open: list[tuple[str, str]] = []  # the element, and the name under which it left
        self._link: _Link | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "img":
            self._picture(given)
        elif tag == "a":
            self._open.append((tag, self._begin_link(given.get("href", ""))))
        else:
            name = _OTHERWISE.get(tag, tag)
            known = name if name in STYLES else ""
            if known:
                self._begin(known, given)
            if known not in _EMPTY and tag not in ("wbr", "col", "area"):
                self._open.append((tag, known))

    def handle_endtag(self, tag: str) -> None:
        if tag not in [one for one, _ in self._open]:
            return
        while self._open:
            opened, name = self._open.pop()
            if opened == "a":
                self._end_link()
            if name in ("pre", "code") and self._is_within("pre", name):
                self._drop_last_line_break()
            if name:
                self.pieces.append(f"</{name}>")
            if opened == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._is_within("pre"):
            self.pieces.append(_code(data))
        elif data.strip() or not self._is_between():
            self.pieces.append(escape(_BREAK.sub("", data).replace("\n", " "), quote=False))
        if self._link is not None:
            self._link.text += data

    def close(self) -> None:
        """End what is open, as the sanitizer leaves nothing open this does nothing then."""
        super().close()
        for tag, _ in reversed(self._open.copy()):
            self.handle_endtag(tag)

    def _is_within(self, wanted: str, ending: str = "") -> bool:
        return wanted == ending or any(name == wanted for _, name in self._open)

    def _is_between(self) -> bool:
        """Whether blanks are between elements here, where they mean nothing."""
        holder = next((name for _, name in reversed(self._open) if name), "")
        return holder in _HOLDERS or (bool(self.pieces) and self.pieces[-1] in _ENDS)

    def _drop_last_line_break(self) -> None:
        """A block of code ends with its last line."""
        if self.pieces[-1].endswith("<br>"):
            self.pieces[-1] = self.pieces[-1].removesuffix("<br>")

    def _begin(self, name: str, given: dict[str, str]) -> None:
        style = STYLES[name]
        if name == "code" and self._is_within("pre"):
            style = BLOCK_CODE
        aligned = given.get("style", "").replace(" ", "").rstrip(";")
        if name in ("th", "td") and aligned in _ALIGNED:
            style = f"{style};{aligned}"
        kept = "".join(
            f' {attribute}="{given[attribute]}"'
            for attribute in ("colspan", "rowspan", "start")
            if _NUMBER.fullmatch(given.get(attribute, ""))
        )
        self.pieces.append(f'<{name}{kept} style="{style}">' if style else f"<{name}{kept}>")

    def _picture(self, given: dict[str, str]) -> None:
        address = given.get("src", "")
        if not address:
            self.lost += 1
            return
        alt = escape(given.get("alt", ""))
        self.pieces.append(f'<img src="{escape(address)}" alt="{alt}" style="{STYLES["img"]}">')

    def _begin_link(self, address: str) -> str:
        if _is_own_page(address):
            self.pieces.append(f'<a href="{escape(address)}" style="{STYLES["a"]}">')
            return "a"
        if address.lower().startswith(("http://", "https://", "mailto:", "tel:")):
            self._link = _Link(address)
        return ""

    def _end_link(self) -> None:
        """A number where the link stood, unless its address is to be read there already."""
        link, self._link = self._link, None
        if link is None:
            return
        text = " ".join(link.text.split())
        if _bare(text) == _bare(link.address):
            return
        self.links.setdefault(link.address, text[:100])
        number = self._numbers.setdefault(link.address, len(self.links))
        self.pieces.append(f'<sup style="{STYLES["sup"]}">[{number}]</sup>')


class _Pictures(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.shown += tag == "img" and bool(given.get("src") or given.get("data-src"))


def _code(text: str) -> str:
    """Lines and blanks of code as HTML that no editor folds."""
    spaced = escape(text.expandtabs(4), quote=False).replace(" ", "&nbsp;")
    return spaced.replace("\n", "<br>")


def _bare(address: str) -> str:
    plain = address.strip().removeprefix("mailto:").removeprefix("tel:")
    return plain.removeprefix("https://").removeprefix("http://").rstrip("/")


def _is_own_page(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and parts.hostname == OWN_PAGES
    except ValueError:
        return False
