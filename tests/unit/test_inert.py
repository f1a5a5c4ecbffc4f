"""Nothing that people read can steer their terminal or hide from them."""

from __future__ import annotations

import json
import unicodedata

import pytest

from contenthub.inert import in_json, inert, one_line

HARMFUL = [
    *map(chr, range(0x00, 0x09)), *map(chr, range(0x0B, 0x20)), *map(chr, range(0x7F, 0xA0)),
    "\u00ad", "\u034f", "\u061c", "\u115f", "\u180e", "\u200b", "\u200c", "\u200d", "\u200e",
    "\u200f", "\u2028", "\u2029", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2060",
    "\u2061", "\u2063", "\u2066", "\u2067", "\u2068", "\u2069", "\u206a", "\u206f", "\u3164",
    "\ufeff", "\uffa0", "\ufff9", "\ufffa", "\ufffb", "\U0001d173", "\U000e0001", "\U000e0041",
    "\U000e007f", "\U000e0fff", "\ud800", "\udfff",
]  # fmt: skip
HARMLESS = [
    "plain",
    "Straße",
    "内容生产线",
    "日本語",
    "한국어",
    "שלום",
    "مرحبا",
    "e\u0301",
    "नमस्ते",
    "สวัสดี",
    "👩\u200d👩\u200d👧\u200d👦",
    "🏳\ufe0f\u200d🌈",
    "❤\ufe0f\u200d🔥",
    "🇩🇪",
    "👍🏽",
    "1\ufe0f\u20e3",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian: a joiner within a word
    "\u0915\u094d\u200d\u0937",  # Devanagari
    "葛\U000e0100",  # the form of a Han character
    "a – b … “c” €",
    "tab\tand\nnewline",
]


@pytest.mark.parametrize("character", HARMFUL, ids=lambda c: f"U+{ord(c):04X}")
def test_what_steers_or_hides_becomes_visible(character: str) -> None:
    shown = inert(f"a{character}b")
    assert character not in shown
    assert shown.isprintable()
    assert shown.encode("ascii").decode("unicode_escape") == f"a{character}b"


@pytest.mark.parametrize("text", HARMLESS)
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert inert(text) == text


def test_nothing_that_unicode_calls_a_format_character_passes_alone() -> None:
    every = [chr(n) for n in range(0x110000)]
    formats = [c for c in every if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
    # Signs that stand above numbers, and quarters of hieroglyphs, are seen.
    seen = {c for c in formats if inert(c) == c} - {"\t", "\n"}
    scripts = {unicodedata.name(c).partition(" ")[0] for c in seen}
    assert scripts == {"ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN"}


@pytest.mark.parametrize("text", ["a\nb", "a\r\nb", "a\x0bb", "a\x85b", "a\u2028b", "a \t b"])
def test_one_line_is_one_line(text: str) -> None:
    assert one_line(text) == "a b"


def test_a_tower_of_marks_ends() -> None:
    assert inert("e" + "\u0301" * 50).count("\u0301") == 6


def test_repeated_variation_selectors_carry_no_message() -> None:
    assert inert("葛\U000e0100\U000e0141") == "葛\U000e0100\\U000e0141"


@pytest.mark.parametrize("character", [c for c in HARMFUL if c > "\x1f"])
def test_json_says_the_same_without_them(character: str) -> None:
    document = json.dumps({f"a{character}": [character, "内容"]}, ensure_ascii=False, indent=2)
    safe = in_json(document)
    assert character not in safe
    assert json.loads(safe) == json.loads(document)


def test_a_long_text_takes_time_by_its_length() -> None:
    assert len(inert("\u202e" * 200_000)) == 6 * 200_000
    assert inert("e\u0301" * 200_000 + "\u200d" * 100_000).count("\\u200d") == 100_000
