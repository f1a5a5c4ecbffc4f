"""Keeps an article's text from being read as template code by the site generator that builds it.

Without it one `{{<` in an article, also in its code, would stop the build of a whole Hugo site,
and one `{% x %}` that of a Jekyll site. What readers see is the text as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_SHORTCODE = re.compile(r"\{\{([<%])")
_LIQUID = re.compile(r"\{\{|\{%")
_CLOSES = {"<": ">}}", "%": "%}}"}
_ZERO_WIDTH_SPACE = "\u200b"


def escaped(text: str, syntax: str) -> str:
    """``text`` so that a generator with this syntax shows it as it is. Reads it once."""
    return _ESCAPES[syntax](text)


def _for_hugo(text: str) -> str:
    """Each `{{< … >}}` and `{{% … %}}` as Hugo's comment form `{{</* … */>}}`.

    Hugo takes the comment marks off before anything else happens, so it is right in code and
    in prose. The form has to be closed: an opening that nothing closes gets a zero-width space.
    """
    parts: list[str] = []
    place = 0
    unclosed: set[str] = set()  # looked for to the end once: not again for each opening
    while found := _SHORTCODE.search(text, place):
        mark = found[1]
        end = -1 if mark in unclosed else text.find(_CLOSES[mark], found.end())
        parts.append(text[place : found.start()])
        if end < 0:
            unclosed.add(mark)
            parts.append(f"{{{_ZERO_WIDTH_SPACE}{{{mark}")
            place = found.end()
        else:
            parts.append(f"{{{{{mark}/*{text[found.end() : end]}*/{_CLOSES[mark]}")
            place = end + len(_CLOSES[mark])
    return "".join(parts) + text[place:]


def _for_jekyll(text: str) -> str:
    """Liquid's opening marks as strings that Liquid prints; it runs before Markdown is read.

    Other than a `raw` block it needs no end, which an excerpt would cut off, and other than
    `render_with_liquid` it is understood by Jekyll 3 as well.
    """
    return _LIQUID.sub(lambda found: f'{{{{ "{found[0]}" }}}}', text)


def _as_it_is(text: str) -> str:
    return text


_ESCAPES: dict[str, Callable[[str], str]] = {
    "hugo": _for_hugo,
    "jekyll": _for_jekyll,
    "astro": _as_it_is,  # templates are its .mdx alone
    "plain": _as_it_is,
}
SYNTAXES = tuple(_ESCAPES)
DEFAULT = SYNTAXES[0]
