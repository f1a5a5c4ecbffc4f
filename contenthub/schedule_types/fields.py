"""The checks that parameters of schedules share: each error names the field and what is allowed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from contenthub.codes import Code
from contenthub.errors import ContentHubError, InputError

if TYPE_CHECKING:
    from contenthub.schedule_types.base import Context

MOST_ACCOUNTS = 1_000


def demand_known(params: Mapping[str, Any], allowed: Iterable[str], type_: str) -> None:
    """Refuse a parameter that the type does not have."""
    names = tuple(allowed)
    for name in params:
        if name not in names:
            raise InputError(f"{type_} has no parameter {name!r}; it has: {', '.join(names)}")


def number(params: Mapping[str, Any], name: str, low: int, high: int, default: Any = None) -> Any:
    """A whole number from ``low`` to ``high``."""
    value = params.get(name, default)
    if value is None and default is None and name not in params:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise InputError(f"{name} is {shown(value)}; allowed: a whole number from {low} to {high}")
    return value


def flag(params: Mapping[str, Any], name: str) -> bool | None:
    """True, false, or None where it is not given."""
    value = params.get(name)
    if value is not None and not isinstance(value, bool):
        raise InputError(f"{name} is {shown(value)}; allowed: true or false")
    return value


def account_ids(params: Mapping[str, Any], context: Context, *, required: bool) -> list[int]:
    """The ids of the accounts named by ``account_ids``, by id or name, each once."""
    given = params.get("account_ids")
    if given is None and not required:
        return []
    if given is None:
        raise InputError("account_ids is missing: a list of accounts, such as [1, 2]")
    if not isinstance(given, list) or not given or len(given) > MOST_ACCOUNTS:
        raise InputError(
            f"account_ids is {shown(given)}; allowed: a list of 1 to {MOST_ACCOUNTS} "
            "accounts, such as [1, 2]"
        )
    found: dict[int, None] = {}
    for place, ref in enumerate(given):
        if isinstance(ref, bool) or not isinstance(ref, int | str):
            raise InputError(f"account_ids[{place}] is {shown(ref)}; allowed: an id or a name")
        try:
            account = context.account(str(ref))
        except ContentHubError as error:
            raise InputError.because(error, f"account_ids[{place}]: {error}") from None
        if not account.active:
            raise InputError(
                f"account_ids[{place}]: account {account.name!r} is inactive",
                code=Code.ACCOUNT_INACTIVE,
                account_id=account.id,
            )
        found[account.id] = None
    return list(found)


def shown(value: Any) -> str:
    """A value as an error shows it."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else text[:77] + "…"
