"""Whatever text comes in from outside is read in linear time.

Coverage is off while time is measured: it would be measured with it, and take most of it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from contenthub.errors import ContentHubError
from contenthub.publishers.wechat import page as wechat_page
from tests.support import gate_pumped
from tests.support.pumped import ENDS, ONLY_OURS, SEES_FOREIGN_TEXT, expressions, pumps

pytestmark = pytest.mark.takes_long

LENGTHS = (250, 1_000, 4_000)  # characters, which are then doubled
NOTICED = 0.004  # seconds of working time, below which the clock says nothing
# They take longest, and change their way at a depth: tried with one end, and beyond that depth.
PARSERS = {"html", "the gate", "a page for WeChat"}
# Checks of the gate, each tried with its own expressions: common marks are tried with all of it.
ONE_OF_MANY = frozenset(gate_pumped.ROWS)
RATIO = 3.0  # linear: 2; quadratic: 4
CLEARLY_LINEAR = 2.5  # one measurement is enough below this ratio
TRIES = 4  # measurements that have to agree before a function is called slow


def test_every_expression_is_tried_or_sees_nothing_from_outside() -> None:
    tried = {module for _, modules in SEES_FOREIGN_TEXT.values() for module in modules}
    known, there = tried | set(ONLY_OURS), set(expressions())
    assert there - known == set(), "put these into tests/support/pumped.py"
    assert known - there == set(), "these are gone: take them out of tests/support/pumped.py"


def took(function: Callable[[str], Any], text: str) -> float:
    """Seconds of working time of one call; what it raises is not looked at."""
    start = time.process_time()
    with suppress(ContentHubError, ValueError):
        function(text)
    return time.process_time() - start


def grows_too_fast(
    function: Callable[[str], Any],
    start: str,
    pump: str,
    end: str,
    lengths: tuple[int, ...] = LENGTHS,
) -> str:
    """Says at which length doubling the text took three times as long; "" if nowhere."""

    def text(length: int) -> str:
        return start + pump * (length // len(pump) + 1) + end

    for length in reversed(lengths):
        two = took(function, text(2 * length))
        if two < NOTICED:
            return ""  # nothing shorter takes longer
        one = took(function, text(length))
        if two >= CLEARLY_LINEAR * one and _is_slow(function, text, length):
            return f"{length} characters of {start[:40]!r}, {pump[:40]!r}…, {end!r}"
        if one < NOTICED:
            return ""
    return ""


def _is_slow(function: Callable[[str], Any], text: Callable[[int], str], length: int) -> bool:
    """Whether the ratio stays too high however often it is measured.

    And at the next doubling as well: some look at more of a text from a certain length on.
    """

    def best(times: int) -> float:
        return min(took(function, text(times * length)) for _ in range(3))

    for _ in range(TRIES):
        one, two = best(1), best(2)
        if two < NOTICED or two < RATIO * one or best(4) < RATIO * two:
            return False
    return True


@pytest.mark.no_cover
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", SEES_FOREIGN_TEXT)
def test_twice_the_text_takes_less_than_three_times_as_long(name: str) -> None:
    function, modules = SEES_FOREIGN_TEXT[name]
    patterns = [one for module in modules for one in expressions()[module]]
    function("warm up")
    parses, one_of_many = name in PARSERS, name in ONE_OF_MANY
    tails = ENDS[:1] if parses else ENDS[1:] if one_of_many else ENDS
    slow = [
        found
        for start, pump in pumps(patterns, common=not one_of_many)
        for end in tails
        if (found := grows_too_fast(function, start, pump, end, LENGTHS[parses:]))
    ]
    assert slow == []


@pytest.mark.no_cover
def test_a_page_for_wechat_with_twice_the_links_takes_less_than_three_times_as_long() -> None:
    """Each leads elsewhere: what is pumped repeats one address."""

    def page(text: str) -> None:
        links = [f'<a href="https://a.example/{place}">tea</a>' for place in range(len(text))]
        wechat_page.page("\n".join(["<div>", *links, "</div>"]), "en")

    assert grows_too_fast(page, "", "a", "", (6_000,)) == ""


SLOW = [
    re.compile(r"^ {0,3}#[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$", re.MULTILINE),
    re.compile(r"\]\([^)]*\)"),
    re.compile(r"^\s*<!ENTITY([^>]*?)>", re.MULTILINE),
    re.compile(r"(://[^\s/]*:)(?:\S+@)"),
    re.compile(r"\s+$"),
]


@pytest.mark.no_cover
@pytest.mark.parametrize("pattern", SLOW, ids=lambda pattern: pattern.pattern)
def test_an_expression_that_backtracks_is_found(pattern: re.Pattern[str]) -> None:
    assert any(
        grows_too_fast(pattern.search, start, pump, end, (length,))
        for length in LENGTHS  # what is slow at the first one takes long at the others
        for start, pump in pumps([pattern])
        for end in ENDS
    )
