"""Does it keep what its title promises? "Five mistakes" has five of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished

NAME = "fewer_than_promised"
_NUMBERS = "two three four five six seven eight nine ten eleven twelve"
_VALUES = {word: value for value, word in enumerate(_NUMBERS.split(), 2)}
_VALUES |= {sign: value for value, sign in enumerate("二三四五六七八九十", 2)}
_VALUES |= {"one": 1, "一": 1, "两": 2}
_PROMISE = re.compile(
    rf"\b(\d{{1,2}}|{_NUMBERS.replace(' ', '|')}) (?:\w+ ){{0,2}}?([a-z]{{4,}}s)\b"
)
_WIDE_PROMISE = re.compile(
    r"(\d{1,2}|[二三四五六七八九十两])(?:个|大|种|条|款|件|招|步|点|类|本|部|座)([^\W\d]{1,8})"
)
# "Mistake 3:", "3. Mistake", "错误三", "第三个错误", "第三，"
_NUMBERED = re.compile(
    r"\W*(?:([a-z]{4,}) (?:no\. ?|#)?)(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)\b"
)
_WIDE_NUMBERED = re.compile(r"\W*(?:([^\W\d]{2})|第)(\d{1,2}|[一二三四五六七八九十])")
_FEWEST = 3  # that a title promises
_STEM = 5  # letters that a noun and its plural share


def check(article: Finished) -> Iterator[Finding]:
    """Fewer headings that are called so and numbered than the title says."""
    title = article.title.casefold()
    found = _PROMISE.search(title) or _WIDE_PROMISE.search(title)
    if found is None or (promised := _value(found[1])) < _FEWEST:
        return
    numbered = [
        (number, block)
        for block in article.blocks
        if block.kind is Kind.HEADING and (number := _number(block.text.casefold(), found[2]))
    ]
    last = max((number for number, _ in numbered), default=0)
    if 1 < last < promised and len(numbered) == last:
        said = f"the title promises {promised}, and there are {last}"
        yield Finding(NAME, Level.HOLD, numbered[-1][1].span, said)


def _number(text: str, noun: str) -> int:
    """The number of a heading that names the thing that was promised; else 0."""
    found = _NUMBERED.match(text)
    if found is not None:
        return _value(found[2]) if found[1].startswith(noun.rstrip("s")[:_STEM]) else 0
    found = _WIDE_NUMBERED.match(text)
    if found is None or (found[1] is not None and found[1] not in noun):
        return 0
    return _value(found[2])


def _value(number: str) -> int:
    return int(number) if number.isdecimal() else _VALUES.get(number, 0)
