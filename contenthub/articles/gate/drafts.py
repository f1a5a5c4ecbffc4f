"""Is it a draft from a template? Such a one says itself that it is not to go out as it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished

NAME = "template_draft"
_MESSAGE = "a draft from a template: structure and open questions, no text to publish"
# What the templates of the creator `outline` say of themselves, and of what is to be filled in.
_NOTES = (
    "an outline made from a template",
    "a frame made from the topic alone",
    "由提纲模板按选题生成",
    "由固定框架按选题生成",
)
_GAPS = ("(To do:", "（待补")
_MANY = 3  # gaps that nobody leaves by mistake


def check(article: Finished) -> Iterator[Finding]:
    """What its creator says of it, or what the text says of itself."""
    if article.metadata.get("draft") is True or says_so(article.body):
        yield Finding(NAME, Level.HOLD, None, _MESSAGE)


def says_so(body: str) -> bool:
    """True when the text calls itself a draft, or still has the gaps of one."""
    if any(note in body for note in _NOTES):
        return True
    return sum(body.count(gap) for gap in _GAPS) >= _MANY


def after_edit(metadata: dict[str, Any], body: str) -> dict[str, Any]:
    """The metadata once a person wrote ``body``: no draft any more, unless it still says so."""
    if metadata.get("draft") is not True:
        return metadata
    return metadata | {"draft": any(gap in body for gap in _GAPS) or says_so(body)}
