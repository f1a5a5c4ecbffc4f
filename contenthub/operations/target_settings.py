"""What a publisher makes of a target's settings, and how they are shown: one rule for all faces."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from contenthub import masked_text
from contenthub.articles.slugs import folder_name
from contenthub.backends import Backends, publisher_names
from contenthub.codes import Code
from contenthub.errors import InputError, NotAllowedError
from contenthub.lifecycle import targets
from contenthub.masking import HIDDEN, stands_elsewhere
from contenthub.operations.caller import Caller
from contenthub.publishers import fields
from contenthub.publishers.fields import text_of
from contenthub.records import Account, Target
from contenthub.settings import Settings


@dataclass(frozen=True, slots=True)
class Way:
    """How a target is published to; ``publisher`` None: by the one of the settings."""

    publisher: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)


def demand_usable(
    settings: Settings, publisher: str | None, its: Mapping[str, Any], *, field: str
) -> None:
    """Raise InputError where there is no such publisher, or it cannot use these settings.

    ``publisher`` None: the setting's. ``field`` is what the caller calls the settings.
    """
    found = Backends(settings).publisher(publisher or settings.publisher)
    try:
        _refuse_hidden(its)
        found.validate(dict(its))
    except InputError as error:
        raise InputError(str(error), code=Code.BAD_PUBLISHER_SETTINGS, field=field) from None


def demand_allowed(caller: Caller, before: Way, after: Way, given: Collection[str]) -> None:
    """Raise NotAllowedError for settings that are made on the machine itself, and come from afar.

    Whoever names a variable or a file, and an address to which it is sent, reads it; and whoever
    names another address for a secret that somebody else set reads that. ``given`` are the settings
    that are said now: who says a secret knows it, who names where it stands does not.
    """
    if caller.is_local:
        return
    backends = Backends(caller.settings)
    name, earlier = (one.publisher or caller.settings.publisher for one in (after, before))
    known = backends.fields(name)
    if why := fields.only_here(known, after.settings):
        raise NotAllowedError(f"a target of {name} is set on the machine itself alone: {why}")
    changed = [one for one in after.settings if _is_new(before, after, one)]
    if read := [one for one in changed if _is_read(after.settings[one])]:
        raise NotAllowedError(
            f"the setting {read[0]} names a variable or a file of the machine, which is read "
            "for who works on it alone"
        )
    secrets = {*_secrets(backends, name), *_secrets(backends, earlier)}
    there = secrets & before.settings.keys() & after.settings.keys()
    kept = sorted(one for one in there if one not in given or _is_read(after.settings[one]))
    moved = [one for one, its in known.items() if its.where and _is_new(before, after, one)]
    if kept and (moved or name != earlier):
        raise NotAllowedError(
            f"{[*moved, 'publisher'][0]} says where the secret {kept[0]} goes, which was set "
            "before: give the secret anew with it, or change this on the machine itself"
        )


def _secrets(backends: Backends, publisher: str) -> Collection[str]:
    """The settings that are secrets; none of a publisher that is not there any more."""
    if publisher not in publisher_names():
        return ()
    return fields.secrets(backends.fields(publisher))


def _is_read(value: Any) -> bool:
    return stands_elsewhere(text_of(value))


def _is_new(before: Way, after: Way, name: str) -> bool:
    return before.settings.get(name) != after.settings.get(name)


def demand_own_folder(
    settings: Settings, account: Account, name: str, publisher: str | None, its: Mapping[str, Any]
) -> None:
    """Raise InputError where another target of the account has the folder that this one would have.

    Both would write each article there under the same name. A folder that was chosen within the
    other one's, or around it, is refused as well: whatever reads the outer one finds each article
    twice. ``name`` is the target's, whether it is there already or not.
    """
    backends = Backends(settings)

    def folder(name: str | None, its: Mapping[str, Any], below: str) -> str | None:
        return backends.folder(name or settings.publisher, dict(its), below)

    below = targets.folder_below(account, name)
    wanted = folder(publisher, its, below)
    if wanted is None:
        return
    chosen = wanted != folder(publisher, {}, below)
    for other in targets.of_account(account.id):
        if other.name == name or other.folder_name == folder_name(name):
            continue  # itself, or one that is refused for its name
        below = other.folder_below(account)
        taken = folder(other.publisher, other.settings, below)
        if wanted == taken:
            raise _taken(account, other, "into that folder already")
        either = chosen or taken != folder(other.publisher, {}, below)
        if either and taken is not None and _nested(wanted, taken):
            raise _taken(account, other, "into a folder within that one, or around it")


def _nested(one: str, other: str) -> bool:
    return one.startswith(f"{other.rstrip('/')}/") or other.startswith(f"{one.rstrip('/')}/")


def _taken(account: Account, other: Target, where: str) -> InputError:
    return InputError(
        f"target {other.name!r} of {account.name!r} publishes {where}; give this one another",
        code=Code.FOLDER_TAKEN,
        account_id=account.id,
    )


def shown(row: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The row with its settings, which it has under ``name``, without what opens a door."""
    return {**row, name: masked_text.mapping(row[name] or {})}


def _refuse_hidden(its: Mapping[str, Any]) -> None:
    """What was shown in place of a secret is not the secret."""
    for name, value in its.items():
        if value == HIDDEN:
            raise InputError(f"{name} is {HIDDEN!r}, which only stands for what is not shown")
