"""Marks by which a model's tools cite are held; what only looks like them is not."""

from __future__ import annotations

import pytest

from contenthub.articles.gate import Finished, examine, tool_marks
from contenthub.articles.text import word_count

LIST = "\n\n## References\n\n1. Smith, *Tea*, 2001.\n"


def found(body: str) -> list[str]:
    article = Finished("Tea", body, word_count(body))
    return [one.check for one in examine(article, ("tool_marks",))]


@pytest.mark.parametrize(
    "body",
    [
        "Tea is old【4†source】.",
        "Tea is old 【12:3†report.pdf】 and dear.",
        "Old. :contentReference[oaicite:0]{index=0}",
        "Old [oaicite:3].",
        "Old ([oai_citation:1‡example.com](https://example.com/a)).",
        "Old. citeturn0search2turn1news4",
        "Old. \ue200cite\ue202turn0search0\ue201",
        "See [it](https://example.org/x?utm_source=chatgpt.com).",
        "See https://example.org/x?a=b&utm_source=openai for more.",
        "Old [web:3].",
        "Old [attached_file:1].",
        "[cite_start]Tea is old [cite: 1, 2].",
        "Tea is old[^1^].",
        "Tea is old[citation:3][citation:5].",
        "<co: 0>Tea</co: 0> is old.",
        '<cite index="2-1">Tea is old</cite>.',
        'Tea <grok:render card_id="1"> is old.',
        "Get it [here](sandbox:/mnt/data/tea.pdf).",
        'Old ({"attribution":{"attributableIndex":"0-1"}}).',
        "Tea is old[1][2]. It is dear[3]. It is green[4].",
        "茶很老[1]。茶很贵[2]。茶是绿的[3]。",
        "Tea is old.\n\n```tool_code\nsearch('tea')\n```\n\nIt is dear.",
        'Tea is old.\n\n{"name": "search_web", "arguments": {"query": "tea"}}\n\nIt is dear.',
        'Tea is old.\n\n[Searching the web for "tea in Europe"...]\n\nIt is dear.',
        "🔍 Searched 12 sites\n\nTea is old.",
        "Thought for 14 seconds\n\nTea is old.",
        "已深度思考（用时 12 秒）\n\n茶很老。",
        "正在搜索“茶叶历史”……\n\n茶很老。",
    ],
)
def test_what_only_a_program_understands_is_held(body: str) -> None:
    assert found(body) == ["tool_marks"]


@pytest.mark.parametrize(
    "body",
    [
        "The token `【4†source】` is a mark.",
        "“[oaicite:3]” is what it says.",
        "```\nTea is old [web:3].\n```",
        "Turn 3 left; at turn 0 nothing happens.",
        "See [it](https://example.org/x?utm_source=newsletter).",
        "`?utm_source=chatgpt.com` tells where they come from.",
        "Old[1]. Dear[2]. Green[3]." + LIST,
        "Old[1]. Dear[2]. Green[3].\n\n参考文献\n\n1. 张三，《茶》，2001。",
        "Old[1]. Dear[2]. Green[3].\n\n[1] Smith, 2001.",
        "The king[1], the old[2], the dear[3].\n\n[1]: /a\n[2]: /b\n[3]: /c",
        "Tea[^1] is old[^2].\n\n[^1]: Smith\n[^2]: Jones",
        "Dagger† and double dagger‡ are marks of print.",
        "An array a[1] is not a[2] and a[0].",
        "Cited twice [12][13]. That is all.",
        "Tick [x] and [ ], then [Search].",
        "```python\nsearch('tea')\n```",
        "> Searching the web...\n\nThat is what the screen said.",
        "She thought for a few seconds, and drank.",
        "Searching the web for tea takes an hour.",
        "正在搜索的人不止我一个。",
    ],
)
def test_what_only_looks_like_it_is_let_alone(body: str) -> None:
    assert found(body) == []


@pytest.mark.parametrize("shift", range(12))
def test_a_mark_is_found_wherever_a_long_text_is_parted(
    shift: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tool_marks, "_PIECE", 100)
    before = "Tea is old. " * 7
    assert found(f"{before}{'a' * shift} citeturn0search2. Tea is dear.")
