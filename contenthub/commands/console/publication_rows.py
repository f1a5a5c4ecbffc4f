"""What lists of publications say: which target, where there are several, and what is paused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from contenthub.commands.console.output import Format
from contenthub.operations import pool
from contenthub.queries import publications


def shown(columns: tuple[str, ...], fmt: Format) -> tuple[str, ...]:
    """These columns, in a table without ``target`` as long as there is nothing to tell apart."""
    if fmt is Format.TABLE and not pool.targets_are_chosen():
        return tuple(name for name in columns if name != "target")
    return columns


def said(rows: Iterable[Mapping[str, Any]], fmt: Format) -> Iterator[Mapping[str, Any]]:
    """The rows; for people with the reason why something waits though its time has come."""
    for row in rows:
        parked = fmt is Format.TABLE and publications.is_parked(row)
        yield {**row, "status": f"{row['status']}, paused"} if parked else row
