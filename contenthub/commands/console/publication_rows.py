"""What lists of publications say: which target, where there are several, and what is paused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from contenthub.commands.console.output import Format
from contenthub.operations import pool
from contenthub.queries import publications
from contenthub.states import EntryState
from contenthub.timetable import pace


def shown(columns: tuple[str, ...], fmt: Format) -> tuple[str, ...]:
    """These columns, in a table without ``target`` as long as there is nothing to tell apart."""
    if fmt is Format.TABLE and not pool.targets_are_chosen():
        return tuple(name for name in columns if name != "target")
    return columns


def said(rows: Iterable[Mapping[str, Any]], fmt: Format) -> Iterator[Mapping[str, Any]]:
    """The rows; for people with what their time means: in a slot, later than that, or not known."""
    for row in rows:
        yield {**row, "status": _status(row)} if fmt is Format.TABLE else row


def _status(row: Mapping[str, Any]) -> str:
    if publications.is_parked(row):
        return f"{row['status']}, paused"
    if row["status"] != EntryState.QUEUED or "slot_at" not in row:  # a list that has no times
        return str(row["status"])
    if pace.is_deferred(row["deferred_from"], row["publish_at"], row["due_at"]):
        return f"{row['status']}, deferred"
    in_slot = row["slot_at"] is not None and row["slot_at"] == row["publish_at"]
    return f"{row['status']} in a slot" if in_slot else str(row["status"])
