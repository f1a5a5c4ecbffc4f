"""What a publisher makes of a target's settings, and how they are shown: one rule for all faces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contenthub import boot, masked_text
from contenthub.articles.slugs import folder_name
from contenthub.codes import Code
from contenthub.errors import InputError, NotAllowedError
from contenthub.lifecycle import targets
from contenthub.masking import HIDDEN
from contenthub.operations.caller import Caller
from contenthub.records import Account, Target
from contenthub.settings import Settings


def demand_usable(
    settings: Settings, publisher: str | None, its: Mapping[str, Any], *, field: str
) -> None:
    """Raise InputError where there is no such publisher, or it cannot use these settings.

    ``publisher`` None: the setting's. ``field`` is what the caller calls the settings.
    """
    found = boot.Backends(settings).publisher(publisher or settings.publisher)
    try:
        _refuse_hidden(its)
        found.validate(dict(its))
    except InputError as error:
        raise InputError(str(error), code=Code.BAD_PUBLISHER_SETTINGS, field=field) from None


def demand_allowed(
    caller: Caller, publisher: str | None, its: Mapping[str, Any], before: Mapping[str, Any]
) -> None:
    """Raise NotAllowedError for settings that are made on the machine itself, and come from afar.

    Whoever names a variable or a file, and an address to which it is sent, reads it. ``before`` are
    the settings that were there; ``publisher`` None: the setting's.
    """
    if caller.is_local:
        return
    named = [one for one in its if str(its[one]).startswith(("env:", "file:"))]
    if new := [one for one in named if its[one] != before.get(one)]:
        raise NotAllowedError(
            f"the setting {new[0]} names a variable or a file of the machine, which is read "
            "for who works on it alone"
        )
    if named and {one: its[one] for one in its if one not in named} != {
        one: before[one] for one in before if one not in named
    }:
        raise NotAllowedError(
            f"the setting {named[0]} names a variable or a file of the machine: where it is sent "
            "is settled there, with all other settings of this target"
        )
    name = publisher or caller.settings.publisher
    if why := boot.Backends(caller.settings).only_here(name, dict(its)):
        raise NotAllowedError(f"a target of {name} is set on the machine itself alone: {why}")


def demand_own_folder(
    settings: Settings, account: Account, name: str, publisher: str | None, its: Mapping[str, Any]
) -> None:
    """Raise InputError where another target of the account has the folder that this one would have.

    Both would write each article there under the same name. A folder that was chosen within the
    other one's, or around it, is refused as well: whatever reads the outer one finds each article
    twice. ``name`` is the target's, whether it is there already or not.
    """
    backends = boot.Backends(settings)

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
