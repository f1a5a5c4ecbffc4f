"""Lengths: the account's are exact, an order's in words are meant roughly."""

from __future__ import annotations

import math
from typing import Any

import pytest

from contenthub.articles.gate import Finished, Level, Rules, examine
from contenthub.articles.gate.ordered_lengths import asked
from contenthub.articles.text import word_count


def found(words: int, *requirements: str, **rules: int | float) -> list[str]:
    asked_for = Rules(requirements=requirements, **rules)  # type: ignore[arg-type]
    article = Finished("Tea", "Tea is a drink.", words, rules=asked_for)
    return [one.message for one in examine(article) if one.check in {"too_short", "too_long"}]


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [
        ("A feature of about 1,200 words with at least five sections", 1200, 1200),
        ("600 to 800 words", 600, 800),
        ("500-700 words", 500, 700),
        ("a 900-word piece", 900, 900),
        ("at most 60 words", None, 60),
        ("no more than 300 words", None, 300),
        ("300 words or less", None, 300),
        ("at least 400 words", 400, None),
        ("no fewer than 400 words", 400, None),
        ("800 words minimum", 800, None),
        ("Etwa 1.200 Wörter", 1200, 1200),
        ("höchstens 500 Wörter", None, 500),
        ("1 000 mots environ", 1000, 1000),
        ("800字左右的文章", 800, 800),
        ("不少于1500字", 1500, None),
        ("一千字以上", 1000, None),
        ("八百字以内", None, 800),
        ("不要超过四百字", None, 400),
        ("两千字左右", 2000, 2000),
        ("一千五百字", 1500, 1500),
        ("一千五", None, None),
        ("两百到三百字", 200, 300),
        ("3000-4000字", 3000, 4000),
        ("一万字", 10000, 10000),
        ("标题20字以内，正文一千五百字", 1500, 1500),
    ],
)
def test_what_an_order_asks_for_is_read(said: str, least: int | None, most: int | None) -> None:
    read = [(one.least, one.most) for one in asked(said)]
    assert read == ([] if least is most is None else [(least, most)])


@pytest.mark.parametrize(
    "said",
    [
        "",
        "In English",
        "five paragraphs of 80 words",
        "100 words per section",
        "a title of at most 40 words",
        "每段不超过100字",
        "标题40字以内",
        "explain 5 words of French",
        "in your own words",
        "五字诀",
        "千字文介绍",
        "三分钟左右",
        "Five haiku",
    ],
)
def test_what_bounds_a_part_or_nothing_asks_for_no_length(said: str) -> None:
    assert asked(said) == []


@pytest.mark.parametrize(
    ("words", "said", "held"),
    [
        (299, "about 600 words", "too short"),
        (300, "about 600 words", ""),
        (1200, "about 600 words", ""),
        (1201, "about 600 words", "too long"),
        (449, "at least 600 words", "too short"),
        (450, "at least 600 words", ""),
        (5000, "at least 600 words", ""),
        (91, "at most 70 words", ""),
        (92, "at most 70 words", "too long"),
        (1, "at most 70 words", ""),
        (2000, "600 to 1000 words", ""),
        (2001, "600 to 1000 words", "too long"),
    ],
)
def test_what_misses_it_by_far_is_held(words: int, said: str, held: str) -> None:
    told = found(words, said)
    assert told == ([f"{held}: {words} words, and the order says {said!r}"] if held else [])


def test_the_accounts_own_limit_is_told_and_not_the_orders_as_well() -> None:
    assert found(10, "about 600 words", min_length=20) == ["too short: 10 of at least 20 words"]
    assert found(9000, "about 600 words", max_length=20) == ["too long: 9000 of at most 20 words"]


def test_one_word_is_one_word() -> None:
    assert found(1, min_length=20) == ["too short: 1 of at least 20 words"]
    assert found(1) == ["too short: 1 word, and the order asks for nothing short"]
    assert found(1, "about 600 words") == [
        "too short: 1 word, and the order says 'about 600 words'"
    ]


@pytest.mark.parametrize(
    ("least", "is_held"),
    [(24, False), (29, False), (30, True)],  # 24 characters, 5 marks: a row of one is one
)
@pytest.mark.parametrize(
    "text",
    [
        "茶是一种饮料，人们都喜欢喝它……一天三杯，早上最好。它暖手。",
        "茶是一種飲料，人們都喜歡喝它……一天三杯，早上最好。它暖手。",
    ],
)
def test_in_chinese_the_marks_count_for_the_fewest(text: str, least: int, is_held: bool) -> None:
    article = Finished("茶", text, word_count(text), rules=Rules(min_length=least))
    assert any(one.check == "too_short" for one in examine(article)) is is_held


def test_in_other_languages_they_do_not() -> None:
    text = "Tea, “the drink”, is made – as they say – of leaves…"
    article = Finished("Tea", text, word_count(text), rules=Rules(min_length=word_count(text) + 1))
    assert "too_short" in [one.check for one in examine(article)]


