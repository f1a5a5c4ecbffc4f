"""What may be said of a webhook: its address, and the types of events that it is told."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

from contenthub import validation
from contenthub.codes import Code
from contenthub.errors import InputError
from contenthub.lifecycle.webhooks import TaskAddress
from contenthub.operations.caller import Caller
from contenthub.outgoing import addresses
from contenthub.queries import event_filter
from contenthub.states import UNSENT_ENTITIES

MOST_URL = 2_000  # characters
MOST_TYPES = 100


def of_task(caller: Caller, url: str | None) -> TaskAddress | None:
    """Where a caller wants to be told how a task ends. Raises InputError."""
    if not url:
        return None
    return TaskAddress(address(caller, url, "webhook"), public_only=not caller.is_operator)


def address(caller: Caller, text: str, field: str = "url") -> str:
    """The address of a receiver. Raises InputError for one that nothing can be sent to."""
    url = validation.plain_text(text, field, MOST_URL)
    try:
        parts = urlsplit(url)
        usable = parts.scheme.lower() in {"http", "https"} and _may_be_a_host(parts.hostname or "")
        _ = parts.port
    except ValueError:
        usable = False
    # What was typed is not repeated: it may hold a secret, and masked it would say nothing.
    if not usable or any(mark.isspace() for mark in url) or not url.isascii():
        raise InputError(
            f"{field} is no address that can be called; allowed: http:// or https://, then a host,"
            " such as https://example.com/hook"
        )
    _demand_no_extras(parts, field)
    _demand_reachable(caller, parts, field)
    return url


def _may_be_a_host(name: str) -> bool:
    """False for what no name can be, such as ``xn--``. Raises ValueError for some of these."""
    return bool(name) and all(
        not label.startswith("xn--") or bool(label.encode("ascii").decode("idna"))
        for label in name.split(".")
    )


def _demand_no_extras(parts: SplitResult, field: str) -> None:
    if "@" in parts.netloc:
        raise InputError(
            f"{field} has a user or a password in it; messages are signed instead: leave them out"
        )
    if parts.fragment:
        raise InputError(f"{field} has a part behind #, which is never sent: leave it out")


def _demand_reachable(caller: Caller, parts: SplitResult, field: str) -> None:
    """What is no name is refused at once; names are looked at with each call."""
    private = caller.is_operator or caller.settings.allow_private_networks
    refusal = addresses.refusal(parts.hostname or "", private=private)
    if refusal:
        raise InputError(f"{field} leads to {parts.hostname}, which is {refusal}")


def types(given: Iterable[str]) -> list[str]:
    """The types of events that are told, sorted; none: all. Raises InputError."""
    known = [one for one in event_filter.types() if one.partition(".")[0] not in UNSENT_ENTITIES]
    entities = sorted({one.partition(".")[0] for one in known})
    found = set()
    for text in given:
        word = text.strip().removesuffix(".*")
        if word not in known and word not in entities:
            its = [one for one in known if one.startswith(f"{word.partition('.')[0]}.")]
            allowed = ", ".join(its or entities)
            raise InputError(
                f"event is {text!r}; allowed: {allowed}",
                code=Code.BAD_VALUE,
                field="event",
                value=text,
                allowed=allowed,
            )
        found.add(word)
    if len(found) > MOST_TYPES:
        raise InputError(f"event is given {len(found)} times; allowed: up to {MOST_TYPES}")
    return sorted(found)
