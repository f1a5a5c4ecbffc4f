"""What an edit leaves of what was held is no new hold; what it brings is one."""

from __future__ import annotations

from typing import Any

import pytest

from contenthub.articles.gate import (
    Finished,
    Neighbour,
    Rules,
    emptiness,
    examine,
    holds,
    leftovers,
    newly_held,
    placeholders,
    stored,
    words,
)
from contenthub.articles.gate.finding import further_in
from contenthub.articles.text import word_count
from tests.support.line_accounts import TAKES_SHORT

KETTLE = "The kettle hangs above the stove and sings when the water in it begins to boil. "
KESSEL = "Der Kessel hängt über dem Herd und singt, wenn das Wasser in ihm zu kochen beginnt. "
WORDS = tuple(dict.fromkeys(KETTLE.strip(". ").casefold().split()))


def found(body: str, rules: Rules | None = None, **other: Any) -> list[dict[str, Any]]:
    order = {"topic": "kettles"} | other
    rules = rules or Rules(levels=TAKES_SHORT)  # what is left of a text is a line or two
    article = Finished("Kettles", body, word_count(body), rules=rules, **order)
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


def of_each_check(body: str, **other: Any) -> dict[str, str]:
    """The messages of those that a check tells in one number, by the check."""
    many = found(body, **other)
    return {one["check"]: one["message"] for one in many if further_in(one["message"]) is not None}


def test_whatever_is_told_in_one_number_is_known_by_it() -> None:
    """Each check that cuts its findings off says so in words that an edit is compared by."""
    names = tuple(f"word{one}" for one in range(30))
    alike = tuple(Neighbour(one, "Pots", 0.9) for one in range(5))
    body = (
        f"{gaps(*range(8))}\n\n{' '.join(names)}.\n\nIt boils.{' <|im_end|>' * 8}\n\n{headings(25)}"
    )
    rules = Rules(banned_words=names)
    said = of_each_check(body, rules=rules, neighbours=alike)
    assert {one: further_in(message) for one, message in said.items()} == {
        "banned_words": 30 - words.MOST,
        "empty_section": 24 - emptiness.MOST,  # the first heading may be the title of the rest
        "near_copy": 2,
        "placeholders": 8 - placeholders.MOST,
        "template_tokens": 8 - leftovers.MOST,
    }


@pytest.mark.parametrize(
    "message", ["nothing beneath the heading '7 more gaps'", "7 more gapsiers"]
)
def test_a_number_that_the_text_has_itself_is_no_such_number(message: str) -> None:
    assert further_in(message) is None


@pytest.mark.parametrize("count", [1, 3])
def test_words_beyond_those_that_are_told_are_known(count: int) -> None:
    rules = Rules(banned_words=tuple(f"word{one}" for one in range(30)))
    all_of_them = " ".join(f"word{one}" for one in range(30))
    fewer = " ".join(f"word{one}" for one in range(count, 30))
    assert new(f"{KETTLE}{all_of_them}.", f"{KETTLE}{fewer}.", rules) == []
    told = new(f"{KETTLE}{fewer}.", f"{KETTLE}{all_of_them}.", rules)
    assert told


NAMED = (
    "Every morning in winter the whole house waits for {} before anybody speaks.",
    "My uncle once sold {} to a sailor and regretted it until spring.",
    "Why does {} whistle lower on days when rain is near?",
    "Two engineers from Bergen took {} apart and measured each of its seams.",
    "Copper was dear that year, so {} had a bottom made of tin.",
    "Children draw {} with eyes, a hat and a trail of steam.",
    "At the auction nobody knew what {} might bring.",
)
TOPIC = "the singing kettle"
COUNTED = [
    (
        "empty_label",
        None,
        KETTLE
        + "\n\n**Price:**\n\n**Weight:**\n\n**Colour:**\n\n**Age:**\n\n"
        + "\n\n## End\n\n"
        + KETTLE,
        KETTLE + "\n\n**Price:**\n\n**Weight:**\n\n**Colour:**\n\n" + "\n\n## End\n\n" + KETTLE,
    ),
    ("unread", None, "a" * 400_000, "a" * 350_000),
    (
        "repetition",
        None,
        "\n\n".join([one.format(TOPIC) for one in NAMED]),
        "\n\n".join([one.format(TOPIC) for one in NAMED[:-1]]),
    ),
    (
        "template_draft",
        None,
        "\n\n".join(
            [f"There are many aspects to {TOPIC}, and {one} are told." for one in range(9)]
        ),
        "\n\n".join(
            [f"There are many aspects to {TOPIC}, and {one} are told." for one in range(7)]
        ),
    ),
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
        return [one for one in found(body, rules, topic=TOPIC) if one["check"] == check]

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


@pytest.mark.parametrize(("better", "worse"), [(0.68, 0.6), (7.0, 6.9), (6.0, 1e-05)])
def test_a_score_is_compared_to_its_last_digit(better: float, worse: float) -> None:
    def scored(score: float) -> list[dict[str, Any]]:
        rules = Rules(min_quality=9.0)
        return [
            one for one in found(KETTLE, rules, quality_score=score) if one["check"] == "quality"
        ]

    assert newly_held.messages(scored(worse), "", scored(better), "") == []
    assert newly_held.messages(scored(better), "", scored(worse), "") != []


def test_every_count_is_tried_here() -> None:
    elsewhere = {"mixed_languages", "near_copy", "quality"}
    assert {check for check, *_ in COUNTED} | elsewhere == newly_held.COUNTS.keys()


def test_what_others_say_is_compared_by_its_words() -> None:
    """A reviewer's findings have a place or none, and numbers of their own."""

    def said(message: str) -> list[dict[str, Any]]:
        return [{"check": "reviewer", "level": "hold", "span": None, "message": message}]

    assert newly_held.messages(said("it was 1815"), "", said("it was 1815"), "") == []
    assert newly_held.messages(said("it was 1815"), "", said("it was 1805"), "") == ["it was 1805"]
