"""How far a token has to reach for what a schedule is to do: each type says what it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

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
    }
)


def needed(wanted: Wanted, before: Schedule | None = None) -> Scope:
    """The scope for a schedule that is to be made so, or for changing ``before`` so.

    Who changes any parameter needs what all of them ask for then: what articles that approve
    themselves are about is as much as that they do. Names and times need no more than usual.
    """
    type_ = wanted.type or ("" if before is None else before.type)
    same_work = wanted.type is None and wanted.params is None and not wanted.changed_params
    if type_ not in schedule_types.TYPES or same_work:
        return Scope.WRITE
    powers = schedule_types.get(type_).powers(params_of(wanted, before))
    return max((_SCOPES[one] for one in powers), key=list(Scope).index, default=Scope.WRITE)
