"""What was cut off is found, and what its author ended as they liked is let alone."""

from __future__ import annotations

from typing import Any

import pytest

from contenthub.articles.gate import Finding, Finished, Level, examine
from contenthub.articles.text import word_count

PROSE = (
    "Tea came to Europe in 1610, and it was the Dutch who brought it first to a port in the north"
    " of the country.\n\n"
)
PROSE_ZH = (
    "茶叶在十七世纪初传入欧洲，最早把它带到北方港口的是荷兰人。后来它成了一种日常的饮料。\n\n"
)


def found(body: str, **said: Any) -> list[Finding]:
    article = Finished("Tea", body, word_count(body), **said)
    return [one for one in examine(article) if one.check == "cut_off"]


@pytest.mark.parametrize(
    ("end", "where"),
    [
        ("The leaves are picked by hand. Then they are carried to the", "sentence"),
        ("The leaves are picked by hand. Then they wither", "sentence"),
        ("They are picked by hand and then dried in the sun for some", "sentence"),
        ("Der Tee wird von Hand gepflückt, getrocknet und", "sentence"),
        ("However,", "sentence"),
        ("There are three kinds:", "sentence"),
        ("It is a well-", "sentence"),
        ("The price rose (from", "sentence"),
        ("He said “", "sentence"),
        ("This is **very impor", "sentence"),
        ("This is s**t, and **very impor", "sentence"),
        ("A row of it · The leaves are picked by hand and then they wither in the sun", "sentence"),
        ("Run `make te", "sentence"),
        ("See the [guide](https://exa", "link"),
        ("- They are dried.\n  Then they are rolled by the", "sentence"),
        ("> He said that the", "quotation"),
        ("```python\nprint(1)", "code"),
        ("~~~~\nprint(1)\n~~~", "code"),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n| 3", "table"),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 |", "table"),
        ("| a | b |\n|---|---|", "table"),
        ("| a | b | c |", "table"),
        ("- one\n- two\n-", "list"),
        ("1. Pick the leaves.\n2. Dry them.\n3.", "list"),
        ("- Pick them.\n- Dry them.\n- Roll them until they are small and", "list"),
        ("- Pick by hand.\n- Dry in the sun.\n- Roll them until they are small enough", "list"),
        ("<!-- to be", "comment"),
    ],
)
def test_a_text_that_breaks_off_is_held(end: str, where: str) -> None:
    (finding,) = found(PROSE + end)
    assert finding.level is Level.HOLD
    assert where in finding.message
    assert finding.span is not None
    assert (PROSE + end)[finding.span[0] : finding.span[1]] in end


@pytest.mark.parametrize(
    "end",
    [
        "采茶的人每天清晨上山，他们把嫩叶放进竹篓里，然后送到加工厂进行萎凋和",
        "采茶的人每天清晨上山。他们把嫩叶放进竹篓",
        "采茶的人每天清晨上山，把嫩叶放进竹篓，然后我们",
        "采茶的人每天清晨上山。喝茶的人可以",
        "　　采茶的人每天清晨上山。他们把嫩叶放进竹篓里，再轻轻盖上一块布",
        "采茶的人每天清晨上山，他们把嫩叶轻轻地放进竹篓里带回",
        "第一，",
        "主要有三种：",
    ],
)
def test_a_chinese_text_that_breaks_off_is_held(end: str) -> None:
    assert found(PROSE_ZH + end)


