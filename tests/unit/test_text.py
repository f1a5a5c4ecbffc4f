"""Words, languages and characters of texts in several scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contenthub.articles.text import (
    guess_language,
    has_control_characters,
    printable,
    tail,
    word_count,
)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("two words", 2),
        ("内容生产线", 5),
        ("用 Redis 做队列", 5),
        ("用Redis做队列", 5),
        ("don't state-of-the-art 3.14", 3),
        ("snake_case", 2),
        ("**bold** — `code`!", 2),
        ("[the docs](https://example.com/a/b) ![logo](logo.png)", 3),
        ("ひらがな", 4),
        ("한국어 문장", 2),
        ("𠀀𠀁", 2),
        ("... --- !!!", 0),
    ],
)
def test_words_are_counted_and_each_han_character_is_one(text: str, count: int) -> None:
    assert word_count(text) == count


@given(st.lists(st.sampled_from(["word", "内", "naïve", "it's"])))
def test_words_apart_count_one_each(words: list[str]) -> None:
    assert word_count(" ".join(words)) == len(words)


@given(st.text("ab1.-'_ \n\u2018\u2019\u201c\u201d\u2013\u2014\u2026", max_size=40))
def test_typeset_marks_count_the_same_in_a_text_of_any_script(text: str) -> None:
    assert word_count(text) == word_count(f"{text} 内") - 1


@pytest.mark.parametrize("text", ["a\0b", "\x1b[31m", "a\rb", "\x7f", "\x85", "\ud83d"])
def test_what_no_person_types_is_seen(text: str) -> None:
    assert has_control_characters(text)


@pytest.mark.parametrize("text", ["", "a\nb\tc", "中文 👩‍💻 é", "a\u00a0b"])
def test_what_people_type_is_no_control_character(text: str) -> None:
    assert not has_control_characters(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How to queue", "en"),
        ("", "en"),
        ("如何使用 Redis", "zh"),
        ("キューの使い方", "ja"),
        ("큐 사용법", "ko"),
    ],
)
def test_the_script_tells_the_language(text: str, language: str) -> None:
    assert guess_language(text) == language


def test_a_tail_is_marked_where_something_was_left_out() -> None:
    assert tail("abc", 3) == "abc"
    assert tail("abcd", 3) == "…bcd"


@given(st.text(st.characters()))
def test_printable_text_can_be_stored_and_loses_nothing_else(text: str) -> None:
    kept = printable(text)
    assert kept.encode().decode() == kept
    assert "\0" not in kept
    assert printable(kept) == kept


def test_printable_text_keeps_line_breaks_tabs_and_emoji() -> None:
    assert printable("a\n\t👩\u200d💻\x00\ud83d") == "a\n\t👩\u200d💻"
