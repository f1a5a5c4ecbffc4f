"""Commands that are imported when they are named: `task list` need not load what changes tasks.

So a command's module may import at its top whatever the command needs, and no other command takes
longer to start by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from importlib import import_module
from typing import Any

import typer
from typer.main import get_group_from_info
from typer.models import TyperInfo


class LazyCommands(MutableMapping[str, Any]):
    """The commands of a group by their names, each loaded when somebody asks for it.

    ``places`` says in which module each is: one that has an ``app`` is a group, another one has a
    function ``register`` that adds commands. A group's own ``COMMANDS`` say the same of those in
    it. ``prepare`` is called once with each loaded command.
    """

    def __init__(self, places: Mapping[str, str], prepare: Callable[[Any], None]) -> None:
        self._places = dict(places)
        self._prepare = prepare
        self._loaded: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._loaded:
            command = _load(self._places[name], name, self._prepare)
            self._prepare(command)
            self._loaded[name] = command
        return self._loaded[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._places.setdefault(name, "")
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self._places[name]
        self._loaded.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _load(place: str, name: str, prepare: Callable[[Any], None]) -> Any:
    module = import_module(place)
    app = getattr(module, "app", None)
    if app is None:
        single = typer.Typer()
        module.register(single)
        return _group(single).commands[name]
    group = _group(app)
    if places := getattr(module, "COMMANDS", None):
        group.commands = LazyCommands(places, prepare)
    return group


def _group(app: typer.Typer) -> Any:
    return get_group_from_info(
        TyperInfo(app), pretty_exceptions_short=False, suggest_commands=True, rich_markup_mode=None
    )
