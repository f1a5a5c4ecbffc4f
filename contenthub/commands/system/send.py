"""`contenthub send`: a message by hand, to any actor that can take it."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial
from typing import Annotated, Any, Optional

import typer

from contenthub.commands.console.notes import say
from contenthub.commands.console.output import Format, print_document, print_rows
from contenthub.commands.console.session import FormatOption, session
from contenthub.errors import InputError


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
    from contenthub.operations import sending

    current = session(context)
    fmt = current.format(format_)
    actors = current.hooks.actors()
    if list_:
        _print_list([asdict(one) for one in sending.listing(actors)], fmt)
        return
    if event is None:
        raise InputError("say which event; `contenthub send --list` shows them")
    arguments = _arguments(values or [], json_)
    positional = sending.bound(actors, event, arguments)
    settings = current.open()
    if settings.embedded:
        changes = sending.work(event, arguments, partial(current.hooks.call_actor, settings))
        if not changes:
            say("nothing changed: no row is as the message says, or there is nothing to do")
        print_document({"event": event, "worked": True, "changes": changes}, fmt)
        return
    queue = sending.send(settings, event, positional)
    print_document({"event": event, "queue": queue, "sent": True, "arguments": arguments}, fmt)


def _print_list(rows: list[dict[str, Any]], fmt: Format) -> None:
    print_rows(
        rows,
        ("event", "arguments", "queue", "does"),
        fmt,
        leave=("queue",),
        folded={"arguments", "does"},
    )


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
