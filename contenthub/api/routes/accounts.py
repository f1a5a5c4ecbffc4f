"""Accounts: looked at by everybody who sees them, changed by who may change settings."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Query

from contenthub.api import paging, visible
from contenthub.api.access import Access
from contenthub.api.endpoints import Reply, Resource
from contenthub.api.shapes import accounts as shapes
from contenthub.api.shapes.base import Page
from contenthub.errors import InputError
from contenthub.operations import account_fields, accounts
from contenthub.operations.account_fields import EMPTY, Fields
from contenthub.operations.tokens import Scope

Row = dict[str, Any]
Ref = Annotated[str, Path(max_length=100, description="The account's id or name.")]

resource = Resource("accounts")


@resource.get("/accounts", Page[shapes.Account])
def list_(access: Access, wanted: Annotated[shapes.AccountList, Query()]) -> Row:
    """List accounts, in the order they were made."""

    def read(most: int, after: Any) -> list[tuple[int, Row]]:
        return accounts.listed(wanted.active, most, after, access.accounts)

    return paging.page("accounts", wanted, access.accounts, read)


@resource.get("/accounts/{account}", shapes.WholeAccount, tagged=True, errors=(404,))
def show(access: Access, account: Ref) -> Row:
    """One account with its targets and how much belongs to it."""
    return accounts.details(visible.named_account(access, account))


@resource.post("/accounts", shapes.WholeAccount, scope=Scope.ADMIN, status=201, errors=(409,))
def add(access: Access, wanted: shapes.NewAccount) -> Reply:
    """Add an account, with its first target."""
    access.demand_all_accounts()
    made = accounts.add(access.caller, _fields(wanted))
    return visible.made(access, f"accounts/{made.id}", accounts.details(made.id))


@resource.patch("/accounts/{account}", shapes.WholeAccount, scope=Scope.ADMIN, errors=(404, 409))
def update(access: Access, account: Ref, wanted: shapes.AccountChanges) -> Row:
    """Change fields of an account. `publisher_settings` and `gate` are replaced as a whole."""
    fields = _fields(wanted)
    if not fields:
        raise InputError("nothing to change: name a field")
    changed = accounts.update(access.caller, visible.named_account(access, account), fields)
    return accounts.details(changed.id)


@resource.delete("/accounts/{account}", shapes.RemovedAccount, scope=Scope.ADMIN, errors=(404, 409))
def remove(access: Access, account: Ref) -> Row:
    """Remove an account that nothing belongs to; others are retired by `"active": false`."""
    gone = accounts.remove(access.caller, visible.named_account(access, account))
    return {"id": gone.id, "name": gone.name, "removed": True}


def _fields(wanted: shapes.AccountChanges) -> Fields:
    given = wanted.model_dump(exclude_unset=True)
    return account_fields.checked(
        {name: EMPTY.get(name) if value is None else value for name, value in given.items()}
    )
