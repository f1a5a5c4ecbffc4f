"""Expressions that are looked for where a text holds one of their words, and nowhere else.

Most articles have none of these words, and so most expressions are not even compiled. Of one that
says the same in many ways, only those are looked for whose words are there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property, reduce
from operator import or_

from contenthub.articles.gate import hints, literals

_STEP = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*+\]|[(|)]|[^\\\[(|)]++", re.DOTALL)


class _Way:
    """One alternative of an expression; ``bit`` is its place among the hints."""

    def __init__(self, source: str, flags: int, words: str, known: hints.Hints) -> None:
        self._source, self._flags = source, flags
        self.bit = known.add(words.split("|") if words else literals.of(source, flags))

    @cached_property
    def search(self) -> Callable[[str], re.Match[str] | None]:
        """Finds its first match; where only the beginning can match, it looks nowhere else."""
        pattern = re.compile(self._source, self._flags)
        is_at_beginning = self._source.startswith("^") and not self._flags & re.MULTILINE
        return pattern.match if is_at_beginning else pattern.search


class Expression:
    """An expression over texts in lower case; ``bits`` are its places among the hints.

    ``words`` are those of which a text must hold one, where they cannot be read from the source.
    """

    def __init__(
        self, source: str, flags: int = 0, words: str = "", known: hints.Hints = hints.KNOWN
    ) -> None:
        self._source, self._flags = source, flags
        ways = [_Way(one, flags, words, known) for one in alternatives(source)]
        self.bits = sum([way.bit for way in ways])
        self._place = ways[0].bit.bit_length() - 1  # of the first; the others are next to it
        self._ways = {way.bit >> self._place: way for way in ways}

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The whole of it, compiled when it is first needed."""
        return re.compile(self._source, self._flags)

    def search(self, text: str, held: int = -1) -> re.Match[str] | None:
        """The first match in a text that holds these bits: what ``pattern`` would find."""
        first: re.Match[str] | None = None
        left = (held & self.bits) >> self._place
        while left:
            bit = left & -left  # the lowest one: the ways are tried in their order
            left ^= bit
            found = self._ways[bit].search(text)
            if found is not None and (first is None or found.start() < first.start()):
                first = found
        return first


class Either:
    """Several expressions, to ask at once whether one of them may be there."""

    def __init__(self, *those: Expression | Either) -> None:
        self.bits: int = reduce(or_, [one.bits for one in those])


def one_of(lines: str, words: str = "") -> Expression:
    """An expression that finds any of the lines; a group may run over several of them."""
    return Expression(together(lines), words=words)


def compiled(lines: str) -> re.Pattern[str]:
    """The same for what is seldom asked, of a piece of a text: it needs no hints."""
    return re.compile(together(lines))


def together(lines: str) -> str:
    """The source of an expression that finds any of the lines."""
    return "|".join(line.strip() for line in lines.strip().splitlines())


def alternatives(source: str) -> Iterator[str]:
    """The alternatives of an expression, without those within its groups."""
    depth, begin = 0, 0
    for step in _STEP.finditer(source):
        depth += {"(": 1, ")": -1}.get(step[0], 0)
        if step[0] == "|" and not depth:
            yield source[begin : step.start()]
            begin = step.end()
    yield source[begin:]
