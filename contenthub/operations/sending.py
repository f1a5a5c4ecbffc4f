"""A message by hand to an actor: which there are, what each takes, and what became of it."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from contenthub import boot
from contenthub.codes import Code
from contenthub.errors import InputError, NotFoundError, UnreachableError
from contenthub.operations.signatures import fits
from contenthub.queries.event_feed import Feed
from contenthub.queues import queue_of
from contenthub.settings import Settings

Actors = Mapping[str, Callable[..., None]]  # by name; what `contenthub.actors` declares

_CHANGES = ("created_at", "task_id", "entity", "attempt", "event", "from_state", "to_state")


@dataclass(frozen=True, slots=True)
class ActorFacts:
    """An actor as it is listed: the arguments of its messages, and what it does, in a line."""

    event: str
    arguments: str
    queue: str
    does: str


def listing(actors: Actors) -> list[ActorFacts]:
    """All that messages can be sent to."""
    return [
        ActorFacts(name, takes(function), queue_of(name), _does(function))
        for name, function in actors.items()
    ]


def bound(actors: Actors, event: str, arguments: dict[str, Any]) -> tuple[Any, ...]:
    """The arguments of the event in its actor's order.

    Raises NotFoundError for an event that nobody takes, InputError for arguments that it cannot
    take.
    """
    if event not in actors:
        raise NotFoundError(f"no event {event!r}; there are: {', '.join(actors)}")
    signature = inspect.signature(actors[event], eval_str=True)
    taken = takes(actors[event]) or "no arguments"
    for key in arguments:
        if key not in signature.parameters:
            raise InputError(f"{event} has no argument {key!r}; it takes: {taken}")
    for key, parameter in signature.parameters.items():
        if key in arguments:
            _demand_fitting(event, key, arguments[key], parameter.annotation, taken)
        elif parameter.default is parameter.empty:
            raise InputError(f"{event} needs the argument {key!r}; it takes: {taken}")
    return signature.bind(**arguments).args


def work(event: str, arguments: dict[str, Any], call: Callable[..., None]) -> list[dict[str, Any]]:
    """Let ``call`` work the event in this process; the changes that were written meanwhile."""
    feed = Feed()
    call(event, arguments)
    return [{name: row[name] for name in _CHANGES} for row in feed.rest()]


def send(settings: Settings, event: str, positional: tuple[Any, ...]) -> str:
    """Send the message through Redis, which has to be configured; the name of its queue.

    Raises UnreachableError where it could not be sent.
    """
    bell = boot.hang_redis_bell(settings)
    if bell is None:
        raise InputError("REDIS_URL is not set: nobody would take the message")
    try:
        bell.send(event, positional)
    except Exception as error:  # redis's and dramatiq's own errors, whatever these are
        raise UnreachableError(
            f"Redis cannot be reached ({error})", code=Code.MESSAGE_NOT_SENT
        ) from error
    return queue_of(event)


def takes(function: Callable[..., None]) -> str:
    """The arguments of an actor, as they are written in its code."""
    return str(inspect.signature(function))[1:].rpartition(")")[0].replace("'", "")


def _does(function: Callable[..., None]) -> str:
    return (inspect.getdoc(function) or "").partition("\n")[0].replace("``", "")


def _demand_fitting(event: str, key: str, value: Any, annotation: Any, taken: str) -> None:
    if not fits(value, annotation):
        given = json.dumps(value, ensure_ascii=False)[:100]
        raise InputError(f"{key} is {given}; {event} takes: {taken}")
    if key == "refs" and any(len(ref) != 2 for ref in value):
        raise InputError("refs is a list of [row id, attempt] pairs, such as [[12, 1]]")
