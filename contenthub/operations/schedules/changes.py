"""Schedules are made, changed, paused, resumed and removed."""

from __future__ import annotations

from dataclasses import dataclass

from contenthub import schedule_types
from contenthub.codes import Remark
from contenthub.lifecycle.schedules import definitions
from contenthub.operations.caller import Caller
from contenthub.operations.schedules import definition
from contenthub.operations.schedules.definition import Surroundings, Wanted
from contenthub.records import Schedule


@dataclass(frozen=True, slots=True)
class Removed:
    """A schedule that is gone; ``ticks`` is how many times its history had."""

    schedule: Schedule
    ticks: int


def create(
    caller: Caller, wanted: Wanted, around: Surroundings, *, paused: bool = False
) -> Schedule:
    """Make a schedule, which fires from now on unless it is to be ``paused``.

    Raises InputError for what it cannot be, and where its name is taken.
    """
    whole = definition.whole(wanted, caller.settings, around, paused=paused)
    return definitions.create(whole, caller.who)


def update(caller: Caller, ref: str, wanted: Wanted, around: Surroundings) -> Schedule:
    """Change what is said and leave the rest; with new times it begins anew from now on.

    ``ref`` is its id or name. Raises NotFoundError and InputError.
    """
    before = definitions.find(ref)
    values = definition.changes(wanted, before, around)
    return definitions.change(before.id, caller.who, **values) if values else before


def pause(caller: Caller, ref: str) -> Schedule:
    """Let it fire no more until it is resumed; what is under way goes on.

    Raises NotFoundError, and NotAllowedError unless it is active.
    """
    return definitions.pause(definitions.find(ref).id, caller.who)


def resume(caller: Caller, ref: str) -> Schedule:
    """Let it fire again; the times meanwhile are recorded as skipped.

    Raises NotFoundError, and NotAllowedError unless it is paused.
    """
    return definitions.resume(definitions.find(ref).id, caller.who)


def remove(caller: Caller, ref: str) -> Removed:
    """Remove it with its history; its tasks and contents stay. Raises NotFoundError."""
    found = definitions.find(ref)
    return Removed(found, definitions.remove(found.id, caller.who))


def remarks(caller: Caller, made: Schedule) -> list[Remark]:
    """What a person should know who has just made the schedule."""
    return schedule_types.get(made.type).remarks(made, caller.settings)
