"""The gate reads foreign text in linear time, whatever the text repeats."""

from __future__ import annotations

import time
import timeit
from dataclasses import replace

import pytest

from contenthub.articles.gate import Finished, Rules, examine

# Measurements, of which one has to agree: a loaded machine is no defect. Each is the least of so
# many looks; most texts need no more than the first.
TRIES = (1, 3, 3, 3)
NOTICED = 0.002  # seconds, below which the clock decides
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
    "There are three reasons, he said.\n\n",
]  # fmt: skip
MANY_HEADINGS = "## a\n\n"
RULES = Rules(language="en", banned_words=("best price", "最便宜", "C++"), required_words=("zzz",))
CHINESE = Rules(language="zh", banned_words=("代购",))


def article(pump: str, size: int) -> Finished:
    text = "Tea " + pump * (size // len(pump))
    rules = CHINESE if "购" in pump else RULES
    return Finished(text[:500], text, 9, summary=text, html=text, tags=(text,), rules=rules)


def seconds(pump: str, size: int, repeat: int) -> float:
    """Processor time of one look, the least of several: others share the machine."""
    made = article(pump, size)
    looks = timeit.Timer(lambda: examine(replace(made)), timer=time.process_time)
    return min(looks.repeat(repeat, number=1))


@pytest.mark.timeout(120)
@pytest.mark.no_cover  # time is measured
@pytest.mark.parametrize("pump", PUMPS)
def test_twice_the_text_takes_less_than_three_times_as_long(pump: str) -> None:
    examine(article(pump, 1_000))  # what is compiled and cached once
    assert any(_is_linear(pump, repeat) for repeat in TRIES)


def test_a_heading_that_stands_there_thousands_of_times_is_read_in_linear_time() -> None:
    """By its own check alone: beside all others its square did not show."""

    def least(size: int) -> float:
        made = article(MANY_HEADINGS, size)
        assert made.passages
        look = timeit.Timer(lambda: examine(made, ("repeated_heading",)), timer=time.process_time)
        return min(look.repeat(3, number=1))

    assert any(least(4 * SIZE) < 3 * least(2 * SIZE) for _ in TRIES)


def _is_linear(pump: str, repeat: int) -> bool:
    twice = seconds(pump, 2 * SIZE, repeat)
    return twice < 3 * NOTICED or twice < 3 * seconds(pump, SIZE, repeat)
