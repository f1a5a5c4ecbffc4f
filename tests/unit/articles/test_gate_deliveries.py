"""What creators deliver in place of an article or within one, beside good texts that look like it.

Whole texts are in ``tests/corpus/fragments/deliveries.json``; ``check`` is null for the good ones.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from contenthub.articles.gate import Finished, Level, Rules, examine
from contenthub.articles.gate.finished import UNTITLED
from contenthub.articles.text import word_count
from tests.support.line_accounts import TAKES_SHORT

WHOLE = json.loads(
    (Path(__file__).parents[2] / "corpus" / "fragments" / "deliveries.json").read_text("utf-8")
)
EN1 = (
    "Rain had been promised for Saturday, and by nine the whole of Harbour Street was under"
    " awnings. Sixty stalls came this year, twelve more than last, and the queue for the smoked eel"
    " reached the church."
)
EN2 = (
    "The market began in 1974 with four fishermen and a borrowed table. Nobody kept accounts. Today"
    " a committee of seven meets every month, and the table stands in the town hall under glass."
)
EN3 = (
    "Trade was good until the tide came in. At four the eastern stalls were moved up the slope by"
    " hand, as they are every year, and the band went on playing in the water."
)
EN = f"# The Market Under the Awnings\n\n{EN1}\n\n{EN2}\n\n{EN3}\n"
ZH1 = (
    "清晨五点，码头上已经亮起了灯。老陈把船靠稳，先卸下两筐带鱼，再去买一碗热豆浆。"
    "他在这条街上卖了三十年鱼，认识每一个来买菜的人。"
)
ZH2 = (
    "菜市场去年翻修过，地面不再积水，摊位也编了号。有人说少了点味道，可是下雨天不用再踩泥。"
    "早上最热闹的还是东头那几家豆腐摊。"
)
ZH3 = "到了九点，人渐渐散去。老陈收拾好秤，把剩下的几条小鱼留给隔壁的猫，骑车回家补觉。"
ZH = f"# 码头边的早市\n\n{ZH1}\n\n{ZH2}\n\n{ZH3}\n"


def within(text: str, piece: str) -> str:
    """The text with a paragraph of this behind its second one."""
    parts = text.split("\n\n")
    return "\n\n".join([*parts[:3], piece, *parts[3:]])


def changed(text: str, *pairs: tuple[str, str]) -> str:
    """The text with other words in place of some that it has."""
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def held(text: str, topic: str, language: str = "", requirements: str = "") -> list[str]:
    first = text.split("\n")[0]
    title = first.removeprefix("# ") if first.startswith("# ") else topic
    metadata = {} if first.startswith("# ") else {UNTITLED: True}
    # some are a line or two
    rules = Rules(language=language, requirements=(requirements,), levels=TAKES_SHORT)
    article = Finished(title, text, word_count(text), topic=topic, metadata=metadata, rules=rules)
    return [one.check for one in examine(article) if one.level is Level.HOLD]


GAPS = [
    changed(EN, ("the church", "*|CHURCH|*")),
    changed(EN, ("Sixty stalls", "TK stalls"), ("1974", "19XX")),
    changed(EN, ("four fishermen", "TK fishermen"), ("seven", "XX")),
    changed(EN, ("Harbour Street", "@@street@@")),
    changed(
        EN, ("Sixty stalls", "?? stalls"), ("seven meets", "??? members meet"), ("1974", "0000")
    ),
    changed(EN, ("Sixty stalls", "00 stalls"), ("1974", "0000")),
    changed(EN, ("1974", "[[year_founded]]"), ("the church", "[[street]]")),
    within(EN, "Write to ~email~ or come to ~venue~ on the first Saturday."),
    within(EN, "Dear %%FirstName%%, your stall number is {$stall_no}."),
    changed(ZH, ("老陈把船", "○○○把船")),
    changed(ZH, ("三十年鱼", "N年鱼"), ("这条街", "××街")),
    changed(ZH, ("去年翻修过", "20○○年翻修过")),
    within(ZH, "××医生说，他在县医院干了N年。"),
]
NO_GAPS = [
    "# Two Noughts and Two Crosses\n\nThe TK gene was found in 1979. Copies of it are written TK+"
    " and TK-, and a mouse without either lives for two weeks.\n\nPlates are marked X, XX and XXX,"
    " for one, two and three hours of heat. Those marked XX have about 40 colonies.",
    "# 某种安静\n\n某年冬天我在山里住了七天，每天只和一个卖柴的人说话。\n\n他记账用○和×："
    "○是付了钱的，×是欠着的。他看了看，说今年×比○多，可是人都还在。",
    "# Why the Trains Are Called 00\n\n0 gauge was 32 millimetres wide; when a smaller one came in"
    " 1922 they wrote 00. Flour has the same habit: type 00 is the finest.",
    "# What the Marks Mean\n\nA mistake gets ? and a blunder ??. Commentators gave ?? on the spot."
    " An engine gives ?? far more often than any annotator did.",
    "# 一双鞋的N年\n\n这双鞋我穿了N年，究竟几年，自己也数不清。鞋底换过三次，鞋带换过五次，"
    "补鞋的师傅都换了两位。他说N年前的胶更牢。",
    "# 一九○○年的一封信\n\n一九○○年，外祖父从天津寄出一封信，走了四十天。\n\n"
    "二○○八年我在旧书摊上买到了它的信封。",
    "# The Jar\n\nOn the day an intern handed in a draft that still read [insert customer quote"
    ' here], she let him off. "It was the only honest line in it," she said.',
]
FIGURES = [
    "As the cutaway below makes plain, the tide itself has to close the gate.",
    "Compare the pair of pictures underneath: on the left the old leaf, on the right the new one.",
    "The cross-section underneath shows how the stalls stand on the slope.",
    "How the stalls are set can be seen from the plan at the foot of the page.",
    "Wie die Stände am Hang stehen, zeigt der Querschnitt unten.",
    "摊位的布局见下方平面图。",
    "從底下這幅剖面圖可以看到，攤位沿著斜坡排成三層。",
]
NO_FIGURES = [
    "Upstairs hangs a pair of pictures by the same hand: on the left the port, on the right fire.",
    "From the church one sees the whole plan of it laid out below: three rows, and the water.",
    "The photograph below the clock in the town hall shows the four fishermen.",
    "Underneath the picture somebody has written a date in pencil.",
    "码头下面的图书馆周一闭馆。",
]
LIST_FIRST = (
    "1. 猫砂盆要大，放在安静的角落，每天铲两次。\n2. 水碗离饭碗远一点，猫不喜欢在吃饭的地方喝水。\n"
    "3. 窗户装好纱网，猫会追鸟，不会想到楼高。\n\n头一个星期别急着抱。让它躲在床底下，"
    "把饭放在门口，"
    "人坐远一点看书。它自己会出来。\n\n带去医院做一次体检，驱虫、打疫苗，问清楚什么时候绝育。"
)


@pytest.mark.parametrize("text", GAPS, ids=lambda one: one[-40:])
def test_a_field_or_a_mark_for_what_is_to_come_holds_it(text: str) -> None:
    assert "placeholders" in held(text, "The harbour market")


@pytest.mark.parametrize("text", NO_GAPS, ids=lambda one: one[:30])
def test_the_same_marks_have_honest_uses(text: str) -> None:
    assert held(text, text.split("\n")[0].removeprefix("# ")) == []


@pytest.mark.parametrize("piece", FIGURES)
def test_a_drawing_that_is_named_by_its_place_has_to_be_there(piece: str) -> None:
    text = within(EN, piece)
    assert "missing_figures" in held(text, "The harbour market")
    assert "missing_figures" not in held(f"{text}\n![The gate](gate.png)\n", "The harbour market")


@pytest.mark.parametrize("piece", NO_FIGURES)
def test_a_picture_that_is_told_of_need_not_be_there(piece: str) -> None:
    assert held(within(EN, piece), "The harbour market") == []


def test_an_article_that_begins_with_a_list_needs_a_title() -> None:
    assert "no_title" in held(LIST_FIRST, "新手养猫")
    assert held(LIST_FIRST, "新手养猫，怎么准备？") == []  # such a topic may stand above it
    assert held(f"# 猫来的第一周\n\n{LIST_FIRST}", "新手养猫") == []


def test_wrong_characters_may_be_shown_beside_right_ones() -> None:
    shown = (
        "# How Café Became CafÃ©\n\nA menu offers crÃ¨me brÃ»lÃ©e. Nobody typed that.\n\nAn é in"
        " UTF-8 is two numbers. A program that expects Latin-1 reads Ã and ©; an apostrophe"
        " becomes â€™. Made twice, it breeds: é, Ã©, ÃƒÂ©."
    )
    topic = "Why apostrophes turn into â€™"
    assert held(shown, topic) == []
    assert "mojibake" in held(shown.encode().decode("cp1252", "replace"), topic)


def test_a_row_of_a_pattern_is_no_number_of_points() -> None:
    text = (
        "# The Harbour Hat\n\n**Rnd 11:** k.\n**Rnd 12:** k7, p1 to end.\n**Rnd 13:** k.\n**Rnd"
        " 14:** k3.\n\nRepeat rnds 11 to 14 until work measures 17 cm.\n\n**Rnd 1:** k9.\n**Rnd"
        " 2:** k.\n**Rnd 3:** k8.\n**Rnd 4:** k.\nGo on until 8 sts remain."
    )
    assert held(text, "Knitting pattern: the harbour hat") == []


@pytest.mark.parametrize(
    "requirements",
    [
        "Three short paragraphs, none above 40 words",
        "Short news items of at most 40 words",
        "三条短讯，任何一条不超过40字",
    ],
)
def test_a_limit_of_each_part_is_none_of_the_whole(requirements: str) -> None:
    assert held(EN, "The harbour market", requirements=requirements) == []
    assert held(EN, "The harbour market", requirements="at most 40 words") == ["too_long"]


@pytest.mark.parametrize("text", WHOLE, ids=lambda one: f"{one['check']}: {one['text'][:30]}")
def test_what_was_delivered_is_an_article_or_is_held(text: dict[str, Any]) -> None:
    found = held(text["text"], text["topic"], text["language"])
    assert found == [] if text["check"] is None else text["check"] in found
