"""Accounts: the only rows that people write directly."""

from __future__ import annotations

from typing import Any

import peewee

from contenthub import clock, db, records
from contenthub.errors import InputError, NotAllowedError, NotFoundError
from contenthub.lifecycle.statements import insert_row
from contenthub.models import Account as AccountTable
from contenthub.records import Account

DEFAULT_NAME = "default"


def find(ref: str | int) -> Account:
    """The account with this id or name. Raises NotFoundError."""
    found = records.named(Account, ref)
    if found is None:
        raise NotFoundError(f"no account {str(ref)!r}; `contenthub account list` shows all")
    return found


def default() -> Account:
    """The account of calls that name none; made on first use."""
    with db.transaction():
        now = clock.now()
        AccountTable.insert(
            name=DEFAULT_NAME, created_at=now, updated_at=now
        ).on_conflict_ignore().execute()
    return find(DEFAULT_NAME)


def add(name: str, **values: Any) -> Account:
    """Create an account. Raises InputError when the name is taken."""
    now = clock.now()
    try:
        with db.transaction():
            insert_row(AccountTable, {"name": name, "created_at": now, "updated_at": now} | values)
    except peewee.IntegrityError:
        raise InputError(f"there is an account {name!r} already; choose another name") from None
    return find(name)


def update(account: Account, **values: Any) -> Account:
    """Change an account.

    Raises InputError when the new name is taken, NotFoundError when the account is gone.
    """
    try:
        with db.transaction():
            AccountTable.update(updated_at=clock.now(), **values).where(
                AccountTable._meta.primary_key == account.id
            ).execute()
    except peewee.IntegrityError:
        raise InputError(f"there is an account {values.get('name')!r} already") from None
    return find(account.id)


def remove(account: Account) -> None:
    """Delete an account that nothing belongs to. Raises NotAllowedError otherwise."""
    try:
        with db.transaction():
            AccountTable.delete().where(AccountTable._meta.primary_key == account.id).execute()
    except peewee.IntegrityError:
        raise NotAllowedError(
            f"account {account.name!r} has tasks or contents; "
            f"`contenthub account update {account.id} --inactive` retires it"
        ) from None
