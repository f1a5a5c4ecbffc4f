"""What every command starts from: the settings, the database on demand, and who is calling.

Commands never import the parts that do the work; the assembling module hands these in.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contenthub.commands.console.output import Format
from contenthub.settings import Settings, reading

if TYPE_CHECKING:
    from contenthub.operations.caller import Caller

# `-f` on every command that prints data; None means: what CONTENTHUB_FORMAT says.
FormatOption = Annotated[
    Format | None, typer.Option("--format", "-f", help="How to print: table, json or csv.")
]


@dataclass
class Hooks:
    """What the assembling module lends to commands."""

    embedded: Callable[..., AbstractContextManager[Any]]
    serve: Callable[..., int]
    work: Callable[..., int]
    schedule: Callable[..., int]
    answer: Callable[..., int]
    actors: Callable[[], dict[str, Callable[..., None]]]
    call_actor: Callable[..., None]


@dataclass
class Session:
    """One call of the command line."""

    hooks: Hooks
    debug: bool = False
    _opened: bool = field(default=False, repr=False)

    @cached_property
    def settings(self) -> Settings:
        """The settings; raises SettingError."""
        return reading.load()

    def open(self) -> Settings:
        """Open the database (an empty one is migrated) and return the settings."""
        if not self._opened:
            from contenthub import boot

            boot.open_database(self.settings)
            self._opened = True
        return self.settings

    def caller(self) -> Caller:
        """Who asks operations for something; opens the database."""
        from contenthub.operations.caller import Caller

        return Caller(self.open(), who())

    def ring_through_broker(self) -> Any:
        """Let commits of this command ring through Redis, where it is configured."""
        from contenthub import boot

        return boot.hang_redis_bell(self.settings)

    def ring_no_more(self) -> None:
        """Let commits of this command ring nobody: the service sees them by itself."""
        from contenthub import boot

        boot.take_bell_down()

    def creator_names(self) -> tuple[str, ...]:
        """The creators there are."""
        from contenthub import backends

        return backends.creator_names()

    def format(self, chosen: Format | None) -> Format:
        """The format asked for, else the configured one."""
        return chosen or Format(self.settings.format)


def session(context: typer.Context) -> Session:
    """The session that the main callback made."""
    found = context.find_root().obj
    if not isinstance(found, Session):
        raise RuntimeError("the main callback has not run")
    return found


def who() -> str:
    """The person at the command line, for event rows."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):  # a container's user without a name
        return f"cli:{os.getuid()}"
