"""Options that several commands share, or that are many: declared once, as a frozen dataclass.

A command takes such a dataclass as one parameter, and the command line shows its fields as options.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from inspect import Parameter
from typing import Any, get_type_hints


def with_groups(command: Callable[..., None]) -> Callable[..., None]:
    """The command with each parameter that is a dataclass replaced by the fields of it.

    The fields are annotated as Typer's options are; they stand where the parameter stood.
    """
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, Any] = {name: one for name, one in hints.items() if is_dataclass(one)}
    shown = [
        option
        for parameter in inspect.signature(command).parameters.values()
        for option in _options(parameter.name, parameter, hints, groups)
    ]

    @functools.wraps(command)
    def run(**given: Any) -> None:
        for name, group in groups.items():
            given[name] = group(**{one.name: given.pop(one.name) for one in fields(group)})
        command(**given)

    run.__dict__["__signature__"] = inspect.Signature(shown)
    run.__annotations__ = {option.name: option.annotation for option in shown}
    return run


def _options(
    name: str, parameter: Parameter, hints: dict[str, Any], groups: dict[str, Any]
) -> Iterator[Parameter]:
    if name not in groups:
        yield parameter.replace(annotation=hints[name], kind=Parameter.KEYWORD_ONLY)
        return
    annotations = get_type_hints(groups[name], include_extras=True)
    for one in fields(groups[name]):
        default = Parameter.empty if one.default is MISSING else one.default
        yield Parameter(
            one.name, Parameter.KEYWORD_ONLY, default=default, annotation=annotations[one.name]
        )
