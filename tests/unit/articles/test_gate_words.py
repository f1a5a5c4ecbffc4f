"""Banned and required words are those that a reader sees, in all that is published."""

from __future__ import annotations

from typing import Any

import pytest

from contenthub.articles.gate import Finished, Rules, examine

BANNED = (
    "best price",
    "cheapest",
    "最便宜",
    "C++",
    "state-of-the-art",
    "it's free",
    "100%",
    "café",
)


def banned(body: str = "Nothing.", words: tuple[str, ...] = BANNED, **fields: Any) -> list[str]:
    article = Finished(
        fields.pop("title", "Tea"), body, 9, rules=Rules(banned_words=words), **fields
    )
    return [one.message for one in examine(article) if one.check == "banned_words"]


def missing(body: str, *words: str, title: str = "Tea") -> list[str]:
    article = Finished(title, body, 9, rules=Rules(required_words=words))
    return [one.message for one in examine(article) if one.check == "required_words"]


@pytest.mark.parametrize(
    "text",
    [
        "best\nprice",
        "best\r\nprice",
        "best  \nprice",
        "best\\\nprice",
        "best\u00a0price",
        "best\u3000price",
        "best\u2028price",
        "best\u2029price",
        "best\u200b price",
        "**best** _price_",
        "the ***best** price*",
        "~~best~~ price",
        "`best` price",
        "be<b>st</b> price",
        "best<br>price",
        "best <!-- so they say --> price",
        "[best](https://example.com/a_(b)) price",
        "[best][1] price",
        "b&#101;st pri&#x63;e",
        "best&nbsp;price",
        "BEST PRICE",
        "Ｂｅｓｔ ｐｒｉｃｅ",
        "𝐛𝐞𝐬𝐭 price",
        "> best\n> price",
        "## best price",
        "- best price",
        "| best price | x |",
        "![best price](x.png)",
        '[x](y "best price")',
        "<img alt='best price'>",
        "“best price”",
    ],
)
def test_the_phrase_is_found_however_it_is_written(text: str) -> None:
    assert banned(f"It has the {text} of all.") == ["banned word: best price"]
    assert banned(f"{text}\n\nMore.") == ["banned word: best price"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("the chea\u00adpest tea", "cheapest"),
        ("the chea\u2060pest tea", "cheapest"),
        ("全网最**便**宜的茶", "最便宜"),
        ("全网最便\n宜的茶", "最便宜"),
        ("全网最 便 宜的茶", "最便宜"),
        ("全网最\u200b便宜的茶", "最便宜"),
        ("written in C++, of course", "C++"),
        ("a state‑of‑the‑art pot", "state-of-the-art"),
        ("It’s free", "it's free"),
        ("100% sure", "100%"),
        ("１００％ sure", "100%"),
        ("a cafe\u0301 nearby", "café"),
    ],
)
def test_signs_that_look_alike_are_alike(text: str, word: str) -> None:
    assert banned(text) == [f"banned word: {word}"]


@pytest.mark.parametrize(
    "text",
    [
        "the bests prices",
        "abreast price",
        "best\n\nprice",
        "- best\n- price",
        "## best\nprice",
        "| best | price |",
        "the best, price",
        "[ok](https://example.com/cheapest)",
        "[ok]: https://example.com/cheapest",
        "cheapests",
        "a cafe nearby",
        "1100%",
        "best_price",
        "the best of prices",
    ],
)
def test_what_a_reader_does_not_see_as_the_phrase_passes(text: str) -> None:
    assert banned(text) == []


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"title": "The *best* price"}, ""),
        ({"summary": "The best\nprice"}, " (in its summary)"),
        ({"tags": ("tea", "Best Price")}, " (in its tags)"),
        ({"keywords": ("best price",)}, " (in its keywords)"),
        ({"category": "Best price"}, " (in its category)"),
        ({"html": "<p>The <em>best</em>\nprice</p>"}, " (in its html)"),
        ({"html": '<img src=x alt="best price">'}, " (in its html)"),
        ({"tags": ("best price",), "summary": "best price"}, " (in its summary, tags)"),
    ],
)
def test_every_field_that_is_published_is_looked_at(fields: dict[str, Any], where: str) -> None:
    assert banned(**fields) == [f"banned word: best price{where}"]


