"""What becomes of an article's HTML: what may run, points elsewhere or cannot be seen is taken out.

The documents say that scripts are removed and that images from elsewhere are filtered. Comments,
links to other sites and the attribute ``id`` are taken out, too: that is what readers of published
articles see, and a client that relies on one of them is found out here.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

# Gone together with what is in them.
_WHOLE = {"script", "style", "object", "template", "noscript", "title"}
# Gone, but for what is in them.
_TAG_ONLY = {"html", "head", "body", "form", "input", "button", "textarea", "select", "link"}
_TAG_ONLY |= {"meta", "embed", "base", "iframe", "frame", "frameset"}
_ADDRESSES = {"src", "data-src", "poster", "background"}
_IN_STYLE = re.compile(r"[^;]*url\(\s*['\"]?(?P<address>[^'\")]*)[^;]*;?", re.IGNORECASE)
_DRAFT_TEXT = re.compile(r"<[^>]*>")


def is_own_picture(address: str) -> bool:
    """Whether it is on the hosts to which pictures are uploaded."""
    parts = urlsplit(address.strip())
    host = parts.hostname or ""
    return parts.scheme in {"http", "https"} and (host == "qpic.cn" or host.endswith(".qpic.cn"))


def is_own_page(address: str) -> bool:
    """Whether it is an article of an official account, the only pages that may be linked to."""
    parts = urlsplit(address.strip())
    return parts.scheme in {"http", "https"} and parts.hostname == "mp.weixin.qq.com"


class _Filter(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.kept: list[str] = []
        self._within: list[str] = []  # elements that are gone as a whole
        self._links: list[bool] = []  # of the open links, which are kept

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, attrs, "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _WHOLE:
            self._start(tag, attrs, "/")

    def _start(self, tag: str, attrs: list[tuple[str, str | None]], end: str) -> None:
        if tag in _WHOLE:
            self._within.append(tag)
        if self._within or tag in _TAG_ONLY:
            return
        if tag == "a":
            self._links.append(is_own_page(dict(attrs).get("href") or ""))
            if not self._links[-1]:
                return
        self.kept.append(f"<{tag}{_attributes(attrs)}{end}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in _WHOLE and tag in self._within:
            del self._within[self._within.index(tag) :]
            return
        if self._within or tag in _TAG_ONLY:
            return
        if tag != "a" or (self._links and self._links.pop()):
            self.kept.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._keep(data)

    def handle_entityref(self, name: str) -> None:
        self._keep(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._keep(f"&#{name};")

    def _keep(self, text: str) -> None:
        if not self._within:
            self.kept.append(text)


def _attributes(attrs: list[tuple[str, str | None]]) -> str:
    kept = []
    for name, value in attrs:
        value = value or ""
        if name == "id" or name.startswith("on") or name in {"srcset", "srcdoc"}:
            continue
        if name in _ADDRESSES and not is_own_picture(value):
            continue
        if name == "style":
            value = _IN_STYLE.sub(_own_style, value)
        kept.append(f' {name}="{html.escape(value)}"')
    return "".join(kept)


def _own_style(found: re.Match[str]) -> str:
    return found[0] if is_own_picture(found["address"]) else ""


def filtered(content: str) -> str:
    """What is kept of an article's HTML when a draft is saved."""
    parser = _Filter()
    parser.feed(content)
    parser.close()
    return "".join(parser.kept)


def reread(content: str, rewritten: bool) -> str:
    """What a saved article reads like: pictures are loaded late, by ``data-src``.

    ``rewritten``: their addresses are another spelling of the same, as some accounts see them.
    """
    late = re.sub(r'(<img\b[^>]*?\s)src="', r'\1data-src="', content)
    if not rewritten:
        return late
    return re.sub(
        r'data-src="http://([^"?]*)(?:\?[^"]*)?"', r'data-src="https://\1?from=appmsg"', late
    )


def digest_of(content: str) -> str:
    """The first 54 characters of the text, where no digest was given."""
    text = html.unescape(_DRAFT_TEXT.sub("", content))
    return " ".join(text.split())[:54]
