"""`contenthub send`: a message by hand, to any actor that can take it."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from typing import Annotated, Any, Optional

import typer

from contenthub.commands.console.output import print_document, print_rows
from contenthub.commands.console.session import FormatOption, Session, session
from contenthub.commands.console.waiting import say
from contenthub.errors import InputError, NotFoundError, UnreachableError

Actors = dict[str, Callable[..., None]]

_CHANGES = ("created_at", "task_id", "entity", "attempt", "event", "from_state", "to_state")


def register(app: typer.Typer) -> None:
    """Add the command to the main program."""
    app.command("send")(send)


def send(
    context: typer.Context,
    event: Annotated[Optional[str], typer.Argument(help="Name of an actor; see --list.")] = None,  # noqa: UP045
    values: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Argument(metavar="KEY=VALUE", help="Arguments; values as JSON, else as text."),
    ] = None,
    json_: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--json", help="All arguments as one JSON object."),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="Which actors there are.")] = False,
    format_: FormatOption = None,
) -> None:
    """Send a message to an actor. The row ids and attempts are in `task status -f json`.

    With Redis the message goes to the workers; without, it is worked in this process, and what
    it changed is printed.

    \b
    Example: contenthub send poll 'refs=[[12, 1]]'
    """
    current = session(context)
    fmt = current.format(format_)
    if list_:
        rows = [_described(name, function) for name, function in current.hooks.actors().items()]
        print_rows(
            rows,
            ("event", "arguments", "queue", "does"),
            fmt,
            leave=("queue",),
            folded={"arguments", "does"},
        )
        return
    if event is None:
        raise InputError("say which event; `contenthub send --list` shows them")
    arguments = _arguments(values or [], json_)
    actors = current.hooks.actors()
    if event not in actors:
        raise NotFoundError(f"no event {event!r}; there are: {', '.join(actors)}")
    positional = bound(event, actors[event], arguments)
    current.open()
    if current.settings.embedded:
        print_document(_work(current, event, arguments), fmt)
    else:
        _send(current, event, positional)
        print_document(
            {"event": event, "queue": _queue(event), "sent": True, "arguments": arguments}, fmt
        )


def bound(name: str, function: Callable[..., None], arguments: dict[str, Any]) -> tuple[Any, ...]:
    """The arguments in the function's order. Raises InputError for what it cannot take."""
    from contenthub.commands.console.signatures import fits

    signature = inspect.signature(function, eval_str=True)
    known = signature.parameters
    takes = _shown(function) or "no arguments"
    for key in arguments:
        if key not in known:
            raise InputError(f"{name} has no argument {key!r}; it takes: {takes}")
    for key, parameter in known.items():
        if key not in arguments and parameter.default is parameter.empty:
            raise InputError(f"{name} needs the argument {key!r}; it takes: {takes}")
        if key in arguments and not fits(arguments[key], parameter.annotation):
            given = json.dumps(arguments[key], ensure_ascii=False)[:100]
            raise InputError(f"{key} is {given}; {name} takes: {takes}")
        if key == "refs" and any(len(ref) != 2 for ref in arguments[key]):
            raise InputError("refs is a list of [row id, attempt] pairs, such as [[12, 1]]")
    return signature.bind(**arguments).args


def _arguments(values: list[str], document: str | None) -> dict[str, Any]:
    if document is not None:
        if values:
            raise InputError("give either key=value arguments or --json, not both")
        return _object(document)
    found: dict[str, Any] = {}
    for text in values:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise InputError(f"{text!r} is no argument; write key=value")
        if key in found:
            raise InputError(f"{key!r} is given twice")
        found[key] = _value(value)
    return found


def _object(document: str) -> dict[str, Any]:
    try:
        value = json.loads(document)
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"--json is not JSON ({error}); write --json '{{\"refs\": [[12, 1]]}}'"
        ) from None
    if not isinstance(value, dict):
        raise InputError("--json has to be an object: --json '{\"refs\": [[12, 1]]}'")
    return value


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _shown(function: Callable[..., None]) -> str:
    return str(inspect.signature(function))[1:].rpartition(")")[0].replace("'", "")


def _described(name: str, function: Callable[..., None]) -> dict[str, Any]:
    return {
        "event": name,
        "arguments": _shown(function),
        "queue": _queue(name),
        "does": (inspect.getdoc(function) or "").partition("\n")[0].replace("``", ""),
    }


def _queue(name: str) -> str:
    from contenthub import broker

    return broker.queue_of(name)


def _work(current: Session, event: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Run the actor here, and tell what was written meanwhile."""
    from contenthub.queries.events import Feed

    feed = Feed()
    current.hooks.call_actor(current.settings, event, arguments)
    news = feed.news()
    changes = [{name: row[name] for name in _CHANGES} for row in news]
    if not changes:
        say("nothing changed: no row is as the message says, or there is nothing to do")
    return {"event": event, "worked": True, "changes": changes}


def _send(current: Session, event: str, positional: tuple[Any, ...]) -> None:
    bell = current.ring_through_broker()
    try:
        bell.send(event, positional)
    except Exception as error:  # redis's and dramatiq's own errors, whatever these are
        raise UnreachableError(
            f"Redis cannot be reached ({error}); start it, or see `contenthub doctor`"
        ) from error
