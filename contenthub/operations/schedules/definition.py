"""What a schedule may be: the rules for each of its values, and for those that hang together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contenthub import schedule_types, validation
from contenthub.backends import creator_names
from contenthub.codes import Code
from contenthub.errors import InputError, NotAllowedError
from contenthub.lifecycle import accounts
from contenthub.lifecycle.schedules.definitions import Definition
from contenthub.queries import accounts as stored_accounts
from contenthub.records import Account, Schedule
from contenthub.schedule_types.base import Context
from contenthub.settings import Settings
from contenthub.states import TriggerKind
from contenthub.timetable import spans, triggers
from contenthub.timetable.catch_up import CatchUp, Overlap

LONGEST_WINDOW = 366 * 86_400.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A schedule as somebody wants it; None: nothing is said of that.

    Of ``cron``, ``every`` and ``at`` one may be given. ``catch_up_window`` is a span such as "1d".
    ``params`` are all parameters, ``changed_params`` some, of which None takes one away.
    """

    name: str | None = None
    type: str | None = None
    cron: str | None = None
    every: str | None = None
    at: str | None = None
    timezone: str | None = None
    params: Mapping[str, Any] | None = None
    changed_params: Mapping[str, Any] | None = None
    catch_up: CatchUp | None = None
    catch_up_window: str | None = None
    overlap: Overlap | None = None
    pause_after_failures: int | None = None  # 0: never
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What parameters mean where they were given.

    ``demand_event`` raises for a message that no actor can take; relative paths start from
    ``folder``. ``within`` are the accounts that whoever asks may see; None: all.
    """

    demand_event: Callable[[str, dict[str, Any]], None]
    folder: Path
    within: tuple[int, ...] | None = None

    def account(self, ref: str | int) -> Account:
        """The account that is named. Raises NotFoundError, also for one that is not to be seen."""
        return accounts.find(ref, self.within)


def without_messages(folder: Path, within: tuple[int, ...] | None) -> Surroundings:
    """For programs of others: messages to actors are the business of who runs the service."""

    def refuse(event: str, arguments: dict[str, Any]) -> None:
        raise NotAllowedError("schedules that send messages are made by whoever runs the service")

    return Surroundings(refuse, folder, within)


def trigger_of(wanted: Wanted) -> tuple[TriggerKind, str] | None:
    """The one trigger that is given, None if there is none. Raises InputError for several."""
    found = [
        (kind, text) for kind in TriggerKind if (text := getattr(wanted, kind.value)) is not None
    ]
    if len(found) > 1:
        kinds = [kind.value for kind, _ in found]
        raise InputError(
            f"{' and '.join(kinds)} exclude each other",
            code=Code.SEVERAL_TRIGGERS,
            advice="a schedule has one trigger",
            kinds=kinds,
        )
    return found[0] if found else None


def zone_of(settings: Settings, timezone: str | None) -> str:
    """The IANA name of the zone: as given, else as set, else this machine's. Raises InputError."""
    name = timezone if timezone is not None else settings.timezone
    return triggers.zone(name).key if name or timezone is not None else triggers.machine_name()


def whole(wanted: Wanted, settings: Settings, around: Surroundings, *, paused: bool) -> Definition:
    """The schedule that is to be made. The database must be open. Raises InputError."""
    trigger = trigger_of(wanted)
    if trigger is None:
        raise InputError(
            'say when: cron "0 8 * * *", every 30m or at 2026-12-01T08:00Z', code=Code.NO_TRIGGER
        )
    plain = _plain(wanted)
    kind, text = trigger
    zone = zone_of(settings, wanted.timezone)
    type_ = wanted.type or ""
    return Definition(
        type=type_,
        kind=kind.value,
        trigger=triggers.check(kind, text, zone),
        timezone=zone,
        params=_checked(type_, wanted.params or {}, around),
        paused=paused,
        **plain,
    )


def changes(wanted: Wanted, before: Schedule, around: Surroundings) -> dict[str, Any]:
    """The columns that a change of the schedule is to write. Raises InputError."""
    return _plain(wanted) | _times(wanted, before) | _work(wanted, before, around)


def _plain(wanted: Wanted) -> dict[str, Any]:
    """What can be checked by itself."""
    found: dict[str, Any] = {"catch_up": wanted.catch_up, "overlap": wanted.overlap}
    found = {name: value for name, value in found.items() if value is not None}
    if wanted.name is not None:
        found["name"] = validation.name_unlike_id(wanted.name, "the schedule's name")
    if wanted.description is not None:
        found["description"] = validation.plain_text(wanted.description, "description")
    if wanted.catch_up_window is not None:
        found["catch_up_window"] = _window(wanted.catch_up_window)
    if wanted.pause_after_failures is not None:
        found["pause_after_failures"] = wanted.pause_after_failures or None
    return found


def _window(text: str) -> float:
    seconds = spans.parse(text).total_seconds()
    if seconds > LONGEST_WINDOW:
        raise InputError(
            f"catch_up_window is {text!r}; allowed: up to 366d",
            code=Code.BAD_VALUE,
            field="catch_up_window",
            value=text,
            allowed="up to 366d",
        )
    return seconds


def _times(wanted: Wanted, before: Schedule) -> dict[str, Any]:
    trigger = trigger_of(wanted)
    zone = before.timezone if wanted.timezone is None else triggers.zone(wanted.timezone).key
    found = {} if wanted.timezone is None else {"timezone": zone}
    if trigger is not None:
        kind, text = trigger
        return found | {"kind": kind.value, "trigger": triggers.check(kind, text, zone)}
    if wanted.timezone is not None and before.kind == TriggerKind.CRON:
        triggers.check(before.kind, before.trigger, zone)
    return found


def _work(wanted: Wanted, before: Schedule, around: Surroundings) -> dict[str, Any]:
    if wanted.params is not None and wanted.changed_params:
        raise InputError(
            "params replace all parameters: give either these or single ones",
            code=Code.PARAMETERS_TWICE,
        )
    if wanted.type is None and wanted.params is None and not wanted.changed_params:
        return {}
    type_ = before.type if wanted.type is None else wanted.type
    return {"type": type_, "params": _checked(type_, params_of(wanted, before), around)}


def params_of(wanted: Wanted, before: Schedule | None) -> dict[str, Any]:
    """All parameters, unchecked, of the schedule that ``before`` is then, or of a new one."""
    params = dict((before.params if before else {}) if wanted.params is None else wanted.params)
    if not wanted.changed_params:
        return params
    params |= wanted.changed_params
    return {name: value for name, value in params.items() if value is not None}


def _checked(type_: str, params: Mapping[str, Any], around: Surroundings) -> dict[str, Any]:
    """The parameters as they are stored. Raises InputError that names the field."""
    if params.get("account_ids") and not stored_accounts.listing(None, 1):
        accounts.default()  # the one of calls that name none; a fresh home has no other
    context = Context(around.account, creator_names(), around.demand_event, around.folder)
    checked = schedule_types.check(type_, params, context)
    if around.within is not None and not checked.get("account_ids"):
        raise InputError("account_ids is missing: whoever asks sees some accounts alone")
    return checked
