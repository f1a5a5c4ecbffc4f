"""English contractions written out, so that each way of refusing has to be known only once."""

from __future__ import annotations

import re

_LONG = {
    "i'm": "i am",
    "i've": "i have",
    "i'd": "i would",
    "i'll": "i will",
    "can't": "cannot",
    "can not": "cannot",
    "won't": "will not",
    "couldn't": "could not",
    "don't": "do not",
    "doesn't": "does not",
    "didn't": "did not",
    "isn't": "is not",
    "wouldn't": "would not",
    "shouldn't": "should not",
    "haven't": "have not",
    "hasn't": "has not",
    "you're": "you are",
    "you'd": "you would",
    "you'll": "you will",
    "we're": "we are",
    "we've": "we have",
    "it's": "it is",
    "that's": "that is",
    "here's": "here is",
    "let's": "let us",
}
# Each begins with letters that are found at once.
_SHORT = {one: re.compile(rf"{one}\b(?<!\w{one})") for one in _LONG}


def spelled_out(low: str) -> str:
    """A text in lower case without contractions, on one line."""
    return expanded(on_one_line(low))


def on_one_line(text: str) -> str:
    """With single spaces in place of all white space."""
    return " ".join(text.split())


def expanded(line: str) -> str:
    """A line in lower case without contractions."""
    if "'" not in line and "can not" not in line:
        return line
    for one in _LONG:
        if one in line:
            line = _SHORT[one].sub(_LONG[one], line)
    return line
