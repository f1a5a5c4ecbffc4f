"""What goes over the wire to a listener: server-sent events, as the HTML standard defines them.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from typing import Any

from contenthub.queries.events import Row, as_json

MEDIA_TYPE = "text/event-stream"
HEADERS = {
    "cache-control": "no-store, no-transform",  # nobody on the way keeps or compresses it
    "x-accel-buffering": "no",  # nginx sends on what it has
}
HEARTBEAT = b": still here\n"  # a comment; it ends no event, so that clients see nothing
GAP = "gap"
_RETRY = (1_000, 5_000)  # milliseconds; not all at once come back to a server that was restarted


@dataclass(frozen=True, slots=True)
class Told:
    """An event, and the bytes that every listener gets who wants it."""

    id: int
    row: Row
    data: bytes


def told(row: Row) -> Told:
    """The event as it is sent; its text is made once for all listeners."""
    text = f"id: {row['id']}\nevent: {row['type']}\ndata: {as_json(row)}\n\n"
    return Told(row["id"], row, text.encode())


def opening(position: int) -> bytes:
    """The first words: when to come back, and from where, before anything has happened."""
    return f"retry: {random.randint(*_RETRY)}\n".encode() + at(position)  # noqa: S311 - no secret


def at(position: int) -> bytes:
    """Moves the listener's last id on, without an event: what lies between was not wanted."""
    return f"id: {position}\n\n".encode()


def gap(after: int, until: int, missing: int | None) -> bytes:
    """Tells that events are not there any more: how many of those ``after`` an id, up to another.

    ``missing`` None: the listener's id is none of this database. The listener's last id stays.
    """
    facts: dict[str, Any] = {"after": after, "until": until, "missing": missing}
    return f"event: {GAP}\ndata: {json.dumps(facts)}\n\n".encode()
