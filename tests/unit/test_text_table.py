"""Laying out tables: one line a row, nothing over the edge, every script in its columns."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contenthub.commands.console.text_table import Cell, Column, lay_out
from contenthub.commands.console.width import clip, display_width, fold, fold_at_words, pad
from contenthub.inert import inert

CELLS = st.text(st.sampled_from("ab 内容é\u0301👩\u200d🇩🇪❤\ufe0f\n"), max_size=60)
FAMILY = "👩\u200d👩\u200d👧\u200d👦"


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("abc", 3),
        ("内容ｆ", 6),
        ("e\u0301", 1),
        (FAMILY, 2),
        ("🇩🇪", 2),
        ("🇩🇪🇫🇷", 4),
        ("❤", 1),
        ("❤\ufe0f", 2),
        ("1\ufe0f\u20e3", 2),
        ("👍🏽", 2),
        ("한글", 4),
        ("\u1112\u1161\u11ab", 2),
        ("\u0e19\u0e35\u0e49", 1),
        ("…", 1),
    ],
)
def test_width_is_that_of_a_terminal(text: str, width: int) -> None:
    assert display_width(text) == width


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcd…"),
        ("ab cdef", 4, "ab…"),
        ("内容线", 5, "内容…"),
        ("内容线", 4, "内…"),
        ("🇩🇪🇫🇷", 3, "🇩🇪…"),
        (f"{FAMILY}x{FAMILY}", 4, f"{FAMILY}x…"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
        ("❤\ufe0f❤\ufe0f", 3, "❤\ufe0f…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
        ("🇩🇪x", 2, "…"),
    ],
)
def test_a_text_is_cut_between_what_is_seen_as_characters(
    text: str, width: int, shown: str
) -> None:
    assert clip(text, width) == shown


@given(CELLS, st.integers(0, 30))
@example("\u200d\u200d内", 1)
def test_a_cut_text_is_never_wider_than_its_room(text: str, width: int) -> None:
    assert display_width(clip(text, width)) <= width


@given(
    st.lists(st.tuples(CELLS, CELLS, st.integers(0, 10**6)), min_size=1, max_size=5),
    st.integers(1, 200),
)
def test_a_table_keeps_to_any_screen_with_one_line_a_row(
    rows: list[tuple[str, str, int]], screen: int
) -> None:
    columns = [Column("one"), Column("two", leaves=0), Column("count", right=True, leaves=1)]
    lines = list(lay_out(columns, [[a, b, str(n)] for a, b, n in rows], screen))
    assert all(display_width(line) <= screen for line in lines)
    assert len(lines) == 2 + len(rows)


def test_columns_leave_in_their_order_before_texts_get_unreadable() -> None:
    columns = [Column("topic"), Column("creator", leaves=1), Column("priority", leaves=0)]
    rows = [["x" * 40, "outline", "5"]]

    def shown(screen: int) -> list[str]:
        heading, _, _ = lay_out(columns, rows, screen)
        return heading.split()

    assert shown(60) == ["topic", "creator", "priority"]
    assert shown(36) == ["topic", "creator"]
    assert list(lay_out(columns, rows, 26))[2] == "x" * 25 + "…"


def test_columns_leave_before_the_text_that_a_list_is_there_for_says_nothing() -> None:
    columns = [Column("id", whole=True), Column("made", leaves=0), Column("why", comfort=36)]
    rows = [["7", "3 min ago", "a gap that nobody filled in: [Company Name]"]]
    assert next(iter(lay_out(columns, rows, 60))).split() == ["id", "made", "why"]
    heading, _, row = lay_out(columns, rows, 46)
    assert (heading.split(), row) == (["id", "why"], f"7   {rows[0][2][:41]}…")


def test_texts_give_way_before_ids() -> None:
    columns = [Column("id", whole=True), Column("topic")]
    assert list(lay_out(columns, [["x" * 36, "y" * 40]], 60))[2] == f"{'x' * 36}  {'y' * 21}…"


def test_without_a_terminal_everything_stands_there() -> None:
    columns = [Column("id", whole=True), Column("topic", leaves=0)]
    assert list(lay_out(columns, [["x" * 36, "y" * 300]]))[2] == f"{'x' * 36}  {'y' * 300}"


def test_colours_change_no_width() -> None:
    lines = list(lay_out([Column("status"), Column("n")], [[Cell("内容", "32"), "1"]], 20))
    assert lines[2] == "\x1b[32m内容\x1b[0m    1"


def test_a_column_is_padded_by_what_is_seen() -> None:
    assert pad("内", 4) == "内  "
    assert pad("7", 3, right=True) == "  7"


@given(CELLS, st.integers(2, 30))
def test_folding_keeps_the_width_and_loses_nothing_but_spaces(text: str, width: int) -> None:
    flat = inert(" ".join(text.split()))  # as everything is that gets onto a screen
    lines = fold(flat, width)
    assert all(display_width(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == flat.replace(" ", "")


def test_folding_ends_even_where_a_character_is_wider_than_the_column() -> None:
    assert fold("内容", 1) == ["内", "容"]


def test_a_text_that_is_to_be_read_goes_on_in_the_next_line() -> None:
    columns = [Column("check"), Column("advice", folds=True)]
    assert list(lay_out(columns, [["disk", "free some space now"]], 16))[2:] == [
        "disk   free some",
        "       space now",
    ]


def test_a_rest_that_is_too_wide_with_the_next_character_is_a_line_of_its_own() -> None:
    assert fold("\u0301 a内", 2) == ["\u0301", "a", "内"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("short", ["short"]),
        ("", [""]),
        ("the server answered 503", ["the server", "answered 503"]),
        ("see https://example.com/a/b now", ["see", "https://example.com/a/b", "now"]),
        ("服务暂时不可用了 (later)", ["服务暂时不可", "用了 (later)"]),
        (
            "it waits; approve it: contenthub content approve 4",
            ["it waits;", "approve it:", "contenthub content approve 4"],
        ),
    ],
)
def test_what_is_copied_from_a_screen_stays_whole(text: str, lines: list[str]) -> None:
    assert fold_at_words(text, 12) == lines
