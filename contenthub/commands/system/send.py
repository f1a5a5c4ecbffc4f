"""`contenthub send`: a message by hand, to any actor that can take it."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

import typer

from contenthub import json_documents
from contenthub.commands.console.notes import say
from contenthub.commands.console.output import Format, print_document, print_rows
from contenthub.commands.console.session import FormatOption, Session, session
from contenthub.errors import InputError
from contenthub.operations import sending


def register(app: typer.Typer) -> None:
    """Add the command to the main program."""
    app.command("send")(send)


def send(
    context: typer.Context,
    event: Annotated[str | None, typer.Argument(help="Name of an actor; see --list.")] = None,
    values: Annotated[
        list[str] | None,
        typer.Argument(metavar="KEY=VALUE", help="Arguments; values as JSON, else as text."),
    ] = None,
    json_: Annotated[
        str | None, typer.Option("--json", help="All arguments as one JSON object.")
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
    actors = current.hooks.actors()
    if list_:
        _print_list([asdict(one) for one in sending.listing(actors)], fmt)
        return
    if event is None:
        raise InputError("say which event; `contenthub send --list` shows them")
    arguments = _arguments(values or [], json_)
    print_document({"event": event} | _sent(current, actors, event, arguments), fmt)


def _sent(
    current: Session, actors: sending.Actors, event: str, arguments: dict[str, Any]
) -> dict[str, Any]:
    """Send it, or work it in this process; what became of it."""
    positional = sending.bound(actors, event, arguments)
    settings = current.open()
    if not settings.embedded:
        queue = sending.send(settings, event, positional)
        return {"queue": queue, "sent": True, "arguments": arguments}
    changes = sending.work(event, arguments, partial(current.hooks.call_actor, settings))
    if not changes:
        say("nothing changed: no row is as the message says, or there is nothing to do")
    return {"worked": True, "changes": changes}


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
        value = json_documents.read(document)
    except json_documents.DoubledNameError as error:
        raise InputError(f"--json: {error}") from None
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
