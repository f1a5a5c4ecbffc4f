"""Sentences that belong into no article, and odd ones that do, each within a whole text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from contenthub.articles.gate import Finished, Level, Rules, examine
from contenthub.articles.text import word_count

FOLDER = Path(__file__).parents[2] / "corpus" / "fragments"
BAD = json.loads((FOLDER / "bad.json").read_text(encoding="utf-8"))
GOOD = json.loads((FOLDER / "good.json").read_text(encoding="utf-8"))
TITLES = {
    "en": "How Bread Rises",
    "zh": "面包是怎样发起来的",
    "de": "Wie Brot aufgeht",
    "fr": "Comment lève le pain",
    "es": "Cómo sube el pan",
}


def whole(fragment: dict[str, Any]) -> str:
    """The text that a fragment stands in: ``after_paragraph`` of it, or alone."""
    if not fragment["within"]:
        return str(fragment["said"])
    text = (FOLDER / f"{fragment['within']}.md").read_text(encoding="utf-8")
    paragraphs = text.strip().split("\n\n")
    place = fragment["after_paragraph"]
    return "\n\n".join([*paragraphs[:place], fragment["said"], *paragraphs[place:]])


def holds(text: str, title: str, topic: str) -> list[str]:
    rules = Rules(levels={"too_short": "off"})  # some stand alone
    article = Finished(title, text, word_count(text), topic=topic, rules=rules)
    return [one.check for one in examine(article) if one.level is Level.HOLD]


@pytest.mark.parametrize("fragment", BAD, ids=lambda one: f"{one['check']}: {one['said'][:40]}")
def test_what_no_reader_should_get_is_held_by_its_check(fragment: dict[str, Any]) -> None:
    title = TITLES.get(fragment["within"], "How Bread Rises")
    assert fragment["check"] in holds(whole(fragment), title, "How bread rises")


@pytest.mark.parametrize("fragment", GOOD, ids=lambda one: one["said"][:40])
def test_what_only_looks_so_is_let_alone(fragment: dict[str, Any]) -> None:
    text = whole(fragment)
    title = fragment["topic"] or TITLES.get(fragment["within"]) or text.split("\n")[0].lstrip("# ")
    assert holds(text, title, fragment["topic"] or "Bread") == []
