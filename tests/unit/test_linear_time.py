"""Whatever text comes in from outside is read in linear time."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

import contenthub
from contenthub.errors import ContentHubError
from tests.support.pumped import ONLY_OURS, SEES_FOREIGN_TEXT, ends, pumps

LENGTHS = (250, 1_000, 4_000)  # characters, which are then doubled
NOTICED = 0.004  # seconds of working time, below which the clock says nothing
RATIO = 3.0  # linear: 2; quadratic: 4
TRIES = 4  # measurements that have to agree before a function is called slow


def expressions() -> dict[str, re.Pattern[Any]]:
    """All that are compiled at module level anywhere in the package."""
    found = {}
    for module in pkgutil.walk_packages(contenthub.__path__, "contenthub."):
        if module.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern):
                found[f"{module.name}.{name}"] = value
    return found


def test_every_expression_is_tried_or_sees_nothing_from_outside() -> None:
    tried = {id(one) for _, patterns in SEES_FOREIGN_TEXT.values() for one in patterns}
    every = expressions()
    missing = [
        name for name, one in every.items() if id(one) not in tried and name not in ONLY_OURS
    ]
    assert missing == [], "put these into tests/support/pumped.py"
    assert set(ONLY_OURS) <= set(every), "these are gone: take them out of tests/support/pumped.py"


def took(function: Callable[[str], Any], text: str) -> float:
    """Seconds of working time of one call; what it raises is not looked at."""
    start = time.process_time()
    with suppress(ContentHubError, ValueError):
        function(text)
    return time.process_time() - start


def grows_too_fast(function: Callable[[str], Any], pump: str, end: str) -> str:
    """Says at which length doubling the text took three times as long; "" if nowhere."""

    def text(length: int) -> str:
        return pump * (length // len(pump) + 1) + end

    for length in LENGTHS:
        if took(function, text(2 * length)) > NOTICED and _is_slow(function, text, length):
            return f"{length} characters of {pump[:40]!r}, then {end!r}"
    return ""


def _is_slow(function: Callable[[str], Any], text: Callable[[int], str], length: int) -> bool:
    """Whether the ratio stays too high however often it is measured."""
    for _ in range(TRIES):
        one = min(took(function, text(length)) for _ in range(3))
        two = min(took(function, text(2 * length)) for _ in range(3))
        if two < NOTICED or two < RATIO * one:
            return False
    return True


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", SEES_FOREIGN_TEXT)
def test_twice_the_text_takes_less_than_three_times_as_long(name: str) -> None:
    function, patterns = SEES_FOREIGN_TEXT[name]
    function("warm up")
    slow = [
        found
        for pump in pumps(patterns)
        for end in ends()
        if (found := grows_too_fast(function, pump, end))
    ]
    assert slow == []


SLOW = [
    re.compile(r"^ {0,3}#[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$", re.MULTILINE),
    re.compile(r"\]\([^)]*\)"),
    re.compile(r"^\s*<!ENTITY([^>]*?)>", re.MULTILINE),
    re.compile(r"(://[^\s/]*:)(?:\S+@)"),
    re.compile(r"\s+$"),
]


@pytest.mark.parametrize("pattern", SLOW, ids=lambda pattern: pattern.pattern)
def test_an_expression_that_backtracks_is_found(pattern: re.Pattern[str]) -> None:
    assert any(
        grows_too_fast(pattern.search, pump, end) for pump in pumps((pattern,)) for end in ends()
    )
