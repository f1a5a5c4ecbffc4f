"""The summary of an article: the first prose there is, plain, on one line, and short."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contenthub.articles.summary import summarise


@pytest.mark.parametrize(
    ("markdown", "summary"),
    [
        ("", ""),
        ("# Only a heading", ""),
        ("# Title\n\nThe first.\n\nThe second.", "The first."),
        ("Title\n=====\n\nThe first.", "The first."),
        ("Title\n---\n\nThe first.", "The first."),
        ("```python\nx = 1\n\ny\n```\n\nThe first.", "The first."),
        ("~~~\n```\n~~~\nThe first.", "The first."),
        ("![cover](a.png)\n\nThe first.", "The first."),
        ("| a | b |\n|---|---|\n\nThe first.", "The first."),
        ("<!-- note -->\n\n<div>\n\nThe first.", "The first."),
        ("***\n\n[x]: https://x.org\n\nThe first.", "The first."),
        ("- one - two\n- three", "one - two three"),
        ("1. one\n2. two", "one two"),
        ("> said", "said"),
        ("two\nlines", "two lines"),
        ("两行\n文字", "两行文字"),
        ("使用 Redis 队列", "使用 Redis 队列"),
        ("A **bold *nested*** `code` ~~gone~~ _it_", "A bold nested code gone it"),
        ("see [the docs][1] and [this](https://x.org 'x')", "see the docs and this"),
        ("see <https://x.org> and <b>bold</b>", "see https://x.org and bold"),
        ("2 * 3 and snake_case_name", "2 * 3 and snake_case_name"),
        (r"1\. not a list \*", "1. not a list *"),
        ("---\ntitle: x\n---\nThe first.", "The first."),
        ("a\r\nb", "a b"),
    ],
)
def test_it_is_the_first_paragraph_without_marks(markdown: str, summary: str) -> None:
    assert summarise(markdown) == summary


def test_a_long_text_ends_between_words() -> None:
    assert summarise("word " * 20, limit=22) == "word word word word…"


def test_a_long_chinese_text_ends_between_characters() -> None:
    assert summarise("内容生产线" * 20, limit=11) == "内容生产线内容生产线…"


def test_a_long_text_ends_after_a_sentence_where_one_ends_late() -> None:
    assert (
        summarise("短句。这是很长很长的一句话。后面还有", limit=15)
        == "短句。这是很长很长的一句话。"
    )
    assert summarise("One. Two three four. Five six", limit=22) == "One. Two three four."


def test_one_endless_word_is_cut() -> None:
    assert summarise("a" * 100, limit=10) == "a" * 9 + "…"


@given(st.text(st.sampled_from("ab 中文。.!\n#*_`~[]()<>|-=\\1")), st.integers(10, 60))
def test_it_is_never_too_long_and_always_one_line(markdown: str, limit: int) -> None:
    summary = summarise(markdown, limit)
    assert len(summary) <= limit
    assert summary == " ".join(summary.split())
