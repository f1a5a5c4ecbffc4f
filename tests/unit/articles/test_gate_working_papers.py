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
CHEESES = (
    "Six cheeses, six people, and no talking until all have written something down.\n\n"
    "**Name:** ............ **Date:** ............\n\n"
    "| No. | Looks | Smells | Points |\n|---|---|---|---|\n"
    + "".join(f"| {n} | ...... | ...... | .... |\n" for n in range(1, 7))
    + "\nThe best one: No. ....\n\nRead the points out aloud.\n\nThen uncover the labels."
    "\n\nThe cheapest has won three times.\n\nWe have stopped being surprised.\n\nBuy more."
    "\n\nWater helps.\n\nBread as well.\n\nWine does not."
)
BAG = "Pack these.\n\n" + "\n".join(
    f"- ☐ {one}" for one in ["passport", "tickets", "socks", "charger", "soap", "book", "hat"]
)
CLAIM = "\n\n".join(f"{one}: ______" for one in ["Name", "Street", "Town", "Date", "Sum", "IBAN"])
SURVEY = "\n\n".join(f"{n}. Was it good? □ yes □ no" for n in range(1, 8))
BOX = "清点一下：\n\n" + "\n".join(
    f"□ {one}" for one in ["手电筒", "电池", "口哨", "饮水", "饼干", "毛毯", "药"]
)
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
    ("Travel Costs", "What travel costs in spring", CLAIM),
    ("Guests", "How guests liked the hotel", SURVEY),
]
WHOLE = [
    ("Cheese Evening at Home", "An evening with cheese", CHEESES),
    ("A Tasting Sheet", "A tasting sheet for guests", CLAIM),
    ("A Bridge Scorecard", "A scorecard for bridge", CLAIM),
    ("What to Take to Lisbon", "A weekend in Lisbon", BAG),
    ("家庭应急包", "家里的应急包放什么", BOX),
    ("The Claim Form", "A form for expenses", CLAIM),
    ("Ask Your Guests", "A questionnaire for guests", SURVEY),
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


OUTLINED = "\n\n".join(
    [
        "## Introduction",
        "Hook the reader with the second sock. State what follows.",
        "## What you need",
        "List the needles. Mention the length of the cable.",
        "## The heel",
        "Describe the flap in simple terms. Explain the gusset.",
    ]
)
CLAIM = "\n\n".join(
    [
        "## On the spot",
        "Describe the place. List the witnesses.",
        "## At home",
        "Explain to the insurer what happened. Mention the number of the policy.",
        "## Later",
        "Compare the offer with the bill. Include the receipts.",
    ]
)


def test_sections_that_order_what_is_to_be_explained_are_an_outline() -> None:
    def found(text: str, topic: str) -> list[str]:
        article = Finished("Socks", text, 60, topic=topic, rules=Rules())
        return [one.check for one in examine(article, ["plan_not_text"])]

    assert found(OUTLINED, "Knitting socks") == ["plan_not_text"]
    assert found(OUTLINED, "How to outline an article") == []
    assert found(CLAIM, "After an accident") == []
