"""Accounts: added, changed and removed, with what their fields have to do with each other and
with the backends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from contenthub.backends import demand_creator
from contenthub.errors import InputError
from contenthub.lifecycle import accounts, judging, targets
from contenthub.operations import account_fields, target_settings
from contenthub.operations.account_fields import Fields
from contenthub.operations.caller import Caller
from contenthub.operations.target_settings import Way
from contenthub.queries import accounts as stored
from contenthub.records import Account

Row = dict[str, Any]


def find(ref: str | int, within: tuple[int, ...] | None = None) -> Account:
    """The account with this name or, where none is called so, this id. Raises NotFoundError.

    ``within`` are the accounts that whoever asks may see.
    """
    return accounts.find(ref, within)


def listing(active: bool | None, limit: int, offset: int = 0) -> list[Row]:
    """The accounts in the order they were made, as rows; ``active`` None means all."""
    rows = stored.listing(active, limit, offset)
    return [target_settings.shown(row, "publisher_settings") for row in rows]


def listed(
    active: bool | None, limit: int, after: int | None, within: tuple[int, ...] | None
) -> list[tuple[int, Row]]:
    """The same with the key of each, by which a list goes on: ``after`` is that of its last row.

    ``within`` are the accounts that whoever asks may see.
    """
    rows = stored.listing(active, limit, after=after, within=within)
    return [(row["id"], target_settings.shown(row, "publisher_settings")) for row in rows]


def details(ref: str | int) -> Row:
    """One account, with its targets and how much belongs to it. Raises NotFoundError."""
    row = stored.details(accounts.find(ref).id)
    return target_settings.shown(row, "publisher_settings")


def add(caller: Caller, fields: Fields) -> Account:
    """Make an account; what is left out follows the settings.

    Raises InputError for a name that is missing or taken, for fields that do not go together, and
    for a creator, a publisher or settings of it that there are not; NotAllowedError for settings
    that are made on the machine itself alone.
    """
    written = _demand_together(caller, fields, {})
    if "name" not in written:
        raise InputError("the account's name is missing")
    return accounts.add(written.pop("name"), **written)


def update(caller: Caller, ref: str | int, fields: Fields) -> Account:
    """Change what is given of the account and leave the rest.

    Raises NotFoundError, and InputError as ``add`` does.
    """
    found = accounts.find(ref)
    before = _fields_of(found)
    written = _demand_together(caller, fields, before)
    if {"publisher", "publisher_settings"} & written.keys():
        then = before | written
        target_settings.demand_own_folder(
            caller.settings,
            found,
            targets.DEFAULT,
            then["publisher"],
            then["publisher_settings"] or {},
        )
    return accounts.update(found, **written)


def judged_before(before: Account, account: Account) -> int:
    """How many of its articles wait in the publish pool that the gate judged by other rules.

    It does not look at them again. ``before`` is the account with those rules.
    """
    return 0 if judging.have_same_rules(before, account) else stored.in_pool(account.id)


def remove(caller: Caller, ref: str | int) -> Account:
    """Remove an account that nothing belongs to and nothing names; returns what it was.

    Raises NotFoundError, and NotAllowedError for one that is in use.
    """
    found = accounts.find(ref)
    accounts.remove(found)
    return found


def _fields_of(account: Account) -> dict[str, Any]:
    """The account's fields, with those of its default target."""
    target = targets.default_of(account.id)
    return asdict(account) | {
        "publisher": target.publisher,
        "publisher_settings": target.settings,
    }


def _demand_together(caller: Caller, fields: Fields, before: Mapping[str, Any]) -> dict[str, Any]:
    """The fields to write, when they go with each other, with what is there and the backends."""
    written = fields.onto(before)

    def then(name: str) -> Any:
        return written[name] if name in written else before.get(name)

    account_fields.check_lengths(then("min_length"), then("max_length"))
    if (creator := written.get("creator")) is not None:
        demand_creator(creator)
    if {"publisher", "publisher_settings"} & written.keys():
        its = then("publisher_settings") or {}
        publisher = then("publisher")
        earlier = Way(before.get("publisher"), before.get("publisher_settings") or {})
        said = {**(fields.columns.get("publisher_settings") or {}), **fields.settings}
        target_settings.demand_allowed(caller, earlier, Way(publisher, its), said)
        target_settings.demand_usable(caller.settings, publisher, its, field="publisher_settings")
    return written
