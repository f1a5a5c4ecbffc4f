"""What programs, pages and writers leave around a text, each within a whole article or alone.

``tests/corpus/fragments/left_over.json``: ``check`` is what holds a fragment, null for good ones.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from contenthub.articles.gate import Finished, Level, Rules, examine
from contenthub.articles.text import word_count
from tests.support.line_accounts import TAKES_SHORT

FOLDER = Path(__file__).parents[2] / "corpus" / "fragments"
FRAGMENTS = json.loads((FOLDER / "left_over.json").read_text(encoding="utf-8"))
TITLES = {"en": "How Bread Rises", "zh": "面包是怎样发起来的"}


def held(fragment: dict[str, Any]) -> list[str]:
    """The checks that hold it, ``after_paragraph`` of the article that it stands in."""
    text, title = fragment["said"], TITLES.get(fragment["within"], "")
    if fragment["within"]:
        parts = (FOLDER / f"{fragment['within']}.md").read_text("utf-8").strip().split("\n\n")
        place = fragment["after_paragraph"]
        text = "\n\n".join([*parts[:place], text, *parts[place:]])
    title = fragment["topic"] or title or text.split("\n")[0].lstrip("# ")
    rules = Rules(language=fragment["language"], levels=TAKES_SHORT)  # some stand alone
    article = Finished(title, text, word_count(text), topic=title, rules=rules)
    return [one.check for one in examine(article) if one.level is Level.HOLD]


@pytest.mark.parametrize(
    "fragment", FRAGMENTS, ids=lambda one: f"{one['check']}: {one['said'][:40]}"
)
def test_what_is_left_over_holds_the_article_and_nothing_else_does(
    fragment: dict[str, Any],
) -> None:
    found = held(fragment)
    assert found == [] if fragment["check"] is None else fragment["check"] in found
