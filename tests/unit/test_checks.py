"""Names: what people cannot see does not stand in them."""

from __future__ import annotations

import unicodedata

import pytest

from contenthub import validation
from contenthub.errors import InputError

HIDDEN = [
    *"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",  # directions
    *"\u200b\u2060\ufeff\xad\u034f\u180e\u2061\u2064\u206a\u206f\ufff9\ufffb",  # no width
    *"\u115f\u1160\u3164\uffa0\u2800",  # blank letters
    *"\U000e0001\U000e0041\U000e0100",
]


@pytest.mark.parametrize("mark", HIDDEN, ids=lambda mark: f"U+{ord(mark):04X}")
@pytest.mark.parametrize("place", ["{}tea", "te{}a", "tea{}"])
def test_a_name_with_something_unseen_is_refused_by_its_number(mark: str, place: str) -> None:
    with pytest.raises(InputError, match=rf"invisible character U\+{ord(mark):04X}"):
        validation.name(place.format(mark), "the account's name")


@pytest.mark.parametrize("text", ["te\u200ca", "te\u200da", "茶\u200d事", "\u200ctea"])
def test_joiners_between_letters_that_do_not_join_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="invisible character"):
        validation.name(text, "the account's name")


@pytest.mark.parametrize(
    "text",
    [
        "茶事",
        "Tea & Blog",
        "نمی\u200cشود",
        "क्\u200dष",
        "👩\u200d💻 code",
        "❤\ufe0f\u200d🔥",
        "עברית",
        "é",
    ],
)
def test_names_of_all_scripts_are_taken(text: str) -> None:
    assert validation.name(text, "the account's name") == text


def test_no_format_character_but_the_joiners_and_few_others_is_taken() -> None:
    """Unicode's own category for what is not seen, but for signs that enclose numbers."""
    formats = [chr(c) for c in range(0x110000) if unicodedata.category(chr(c)) == "Cf"]
    taken = []
    for mark in formats:
        try:
            validation.name(f"te{mark}a", "the name")
            taken.append(mark)
        except InputError:
            pass
    visible = {"ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN", "SHORTHAND", "MUSICAL"}
    assert {unicodedata.name(mark).split()[0] for mark in taken} <= visible


@pytest.mark.parametrize("text", ["", "   ", "a\nb", "a\tb", "a\u2028b", "x" * 101, 7, "a\x85b"])
def test_a_name_is_one_line_of_at_most_a_hundred_characters(text: object) -> None:
    with pytest.raises(InputError, match=r"the name"):
        validation.name(text, "the name")
