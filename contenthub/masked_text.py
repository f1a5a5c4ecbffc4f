"""Error texts, log values and mappings without the secrets in them: the last line of defence.

What drivers and programs say quotes addresses, headers and keys. Here addresses are shown as
``masking.address`` has them, named secrets lose their value, and what the settings hold as a
secret is replaced wherever it turns up.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from contenthub.masking import (
    HIDDEN,
    KNOWN_KEYS,
    SENSITIVE,
    address,
    authority,
    command,
    is_host,
    split,
    stands_elsewhere,
)

_LEAST = 6  # characters of a known secret: shorter ones would turn up in any text
_LONGEST_SCHEME = 20
_SHORT = 60  # characters of a text that is worth remembering
_ID = re.compile(r"[0-9a-f-]+")  # of a task or an event

# `name: value` and `name=value` in running text; what a header says reaches to the end of the line.
_NAMED = re.compile(
    r"(?P<header>\b(?:proxy-)?authorization|\b(?:set-)?cookie)(?P<colon>\"?'?[:=]\s?)[^\n]+"
    r"|(?P<name>\b[\w-]{0,40}(?:key|token|secret|passwd|password|passphrase|signature|\bsig)"
    r"\"?'?\s?[=:]\s?\"?'?)(?!//|\*\*\*)(?P<value>[^\s\"'&,;)}\]]+)",
    re.IGNORECASE,
)
_BEARER = re.compile(
    r"\b(bearer|basic)\s(?=[a-z.~+/_-]{0,200}[0-9=])[\w.~+/=-]{6,2000}", re.IGNORECASE
)
# "The key: patience" is no secret; "key: 4f…" and "password: patience" are.
_ENGLISH = re.compile(r"(?:key|token|secret|signature)\s?:\s", re.IGNORECASE)
# It opens no door: it says that a call is the same as another one.
_NO_SECRET = re.compile(r"idempotency[-_]key[\s\"':=]*", re.IGNORECASE)
# What our own advice says, such as "write KEY=VALUE", is the form of an option and no secret.
_FORM = re.compile(r"(?:KEY=(?:VALUE|JSON)|key=value)[,.;:]?")
_CLOSING = "'\"`),.;:!>]}»”’"

_known: dict[str, None] = {}
_generation = 0  # of what is known


def remember(secret: str) -> None:
    """Never let this text be seen again: ``text`` replaces it wherever it stands."""
    global _generation
    if len(secret) >= _LEAST and secret not in _known:
        _known[secret] = None
        _known[secret.replace("\\", "\\\\").replace('"', '\\"')] = None  # as JSON writes it
        _generation += 1


def forget() -> None:
    """Know no secret any more: for what starts anew with other settings."""
    global _generation
    _known.clear()
    _generation += 1


def remember_address(address: str) -> None:
    """Remember the user information of an address, in each spelling: it opens the door."""
    user_info, _ = split(address.partition("://")[2])
    if user_info:
        _, _, password = user_info.partition(":")
        for secret in (user_info, password):
            remember(secret)
            remember(unquote(secret))


def mapping(values: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of a publisher or parameters of a schedule, without what opens a door."""
    return {name: _entry(name, value) for name, value in values.items()}


def _entry(name: str, value: Any) -> Any:
    if name == "command" and value:
        return _program(value)
    if isinstance(value, Mapping):
        return mapping(value)
    if isinstance(value, list | tuple):
        return [_entry(name, one) for one in value]
    if not isinstance(value, str) or not value:
        return value
    if stands_elsewhere(value):
        return value  # says where the secret is
    if SENSITIVE.search(name):
        return HIDDEN
    return address(value) if "://" in value and " " not in value.strip() else text(value)


def _program(value: Any) -> str:
    """A program with its arguments, as words or as they are typed."""
    try:
        words = shlex.split(value) if isinstance(value, str) else [str(one) for one in value]
    except (ValueError, TypeError):  # an open quotation; what is no command at all
        return HIDDEN
    return command(words)


def text(message: str) -> str:
    """An error or a log value, without known secrets, its addresses as ``address`` has them."""
    if len(message) <= _SHORT:
        return _short(message, _generation)
    return _masked(message)


@lru_cache(maxsize=1024)
def _short(message: str, generation: int) -> str:
    """Names, states and reasons come again and again; each new secret begins a ``generation``."""
    return _masked(message)


def _masked(message: str) -> str:
    for secret in tuple(_known):  # another thread may learn of one meanwhile
        if secret in message:
            message = message.replace(secret, HIDDEN)
    if _ID.fullmatch(message):
        return message
    if "://" in message:
        message = "".join(_without_user_info(re.split(r"(\s+)", message)))
    if "=" in message or ":" in message:
        message = _NAMED.sub(_named, message)
    return _BEARER.sub(rf"\1 {HIDDEN}", KNOWN_KEYS.sub(HIDDEN, message))


def _named(found: re.Match[str]) -> str:
    if found["header"]:
        return f"{found['header']}{found['colon']}{HIDDEN}"
    if _ENGLISH.fullmatch(found["name"]) and re.fullmatch("[A-Za-z]?[a-z]{0,20}", found["value"]):
        return found[0]
    if _FORM.fullmatch(found[0]) or _NO_SECRET.fullmatch(found["name"]):
        return found[0]
    return f"{found['name']}{HIDDEN}"


def _without_user_info(pieces: Sequence[str]) -> Iterator[str]:
    """Words with their addresses masked.

    A password with blanks goes on to the word with the ``@``; where there is none before the next
    address, there was no password, and the words behind the address are no part of it.
    """
    open_address = False
    for number, piece in enumerate(pieces):
        if "://" in piece:
            shown, goes_on = _word(piece)
            open_address = goes_on and _has_end(pieces, number + 1)
            yield shown
        elif open_address and "@" in piece:
            open_address = False
            yield f"{HIDDEN}@{piece.rpartition('@')[2]}"
        else:
            yield HIDDEN if open_address and not piece.isspace() and ":" in piece else piece


def _has_end(pieces: Sequence[str], start: int) -> bool:
    for number in range(start, len(pieces)):
        if "@" in pieces[number]:
            return "://" not in pieces[number].partition("@")[0]
        if "://" in pieces[number]:
            return False
    return False


def _word(word: str) -> tuple[str, bool]:
    """The word masked, and whether its user information seems to go on in the next one."""
    mark = word.index("://")
    start = mark
    while start > max(0, mark - _LONGEST_SCHEME) and (
        word[start - 1].isalnum() or word[start - 1] in "+.-"
    ):
        start -= 1
    end = len(word.rstrip(_CLOSING))
    found = word[start : max(end, mark + 3)]
    after = found.partition("://")[2]
    goes_on = "@" not in found and not is_host(authority(after))
    return word[:start] + address(found) + word[start + len(found) :], goes_on
