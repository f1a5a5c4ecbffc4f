"""Accounts: the only rows that people write directly."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import peewee

from contenthub import clock, records
from contenthub.articles.slugs import folder_name
from contenthub.codes import Code
from contenthub.database import db
from contenthub.errors import InputError, NotAllowedError, NotFoundError
from contenthub.lifecycle import gate_holds, lock_order, targets
from contenthub.lifecycle.statements import insert_row
from contenthub.models import Account as AccountTable
from contenthub.records import Account, Schedule
from contenthub.settings import Settings

DEFAULT_NAME = "default"
MOST_NAMED = 5  # schedules that a refusal names


def find(ref: str | int, within: Collection[int] | None = None) -> Account:
    """The account with this id or name. Raises NotFoundError.

    ``within`` are the ids of the only accounts that the caller knows of.
    """
    found = records.named(Account, ref)
    if found is None or (within is not None and found.id not in within):
        raise NotFoundError(
            f"no account {str(ref)!r}",
            code=Code.NO_ACCOUNT,
            near=records.nearest(Account, ref, within),
        )
    return found


def approves_itself(account: Account, settings: Settings) -> bool:
    """Whether its articles are approved by themselves, where no call says otherwise of one."""
    return settings.auto_approve if account.auto_approve is None else account.auto_approve


def default() -> Account:
    """The account of calls that name none; made on first use."""
    found = records.named(Account, DEFAULT_NAME)
    if found is not None:
        return found
    try:
        return add(DEFAULT_NAME)
    except InputError:  # another process was quicker
        return find(DEFAULT_NAME)


def add(name: str, **values: Any) -> Account:
    """Create an account with its default target, whose columns ``values`` may hold as well.

    Raises InputError when the name is taken.
    """
    now = clock.now()
    own, of_target = _apart(values)
    try:
        with db.transaction():
            id_ = _insert({"name": name, "created_at": now, "updated_at": now} | own)
            targets.add_default(id_, now, of_target)
    except peewee.IntegrityError:
        raise InputError(
            f"there is an account {name!r} already; choose another name", code=Code.NAME_TAKEN
        ) from None
    return find(name)


def _insert(row: dict[str, Any]) -> int:
    """Write a new account, with a folder that no other one has; returns its id."""
    db.one_at_a_time("accounts")  # two of names that sound alike take turns
    name = row["name"]
    if not _taken(folder_name(name)):
        return insert_row(AccountTable, row | {"folder_name": folder_name(name)})
    # Its folder ends in the id, so for a moment it has a name that no folder has.
    id_ = insert_row(AccountTable, row | {"folder_name": f"new {name}"[:100]})
    AccountTable.update(folder_name=_free_name(name, id_)).where(AccountTable.id == id_).execute()
    return id_


_OF_TARGET = {"publisher": "publisher", "publisher_settings": "settings"}


def _apart(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The columns of the account, and those of its default target."""
    own = {name: value for name, value in values.items() if name not in _OF_TARGET}
    return own, {_OF_TARGET[name]: values[name] for name in values.keys() - own.keys()}


def _free_name(name: str, id_: int) -> str:
    """The folder of an account whose name sounds like another one's: it ends in the id."""
    found = f"{folder_name(name)}-{id_}"
    while _taken(found):  # another account is called so
        found += "-1"
    return found


def _taken(folder: str) -> bool:
    return bool(db.execute("SELECT 1 FROM accounts WHERE folder_name = ?", (folder,)).fetchall())


def update(account: Account, **values: Any) -> Account:
    """Change an account, and its default target where ``values`` holds columns of that.

    Raises InputError when the new name is taken, NotFoundError when the account is gone.
    """
    own, of_target = _apart(values)
    try:
        with db.transaction():
            if of_target:  # targets before their account, as everywhere
                targets.update(targets.default_of(account.id), **of_target)
            AccountTable.update(updated_at=clock.now(), **own).where(
                AccountTable.id == account.id
            ).execute()
    except peewee.IntegrityError:
        raise InputError(
            f"there is an account {values.get('name')!r} already", code=Code.NAME_TAKEN
        ) from None
    return find(account.id)


def remove(account: Account) -> None:
    """Delete an account that nothing belongs to and nothing names.

    Raises NotAllowedError otherwise, saying what does.
    """
    _demand_unused(account)  # mostly there is something, and then nobody waits for that
    with db.transaction():
        targets.lock_to_remove(account.id)
        # whoever is about to name it waits, or was first
        records.locked_to_remove(Account, account.id)
        _demand_unused(account)
        gate_holds.forget_account(account.id)
        AccountTable.delete().where(AccountTable.id == account.id).execute()


def _demand_unused(account: Account) -> None:
    if users := _users(account):
        raise NotAllowedError(
            f"account {account.name!r} cannot be removed: {'; '.join(users)}",
            code=Code.ACCOUNT_IN_USE,
            account_id=account.id,
        )


def _users(account: Account) -> list[str]:
    """What belongs to the account or names it, each as people say it."""
    found = []
    for what, table in (("task", "generation_tasks"), ("content", "contents")):
        sql = f"SELECT COUNT(*) FROM {table} WHERE account_id = ?"
        count = int(db.execute(sql, (account.id,)).fetchone()[0])
        found += [f"it has {count} {what}{'s' * (count > 1)}"] if count else []
    names = [
        repr(one.name)
        for one in records.select(Schedule, "ORDER BY id")
        if names_account(one.params, account)
    ]
    if names:
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        noun = "schedules" if len(names) > 1 else "schedule"
        found.append(f"named by the {noun} {', '.join(names[:MOST_NAMED])}{more}")
    return found


def names_account(params: Mapping[str, Any], account: Account) -> bool:
    """Whether a schedule's parameters name the account, by its id or its name."""
    named = params.get("account_ids") or []
    return account.id in named or account.name in named


def demand_named(params: Mapping[str, Any]) -> None:
    """Make sure, within a transaction, that the accounts that these parameters name are there.

    They cannot be removed until it commits. Raises InputError for one that is gone.
    """
    ids = {one for one in params.get("account_ids") or [] if isinstance(one, int)}
    if gone := lock_order.gone("accounts", ids):
        raise InputError(f"account_ids: account {gone[0]} was removed meanwhile")