@pytest.mark.parametrize(
    "end",
    [
        "```python\nprint(1,\n```",
        "```\na\n```\n\n```\nb\n```",
        "    indented code(",
        "> To be or not to be",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "| a | b |\n|:--|--:|\n| 1 | 2 |\n\n*Table 1: what tea costs in the country*",
        "a | b\n--- | ---\n1 | 2",
        "- one\n- two",
        "- Tea.\n- Coffee.\n- Milk",
        "1. Milk\n2. Tea",
        "- [one](x)\n- [two](y)",
        "Roses are red\nviolets are blue\nsugar is sweet\nand so are you",
        "（完）",
        "To be continued",
        "See <https://example.com/tea>",
        "More at https://example.com/tea",
        "Mail us: tea@example.com",
        "Read [the guide](https://example.com)",
        "Enjoy your tea! 🍵",
        "Happy brewing ☕️",
        "Thanks for reading. See you next week",
        "That is all :)",
        "It is a pity :(",
        "— The Editors",
        "By Jane Doe",
        "Best,\nJane",
        "Author: Jane Doe",
        "**Author:** Jane Doe",
        "#tea #history",
        "*This article was written for the tea blog by all of its readers*",
        "He said: “It is good.”",
        "Is it? Yes!",
        "***",
        "$$\na = b\n$$",
        "![tea](tea.png)",
        "[^1]: A note that goes on and",
        "Run `make test`",
        "## Thank you for reading!",
        "© 2026 Tea Blog",
        "The answer is 42",
        "お茶は美味しいです。",
        "ชาเป็นเครื่องดื่มที่ดีมาก ชาเป็นเครื่องดื่มที่ดีมาก ชาเป็นเครื่องดื่มที่ดีมาก",
        "<div>x</div>",
        "Call 0912-***-118, and say that you have read this in the paper.",
        "Nobody knows why the s**t hit the fan so late, he said on the quay.",
        "12 Canal Street · Open Tuesday to Sunday, 10 to 6 · Closed on public holidays",
        "Open Tuesday to Sunday, 10 to 6 | Dogs welcome | Closed on all public holidays",
        "**Ada Holm**\nFood editor of the Quarterly, and author of three books about what we drink",
        "Ada Holm\nEditor-in-chief\nTea Quarterly, 12 Canal Street, Northtown NT4 2QX, UK",
        "Last updated on 3 March 2026 by the editorial team of Tea Quarterly in Northtown",
        "Updated 3 March 2026: the price of the ticket to the museum was corrected",
        "As an Amazon Associate we earn from purchases made through the links on this page",
        "You are receiving this because you signed up at our stall in Northtown market",
        "Coming up next week: coffee and the Turkish tent that nobody has ever seen",
        "With best wishes from all of us at the Society of Tea Drinkers in Northtown",
        "*Prices correct at the time of going to press in March 2026, including all taxes",
        "¹ Prices correct at the time of going to press in March 2026, including all taxes",
        "A comment <!-- with its end --> and a sentence.",
    ],
)
def test_an_end_that_somebody_meant_is_let_alone(end: str) -> None:
    assert found(PROSE + end) == []


@pytest.mark.parametrize(
    "end",
    [
        "（全文完）",
        "未完待续",
        "我们下期再见～",
        "作者：张三",
        "文／张三 图／李四",
        "运河街12号 · 周二至周日 10:00—18:00 · 周一公休 · 可带狗",
        "**本周服事**　司会：王○○　招待：李○○、张○○　插花：休息一次",
        "联系人：陈老师 0912-***-118，请先发短信，说您是从哪里看到的。",
        "本文刊于《茶季刊》二〇二六年第三期，此处略有删节",
        "欢迎关注我们",
        "👇👇👇 点击下方名片，关注我们",
        "现金微信都可以",
        "凭本文到店领茶样，每人限一个",
        "阅读 10万+　在看 1.2万",
        "部分图片来自网络，如有侵权请联系删除",
        "本文仅代表作者个人观点，不构成投资建议，市场有风险，投资需谨慎",
        "*以上价格为三月三日门店价，不同城市可能略有不同",
        "喜欢喝茶的姐妹们点赞收藏起来慢慢看",
        "本文首发于公众号茶馆",
        "床前明月光\n疑是地上霜\n举头望明月\n低头思故乡",
        "“春眠不觉晓，处处闻啼鸟。”",
    ],
)
def test_a_chinese_end_that_somebody_meant_is_let_alone(end: str) -> None:
    assert found(PROSE_ZH + end) == []


@pytest.mark.parametrize(
    "said",
    [
        {"finish_reason": "length"},
        {"finish_reason": "MAX_TOKENS"},
        {"truncated": True},
        {"finish_reason": "stop", "truncated": True},
    ],
)
def test_what_the_creator_says_of_its_end_counts_whatever_the_text_looks_like(
    said: dict[str, Any],
) -> None:
    (finding,) = found(PROSE, metadata=said)
    assert "limit" in finding.message


@pytest.mark.parametrize("said", [{}, {"finish_reason": "stop"}, {"truncated": False}])
def test_a_natural_end_is_none_of_these(said: dict[str, Any]) -> None:
    assert found(PROSE, metadata=said) == []


@pytest.mark.parametrize(
    ("paragraphs", "end", "is_whole"),
    [
        (40, "他说，等船来的那些人，后来都学会了自己造船", True),
        (4, "他说，等船来的那些人，后来都学会了自己造船", False),
        (40, "他说，等船来的那些人，后来都学会了因为", False),
        (40, PROSE_ZH.strip() + "他说，等船来的那些人，后来都学会了自己造船", False),
    ],
    ids=["one sentence", "a short text", "a word that something follows", "not alone"],
)
def test_a_long_chinese_text_may_end_with_one_sentence_without_its_mark(
    paragraphs: int, end: str, is_whole: bool
) -> None:
    assert (found(PROSE_ZH * paragraphs + end) == []) is is_whole
