"""Makes text harmless to look at: what could steer a terminal, or hide in it, becomes visible.

Names, topics and errors come from outside. Escapes, marks that turn the direction of text,
invisible characters and separators of lines are written as ``\\u202e`` and the like wherever
people read them: in tables, progress, errors and logs.
"""

from __future__ import annotations

import re

_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 without tab and newline, and C1
_LINES = "\u2028\u2029"
# Sets of characters, as a class of a regular expression takes them.
OVERRIDES = "\u202a-\u202e\u2066-\u2069"  # they turn the direction of a whole run of text
DIRECTION = f"\u061c\u200e\u200f{OVERRIDES}"
INVISIBLE = (  # without width, or blank where a letter is expected; not the joiners, see below
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff"
    "\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
)
_TAGS = "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
_SURROGATES = "\ud800-\udfff"

# Joiners have a meaning between emoji and within scripts whose letters change their form.
_EMOJI = "\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff"
_JOINED = f"{_EMOJI}\ufe0f\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff"
_VARIATIONS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_STACKED = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0e31\u0e34-\u0e3a"
    "\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
_MOST_MARKS = 6  # above one character; more of them reach into other lines

_UNSAFE = re.compile(
    # the flags of parts of a country are a black flag and a few tags
    "(?P<flag>\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f)"
    f"|[{_CONTROLS}{_LINES}{DIRECTION}{INVISIBLE}{_TAGS}{_SURROGATES}]"
    f"|(?<![{_JOINED}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINED}])"
    f"|(?<=[{_VARIATIONS}])[{_VARIATIONS}]|(?<=[{_STACKED}]{{{_MOST_MARKS}}})[{_STACKED}]"
)
# Most texts have none of these; that is found out several times faster.
_SUSPECT = re.compile(
    f"[{_CONTROLS}{_LINES}{DIRECTION}{INVISIBLE}{_TAGS}{_SURROGATES}\u200c\u200d{_VARIATIONS}"
    f"{_STACKED}]"
)
_SUSPECT_ASCII = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_BREAKS = re.compile(r"[\t\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029 ]+")


def inert(text: str) -> str:
    """The text with visible escapes for what would steer a terminal; tabs and newlines stay."""
    return _UNSAFE.sub(_visible, text) if _is_suspect(text) else text


def one_line(text: str) -> str:
    """The same on one line: line breaks and tabs become a space."""
    return inert(_BREAKS.sub(" ", text).strip())


def in_json(document: str) -> str:
    """A JSON document that means the same, with these characters as JSON's own escapes."""
    return _UNSAFE.sub(_json_escape, document) if _is_suspect(document) else document


def _is_suspect(text: str) -> bool:
    return (_SUSPECT_ASCII if text.isascii() else _SUSPECT).search(text) is not None


def _visible(found: re.Match[str]) -> str:
    return found.group("flag") or found.group().encode("unicode_escape").decode("ascii")


def _json_escape(found: re.Match[str]) -> str:
    if found.group("flag"):
        return found.group()
    units = found.group().encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
