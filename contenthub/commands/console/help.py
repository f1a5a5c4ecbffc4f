"""What `--help` calls the values of options and arguments: one name for one kind of value.

The same name says what a shell offers for it.

Typer writes the types of Python (`<list[str]>`), braces, and limits that are those of the
database. People read `TASK_ID...`, `STATE` and `1 to 10`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any, cast, get_args

import typer
from typer.core import TyperArgument, TyperGroup, TyperOption

from contenthub.commands.console.completion import words_for
from contenthub.commands.console.lazy import LazyCommands

_NO_LIMIT = 2**53  # from here on a limit is one of the database, not of the meaning
_LONGEST_CHOICE = 40  # characters; more states than that are listed in the help text
_VALUES = {
    "--account": "ACCOUNT", "--creator": "CREATOR", "--publisher": "PUBLISHER",
    "--status": "STATE", "--batch": "BATCH_ID", "--tick": "TICK_ID", "--queue": "QUEUE",
    "--since": "TIME", "--until": "TIME", "--at": "TIME", "--from": "TIME", "--to": "TIME",
    "--every": "SPAN", "--catch-up-window": "SPAN", "--wait": "SECONDS", "--timezone": "ZONE",
    "--cron": "EXPRESSION", "--keywords": "WORDS", "--banned-words": "WORDS",
    "--required-words": "WORDS", "--tags": "WORDS", "--params": "JSON", "--param": "KEY=JSON",
    "--publisher-settings": "JSON", "--publisher-setting": "KEY=VALUE", "--json": "JSON",
    "--type": "TYPE", "--language": "LANGUAGE", "--idempotency-key": "KEY", "--name": "NAME",
    "--clear": "FIELD", "--days": "DAYS",
    "--target": "TARGET", "--setting": "KEY=VALUE",
}  # fmt: skip


def command_of(app: typer.Typer, places: Mapping[str, str]) -> Any:
    """The whole command line, with the names that people read.

    ``places`` are the modules of its commands, which are imported when they are needed.
    """
    command: Any = typer.main.get_command(app)
    _rename(command)
    command.commands = LazyCommands(places, _rename)
    return command


def name_of(param: Any) -> str:
    """What a person calls it: ``--priority``, ``CONTENT_ID``."""
    if isinstance(param, TyperArgument):
        return (param.metavar or param.name or "").upper()
    return str(max(param.opts, key=len))


def allowed(param: Any) -> str:
    """Which values it takes; empty where that is more than a few words."""
    choices = param.type_descriptor.choices
    if choices:
        return ", ".join(_text(choice) for choice in choices)
    limits = _limits(param.min, param.max)
    kind = "a whole number" if _element(param) is int else "a number"
    if _element(param) not in (int, float):
        return ""
    return f"{kind}, {limits}" if limits else kind


def _demand_digits(param: Any, ctx: Any, value: Any) -> None:
    """Raise BadParameter for ``1_0``, which Python reads as 10: who types it meant another id."""
    if _element(param) is int and isinstance(value, str) and "_" in value:
        raise typer.BadParameter(f"{value[:_LONGEST_CHOICE]!r} is no whole number", ctx, param)


class _Argument(TyperArgument):
    def process_value(self, ctx: Any, value: Any) -> Any:
        _demand_digits(self, ctx, value)
        return super().process_value(ctx, value)

    def _rich_display_name(self) -> str:
        return name_of(self)

    def _usage_display_name(self) -> str:
        name = name_of(self) + ("..." if self.nargs != 1 else "")
        return name if self.required else f"[{name}]"

    def display_type_rich(self, ctx: Any) -> str | None:
        return None

    def _get_number_range_help_str(self) -> str | None:
        return None


class _Collecting:
    """Stands before the parser of a command: it keeps each value of an option that takes one."""

    def __init__(self, parser: Any) -> None:
        self._parser = parser

    def add_option(self, *, action: str, **options: Any) -> None:
        self._parser.add_option(action=action.replace("store", "append"), **options)


class _Option(TyperOption):
    def process_value(self, ctx: Any, value: Any) -> Any:
        _demand_digits(self, ctx, value)
        return super().process_value(ctx, value)

    def add_to_parser(self, parser: Any, ctx: Any) -> None:
        """The last of several values would win, and what the others ask for be left out."""
        keeps_all = self.multiple or self.count
        super().add_to_parser(parser if keeps_all else cast("Any", _Collecting(parser)), ctx)

    def consume_value(self, ctx: Any, opts: Mapping[str, Any]) -> Any:
        given = opts.get(self.name or "")
        if self.multiple or self.count or not isinstance(given, list):
            return super().consume_value(ctx, opts)
        if any(one != given[0] for one in given) and not ctx.resilient_parsing:
            raise typer.BadParameter(
                f"given {len(given)} times with values that differ; it takes one", ctx, self
            )
        return super().consume_value(ctx, {**opts, self.name or "": given[-1]})

    def display_type_rich(self, ctx: Any) -> str | None:
        return self.metavar or _VALUES.get(name_of(self)) or _kind(self)

    def _get_number_range_help_str(self) -> str | None:
        return _limits(self.min, self.max) or None


def _rename(command: Any) -> None:
    for param in command.params:
        if type(param) is TyperArgument:
            param.__class__ = _Argument
        elif type(param) is TyperOption:
            param.__class__ = _Option
        if not _has_choices(param) and (words := words_for(_kind_of(param))) is not None:
            param._custom_shell_complete = words
    if isinstance(command, TyperGroup) and not isinstance(command.commands, LazyCommands):
        for inner in command.commands.values():
            _rename(inner)


def _has_choices(param: Any) -> bool:
    return bool(param.type_descriptor.choices)


def _kind_of(param: Any) -> str:
    """The kind of value it takes, by the name that it has in help."""
    if isinstance(param, TyperArgument):
        return name_of(param)
    return str(param.metavar or _VALUES.get(name_of(param), ""))


def _kind(param: Any) -> str:
    choices = param.type_descriptor.choices
    if choices:
        listed = "|".join(_text(choice) for choice in choices)
        return listed if len(listed) <= _LONGEST_CHOICE else name_of(param).strip("-").upper()
    return {int: "N", float: "NUMBER", Path: "FILE"}.get(_element(param), "TEXT")


def _element(param: Any) -> Any:
    annotation = param.type_descriptor.annotation
    inner = get_args(annotation)
    return inner[0] if inner else annotation


def _limits(least: float | None, most: float | None) -> str:
    if most is not None and most >= _NO_LIMIT:
        most = None
    if least is not None and most is not None:
        return f"{least:g} to {most:.10g}"
    return f"{least:g} or more" if least is not None else ""


def _text(choice: Any) -> str:
    return str(choice.value) if isinstance(choice, Enum) else str(choice)
