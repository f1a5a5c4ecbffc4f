"""Which columns a list of publications has: where no account has a second target, none is said."""

from __future__ import annotations

from contenthub.commands.console.output import Format
from contenthub.operations import pool


def shown(columns: tuple[str, ...], fmt: Format) -> tuple[str, ...]:
    """These columns, in a table without ``target`` as long as there is nothing to tell apart."""
    if fmt is Format.TABLE and not pool.targets_are_chosen():
        return tuple(name for name in columns if name != "target")
    return columns
