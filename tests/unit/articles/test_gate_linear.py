"""The gate reads foreign text in linear time, whatever the text repeats."""

from __future__ import annotations

import time
import timeit
from dataclasses import replace

import pytest

from contenthub.articles.gate import Finished, Rules, examine

TRIES = 4  # measurements, of which one has to agree: a loaded machine is no defect
SIZE = 30_000  # characters: enough that a square shows
PUMPS = [
    "](", "[", "![", "][a", "[a]: ", "](a(b", '](a "', "<", "<a", "<a b='", "<!--", "<!-- -->",
    "<img alt=\"", "<think", "`<think>`", "<think>", "    <think>\n\n", "</think>", "<|a|>",
    "&lt;think",
    "```thinking\n", "```\n</think>\n\n", "[thinking]", "assistantfinal", "$", "$$\n", "\\[",
    "\\begin{", "(a",
    "{\"a\":", "502 Bad Gateway ", "Error: ", "in the end ", "Jane Doe is ", "<!-- ` ", "> a\n",
    "total | ", "&#", "&amp", "&#x", " ", "\n", " \n", "\u00a0", "\u2029",
    "`", "``` ", "```\n", "~~~\n", "*", "_", "a_", "**a", "# \n", "## a\n\n", "- ", "-\n", "- x.\n",
    "1. ", "1", "|", "| a |\n", "a | b\n", "> ", "\\", "\u0300\u0316", "\u200b", "best pric",
    "best price ", "最便", "最 便 ", "a\n--\n", ":)", "todo-", "(", "“", ".", "a.", "。", "\0",
    "a.b.", "茶.", "a ", "“a", "$a", "替代购置", "кa ", "の", "https://",
]  # fmt: skip
RULES = Rules(language="en", banned_words=("best price", "最便宜", "C++"), required_words=("zzz",))
CHINESE = Rules(language="zh", banned_words=("代购",))


def article(pump: str, size: int) -> Finished:
    text = "Tea " + pump * (size // len(pump))
    rules = CHINESE if "购" in pump else RULES
    return Finished(text[:500], text, 9, summary=text, html=text, tags=(text,), rules=rules)


def seconds(pump: str, size: int) -> float:
    """Processor time of one look, the least of three: others share the machine."""
    made = article(pump, size)
    return min(
        timeit.repeat(lambda: examine(replace(made)), number=1, repeat=3, timer=time.process_time)
    )


@pytest.mark.timeout(120)
@pytest.mark.no_cover  # time is measured
@pytest.mark.parametrize("pump", PUMPS)
def test_twice_the_text_takes_less_than_three_times_as_long(pump: str) -> None:
    examine(article(pump, 1_000))  # what is compiled and cached once
    assert any(_is_linear(pump) for _ in range(TRIES))


def _is_linear(pump: str) -> bool:
    once = max(seconds(pump, SIZE), 0.002)  # below that, the clock decides
    return seconds(pump, 2 * SIZE) < 3 * once
