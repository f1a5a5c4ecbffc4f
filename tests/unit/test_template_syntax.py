"""What an article says is never read as template code, and readers see it as it was written."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contenthub.publishers.template_syntax import escaped

PIECES = [
    "{",
    "}",
    "{{",
    "{{<",
    "{{%",
    ">}}",
    "%}}",
    "{%",
    "%}",
    "/*",
    "*/",
    "/",
    "<",
    "%",
    "-",
    "`",
    "\n",
    "a",
    " ",
    "endraw",
    '"',
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def hugo_shows(text: str) -> str:
    """What Hugo's lexer makes of a text; ValueError where it would stop the build.

    As hugolib's pageparser does: `{{<` or `{{%` opens, and is only text when a comment follows
    that ends in `*/` and the closing mark.
    """
    shown, place = [], 0
    while found := re.compile(r"\{\{([<%])").search(text, place):
        shown.append(text[place : found.end()])
        close = "*/" + {"<": ">}}", "%": "%}}"}[found[1]]
        if not text.startswith("/*", found.end()):
            raise ValueError(f"a shortcode at {found.start()}")
        end = text.find(close, found.end()) - found.end()
        if end <= 1:
            raise ValueError("comment must be closed")
        shown.append(text[found.end() + 2 : found.end() + end] + close[2:])
        place = found.end() + end + len(close)
    return "".join(shown) + text[place:]


_LIQUID_TOKEN = re.compile(r"\{%.*?%\}|\{\{.*?\}\}?|\{\{|\{%", re.DOTALL)  # of Liquid's tokenizer
_LIQUID_TEXT = re.compile(r'\{\{ "(\{\{|\{%)" \}\}')


def liquid_shows(text: str) -> str:
    """What Liquid makes of a text whose only tags print a string; ValueError for another one."""

    def shown(token: re.Match[str]) -> str:
        printed = _LIQUID_TEXT.fullmatch(token[0])
        if printed is None:
            raise ValueError(f"a tag: {token[0]}")
        return printed[1]

    return _LIQUID_TOKEN.sub(shown, text)


@given(TEXTS)
@example("{{<>}} {{%%}} {{</>}} {{</* x */>}} {{</*/>}}")
@example("{{< a {{% b >}} %}} {{<")
def test_hugo_shows_what_was_written_but_for_an_invisible_space(text: str) -> None:
    assert hugo_shows(escaped(text, "hugo")).replace("\u200b", "") == text


@given(
    TEXTS.filter(lambda text: ">}}" in text.rpartition("{{<")[2] or "{{<" not in text).filter(
        lambda text: "{{%" not in text
    )
)
def test_what_is_closed_is_shown_by_hugo_to_the_letter(text: str) -> None:
    assert hugo_shows(escaped(text, "hugo")) == text


@given(TEXTS)
@example("{% endraw %}{{{% x %}}}")
@example("{{{{ {{% {%{%")
def test_jekyll_shows_what_was_written(text: str) -> None:
    assert liquid_shows(escaped(text, "jekyll")) == text


@given(TEXTS)
def test_plain_is_as_it_is(text: str) -> None:
    assert escaped(text, "plain") == text


def seconds(call: Callable[[], object]) -> float:
    def once() -> float:
        begun = time.process_time()
        call()
        return time.process_time() - begun

    return min(once() for _ in range(3))


@pytest.mark.no_cover  # time is measured
@pytest.mark.parametrize("syntax", ["hugo", "jekyll"])
@pytest.mark.parametrize("pumped", ["{{<", "{{< x >}}", "{{<{{%", "{", "{{% >}}", "{%", "{{</*"])
def test_a_text_twice_as_long_takes_about_twice_the_time(syntax: str, pumped: str) -> None:
    short, long = pumped * 10_000, pumped * 20_000
    ratios = (
        seconds(lambda: escaped(long, syntax)) / seconds(lambda: escaped(short, syntax))
        for _ in range(3)  # a busy machine makes one of them slow, a square all
    )
    assert any(ratio < 3 for ratio in ratios)
