"""`contenthub scheduler types`: what a schedule can ask for, and the parameters it takes."""

from __future__ import annotations

from typing import Any

import typer

from contenthub.commands.console.output import Format, print_rows
from contenthub.commands.console.session import FormatOption, session
from contenthub.operations.schedules import types as stored

_COLUMNS = ("type", "parameter", "meaning")
_SEE = {  # by the parameter's name: where its values are listed
    "creator": "`contenthub creator list`",
    "event": "`contenthub send --list`",
}


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("types")(types)


def types(context: typer.Context, format_: FormatOption = None) -> None:
    """List the types of schedules with their parameters, which --params takes as JSON.

    \b
    Example: contenthub scheduler types
    """
    fmt = session(context).format(format_)
    found = stored.described()
    if fmt is Format.JSON:
        print_rows(found, ("type",), fmt)
        return
    rows: list[dict[str, Any]] = []
    for one in found:
        rows.append({"type": one["type"], "parameter": "", "meaning": one["does"]})
        rows += [
            {"type": one["type"], "parameter": each["name"], "meaning": _meaning(**each)}
            for each in one["parameters"]
        ]
    print_rows(rows, _COLUMNS, fmt, folded={"meaning"})


def _meaning(name: str, meaning: str) -> str:
    return f"{meaning}; see {_SEE[name]}" if name in _SEE else meaning
