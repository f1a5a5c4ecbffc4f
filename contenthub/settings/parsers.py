"""What a setting's value may be: each function reads a text and refuses what cannot be used.

A refusal says what is allowed; which variable has which value is said by whoever asked.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from contenthub import database_address
from contenthub.errors import InputError
from contenthub.timetable import spans

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


class RefusedError(Exception):
    """The text cannot be used; the message says what is allowed."""


def flag(text: str) -> bool:
    """Yes or no, in one of the words that other programs take for it."""
    if text.lower() in _TRUE | _FALSE:
        return text.lower() in _TRUE
    raise RefusedError("true or false")


def number(kind: type[int] | type[float], low: float, high: float) -> Callable[[str], Any]:
    """A number from ``low`` to ``high``, both included."""

    def parse(text: str) -> int | float:
        try:
            value = kind(text)
        except ValueError:
            value = None
        if value is None or not low <= value <= high:
            raise RefusedError(
                f"a {'whole ' if kind is int else ''}number from {low:.12g} to {high:.12g}"
            )
        return value

    return parse


def choice(*allowed: str) -> Callable[[str], str]:
    """One of these words, in any case of its letters."""

    def parse(text: str) -> str:
        if text.lower() not in allowed:
            raise RefusedError("one of " + ", ".join(allowed))
        return text.lower()

    return parse


def host(text: str) -> str:
    """The name or address of a machine, without port or scheme."""
    name = text.removeprefix("[").removesuffix("]")
    if not name or len(name) > 253 or not name.isascii() or any(c in "/@?#[],; " for c in name):
        raise RefusedError("the name or the address of a machine, without a port")
    if ":" in name and name.count(":") < 2:
        raise RefusedError("the name or the address of a machine, without a port")
    return name.lower()


def hosts(text: str) -> tuple[str, ...]:
    """Names of machines, separated by commas."""
    return tuple(dict.fromkeys(host(one.strip()) for one in text.split(",") if one.strip()))


def root_path(text: str) -> str:
    """A path that begins with a slash and ends without one."""
    path = text.rstrip("/")
    if path and (not path.startswith("/") or not path.isascii() or not path.isprintable()):
        raise RefusedError("a path such as /contenthub")
    return path


def webhook_secrets(text: str) -> tuple[str, ...]:
    """Secrets as Standard Webhooks has them, separated by blanks or commas."""
    from contenthub import signing  # only where the setting is set

    secrets = tuple(dict.fromkeys(text.replace(",", " ").split()))
    for number, secret in enumerate(secrets, start=1):
        try:
            signing.key_of(secret)
        except ValueError as error:
            raise RefusedError(
                f"secrets {signing.PREFIX} and Base64 of {signing.LEAST_KEY} to"
                f" {signing.MOST_KEY} bytes, separated by blanks (number {number}: {error})"
            ) from None
    return secrets


def currency(text: str) -> str:
    """The code of a currency (ISO 4217): three letters, kept as capitals."""
    if not (len(text) == 3 and text.isascii() and text.isalpha()):
        raise RefusedError("three letters such as USD, CNY or EUR (ISO 4217)")
    return text.upper()


def url(*schemes: str) -> Callable[[str], str]:
    """An address of one of these schemes, with a host or a path."""

    def parse(text: str) -> str:
        try:
            parts = urlsplit(text)
            place = parts.hostname if parts.scheme.startswith("http") else parts.netloc + parts.path
            if parts.scheme.startswith(("http", "redis")):
                _ = parts.port  # refuses one that cannot be
            usable = parts.scheme in schemes and bool((place or "").strip("/"))
        except ValueError:  # such as half an IPv6 address
            usable = False
        if not usable:
            raise RefusedError(
                "an address that starts with " + " or ".join(f"{s}://" for s in schemes)
            )
        return text

    return parse


def database(text: str) -> str:
    """The address of a database, as it was written."""
    try:
        database_address.parse(text, Path.cwd())
    except ValueError as error:
        raise RefusedError(str(error)) from None
    return text


def words(text: str) -> tuple[str, ...]:
    """The words of a command line, quoted as in a shell."""
    try:
        return tuple(shlex.split(text))
    except ValueError as error:
        raise RefusedError(f"a command line with balanced quotes ({error})") from None


def path(text: str) -> Path:
    """An absolute path; a relative one starts at the working directory, ``~`` at the home."""
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError as error:  # ~nobody
        raise RefusedError(f"a path ({error})") from None


def zone(text: str) -> str:
    """The IANA name of a time zone."""
    from contenthub import zones  # only where the setting is set

    try:
        return zones.zone(text).key
    except InputError as error:
        advice = str(error).partition("; ")[2]
        near = f"; {advice}" if advice.startswith("did you mean") else ""
        raise RefusedError(
            f"an IANA time zone such as UTC, Asia/Shanghai or Europe/Berlin{near}"
        ) from None


def duration(low: float, high: float) -> Callable[[str], float]:
    """Seconds, or a span such as 30m."""
    plain = number(float, low, high)

    def parse(text: str) -> float:
        seconds = text
        with suppress(InputError):  # no span, or one that no calendar holds
            seconds = repr(spans.parse(text).total_seconds())
        try:
            return float(plain(seconds))
        except RefusedError as refused:
            raise RefusedError(f"{refused} of seconds, or a span such as 30m or 2h") from None

    return parse


seconds = duration(0.05, 31_536_000)  # up to a year
