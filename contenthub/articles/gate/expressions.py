"""Expressions that are looked for where a text holds one of their words, and nowhere else.

Most articles have none of these words, and so most expressions are not even compiled.
"""

from __future__ import annotations

import re
from functools import cached_property

from contenthub.articles.gate import hints, literals


class Expression:
    """An expression over texts in lower case; ``bit`` is its place among the hints.

    ``words`` are those of which a text must hold one, where they cannot be read from the source.
    """

    def __init__(self, source: str, flags: int = 0, words: str = "") -> None:
        self.source, self.flags = source, flags
        self.bit = hints.KNOWN.add(words.split("|") if words else literals.of(source, flags))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The expression itself, compiled when it is first needed."""
        return re.compile(self.source, self.flags)

    def search(self, text: str) -> re.Match[str] | None:
        return self.pattern.search(text)

    def match(self, text: str) -> re.Match[str] | None:
        return self.pattern.match(text)


def one_of(lines: str, words: str = "") -> Expression:
    """An expression that finds any of the lines; a group may run over several of them."""
    return Expression(_alternatives(lines), words=words)


def compiled(lines: str) -> re.Pattern[str]:
    """The same for what is seldom asked, of a piece of a text: it needs no hints."""
    return re.compile(_alternatives(lines))


def _alternatives(lines: str) -> str:
    return "|".join(line.strip() for line in lines.strip().splitlines())
