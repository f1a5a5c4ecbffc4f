"""Errors of options and arguments, in the words that all other errors use: what was given, what
is allowed, and where to read on.
"""

from __future__ import annotations

import re
from typing import Any

import typer

from contenthub.commands.console.help import allowed, name_of

_LONGEST = 60  # characters of a value that are shown
_NO_COMMAND = re.compile(r"No such command '([^']*)'\.(?: Did you mean (.{0,200})\?)?")
_SAME = {  # what other programs call it
    "show": ("status",),
    "info": ("show", "status"),
    "get": ("show", "status"),
    "ls": ("list",),
    "delete": ("remove",),
    "rm": ("remove",),
    "add": ("create",),
    "create": ("add",),
    "set": ("update",),
    "edit": ("update",),
    "log": ("events", "history"),
    "run": ("trigger",),
}
_EXTRA = re.compile(r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)", re.DOTALL)


def in_our_words(error: typer.TyperException) -> str:
    """One line for what Typer found wrong."""
    kind = type(error).__name__
    words = {
        "NoSuchOption": _no_option,
        "BadOptionUsage": _bad_use,
        "MissingParameter": _missing,
        "BadParameter": _bad_value,
    }
    return words.get(kind, _usage)(error)


def _no_option(error: Any) -> str:
    near = " or ".join(sorted(error.possibilities or ()))
    meant = f"; did you mean {near}?" if near else f"; {_see(error)}"
    return f"there is no option {error.option_name[:_LONGEST]}{meant}"


def _bad_use(error: Any) -> str:
    if "does not take" in error.message:
        return f"{error.option_name} takes no value"
    return f"{error.option_name} needs a value behind it"


def _missing(error: Any) -> str:
    about = (error.param.help or "").rstrip(".")
    before = [one for one in _arguments(error) if one is not error.param and one.required]
    if error.param in _arguments(error) and before:  # which of them was meant is not known
        form = " ".join([error.ctx.command_path, *map(name_of, _arguments(error))])
        return f"{name_of(error.param)} is missing: `{form}`; {_see(error)}"
    return f"{name_of(error.param)} is missing{f' ({about})' if about else ''}; {_see(error)}"


def _arguments(error: Any) -> list[Any]:
    """What the command takes by its place, in this order."""
    params = error.ctx.command.params if error.ctx is not None else ()
    return [one for one in params if one.param_type_name == "argument"]


def _bad_value(error: Any) -> str:
    if error.param is None:
        return str(error.message)
    name = name_of(error.param)
    found = _first(error.__cause__)
    may_be = allowed(error.param)
    if found is None or not may_be:
        return f"{name}: {error.message}; {_see(error)}"
    if found["type"] == "less_than_equal" and "to" not in may_be:
        may_be = "a number that fits into 63 bits"
    typed = str(found["input"])[:_LONGEST]
    if typed == "held" and "pending" in may_be:
        may_be += "; what the gate holds is pending"
    return f"{name} is {typed!r}; allowed: {may_be}"


def _first(cause: Any) -> dict[str, Any] | None:
    """What pydantic says of the value, if it was pydantic that refused it."""
    errors = cause.errors() if hasattr(cause, "errors") else []
    return errors[0] if errors else None


def _usage(error: Any) -> str:
    message = error.format_message()
    if found := _NO_COMMAND.match(message):
        meant = _meant(error, found[1]) or found[2]  # what is meant before what looks alike
        where = f"`{error.ctx.command_path}` has no command {found[1][:_LONGEST]!r}"
        return f"{where}; did you mean {meant}?" if meant else f"{where}; {_see(error)}"
    if found := _EXTRA.match(message):
        return f"too much was given: {found[1][:_LONGEST]}; {_quoted(error) or _see(error)}"
    return str(message)


def _quoted(error: Any) -> str:
    """What was probably meant by words that no option takes; empty: nothing that is known."""
    options = {flag for one in error.ctx.command.params for flag in one.opts}
    if "--topic" in options:
        return "a topic goes with -t, in quotes where it has several words"
    if "--cron" in options:
        return "put a cron expression or a name of several words in quotes"
    return ""


def _meant(error: Any, word: str) -> str:
    """The command of this group that people look for under this word; empty: none."""
    there = getattr(getattr(error.ctx, "command", None), "commands", {})
    return next((f"{one!r}" for one in _SAME.get(word, ()) if one in there), "")


def _see(error: Any) -> str:
    path = error.ctx.command_path if error.ctx is not None else "contenthub"
    return f"see `{path} --help`"
