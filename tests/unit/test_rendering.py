"""Markdown to HTML: nothing that runs survives, and what an article needs does."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from html import escape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contenthub.articles.rendering import MOST_NESTED, html, sanitised

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "<a href='javascript:alert(1)'>x</a>",
    "![x](data:text/html;base64,PHNjcmlwdD4=)",
    "<svg><script>alert(1)</script></svg>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<iframe src='https://x.org'></iframe>",
    "<style>@import 'https://x.org'</style>",
    "<p style='position:fixed' onclick='alert(1)'>x</p>",
    "<form action='https://x.org'><input name=password></form>",
]
RUNS = {"script", "iframe", "style", "form", "input", "svg", "math", "object", "embed"}


class Found(HTMLParser):
    """What a browser would find: tags and attributes, not words in the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def dangers(self) -> list[str]:
        found = sorted(self.tags & RUNS)
        for name, value in self.attributes:
            address = value.strip().lower().startswith(("javascript:", "data:"))
            if name.startswith("on") or address or "position" in value:
                found.append(f"{name}={value}")
        return found


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_runs_gets_through(attack: str) -> None:
    shown = html(f"before\n\n{attack}\n\nafter")
    assert "before" in shown
    assert Found(shown).dangers() == []


def test_the_look_for_dangers_finds_them() -> None:
    page = "<script></script><a href=' javascript:x' onclick=1 style='position:fixed'>"
    assert len(Found(page).dangers()) == 4


@given(
    st.lists(st.sampled_from([*ATTACKS, "`", "[x](", ")", "\n\n", "    ", "<!--", "|a|", "&lt;"]))
)
def test_no_mixture_of_attacks_gets_through(pieces: list[str]) -> None:
    assert Found(html("".join(pieces))).dangers() == []


def test_headings_lists_and_quotes_become_html() -> None:
    shown = html("# 标题\n\n1. one\n2. *two*\n\n> said")
    for part in ("<h1>标题</h1>", "<li>one</li>", "<em>two</em>", "<blockquote>"):
        assert part in shown


def test_tables_keep_their_alignment() -> None:
    shown = html("| a | b |\n|---|--:|\n| 1 | 2 |")
    assert "<table>" in shown
    assert '<td style="text-align:right">2</td>' in shown


def test_code_keeps_its_language_and_no_other_class() -> None:
    assert '<code class="language-c++">' in html("```c++\nint x;\n```")
    assert html('<code class="admin panel">x</code>') == "<p><code>x</code></p>\n"


def test_harmless_html_and_strikethrough_stay() -> None:
    assert html("H<sub>2</sub>O ~~no~~") == "<p>H<sub>2</sub>O <s>no</s></p>\n"


def test_links_do_not_hand_over_the_page_they_are_on() -> None:
    assert html("[x](https://x.org)") == (
        '<p><a href="https://x.org" rel="noopener noreferrer">x</a></p>\n'
    )
    assert 'href="/about"' in html("[x](/about)")


def test_threads_may_render_at_the_same_time() -> None:
    with ThreadPoolExecutor(8) as pool:
        shown = list(pool.map(html, [f"# {n}\n\n| a |\n|---|\n| {n} |" for n in range(100)]))
    assert all(f"<td>{n}</td>" in page for n, page in enumerate(shown))


def test_the_libraries_are_imported_on_first_use_only() -> None:
    script = (
        "import sys, contenthub.articles.rendering\n"
        "print({'markdown_it', 'nh3'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout.split() == [b"set()"]


@pytest.mark.parametrize("tag", ["<div>", "<b></i>", "<DIV>\n", "<pre a=b>"])
def test_html_that_is_nested_too_deep_is_shown_as_text(tag: str) -> None:
    shown = html(tag * (MOST_NESTED + 1) + "the *end*")
    assert Found(shown).tags <= {"p", "em"}
    assert "&lt;" in shown
    assert "<em>end</em>" in shown


def test_many_elements_beside_each_other_are_not_deep() -> None:
    many = MOST_NESTED + 1
    assert html("x<br>" * many).count("<br>") == many
    assert html("<b>x</b> " * many).count("<b>") == many
    assert html("- x\n" * many).count("<li>") == many


_FRENCH = "Il a dit « oui & non », et c'est tout.\n\n"


@pytest.mark.parametrize("sign", ["«", "& ", "\xa0a", "«»abc", "«<td>"])
def test_what_the_sanitizer_would_write_for_minutes_is_shown_as_text(sign: str) -> None:
    """It writes such signs in time that grows with the square of the text they stand in."""
    endless = sign * (2_000_000 // len(sign))
    assert html(endless) == f"<pre>{escape(endless)}</pre>\n"
    assert sanitised(endless) == escape(endless)
    link = f'<a href="https://e.com/" title="{endless}">x</a>'
    assert "<a" not in html(link) + sanitised(link)


def test_long_articles_with_such_signs_are_no_such_text() -> None:
    article = f"# Tout\n\n{_FRENCH * 10_000}"
    assert html(article).count("<p>") == 10_000
    foreign = f"<div>{'<p>&laquo;&nbsp;oui &amp; non&nbsp;&raquo;</p>' * 10_000}</div>"
    assert sanitised(foreign).count("<p>") == 10_000
    assert sanitised(f"<div>{'a & b&nbsp;<br>' * 1_000}</div>").count("<br>") == 1_000
