"""Numbers of characters in a feed, of which one that is none would cost the whole feed.

Programs that count in UTF-16 name an emoji by its two halves (``&#55357;&#56832;``), which XML
does not allow (XML 1.0, 4.1: the number has to be one of a character), and cut texts leave numbers
that no character has. The parser breaks off there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_ONE = re.compile(rb"&#(?:[xX](?P<hex>[0-9a-fA-F]++)|(?P<decimal>[0-9]++));?")
_RUN = re.compile(rb"(?:&#(?:[xX][0-9a-fA-F]++|[0-9]++);?)++")
_LOST = 0xFFFD
_MOST_DIGITS = 12  # with zeros before it; more than any number of a character has
_HIGH, _LOW, _LAST = range(0xD800, 0xDC00), range(0xDC00, 0xE000), 0x10FFFF


def mended(feed: bytes) -> bytes:
    """The feed with halves put together, and U+FFFD for what is no number of a character."""
    return _RUN.sub(_mended, feed)


def _mended(run: re.Match[bytes]) -> bytes:
    numbers = [_number(one) for one in _ONE.finditer(run[0])]
    if all(number < _HIGH.start or _LOW.stop <= number <= _LAST for number in numbers):
        return run[0]
    return b"".join(b"&#%d;" % number for number in _whole(numbers))


def _number(one: re.Match[bytes]) -> int:
    digits = one["hex"] or one["decimal"]
    if len(digits) > _MOST_DIGITS:
        return _LAST + 1
    return int(digits, 16 if one["hex"] else 10)


def _whole(numbers: Sequence[int]) -> Iterator[int]:
    high: int | None = None
    for number in numbers:
        if high is not None:
            if number in _LOW:
                yield 0x10000 + ((high - _HIGH.start) << 10) + number - _LOW.start
                high = None
                continue
            yield _LOST
        high = number if number in _HIGH else None
        if high is None:
            yield _LOST if number in _LOW or number > _LAST else number
    if high is not None:
        yield _LOST