@pytest.mark.parametrize(
    ("least", "score", "level"),
    [
        (None, 1.0, None),
        (70.0, 70.0, None),
        (70.0, 69.9, Level.HOLD),
        (0.7, 0.699999988079071, None),  # as four bytes keep 0.7
        (0.8, 0.46, Level.HOLD),
        (-1.0, 0.0, None),
        (0.5, math.nan, Level.HOLD),
        (0.5, None, Level.WARN),
        (None, None, None),
    ],
)
def test_a_score_below_the_accounts_least_is_held(
    least: float | None, score: float | None, level: Level | None
) -> None:
    article = Finished("Tea", "Tea.", 1, quality_score=score, rules=Rules(min_quality=least))
    told = [one.level for one in examine(article) if one.check == "quality"]
    assert told == ([] if level is None else [level])


ENGLISH = "Tea is a drink made of leaves."
CHINESE = "茶是一种用叶子做成的饮料。"
THAI = "ชาเป็นเครื่องดื่มที่ทำจากใบ "
NOTHING_SHORT = "the order asks for nothing short"


def is_held(
    body: str,
    topic: str = "The history of tea",
    title: str = "Tea",
    category: str = "",
    **said: Any,
) -> bool:
    article = Finished(
        title, body, word_count(body), topic=topic, category=category, rules=Rules(**said)
    )
    held = [one for one in examine(article, ["too_short"]) if NOTHING_SHORT in one.message]
    return held != []


@pytest.mark.parametrize(
    ("body", "held"),
    [
        (ENGLISH, True),
        (CHINESE, True),
        ("Tea! " * 39, True),
        ("Tea! " * 40, False),
        ("茶" * 79 + "。", True),
        ("茶" * 80 + "。", False),
        ("Tea " * 20 + "茶" * 39 + "。", True),
        ("Tea " * 20 + "茶" * 40 + "。", False),
        (THAI * 7 + ".", True),
        (THAI * 8 + ".", False),
    ],
)
def test_a_whole_article_of_a_sentence_or_two_is_held(body: str, held: bool) -> None:
    assert is_held(body) is held


@pytest.mark.parametrize(
    "topic",
    [
        "A haiku for the first frost",
        "Caption for a photo of the first snow",
        "Slogans for a tea shop",
        "A joke about tea",
        "News in brief: the harbour",
        "A tweet on the new opening hours",
        "A post about our new tea",
        "Notice for the front door",
        "A sign for the kitchen",
        "Weather for Sunday",
        "Packing checklist for a week in a hut",
        "Tea in two sentences",
        "Ein Gedicht über Tee",
        "Une brève sur le thé",
        "停水公告",
        "春节放假通知",
        "一条关于茶的微博",
        "茶馆门口的对联",
        "快讯：茶叶拍卖会",
        "新品海报",
        "三句话介绍绿茶",
    ],
)
def test_what_was_ordered_as_a_short_form_may_be_one(topic: str) -> None:
    assert not is_held(ENGLISH, topic)
    assert not is_held(CHINESE, topic)
    assert not is_held(ENGLISH, title=topic)


@pytest.mark.parametrize(
    "topic",
    [
        "",
        "How to write a haiku",
        "The history of the slogan",
        "A guide to captions",
        "Why poems rhyme",
        "A blog post about tea",
        "The post office of Bergen",
        "The road signs of Norway",
        "对联的由来",
        "如何写好一则通知",
        "朋友圈文案技巧",
        "十二字诀",
    ],
)
def test_an_article_about_short_forms_is_none(topic: str) -> None:
    assert is_held(ENGLISH, topic)
    assert is_held(CHINESE, topic)
    assert is_held(ENGLISH, title=topic)


@pytest.mark.parametrize(
    "said",
    ["One haiku", "about 30 words", "At most 70 words", "In 15 words", "二十字以内", "八十字左右"],
)
def test_requirements_may_ask_for_little(said: str) -> None:
    assert not is_held(ENGLISH, requirements=(said,))
    assert is_held(ENGLISH, requirements=("In plain words", "about tea"))


@pytest.mark.parametrize(
    ("topic", "body", "held"),
    [
        ("深度长文：一座煤城转型二十年", "煤" * 149 + "。", True),
        ("深度长文：一座煤城转型二十年", "煤" * 150 + "。", False),
        ("一座煤城转型二十年", "煤" * 149 + "。", False),
        ("A long read on the coal towns", "Coal! " * 149, True),
        ("A long read on the coal towns", "Coal! " * 150, False),
        ("How long to read a book on coal", "Coal! " * 149, False),
    ],
)
def test_a_long_piece_is_longer_than_others(topic: str, body: str, held: bool) -> None:
    article = Finished("Coal", body, word_count(body), topic=topic)
    assert bool(examine(article, ["too_short"])) is held


def test_a_category_may_name_a_short_form() -> None:
    assert not is_held(CHINESE, category="公告")
    assert is_held(CHINESE, category="饮食")


def test_an_account_may_want_short_articles() -> None:
    assert not is_held(ENGLISH, min_length=5)
    assert not is_held(ENGLISH, max_length=100)
    assert is_held(ENGLISH, max_length=101)
    assert not is_held(ENGLISH, levels={"too_short": "off"})


@pytest.mark.parametrize("body", ["", "![a](a.png)", "**Holm wins**\n\n12 May 2026"])
def test_what_has_no_text_is_not_told_to_be_short_as_well(body: str) -> None:
    article = Finished("Holm", body, word_count(body), topic="Holm wins the cup")
    assert [one.check for one in examine(article)] == ["no_text"]
