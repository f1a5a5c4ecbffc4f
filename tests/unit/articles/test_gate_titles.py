"""An article without a title of its own is held where its topic, or a heading, is no title."""

from __future__ import annotations

import pytest

from contenthub.articles.gate import Finished, Level, examine
from contenthub.articles.text import word_count
from contenthub.creators.base import Article, Profile, Request
from contenthub.generations.articles import draft_of

PROSE = "The lime in front of the post office was planted in the year of the flood. " * 4
TEXT = f"{PROSE.strip()}\n\n{PROSE.strip()}\n\n{PROSE.strip()}"
ZH = "邮局的绿门是十一月三十日锁上的，锁门的是老于，钥匙交给了县里来的年轻人。" * 2
PARTS = f"{PROSE.strip()}\n\n## Why they fall\n\n{PROSE.strip()}\n\n## What can be done\n\n{PROSE}"


def draft(body: str, title: str = "", topic: str = "Old trees of the town") -> list[Level]:
    """What the check says of a text as a creator delivered it."""
    request = Request("1", "1-1", 1, topic, Profile("a", "en"))
    made = draft_of(Article(content=body, title=title), request)
    article = Finished(made.title, made.body, word_count(body), topic=topic, metadata=made.metadata)
    return [one.level for one in examine(article, ("no_title",))]


@pytest.mark.parametrize(
    ("body", "topic"),
    [
        (TEXT, "Old trees of the town"),
        ("\n\n".join([ZH] * 3), "小镇邮局关门"),
        (PARTS, "Why cities need old trees"),
    ],
)
def test_an_article_that_begins_with_its_first_sentence_is_held(body: str, topic: str) -> None:
    assert draft(body, topic=topic) == [Level.HOLD]


@pytest.mark.parametrize(
    ("body", "topic"),
    [
        (TEXT, "Why do old trees fall?"),  # a question may stand above an article
        (TEXT, "Old trees: a walk through the town"),
        ("\n\n".join([ZH] * 3), "小镇邮局为什么关门"),
        (TEXT, "A letter to the council"),
        ("Dear neighbours,\n\n" + TEXT, "Old trees of the town"),
        ("**Old trees stay**\n\n" + TEXT, "Old trees of the town"),
        ("The lime will be felled on Monday.", "Old trees of the town"),
    ],
)
def test_one_whose_topic_may_be_its_title_is_shown(body: str, topic: str) -> None:
    assert draft(body, topic=topic) == [Level.WARN]


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (TEXT, "Old trees of the town"),  # the creator's own choice
        ("# The lime\n\n" + TEXT, ""),
        ("By Anna Berg, 3 May\n\n## The lime\n\n" + TEXT, ""),
        (PARTS, "The lime"),
    ],
)
def test_one_with_a_title_is_let_alone(body: str, title: str) -> None:
    assert Level.HOLD not in draft(body, title)
