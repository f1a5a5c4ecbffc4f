"""Reads what a creator wrote as an article: without thoughts, wrapper and front matter of its own.

Every creator's text passes here, once: a language model may stand behind any of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from contenthub.articles.own_front_matter import FrontMatter, split_front_matter
from contenthub.articles.thoughts import without_thoughts
from contenthub.articles.wrapper import after_preface, unwrapped

_LAYERS = 4  # a front matter in a fence in a fence …


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it was read; what its front matter did not say is empty."""

    body: str
    title: str = ""
    summary: str = ""
    tags: tuple[str, ...] = ()


def read(text: str) -> Reading:
    """The article in ``text``, which stays as it is where there is nothing to take off.

    ``body`` is blank where nothing remains. Raises TransientError for a text that is only thoughts.
    """
    whole = body = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    front = FrontMatter()
    unopened = True  # thoughts without an opening mark come once, before everything
    for _ in range(_LAYERS):
        before, body = body, without_thoughts(body, closing_alone=unopened)
        unopened = unopened and body == before
        body = unwrapped(body)
        found, body = _front_matter(body)
        if found is not None:
            front, unopened = _together(front, found), False
        if body == before:
            break
    if body == whole:
        return Reading(text)
    return Reading(body.strip(), front.title, front.summary, front.tags)


def _front_matter(text: str) -> tuple[FrontMatter | None, str]:
    found, rest = split_front_matter(text)
    if found is None:  # "Here is the article:" may stand above it
        found, below = split_front_matter(after_preface(text))
        rest = rest if found is None else below
    return found, rest


def _together(first: FrontMatter, second: FrontMatter) -> FrontMatter:
    return FrontMatter(
        first.title or second.title, first.summary or second.summary, first.tags or second.tags
    )
