"""What the gate costs: lives per second with and without it, and the time for one long article."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from markdown_it import MarkdownIt

from benchmarks.contenthub_systems import EMBEDDED, EMBEDDED_UNGATED
from benchmarks.figures import Figure, at_least, at_most
from benchmarks.harness import Load, lives_per_second
from contenthub.articles.gate import Finished, Rules, examine
from contenthub.articles.text import word_count
from tests.support import corpus

_WORDS = 2_000
_MOST_MS = 10.0
_SHARE_OF_LIVES = 0.9
# Both read a text once, on the same machine in the same moment.
_MOST_RENDERS = {"en": 4.0, "zh": 8.0}
_NAMES = {"en": "English words", "zh": "Chinese characters"}
_RULES = {
    "en": Rules(language="en", banned_words=("casino", "best price"), required_words=("the",)),
    "zh": Rules(language="zh", banned_words=("赌场", "最便宜"), required_words=("的",)),
}


def gate_cost(quick: bool) -> list[Figure]:
    """Task lives per second of ContentHub, embedded, as in `throughput`, in turns with the same
    where the account has switched all checks off (5 runs of 3,000 lives each; quick: one of 600).
    And the whole gate, without near copies, on 2,000 words of the good texts in
    `tests/corpus/first`, with banned and required words: its median in milliseconds of
    processor time, and how many
    times as long it takes as markdown-it needs to render the same text, measured in turns.
    """
    load = Load(lives=600, warm_up=50, runs=1) if quick else Load(lives=3000, warm_up=200, runs=5)
    gated, ungated = lives_per_second([EMBEDDED, EMBEDDED_UNGATED], load)
    without = Figure(f"{ungated.system}: task lives", ungated.median, "lives/s", runs=ungated.runs)
    lives = Figure(f"{gated.system}: task lives", gated.median, "lives/s", runs=gated.runs)
    limit = _SHARE_OF_LIVES * without.value
    figures = [without, at_least(lives, limit, f"{_SHARE_OF_LIVES:g} x without a gate")]
    for language in _NAMES:
        figures += _of_one_text(language, tries=20 if quick else 100)
    return figures


def _of_one_text(language: str, tries: int) -> list[Figure]:
    body = _text(language)
    words, parser = word_count(body), MarkdownIt("commonmark")

    def judge() -> None:
        examine(Finished("Tea", body, words, topic="tea", rules=_RULES[language]))

    judge()  # what is compiled and loaded once
    gate, render = [], []
    for _ in range(tries):
        gate.append(_seconds(judge))
        render.append(_seconds(lambda: parser.render(body)))
    name = f"the whole gate, {_WORDS:,} {_NAMES[language]}"
    took = Figure(name, 1000 * statistics.median(gate), "ms")
    ratio = statistics.median(gate) / statistics.median(render)
    renders = Figure(f"{name}: against a render", ratio, "x")
    most = _MOST_RENDERS[language]
    return [at_most(took, _MOST_MS, "one article"), at_most(renders, most, "markdown-it's render")]


def _text(language: str) -> str:
    """So many words, or characters, of good texts in this language."""
    paragraphs: list[str] = []
    words = 0
    for sample in corpus.samples(corpus.FOLDER / "first"):
        for paragraph in sample.text.split("\n\n") if _is_good_in(sample, language) else ():
            if words < _WORDS:
                paragraphs.append(paragraph)
                words += word_count(paragraph)
    return "\n\n".join(paragraphs)


def _is_good_in(sample: corpus.Sample, language: str) -> bool:
    return sample.is_good and sample.facts["language"] == language


def _seconds(work: Callable[[], object]) -> float:
    """Of processor time: what else the machine does is not counted."""
    start = time.process_time()
    work()
    return time.process_time() - start
