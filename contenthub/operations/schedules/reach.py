"""How far a token has to reach for what a schedule does: each type says what its work asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from contenthub import schedule_types
from contenthub.operations.schedules.definition import Wanted, params_of
from contenthub.operations.tokens import Scope
from contenthub.records import Schedule
from contenthub.schedule_types.base import Power

_SCOPES: Mapping[Power, Scope] = MappingProxyType(
    {
        Power.APPROVES: Scope.REVIEW,
        Power.READS_FILES: Scope.ADMIN,
        Power.REMOVES: Scope.ADMIN,
        Power.WRITES_FILES: Scope.ADMIN,
        Power.SENDS: Scope.ADMIN,
    }
)


def needed(wanted: Wanted, before: Schedule | None = None) -> Scope:
    """The scope for a schedule that is to be made so, or for changing ``before`` so.

    Who changes a parameter needs what all of them ask for then: what articles that approve
    themselves are about is as much as that they do. Who changes when it fires needs it too, as
    that lets it run. Its name and its description need no more than usual.
    """
    if before is not None and replace(wanted, name=None, description=None) == Wanted():
        return Scope.WRITE
    type_ = wanted.type or ("" if before is None else before.type)
    return _scope(type_, params_of(wanted, before))


def to_run(schedule: Schedule) -> Scope:
    """The scope for letting a schedule run that does not by itself: what its making needs."""
    return _scope(schedule.type, schedule.params)


def _scope(type_: str, params: Mapping[str, Any]) -> Scope:
    if type_ not in schedule_types.TYPES:
        return Scope.WRITE  # that there is no such type is said later
    powers = schedule_types.get(type_).powers(params)
    return max((_SCOPES[one] for one in powers), key=list(Scope).index, default=Scope.WRITE)
