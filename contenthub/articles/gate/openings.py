"""Is an exclamation at the beginning the author's own? He says it to himself, or tells who said it.

"Certainly!", "Great question!" and "没问题！" begin answers. A title that says the same makes
it the subject; and what goes on with a tale is no answer to who ordered a text.
"""

from __future__ import annotations

import re

from contenthub.articles.gate.expressions import compiled
from contenthub.articles.gate.spelled_out import lowered

_LONG = 700  # characters that are looked at
_EXCLAMATION = re.compile(r"\W*(\w[^!！.。,，?？:：\n]{1,23})[!！.。,，]")
_TELLS = compiled(r"""
    \b(?:he|she|they|everyone|everybody|nobody|people|said|says|was|were|had|grand\w+|mother|father
    uncle|aunt|years?|every time)\b
    第一次|的时候|每次|那年|去年|邻居|他|她|人们|有人
""")
# Of the text, or of what was ordered, no tale speaks.
_OF_TEXT = compiled(r"""
    \b(?:article|draft|piece|post|guide|text|below|here is|i will|i would|let me|version|\d+ words
    your|you asked|written|write|put together|prepared|cover(?:s|ing)?|outline)\b
    文章|稿|写|讲清楚|讲讲|聊聊|下面|以下|为您|为你|给您|整理|介绍|您|这一?版|字数|篇
""")
_COUNTED = re.compile(
    r"\b(?:here|below) are (?:the )?(?:two|three|four|five|six|seven|eight|nine|ten|some|\d+)"
    r" (?:\w+ )?(\w{3,}s)\b"
)


def is_the_authors(text: str, title: str) -> bool:
    """Whether a first passage begins so, and an author speaks in it; ``title`` stands above it."""
    above = lowered(title)
    if (counted := _COUNTED.search(text)) and counted[1] in above:
        return True  # what is below is the subject: "Three letters to your landlord"
    found = _EXCLAMATION.match(text)
    if found is None or len(text) > _LONG:
        return False
    if found[1] in above:
        return True
    rest = text[found.end() :]
    return _TELLS.search(rest) is not None and _OF_TEXT.search(rest) is None
