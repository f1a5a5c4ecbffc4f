"""What becomes of characters that no database and no reader takes: their meaning stays."""

from __future__ import annotations

import json

import pytest

from contenthub.articles.cleaning import clean, one_line


@pytest.mark.parametrize("mark", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x1e", "\x1f"])
def test_what_parts_two_words_leaves_them_apart(mark: str) -> None:
    assert clean(f"one{mark}two").split() == ["one", "two"]
    assert one_line(f"one{mark}two") == "one two"


@pytest.mark.parametrize("mark", ["\x0b", "\x0c", "\u2028", "\u2029"])
def test_a_break_ends_no_heading_and_no_row_but_parts_items_of_a_list(mark: str) -> None:
    assert clean(f"# Part one{mark}The sea\n") == "# Part one The sea\n"
    assert clean(f"| a{mark}b | c |\n") == "| a b | c |\n"
    assert clean(f"- a{mark}- b").split("\n")[-1] == "- b"


def test_signs_of_windows_that_were_read_as_latin_1_are_what_they_were() -> None:
    read_wrongly = "It’s a “dog’s” life – 5 €…".encode("cp1252").decode("latin-1")
    assert clean(read_wrongly) == "It’s a “dog’s” life – 5 €…"


def test_utf_8_that_was_read_as_latin_1_keeps_what_it_is_told_by() -> None:
    assert clean("It’s".encode().decode("latin-1")) == "Itâ€™s"


def test_bytes_that_windows_has_no_sign_for_go() -> None:
    assert clean("a\x81\x8d\x90b") == "ab"


def test_halves_of_a_character_that_came_apart_are_put_together() -> None:
    assert clean(json.loads(r'"\ud83c"') + json.loads(r'"\udf05 tea"')) == "🌅 tea"


@pytest.mark.parametrize("halves", [[0xD83C], [0xDF05], [0xDF05, 0xD83C], [0xD83C, 0x61, 0xDF05]])
def test_a_half_alone_is_shown_as_lost(halves: list[int]) -> None:
    shown = ["a" if half == 0x61 else "\ufffd" for half in halves]
    assert clean("".join(map(chr, halves))) == "".join(shown)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b[1mBold\x1b[0m tea", "Bold tea"),
        ("\x1b[38;5;208mTea\x1b[m", "Tea"),
        ("\x1b[?25lTea\x1b[?25h\x1b[2K\x1b[1G", "Tea"),
        ("\x1b]0;a title\x07Tea", "Tea"),
        ("\x1b]8;;https://example.org\x1b\\Tea\x1b]8;;\x1b\\", "Tea"),
        ("\x1bTea [0] and [1m]", "Tea [0] and [1m]"),
        ("\x1b]an end that is missing\nTea", "]an end that is missing\nTea"),
    ],
)
def test_what_steers_a_terminal_goes_as_a_whole(text: str, seen: str) -> None:
    assert clean(text) == seen


@pytest.mark.parametrize("mark", ["\ufeff", "\u200b", "\u2060", "\u200b\u200b"])
def test_nothing_unseen_stands_before_a_heading(mark: str) -> None:
    assert clean(f"{mark}# Tea\n\n{mark}# Coffee") == "# Tea\n\n# Coffee"


def test_blanks_without_width_within_a_line_stay() -> None:
    assert clean("ภาษา\u200bไทย") == "ภาษา\u200bไทย"


def test_ordinary_text_stays_as_it_is() -> None:
    text = "# Tea\n\n\tCode 👩‍👩‍👧 e\u0301 نص\u200cها\n"
    assert clean(text) == text
