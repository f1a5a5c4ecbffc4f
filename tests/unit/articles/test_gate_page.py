"""docs/gate.md tells of each check with a text that it holds and one that it lets pass: both do."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from contenthub.articles.gate import CHECKS, Finished, Level, Rules, default_level, examine
from contenthub.articles.gate.blocks import MOST
from contenthub.articles.reading import read
from contenthub.articles.text import word_count

PAGE = (Path(__file__).parents[3] / "docs" / "gate.md").read_text("utf-8")
_SECTION = re.compile(
    r"^### `(\w+)`\n(.*?)(?=^### `|^## [A-Z][a-z ]+\n\n### `|\Z)", re.MULTILINE | re.DOTALL
)
_EXAMPLE = re.compile(r"^(`{3,})text (holds|passes)([^\n]*)\n(.*?)\n\1$", re.MULTILINE | re.DOTALL)
SECTIONS = dict(_SECTION.findall(PAGE))
# Contents in a database, see tests/flow/test_near_copies.py.
NEEDS_OTHERS = {"near_copy"}
# A text too long for a page, see test_what_is_too_long_to_be_read_is_held.
NEEDS_MUCH = {"unread"}
EXAMPLES = [
    (check, found[1] == "holds", found[2], found[3])
    for check, text in SECTIONS.items()
    for found in _EXAMPLE.findall(text)
]


def article(order: str, text: str) -> Finished:
    """The text with its order, as ``name=value`` says after the fence."""
    said = dict(part.split("=", 1) for part in shlex.split(order))
    words = (said.get("banned", ""), said.get("required", ""))
    score, least = said.get("score"), said.get("min_quality")
    rules = Rules(
        language=said.get("language", ""),
        banned_words=tuple(filter(None, words[:1])),
        required_words=tuple(filter(None, words[1:])),
        max_length=int(said["max"]) if "max" in said else None,
        min_quality=None if least is None else float(least),
        requirements=tuple(filter(None, (said.get("requirements"),))),
    )
    body = read(text).body  # as it is read of a creator: what that takes off, no check can hold
    return Finished(
        said.get("title", "A title"),
        body,
        word_count(body),
        topic=said.get("topic", ""),
        quality_score=None if score is None else float(score),
        rules=rules,
    )


def test_every_check_has_its_section() -> None:
    assert sorted(SECTIONS) == sorted(CHECKS)


def test_every_section_has_a_text_that_is_held_and_one_that_passes() -> None:
    told = {check: {held for name, held, _, _ in EXAMPLES if name == check} for check in SECTIONS}
    assert {check for check, both in told.items() if both != {True, False}} == (
        NEEDS_OTHERS | NEEDS_MUCH
    )
    assert told["unread"] == {False}


def test_what_is_too_long_to_be_read_is_held() -> None:
    sentence = "The ferry runs again. "
    longest = article("", sentence * (MOST // len(sentence)))
    longer = article("", sentence * (MOST // len(sentence) + 1))
    assert [one.check for one in examine(longest, ("unread",))] == []
    assert [one.check for one in examine(longer, ("unread",))] == ["unread"]


@pytest.mark.parametrize(
    ("check", "held", "order", "text"),
    EXAMPLES,
    ids=[f"{one[0]}-{'holds' if one[1] else 'passes'}" for one in EXAMPLES],
)
def test_each_example_is_true(check: str, held: bool, order: str, text: str) -> None:
    levels = {one.level for one in examine(article(order, text)) if one.check == check}
    assert levels == ({default_level(check)} if held else set())


@pytest.mark.parametrize(
    ("order", "text"),
    [one[2:] for one in EXAMPLES if not one[1]],
    ids=[one[0] for one in EXAMPLES if not one[1]],
)
def test_no_other_check_holds_what_passes(order: str, text: str) -> None:
    found = [one for one in examine(article(order, text)) if one.level is Level.HOLD]
    assert [one for one in found if one.check != "too_short"] == []  # an example is a line or two
