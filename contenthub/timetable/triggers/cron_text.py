"""What people type as a cron expression, and what they are told when it is none.

cronsim says no more than "Bad minute"; a person needs the word that is wrong and what is allowed.
"""

from __future__ import annotations

import re

from contenthub import clock
from contenthub.codes import Code
from contenthub.errors import InputError

MOST_CHARACTERS = 200
_ALIASES = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_NAMES = ("minute", "hour", "day-of-month", "month", "day-of-week")
_ALLOWED = (
    "0-59",
    "0-23",
    "1-31, L (last day) or LW (last working day)",
    "1-12 or JAN-DEC",
    "0-7 (0 and 7 are Sunday), SUN-SAT, MON#1 to MON#5 or 5L (last Friday)",
)
_ENDS = (("0", "59"), ("0", "23"), ("1", "31"), ("1", "12"), ("0", "6"))
_PRINTABLE = re.compile(r"[ -~\t]*")
_RANGE = re.compile(r"([0-9A-Z]+)-([0-9A-Z]+)", re.IGNORECASE)
_STEPPED_RANGE = re.compile(_RANGE.pattern + "/[0-9]+", re.IGNORECASE)
_STEP_FROM_LAST = re.compile(r"LW?/", re.IGNORECASE)  # cronsim takes it and drops the step


def squeezed(text: str) -> str:
    """The text with single spaces. Raises InputError for what no expression holds."""
    if len(text) > MOST_CHARACTERS:
        raise InputError(f"cron: {len(text)} characters are too many; at most {MOST_CHARACTERS}")
    if not _PRINTABLE.fullmatch(text.strip()):
        raise InputError(f"cron {text!r}: allowed are ASCII letters and digits, and * , - / # @")
    return " ".join(text.split())


def fields(text: str) -> str:
    """The five fields of a squeezed expression, as cronsim is to read them. Raises InputError."""
    plain = _ALIASES.get(text.lower(), text)
    words = plain.split()
    problem = _alias_problem(text) if plain.startswith("@") else _count_problem(words)
    if problem:
        code = Code.SECONDS_IN_CRON if len(words) == 6 else None
        raise InputError(f'cron "{text}": {problem}', code=code)
    if not _is_taken(plain) or _STEP_FROM_LAST.search(words[2]):
        raise InputError(_complaint(text, words))
    return " ".join(_plain(place, word) for place, word in enumerate(words))


def _plain(place: int, word: str) -> str:
    """The word with ``5`` for ``5-5/2``, which cronsim takes for ``5/2``: 5 and every second on."""
    terms = []
    for term in word.split(","):
        ends = _STEPPED_RANGE.fullmatch(term)
        is_single = ends is not None and _is_fine(place, f"{ends[2]}-{ends[1]}")
        terms.append(ends[1] if ends and is_single else term)
    return ",".join(terms)


def never(text: str) -> str:
    """The sentence for an expression that is well written and matches nothing."""
    return f'cron "{text}": never fires; no day has such a date, weekday and time together'


def _alias_problem(text: str) -> str:
    if text.lower() == "@reboot":
        return "@reboot names no time; a service manager starts things at boot"
    return f"no such alias; allowed: {', '.join(_ALIASES)}"


def _count_problem(words: list[str]) -> str:
    if len(words) != 5:
        return f"cron has five fields ({' '.join(_NAMES)}), this has {len(words)}"
    return ""


def _complaint(text: str, words: list[str]) -> str:
    for place, word in enumerate(words):
        for term in word.split(","):
            if not _is_fine(place, term):
                return f'cron "{text}": {_NAMES[place]} is {_problem(place, word, term)}'
    return never(text)  # each field is fine alone, such as 30 and February


def _problem(place: int, word: str, term: str) -> str:
    if not term:
        return f'"{word}", with a place in the list left empty; allowed: {_ALLOWED[place]}'
    backwards = _RANGE.fullmatch(term)
    if backwards and all(_is_end(place, end) for end in backwards.groups()):
        return f"{term}, a range that runs backwards; write {_upwards(place, *backwards.groups())}"
    if re.search(r"/0*$", term):
        return f"{term}; a step is a number from 1, as in */15"
    return f"{term}; allowed: {_ALLOWED[place]}"


def _is_end(place: int, end: str) -> bool:
    """Whether a range may end there: at a number or a name, and not at ``L``, ``LW`` or ``5L``."""
    named = end.isalpha() and _NAMES[place] in ("month", "day-of-week")
    return (end.isdigit() or named) and _is_fine(place, end)


def _upwards(place: int, start: str, end: str) -> str:
    """``22-23,0-2`` for ``22-2``."""
    low, high = _ENDS[place]
    if not start.isdigit():
        low, high = ("SUN", "SAT") if _NAMES[place] == "day-of-week" else ("JAN", "DEC")
    first = start if start.upper() == high else f"{start}-{high}"
    return f"{first},{end}" if end.upper() == low else f"{first},{low}-{end}"


def _is_fine(place: int, term: str) -> bool:
    alone = ["*"] * len(_NAMES)
    alone[place] = term
    return _is_taken(" ".join(alone)) and not _STEP_FROM_LAST.search(alone[2])


def _is_taken(expression: str) -> bool:
    from cronsim import CronSim, CronSimError

    try:
        CronSim(expression, clock.now())
    except (CronSimError, ValueError, LookupError, AssertionError):
        return False
    return True
