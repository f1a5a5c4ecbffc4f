"""What an edit of an article may be, and what of it is a change: pure.

What follows from a change (the summary, the number of words, the gate's findings) is decided in
``lifecycle/judging.py``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contenthub import validation
from contenthub.articles.own_front_matter import FrontMatter, split_front_matter
from contenthub.articles.titles import split_title
from contenthub.errors import InputError

if TYPE_CHECKING:
    from contenthub.records import Content

MOST_BODY = 2_000_000  # characters
MOST_TITLE = 500
MOST_TAGS = 100
_BLANK_LINES = re.compile(r"\A(?:[ \t]*\n)+")


@dataclass(frozen=True, slots=True)
class Changes:
    """The new values of an article, as ``changes`` checked them; None leaves the old one."""

    title: str | None = None
    body: str | None = None
    summary: str | None = None
    tags: list[str] | None = None

    def __bool__(self) -> bool:
        return self != Changes()

    def of(self, content: Content) -> dict[str, Any]:
        """What becomes another value in ``content``, by the names of its columns."""
        wanted = {
            "title": self.title,
            "body": self.body,
            "summary": self.summary,
            "tags": self.tags,
        }
        if self.body == trimmed(content.body):  # only the space around it is another
            del wanted["body"]
        return {
            name: value
            for name, value in wanted.items()
            if value is not None and value != getattr(content, name)
        }


def changes(
    *,
    title: str | None = None,
    text: str | None = None,
    summary: str | None = None,
    tags: Sequence[str] | None = None,
) -> Changes:
    """What an edit asks for; None leaves what is there.

    ``text`` is Markdown; a heading ``#`` above it is the new title where ``title`` is None. A front
    matter above it, such as published files have, is no part of the text; its title, summary and
    tags count where no other is given. Each of ``tags`` may hold several, separated by commas.
    Raises InputError for a title that is not
    one line of 1 to 500 characters, a text that is empty or longer than 2,000,000, more than 100
    tags, and control characters.
    """
    new_title = None if title is None else _title(title)
    body, front = None, FrontMatter()
    if text is not None:
        front, below = _parted(text)
        heading, rest = split_title(below)
        heading = heading or front.title
        new_title = _title(heading) if heading and title is None else new_title
        body = _body(rest)
    summary = (front.summary or None) if summary is None else summary
    tags = (front.tags or None) if tags is None else tags
    return Changes(
        new_title,
        body,
        None if summary is None else validation.plain_text(summary, "summary"),
        None if tags is None else list(validation.words(list(tags), "tags", MOST_TAGS)),
    )


def _parted(text: str) -> tuple[FrontMatter, str]:
    """What a front matter above the text says, and the text."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
    front, below = split_front_matter(plain)
    return (FrontMatter(), plain) if front is None else (front, below)


def trimmed(body: str) -> str:
    """Without space around it, except what indents its first line, which may be code."""
    return _BLANK_LINES.sub("", body).rstrip()


def _title(text: str) -> str:
    title = validation.plain_text(text, "the title", MOST_TITLE)
    if not title or "\n" in title or "\t" in title:
        raise InputError(
            f"the title is {title!r}; allowed: one line of 1 to {MOST_TITLE} characters"
        )
    return title


def _body(text: str) -> str:
    body = text.replace("\r\n", "\n")
    if not validation.plain_text(body, "the text", MOST_BODY):
        raise InputError("the text is empty: nothing was changed")
    return trimmed(body)
