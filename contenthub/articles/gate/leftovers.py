"""Has it something that was not meant for readers? A model's thoughts, for now."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.lines import Kind

# The marks in which models think; a text *about* them has them in code.
_MARK = re.compile(
    r"</?(?:[a-z]{1,12}:)?(?:think|thinking|thought|thoughts|reasoning|reflection|scratchpad)>"
    r"|\[/?THINK\]|◁/?think▷|<\|(?:channel|message|start|end|im_start|im_end|assistant)\|>",
    re.IGNORECASE,
)
_FIRST = ("<", "[", "◁")


def thoughts(article: Finished) -> Iterator[Finding]:
    """The first mark of thoughts that stands outside of code."""
    if not any(mark in article.body for mark in _FIRST):
        return
    for line in article.lines:
        if line.kind in {Kind.CODE, Kind.FENCE} or not line.text:
            continue
        found = next((m for m in _MARK.finditer(line.text) if not _in_code(line.text, m)), None)
        if found:
            span = (line.start + found.start(), line.start + found.end())
            yield Finding("thoughts", Level.HOLD, span, f"a model's thoughts are in it: {found[0]}")
            return


def _in_code(text: str, found: re.Match[str]) -> bool:
    before = text.count("`", 0, found.start())
    return before % 2 == 1 and "`" in text[found.end() :]
