"""Topics that are made from a pattern, such as "Tea of {date}, part {counter}".

The pattern is read by rules of our own: Python's formatting reaches into objects and makes
texts of any length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count, islice
from pathlib import Path
from string import Formatter
from typing import Any, ClassVar, Self

from contenthub import validation
from contenthub.articles.text import guess_language
from contenthub.errors import InputError
from contenthub.settings import Settings
from contenthub.topics.sources.base import UNSET, Occasion
from contenthub.topics.wishes import Wish

MOST_CANDIDATES = 1_000

# The patterns of schedules that give no topics; Chinese for accounts that write it.
DEFAULT = "{account}: {category} {schedule} {date}, no. {counter}"
DEFAULT_CHINESE = "{account} {category} {schedule} {date:%Y年%m月%d日} 第{counter}篇"

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DIRECTIVE = re.compile("%-?[aAbBdHIjmMpSuUVGwWyY]|%%")
_MOMENT_SPEC = re.compile(rf"(?:[^%]|{_DIRECTIVE.pattern})*")
_COUNTER_SPEC = re.compile("(?:0?[1-9]d?)?")


@dataclass(frozen=True, slots=True)
class Template:
    """A pattern with variables; without a text it is ``DEFAULT`` or ``DEFAULT_CHINESE``.

    ``DEFAULT`` names account, category, schedule, date and number, so the topics of all of them
    differ. Chinese is for the language zh, and for "auto" with an account named in Chinese.
    """

    text: str | None = None
    name: ClassVar[str] = "template"
    remote: ClassVar[bool] = False

    @classmethod
    def parse(cls, value: Any, folder: Path) -> Self:
        """Raises InputError that names the variables there are."""
        if isinstance(value, str):
            _pieces(value)  # of a template that is broken, this says more
        return cls(validation.topic(value))

    def load(self, settings: Settings) -> Pattern:
        """The pattern, ready to be filled in."""
        return Pattern(self.text)

    def stored(self) -> dict[str, str] | None:
        """None for the default, so that a better one reaches schedules that exist."""
        return None if self.text is None else {"template": self.text}


@dataclass(frozen=True, slots=True)
class Pattern:
    """The supply of a template."""

    text: str | None
    finite: ClassVar[bool] = False
    problems: ClassVar[tuple[str, ...]] = ()

    def wishes(self, occasion: Occasion) -> Iterator[Wish]:
        """One for each number from ``occasion.counter`` on, up to 1,000; one without {counter}.

        Raises InputError when the pattern comes out empty or too long.
        """
        text = self.text or (DEFAULT_CHINESE if _chinese(occasion) else DEFAULT)
        pieces = _pieces(text)
        numbers = islice(count(occasion.counter), MOST_CANDIDATES if _counts(pieces) else 1)
        for number in numbers:
            yield replace(UNSET, topic=_topic(text, pieces, replace(occasion, counter=number)))


@dataclass(frozen=True, slots=True)
class _Piece:
    """Literal text, and the variable after it, if there is one."""

    literal: str
    variable: str | None
    spec: str


def _pieces(text: str) -> list[_Piece]:
    try:
        parsed = list(Formatter().parse(text))
    except ValueError:
        raise InputError(
            f"the braces of {text!r} do not match; a brace itself is written {{{{ or }}}}"
        ) from None
    return [_piece(*parts) for parts in parsed]


def _piece(literal: str, name: str | None, spec: str | None, conversion: str | None) -> _Piece:
    if name is not None:
        if name not in _VALUES or conversion:
            shown = f"{name}!{conversion}" if conversion else name
            raise InputError(f"unknown variable {{{shown}}}; there are: {variables()}")
        _check_spec(name, spec or "")
    return _Piece(literal, name, spec or "")


def variables() -> str:
    """The variables, for help and errors."""
    return ", ".join(f"{{{name}}}" for name in _VALUES)


def _check_spec(name: str, spec: str) -> None:
    if name in {"date", "time"}:
        if not _MOMENT_SPEC.fullmatch(spec) or "{" in spec:
            raise InputError(
                f"the form of {{{name}:{spec}}} is unknown; allowed: "
                "such as {date:%d.%m.%Y} or {time:%H:%M}"
            )
    elif name == "counter":
        if not _COUNTER_SPEC.fullmatch(spec):
            raise InputError(
                f"the form of {{counter:{spec}}} is unknown; allowed: "
                "up to nine digits, such as {counter:03}"
            )
    elif spec:
        raise InputError(f"{{{name}}} has no forms: write it without {spec!r}")


def _counts(pieces: list[_Piece]) -> bool:
    return any(piece.variable == "counter" for piece in pieces)


def _topic(text: str, pieces: list[_Piece], occasion: Occasion) -> str:
    filled = "".join(piece.literal + _value(piece, occasion) for piece in pieces)
    try:
        return validation.topic(" ".join(filled.split()))
    except InputError as error:
        raise InputError(f"the template {text!r} gives no topic: {error}") from None


def _value(piece: _Piece, occasion: Occasion) -> str:
    return _VALUES[piece.variable](occasion, piece.spec) if piece.variable else ""


def _moment(when: datetime, spec: str) -> str:
    # Only the directives go through strftime, which stumbles over other scripts in some locales.
    return _DIRECTIVE.sub(lambda directive: when.strftime(directive[0]), spec)


def _weekday(occasion: Occasion) -> str:
    day = occasion.when.weekday()
    return "星期" + "一二三四五六日"[day] if _chinese(occasion) else _WEEKDAYS[day]


def _chinese(occasion: Occasion) -> bool:
    language = occasion.language.lower()
    guessed = guess_language(occasion.account) if language == "auto" else language
    return guessed.split("-")[0] == "zh"


_VALUES: dict[str, Callable[[Occasion, str], str]] = {
    "date": lambda occasion, spec: _moment(occasion.when, spec or "%Y-%m-%d"),
    "time": lambda occasion, spec: _moment(occasion.when, spec or "%H:%M"),
    "weekday": lambda occasion, spec: _weekday(occasion),
    "account": lambda occasion, spec: occasion.account,
    "category": lambda occasion, spec: occasion.category,
    "schedule": lambda occasion, spec: occasion.schedule,
    "counter": lambda occasion, spec: format(occasion.counter, spec),
}
