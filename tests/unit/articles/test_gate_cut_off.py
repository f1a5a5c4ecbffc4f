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
