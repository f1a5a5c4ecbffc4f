"""Drafts that name their parts and forms that are empty are no articles; lists of things are."""

from __future__ import annotations

import pytest

from contenthub.articles.gate import Finished, Level, examine
from contenthub.articles.gate.finished import Rules

NEWSROOM = (
    "LEDE: The pool has reopened / will reopen on Saturday.\n\n"
    "GRAF 2 (money): it cost 3.4m, or was it 4.3m?\n\n"
    "KICKER: the first child down the slide."
)
REVIEW = (
    "书名：\n作者：\n出版社：\n\n本书讲述了……的故事。\n\n1. 从人物看，……"
    "\n2. 从语言看，……\n\n“……”（第 页）"
)
HOURS = "Opening: nine to five.\n\nClosing: on Mondays.\n\nTickets: at the door.\n\nBring a coat."
DRAFTS = [
    ("The Pool Reopens", "The pool", NEWSROOM),
    ("The Pool Reopens (pick one)", "The pool", "DRAFT 2 – not for publication\n\nIt opened."),
    (
        "茶馆",
        "茶馆",
        "**开头（约百字）**：从一位老人写起。\n\n主体：三个场景。\n\n结尾：点题，呼应开头。",
    ),
    ("Das Bad", "Das Bad", "Einstieg: ein Kind.\n\nHauptteil: die Kosten.\n\nSchluss: das Wetter."),
    ("新书推荐", "新书推荐", REVIEW),
]
WHOLE = [
    ("The Museum", "The museum", HOURS),
    ("书评模板", "书评写作模板", REVIEW),
    ("How to outline a story", "How to outline an article", NEWSROOM),
    (
        "The Long Pause",
        "Silence on the radio",
        "He waited … and waited … and then…\n\nNobody came.",
    ),
]


def holds(title: str, topic: str, text: str) -> bool:
    article = Finished(title, text, 60, topic=topic, rules=Rules())
    found = examine(article, ["template_draft"])
    return any(one.level is Level.HOLD for one in found)


@pytest.mark.parametrize(("title", "topic", "text"), DRAFTS, ids=[one[0] for one in DRAFTS])
def test_a_paper_of_the_writers_desk_is_held(title: str, topic: str, text: str) -> None:
    assert holds(title, topic, text)


@pytest.mark.parametrize(("title", "topic", "text"), WHOLE, ids=[one[0] for one in WHOLE])
def test_what_was_ordered_so_is_let_alone(title: str, topic: str, text: str) -> None:
    assert not holds(title, topic, text)
