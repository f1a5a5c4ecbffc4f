"""Which parts of an article Ghost's editor can hold, and which go to it as HTML cards."""

from __future__ import annotations

import pytest

from contenthub.articles import rendering
from contenthub.publishers import read_back
from contenthub.publishers.ghost import page
from contenthub.publishers.ghost.cards import carded

BLOCKS = [
    "Plain **bold** `code` [link](https://e.com/?a=1&b=2) &amp; 5 < 6.  \nNext line.",
    "# One\n\n## Two **bold**",
    "- a\n- b\n  - c\n    1. d",
    "- a\n\n- b **x**\n\n- c\n  1. d",
    "> one\n>\n> two",
    "```py\nprint('<b>')\n```",
    "    indented &lt;",
    "---",
    "Before ![a](https://e.com/a.png) after",
    "a <sub>b</sub> <sup>c</sup> <u>d</u> <s>e</s>",
]
CARDS = [
    "| a | b |\n|---|---|\n| 1 | ![p](https://e.com/p.png) |",
    "1. step\n\n   ```sh\n   run\n   ```",
    "- a\n\n  b",
    "- one\n\n  > quote",
    "- ![a](https://e.com/a.png)",
    "- a\n  - b\n\n  after",
    "> - a list",
    "> ![a](https://e.com/a.png)",
    "[![a](https://e.com/a.png)](https://e.com)",
    "## ![a](https://e.com/a.png) head",
    "press <kbd>x</kbd> now",
    "<dl><dt>t</dt><dd>d</dd></dl>",
    "<details><summary>s</summary>text</details>",
    "<div>a<p>b</p></div>",
    "<ul><li>a<p>b</p></li></ul>",
]


@pytest.mark.parametrize("text", BLOCKS)
def test_what_the_editor_holds_goes_as_it_is(text: str) -> None:
    assert "kg-card" not in page.html(text)


@pytest.mark.parametrize("text", CARDS)
def test_what_the_editor_would_lose_goes_as_a_card(text: str) -> None:
    assert page.html(text).count("<!--kg-card-begin: html-->") == 1
    assert page.html(text).count("<!--kg-card-end: html-->") == 1


@pytest.mark.parametrize("card", CARDS)
def test_only_the_part_that_needs_it_is_a_card(card: str) -> None:
    before, _, rest = page.html(f"Before.\n\n{card}\n\nAfter.").partition("<!--kg-card-begin")
    assert before.strip() == "<p>Before.</p>"
    assert rest.rpartition("html-->")[2].strip() == "<p>After.</p>"


@pytest.mark.parametrize("text", [*BLOCKS, *CARDS])
def test_no_character_of_a_text_gets_lost(text: str) -> None:
    sent = rendering.html(f"First\n\n{text}\n\nlast ![z](https://e.com/z.png)")
    assert read_back.missing(sent, carded(sent)) == ""
    assert read_back.words(carded(sent)) == read_back.words(sent)


def test_an_article_cannot_end_a_card_itself() -> None:
    text = "<kbd>a</kbd> <!--kg-card-end: html--> <script>x</script>"
    assert page.html(text).count("kg-card-end") == 1
    assert "script" not in page.html(text)


@pytest.mark.parametrize("broken", ["<p>a", "</p>b", "a &amp; <b>c</p>", "&#x41;&nope;", "<", ""])
def test_html_that_is_not_whole_stays_readable(broken: str) -> None:
    assert read_back.words(carded(broken)) == read_back.words(broken)
