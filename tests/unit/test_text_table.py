"""Laying out tables: nothing lost, nothing over the edge, Chinese in its columns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from contenthub.commands.text_table import Column, display_width, fold, lay_out, one_line, pad

CELLS = st.text(st.sampled_from("ab 内容é\u0301👩\u200d\n"), max_size=60)


def test_width_is_that_of_a_terminal() -> None:
    assert display_width("abc") == 3
    assert display_width("内容ｆ") == 6
    assert display_width("e\u0301\u200b") == 1


@given(CELLS, st.integers(2, 30))
def test_folding_keeps_the_width_and_loses_nothing_but_spaces(text: str, width: int) -> None:
    lines = fold(one_line(text), width)
    assert all(display_width(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == one_line(text).replace(" ", "")


def test_folding_ends_even_where_a_character_is_wider_than_the_column() -> None:
    assert fold("内容", 1) == ["内", "容"]


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5), st.integers(30, 80))
def test_a_table_keeps_to_the_screen(rows: list[tuple[str, str]], screen: int) -> None:
    lines = list(lay_out([Column("one"), Column("two")], rows, screen))
    assert all(display_width(line) <= screen for line in lines)


def test_ids_and_numbers_are_not_folded_on_any_screen() -> None:
    columns = [Column("id", whole=True), Column("count", right=True)]
    lines = list(lay_out(columns, [["x" * 36, "1234567890"]], screen=10))
    assert lines[-1] == "x" * 36 + "  1234567890"


def test_a_column_is_padded_by_what_is_seen() -> None:
    assert pad("内", 4) == "内  "
    assert pad("7", 3, right=True) == "  7"
