"""What two texts differ in: the lines that went and came, also of long and hostile texts."""

from __future__ import annotations

import pytest

from contenthub.articles import differences

NAMES = ("one", "two")
HEAD = ["--- one", "+++ two"]


def lines(text: str) -> list[str]:
    return text.split()


@pytest.mark.parametrize("steps", [2e7, 0], ids=["line by line", "in one piece"])
@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("a b c", "a b c", []),
        ("a b c", "a x c", ["@@ -1,3 +1,3 @@", " a", "-b", "+x", " c"]),
        ("a b c d e f g", "a b c d e f x", ["@@ -4,4 +4,4 @@", " d", " e", " f", "-g", "+x"]),
        ("a b c d e", "x b c d e", ["@@ -1,4 +1,4 @@", "-a", "+x", " b", " c", " d"]),
        ("a b", "a b c", ["@@ -1,2 +1,3 @@", " a", " b", "+c"]),
        ("a b c", "a c", ["@@ -1,3 +1,2 @@", " a", "-b", " c"]),
        ("a a", "a a a", ["@@ -1,2 +1,3 @@", " a", " a", "+a"]),
    ],
)
def test_a_difference_has_the_lines_that_went_and_came_and_three_around_them(
    before: str, after: str, shown: list[str], steps: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(differences, "_MOST_STEPS", steps)
    found = differences.unified(lines(before), lines(after), NAMES)
    assert found == (HEAD + shown if shown else [])


def test_lines_far_apart_are_shown_apart() -> None:
    text = [str(number) for number in range(30)]
    other = ["x", *text[1:-1], "y"]
    found = differences.unified(text, other, NAMES)
    assert [line for line in found if line.startswith("@")] == [
        "@@ -1,4 +1,4 @@",
        "@@ -27,4 +27,4 @@",
    ]


def test_texts_that_would_be_compared_for_hours_differ_in_one_piece() -> None:
    same = [f"line {number % 10}" for number in range(100_000)]
    found = differences.unified([*same, "a", *same], [*same, "b", *same], NAMES)
    assert found[3:] == [
        *(f" line {number}" for number in (7, 8, 9)),
        *("-a", "+b"),
        *(f" line {number}" for number in (0, 1, 2)),
    ]