@pytest.mark.parametrize("html", ["<p>best</p><p>price</p>", "<a href='/best price'>x</a>"])
def test_html_is_read_as_it_is_shown(html: str) -> None:
    assert banned(html=html) == []


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("We start.", "art"),
        ("The smartest.", "art"),
        ("[x](https://example.com/art)", "art"),
        ("A cat.", "cats"),
        ("तारा", "तार"),
    ],
)
def test_a_required_word_has_to_be_a_word(body: str, word: str) -> None:
    assert missing(body, word) == [f"missing word: {word}"]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("The **art** of tea.", "art"),
        ("state of the\nart", "the art"),
        ("美术馆", "美术"),
        ("차를 마신다", "차"),
        ("art's sake", "art"),
        ("ART", "art"),
        ("Straße", "STRASSE"),
        ("It costs 5 €.", "5 €"),
        ("*wow*", "*wow*"),
    ],
)
def test_a_required_word_is_found_as_a_reader_sees_it(body: str, word: str) -> None:
    assert missing(body, word) == []
    assert missing("Nothing.", word, title=body) == []


def test_very_many_words_are_told_in_few_lines() -> None:
    words = tuple(f"word{number}" for number in range(100))
    told = banned(" ".join(words), words)
    assert (len(told), told[-1]) == (21, "80 more of the kind")


@pytest.mark.parametrize(
    ("body", "word", "language"),
    [
        ("Spare batteries go on board.", "battery", "en"),
        ("She carried it home.", "carry", "en"),
        ("It stopped at noon.", "stop", "en"),
        ("They are baking bread.", "bake", "en"),
        ("Half marathons are long.", "half marathon", "en"),
        ("Die Lampen brennen.", "Lampe", "de"),
        ("Les cadeaux sont là.", "cadeau", "fr"),
        ("Las luces brillan.", "luz verde", "es"),
        ("Las casas blancas", "casa", "es"),
    ],
)
def test_a_required_word_may_be_inflected(body: str, word: str, language: str) -> None:
    article = Finished("T", body, 9, rules=Rules(language=language, required_words=(word,)))
    held = [one.message for one in examine(article) if one.check == "required_words"]
    assert held == ([f"missing word: {word}"] if word == "luz verde" else [])


@pytest.mark.parametrize(
    ("body", "word", "language"),
    [
        ("A carrot.", "carry", "en"),
        ("The stops.", "art", "en"),
        ("Batteries.", "battery", "zh"),
        ("Batteriefach", "Batterie", "de"),
        ("They go.", "goer", "en"),
    ],
)
def test_another_word_is_no_form_of_it(body: str, word: str, language: str) -> None:
    article = Finished("T", body, 9, rules=Rules(language=language, required_words=(word,)))
    assert [one.message for one in examine(article) if one.check == "required_words"] == [
        f"missing word: {word}"
    ]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("play at c.a.s.i.n.o now", "casino"),
        ("at: c a s i n o royale", "casino"),
        ("请加-微-信详聊", "加微信"),
        ("代.开.发.票", "代开发票"),
        ("the с\u0430sino", "casino"),
        ("c\u0336a\u0336s\u0336i\u0336n\u0336o\u0336", "casino"),
        ("ｖ·ｘ", "VX"),
        ("a m i r a c l e", "miracle"),
        ("no c*re at all", "cure"),
        ("a true mir@cle", "miracle"),
        ("fr€e m0ney", "free money"),
        ("no free m*ney", "free money"),
        ("$ale", "sale"),
        ("a guar4nt33d win", "guaranteed"),
        ("加薇❤信聊", "加微信"),
        ("加V信聊", "加微信"),
        ("最★有☆效的茶", "最有效"),
    ],
)
def test_a_banned_word_in_disguise_is_found(text: str, word: str) -> None:
    assert banned(f"Here is {text}.", (word,)) == [f"banned word: {word}"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("e.g. in the u.s.a. or so", "egu"),
        ("苹果、梨、桃、李子", "桃李"),
        ("Москва", "mockba"),
        ("用它替代购置新料", "代购"),
        ("开发票据管理系统", "发票"),
        ("装修款子一次性交了", "性交"),  # 一次性 and 交了
        ("房租一次性交给房东", "性交"),
        ("the **cur**rent rate", "cure"),
        ("2 * cure and c**e", "care home"),
        ("mail me@example.org", "mea"),
        ("model5 and top10", "models"),
        ("a ***very*** long walk", "veryy"),
        ("f*** off", "free"),
        ("威信不是加出来的", "加微信"),
        ("评分★★★★☆最高", "星最高"),
    ],
)
def test_what_only_looks_like_one_passes(text: str, word: str) -> None:
    assert banned(text, (word,)) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("海外代购奶粉", "代购"),
        ("可代购物", "代购"),  # one border is that of a word: what is in doubt is banned
        ("替代购置，也代购", "代购"),
        ("代开发票", "发票"),
        ("第一次性交了什么", "性交"),
        ("每一次性交后", "性交"),
        ("用它替代购置。" * 60, "代购"),  # so many are not looked up
    ],
)
def test_a_chinese_word_is_banned_where_a_reader_sees_one(text: str, word: str) -> None:
    assert banned(text, (word,)) == [f"banned word: {word}"]
