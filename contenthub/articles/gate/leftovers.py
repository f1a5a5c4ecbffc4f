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
        found = _MARK.search(_without_code(line.text))
        if found:
            said = f"a model's thoughts are in it: {found[0]}"
            yield Finding("thoughts", Level.HOLD, line.span, said)
            return


def _without_code(text: str) -> str:
    parts = text.split("`")
    return " ".join(parts[::2]) if len(parts) % 2 else text
