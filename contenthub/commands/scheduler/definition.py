"""What the options of `scheduler create` and `update` mean, checked before it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contenthub import validation
from contenthub.commands.console.session import Session
from contenthub.commands.scheduler import params as scheduler_params
from contenthub.commands.scheduler.types import PARAMETERS
from contenthub.errors import InputError
from contenthub.states import TriggerKind
from contenthub.timetable import spans
from contenthub.timetable.catch_up import CatchUp, Overlap

if TYPE_CHECKING:
    from contenthub.lifecycle.schedules.definitions import Definition
    from contenthub.records import Schedule

LONGEST_WINDOW = 366 * 86_400.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The options as they were typed; None: not given."""

    name: str | None = None
    type: str | None = None
    cron: str | None = None
    every: str | None = None
    at: str | None = None
    timezone: str | None = None
    params: str | None = None
    catch_up: CatchUp | None = None
    catch_up_window: str | None = None
    overlap: Overlap | None = None
    pause_after_failures: int | None = None  # 0: never
    description: str | None = None


def trigger_of(given: Given) -> tuple[TriggerKind, str] | None:
    """The one trigger that is given, None if there is none. Raises InputError for several."""
    found = [
        (kind, text) for kind in TriggerKind if (text := getattr(given, kind.value)) is not None
    ]
    if len(found) > 1:
        names = " and ".join(f"--{kind}" for kind, _ in found)
        raise InputError(f"{names} exclude each other: a schedule has one trigger")
    return found[0] if found else None


def zone_of(current: Session, timezone: str | None) -> str:
    """The IANA name of the zone: as given, else as set, else this machine's. Raises InputError."""
    from contenthub.timetable import triggers

    name = timezone if timezone is not None else current.settings.timezone
    return triggers.zone(name).key if name or timezone is not None else triggers.machine_name()


def definition(current: Session, given: Given, *, paused: bool) -> Definition:
    """The schedule that `create` is to make. The database must be open. Raises InputError."""
    from contenthub.lifecycle.schedules.definitions import Definition
    from contenthub.timetable import triggers

    trigger = trigger_of(given)
    if trigger is None:
        raise InputError('say when: --cron "0 8 * * *", --every 30m or --at "2026-12-01 08:00"')
    plain = _plain(given)
    kind, text = trigger
    zone = zone_of(current, given.timezone)
    checked = triggers.check(kind, text, zone)
    type_ = given.type or ""
    params = {} if given.params is None else scheduler_params.read(given.params)
    return Definition(
        type=type_,
        kind=kind.value,
        trigger=checked,
        timezone=zone,
        params=scheduler_params.checked(current, type_, params),
        paused=paused,
        **plain,
    )


def changes(
    current: Session, given: Given, single: Sequence[str], before: Schedule
) -> dict[str, Any]:
    """The columns that `update` is to write; ``single`` are its KEY=JSON. Raises InputError."""
    return _plain(given) | _times(given, before) | _work(current, given, single, before)


def _plain(given: Given) -> dict[str, Any]:
    """What can be checked by itself."""
    found: dict[str, Any] = {}
    if given.name is not None:
        found["name"] = validation.name_unlike_id(given.name, "the schedule's name")
    if given.description is not None:
        found["description"] = validation.plain_text(given.description, "description")
    if given.catch_up is not None:
        found["catch_up"] = given.catch_up
    if given.catch_up_window is not None:
        found["catch_up_window"] = _window(given.catch_up_window)
    if given.overlap is not None:
        found["overlap"] = given.overlap
    if given.pause_after_failures is not None:
        found["pause_after_failures"] = given.pause_after_failures or None
    return found


def _window(text: str) -> float:
    seconds = spans.parse(text).total_seconds()
    if seconds > LONGEST_WINDOW:
        raise InputError(f"--catch-up-window is {text!r}; allowed: up to 366d")
    return seconds


def _times(given: Given, before: Schedule) -> dict[str, Any]:
    from contenthub.timetable import triggers

    trigger = trigger_of(given)
    zone = before.timezone if given.timezone is None else triggers.zone(given.timezone).key
    found = {} if given.timezone is None else {"timezone": zone}
    if trigger is not None:
        kind, text = trigger
        return found | {"kind": kind.value, "trigger": triggers.check(kind, text, zone)}
    if given.timezone is not None and before.kind == TriggerKind.CRON:
        triggers.check(before.kind, before.trigger, zone)
    return found


def _work(
    current: Session, given: Given, single: Sequence[str], before: Schedule
) -> dict[str, Any]:
    if given.params is not None and single:
        raise InputError("--params replaces all parameters: give either that or --param")
    type_ = before.type if given.type is None else given.type
    params = before.params if given.params is None else scheduler_params.read(given.params)
    if single:
        params = scheduler_params.merged(params, single, PARAMETERS.get(type_, ()))
    if given.type is None and given.params is None and not single:
        return {}
    return {"type": type_, "params": scheduler_params.checked(current, type_, params)}
