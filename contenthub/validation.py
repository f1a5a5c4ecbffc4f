"""What people type is checked here, before anything is written: one line says what is wrong."""

from __future__ import annotations

import re
import unicodedata

from contenthub.articles.text import UNSEEN, has_control_characters
from contenthub.errors import InputError
from contenthub.inert import DIRECTION

MOST_ID = 2**63 - 1  # the largest that both databases can hold
MOST_TOPIC = 500  # characters
MOST_TEXT = 20_000
MOST_NAME = 100
MOST_KEYWORDS = 50
_SEPARATORS = re.compile("[,;，；、､︐︑︔،؛]")

_LINE_SEPARATORS = {ord(mark): " " for mark in "\x85\u2028\u2029"}
# Joiners are letters' business in some scripts, and hold emoji together; elsewhere nobody sees
# them.
_HIDDEN = re.compile(
    f"[{DIRECTION}{UNSEEN}]|(?<![\u0600-\u0fff\u1780-\u18af])\u200c"
    "|(?<![\u0600-\u0fff\u1780-\u18af\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d"
)


_EDGES = "\ufeff\u200b\u2060"  # unseen at the ends of a text: a byte order mark, no blanks


def unwrapped(text: str) -> str:
    """Without blanks, byte order marks and the like around it, which nobody typed."""
    while text != (shorter := text.strip().strip(_EDGES)):
        text = shorter
    return text


def is_unseen(text: str) -> bool:
    """Whether it has nothing that a reader could see."""
    return not _HIDDEN.sub("", text).strip()


def says_something(text: str) -> bool:
    """Whether it has a letter, a digit or a picture: rules and marks alone mean nothing."""
    return any(
        unicodedata.category(one)[0] in "LN" or unicodedata.category(one) == "So" for one in text
    )


def topic(text: object) -> str:
    """A topic: one line of 1 to 500 characters; Unicode's line separators become blanks."""
    if isinstance(text, str):
        text = unwrapped(text.translate(_LINE_SEPARATORS))
    cleaned = plain_text(text, "topic", MOST_TOPIC)
    if not cleaned:
        raise InputError("the topic is empty: say what the article is about")
    if "\n" in cleaned or "\t" in cleaned:
        raise InputError("the topic has line breaks or tabs: a topic is one line")
    if not says_something(cleaned):
        raise InputError(f"the topic is {cleaned[:40]!r}, without a word: say what it is about")
    return cleaned


def plain_text(text: object, name: str, most: int = MOST_TEXT) -> str:
    """Text without control characters, stripped; ``name`` is what the error calls it.

    NEL (U+0085), which some systems write for the end of a line, becomes one.
    """
    if not isinstance(text, str):
        raise InputError(f"{name} is {text!r}; allowed: text")
    if len(text) > most:
        raise InputError(f"{name} has {len(text)} characters; allowed: up to {most}")
    text = text.replace("\x85", "\n")
    if has_control_characters(text):
        raise InputError(f"{name} has control characters; remove them")
    return text.strip()


def name(text: object, what: str, most: int = MOST_NAME) -> str:
    """A name that people tell from others by looking at it: one line, nothing in it unseen.

    ``what`` is what the error calls it. Marks that turn the direction of writing around and
    characters without width would make two names look the same, or one look like another text.
    """
    cleaned = plain_text(text, what, most)
    if hidden := _HIDDEN.search(cleaned):
        raise InputError(
            f"{what} holds the invisible character U+{ord(hidden[0]):04X}; type it anew"
        )
    if not cleaned or any(mark in cleaned for mark in "\n\t\u2028\u2029"):
        raise InputError(f"{what} is {text!r}; allowed: one line of 1 to {most} characters")
    return cleaned


def name_unlike_id(text: object, what: str) -> str:
    """A name of what is also called by its id: a number alone would be taken for one.

    ``what`` is what the error calls it.
    """
    cleaned = name(text, what)
    if cleaned.isdigit():
        raise InputError(f"{what} is {cleaned!r}; a number alone would be taken for an id")
    return cleaned


def priority(value: object) -> int:
    """A priority: 1 to 10, 10 first."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 10:
        raise InputError(f"priority is {value!r}; allowed: 1 to 10, 10 first")
    return value


def keywords(values: object) -> tuple[str, ...]:
    """Keywords: a list, each entry of which may hold several, separated by commas."""
    return words(values, "keywords", MOST_KEYWORDS)


def words(values: object, name: str, most: int) -> tuple[str, ...]:
    """At most ``most`` words or phrases, from a list whose entries are separated.

    By commas and semicolons, also those of Chinese and Arabic, and by the Chinese 、.
    """
    entries = [values] if isinstance(values, str) else values
    if not isinstance(entries, list | tuple):
        raise InputError(f"{name} is {values!r}; allowed: a list of words")
    cleaned = [
        plain_text(word, name, MOST_NAME)
        for entry in entries
        for word in (_SEPARATORS.split(entry) if isinstance(entry, str) else [entry])
    ]
    found = tuple(dict.fromkeys(word for word in cleaned if word))
    if len(found) > most:
        raise InputError(f"{len(found)} {name}; allowed: up to {most}")
    return found


def idempotency_key(text: str) -> str:
    """A key of the caller's choice: 1 to 255 visible characters."""
    cleaned = plain_text(text, "idempotency key", 255)
    if not cleaned:
        raise InputError("the idempotency key is empty: leave it out or give one")
    return cleaned
