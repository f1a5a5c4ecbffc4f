"""How far a token has to reach for what a schedule is to do: each type says what it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from contenthub import schedule_types
from contenthub.operations.schedules.definition import Wanted
from contenthub.operations.tokens import Scope
from contenthub.records import Schedule
from contenthub.schedule_types.base import Power

_SCOPES: Mapping[Power, Scope] = MappingProxyType(
    {
        Power.APPROVES: Scope.REVIEW,
        Power.READS_FILES: Scope.ADMIN,
        Power.REMOVES: Scope.ADMIN,
    }
)


def needed(wanted: Wanted, before: Schedule | None = None) -> Scope:
    """The scope for a schedule that is to be made so, or for changing ``before`` so.

    What stays as it is needs no more than changing anything else.
    """
    given = {**(wanted.params or {}), **(wanted.changed_params or {})}
    if wanted.type is not None and before is not None:
        given = {**before.params, **given}
    type_ = wanted.type or ("" if before is None else before.type)
    if type_ not in schedule_types.TYPES or (wanted.type is None and not given):
        return Scope.WRITE
    powers = schedule_types.get(type_).powers(given)
    return max((_SCOPES[one] for one in powers), key=list(Scope).index, default=Scope.WRITE)
