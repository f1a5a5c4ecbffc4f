"""What the gate holds in a changed text for the first time.

A person approved a text with all that held it. What is left of that after an edit is no reason to
ask again, however it is told now: on another line, or counted among fewer. Findings are compared
by what they found: the check, with the text of the marked place or with the count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from contenthub.articles.gate.finding import Level, further_in

_LINE = re.compile(r", in line \d+")
_NUMBER = re.compile(r"\d+")
# What a check says of the whole text in one number, behind which it may show an example.
COUNTS = {
    "broken_markup": re.compile(r"are broken in (\d+) places"),
    "empty_label": re.compile(r"nothing stands behind (\d+) labels"),
    "escapes": re.compile(r"\((\d+) times\)"),
    "mixed_languages": re.compile(r"about (\d+)% of it is in \w+"),
    "mojibake": re.compile(r"in (\d+) parts of the text"),
    "near_copy": re.compile(r"near copy: (\d+)% of it stands in content \d+"),
    "quality": re.compile(r"quality score (-?[\d.]+(?:e[-+]\d+)?)"),
    "repetition": re.compile(r"the topic stands there (\d+) times"),
    "template_draft": re.compile(r"the topic put in (\d+) times"),
    "too_long": re.compile(r"too long: (\d+)"),
    "too_short": re.compile(r"too short: (\d+)"),
    "unread": re.compile(r"of ([\d,]+) characters were looked at"),
    "unseen_characters": re.compile(r"(\d+) (?:characters|signs) that nobody sees"),
}
_TO_BE_REACHED = {"quality", "too_short"}  # where less is worse


@dataclass(frozen=True, slots=True)
class _Held:
    """A hold: ``said`` without the line, ``place`` the marked text, and what is counted of what."""

    message: str
    check: str
    said: str
    place: str
    more: int | None  # places beyond those that are told one by one
    counted: tuple[str, float] | None

    @property
    def pattern(self) -> str:
        return _NUMBER.sub("#", self.said)


def messages(
    before: Iterable[Mapping[str, Any]],
    old: str,
    after: Iterable[Mapping[str, Any]],
    new: str,
) -> list[str]:
    """The messages of those holds ``after`` an edit that are none of those ``before`` it.

    Both as a content stores them; ``old`` and ``new`` are the bodies in which they mark places.
    """
    left = [_read(one, old) for one in before if one.get("level") == Level.HOLD]
    found = [_read(one, new) for one in after if one.get("level") == Level.HOLD]
    beyond: dict[str, int] = {}  # by check: places that were only counted
    for one in left:
        beyond[one.check] = beyond.get(one.check, 0) + (one.more or 0)
    left = [one for one in left if one.more is None]
    fresh = [one for one in found if one.more is None]
    for is_same in (_says_the_same, _counts_no_more, _marks_the_same):
        fresh = _without(fresh, left, is_same)
    told = {id(one) for one in fresh if not _was_beyond(one, beyond, old)}
    # last: what was beyond may be told one by one now, and is no more among those
    told |= {
        id(one) for one in found if one.more is not None and one.more > beyond.get(one.check, 0)
    }
    return [one.message for one in found if id(one) in told]


def _read(finding: Mapping[str, Any], body: str) -> _Held:
    check, message, span = finding["check"], finding["message"], finding.get("span")
    count = COUNTS[check].search(message) if check in COUNTS else None
    counted = None
    if count is not None:
        (number,) = count.groups()
        counted = (count.group().replace(number, "#", 1), float(number.replace(",", "")))
    return _Held(
        message,
        check,
        _LINE.sub("", message),
        "" if span is None else " ".join(body[span[0] : span[1]].split()),
        further_in(message),
        counted,
    )


def _without(
    fresh: list[_Held], left: list[_Held], is_same: Callable[[_Held, _Held], bool]
) -> list[_Held]:
    """Those of ``fresh`` of which none is ``left``; each of these stands for one."""
    others = []
    for one in fresh:
        known = next((own for own in left if own.check == one.check and is_same(own, one)), None)
        if known is None:
            others.append(one)
        else:
            left.remove(known)
    return others


def _says_the_same(before: _Held, after: _Held) -> bool:
    return before.said == after.said


def _counts_no_more(before: _Held, after: _Held) -> bool:
    if before.counted is None or after.counted is None or before.counted[0] != after.counted[0]:
        return False
    was, now = before.counted[1], after.counted[1]
    return now >= was if before.check in _TO_BE_REACHED else now <= was


def _marks_the_same(before: _Held, after: _Held) -> bool:
    """The same place, of which something else is counted: how many of what it promises there are.

    What a check counts in the whole text has no place of its own.
    """
    if before.counted is not None or after.counted is not None or not after.place:
        return False
    return before.place == after.place and before.pattern == after.pattern


def _was_beyond(one: _Held, beyond: dict[str, int], old: str) -> bool:
    """Whether it was one of the places that were only counted; it is none of those any more."""
    if not beyond.get(one.check) or one.place not in " ".join(old.split()):
        return False
    beyond[one.check] -= 1
    return True
