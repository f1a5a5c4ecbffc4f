"""What an edit leaves of what was held is no new hold; what it brings is one."""

from __future__ import annotations

from typing import Any

import pytest

from contenthub.articles.gate import Finished, Neighbour, Rules, examine, holds, newly_held, stored
from contenthub.articles.text import word_count

KETTLE = "The kettle hangs above the stove and sings when the water in it begins to boil. "
KESSEL = "Der Kessel hängt über dem Herd und singt, wenn das Wasser in ihm zu kochen beginnt. "
WORDS = tuple(dict.fromkeys(KETTLE.strip(". ").casefold().split()))


def found(body: str, rules: Rules | None = None, **other: Any) -> list[dict[str, Any]]:
    article = Finished(
        "Kettles", body, word_count(body), topic="kettles", rules=rules or Rules(), **other
    )
    return stored(examine(article))


def new(old: str, body: str, rules: Rules | None = None) -> list[str]:
    return newly_held.messages(found(old, rules), old, found(body, rules), body)


def gaps(*names: int | str) -> str:
    return KETTLE + "".join(f"\n\nDear [Insert name {one}], it boils." for one in names)


def tokens(count: int) -> str:
    return KETTLE + "".join(f"\n\nIt boils {one}. <|im_end|>" for one in range(count))


def headings(count: int) -> str:
    return KETTLE + "".join(f"\n\n## Part {one}" for one in range(count))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (gaps(*range(7)), gaps(*range(1, 7))),  # "2 more gaps" becomes "1 more gap"
        (gaps(*range(7)), gaps(*range(2, 7))),
        (gaps(*range(7)), gaps(*range(6))),
        (gaps(*range(7)), gaps(6, 5)),
        (gaps(1), "Another line.\n\n" + gaps(1)),
        (tokens(3), "Another line.\n\n" + tokens(3)),  # "in line 3" becomes "in line 5"
        (tokens(9), tokens(7)),
        (headings(25), headings(22)),
        (headings(25), headings(24).replace("## Part 0\n", "## Part 0\n\nIt sings.\n")),
    ],
)
def test_what_is_left_is_known(before: str, after: str) -> None:
    assert holds(found(after))
    assert new(before, after) == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (gaps(*range(6)), gaps(*range(7)), ["2 more gaps that nobody filled in"]),
        (gaps(*range(5)), gaps(*range(6)), ["1 more gap that nobody filled in"]),
        (gaps(1), gaps(1, "9"), ["a gap that nobody filled in: [Insert name 9]"]),
        # one filled, another one made: in front, and among those that are only counted
        (
            gaps(*range(7)),
            gaps("9", *range(1, 7)),
            ["a gap that nobody filled in: [Insert name 9]"],
        ),
        (gaps(*range(7)), gaps(*range(1, 7), "9"), ["2 more gaps that nobody filled in"]),
        (
            tokens(2),
            tokens(3),
            ["a token of a model's template outside of code, in line 7: <|im_end|>"],
        ),
        (headings(22), headings(23), ["nothing beneath 2 more headings"]),
    ],
)
def test_what_comes_is_told(before: str, after: str, told: list[str]) -> None:
    assert new(before, after) == told


@pytest.mark.parametrize("count", [1, 3])
def test_words_beyond_those_that_are_told_are_known(count: int) -> None:
    rules = Rules(banned_words=tuple(f"word{one}" for one in range(30)))
    all_of_them = " ".join(f"word{one}" for one in range(30))
    fewer = " ".join(f"word{one}" for one in range(count, 30))
    assert new(f"{KETTLE}{all_of_them}.", f"{KETTLE}{fewer}.", rules) == []
    told = new(f"{KETTLE}{fewer}.", f"{KETTLE}{all_of_them}.", rules)
    assert told


COUNTED = [
    ("too_short", Rules(min_length=100), KETTLE * 2, KETTLE * 3),
    ("too_long", Rules(max_length=10), KETTLE * 3, KETTLE * 2),
    ("escapes", None, KETTLE + "It boils.\\n\\nIt sings.\\n\\nIt ends.\\n " * 3, None),
    ("broken_markup", None, KETTLE + "\n\nSee [here](http://a and **bold [so](x.\n" * 6, None),
    ("unseen_characters", None, KETTLE + "ket\u200btle wa\u200bter st\u200bove. " * 9, None),
    ("unseen_characters", None, KETTLE + "ket\u00adtle wa\u00adter st\u00adove. " * 30, None),
    (
        "mojibake",
        None,
        f"{KETTLE}\n\n" + "caf\u00c3\u00a9 na\u00c3\u00afve \u00e2\u20ac\u2122.\n\n" * 5,
        None,
    ),
]


@pytest.mark.parametrize(("check", "rules", "worse", "better"), COUNTED)
def test_a_count_that_is_no_worse_is_known(
    check: str, rules: Rules | None, worse: str, better: str | None
) -> None:
    if better is None:  # the end of it is mended
        better = worse[: len(KETTLE) + (len(worse) - len(KETTLE)) * 2 // 3]

    def told(body: str) -> list[dict[str, Any]]:
        return [one for one in found(body, rules) if one["check"] == check]

    (more,), (less,) = told(worse), told(better)
    assert more["message"] != less["message"]
    assert newly_held.COUNTS[check].search(more["message"])
    assert newly_held.messages([more], worse, [less], better) == []
    assert newly_held.messages([less], better, [more], worse) == [more["message"]]
    assert newly_held.messages([], better, [less], worse) == [less["message"]]


def test_a_share_of_a_language_and_of_a_copy_is_a_count() -> None:
    def mixed(parts: int) -> list[dict[str, Any]]:
        body = "\n\n".join([KETTLE * 3] * 4 + [KESSEL * 3] * parts)
        return [one for one in found(body, Rules(language="en")) if one["check"] != "repetition"]

    (more,), (less,) = mixed(3), mixed(2)
    assert newly_held.messages([more], "", [less], "") == []
    assert newly_held.messages([less], "", [more], "") == [more["message"]]

    def copy(of: int, share: float) -> list[dict[str, Any]]:
        alike = found(KETTLE, neighbours=(Neighbour(of, "Pots", share),))
        return [one for one in alike if one["check"] == "near_copy"]

    assert newly_held.messages(copy(3, 0.9), "", copy(3, 0.8), "") == []
    assert newly_held.messages(copy(3, 0.8), "", copy(3, 0.9), "") != []
    assert newly_held.messages(copy(3, 0.9), "", copy(4, 0.8), "") != []


def test_what_others_say_is_compared_by_its_words() -> None:
    """A reviewer's findings have a place or none, and numbers of their own."""

    def said(message: str) -> list[dict[str, Any]]:
        return [{"check": "reviewer", "level": "hold", "span": None, "message": message}]

    assert newly_held.messages(said("it was 1815"), "", said("it was 1815"), "") == []
    assert newly_held.messages(said("it was 1815"), "", said("it was 1805"), "") == ["it was 1805"]
