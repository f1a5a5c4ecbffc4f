"""What of the things that a call names is there for its caller: others' are not.

A token may be bound to accounts. What belongs to any other one is answered as if it did not exist,
in the same words, so that nobody learns of it by asking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contenthub.api import advice
from contenthub.api.access import Access
from contenthub.api.endpoints import Reply
from contenthub.api.shapes.base import MOST_TOGETHER
from contenthub.errors import ContentHubError, InputError, NotFoundError, UnreachableError
from contenthub.operations import accounts, contents, entries, tasks
from contenthub.operations.schedules import shown as schedules
from contenthub.operations.tokens import Scope
from contenthub.queries import contents as stored_contents
from contenthub.queries import pool as stored_entries
from contenthub.queries import schedules as stored_schedules
from contenthub.queries import short_ids
from contenthub.queries import tasks as stored_tasks
from contenthub.queries import ticks as stored_ticks
from contenthub.records import Schedule
from contenthub.topics import wishes
from contenthub.topics.wishes import Wish

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Things:
    """A kind of things that belong to accounts."""

    key: str  # what their id is called
    accounts_of: Callable[[Sequence[Any]], Mapping[Any, int]]
    unknown: Callable[[Any], NotFoundError]
    hold: Callable[[Sequence[Any]], None]  # before many are changed in one transaction


TASKS = Things("task_id", stored_tasks.accounts_of, short_ids.unknown_task, tasks.hold)
CONTENTS = Things("id", stored_contents.accounts_of, contents.unknown, contents.hold)
POOLED = Things("content_id", stored_contents.accounts_of, contents.unknown, contents.hold)
ENTRIES = Things("entry_id", stored_entries.accounts_of, entries.unknown, entries.hold)


def account(access: Access, ref: str | int | None) -> str | None:
    """The account that a call may name, by its id; None: it names none. Raises NotFoundError."""
    return None if ref is None else named_account(access, ref)


def named_account(access: Access, ref: str | int) -> str:
    """The account that a call names, by its id. Raises NotFoundError for one that is not there."""
    return str(accounts.find(ref, access.accounts).id)


def schedule(access: Access, ref: str) -> Schedule:
    """The schedule that a call names. Raises NotFoundError.

    One that asks for any account that the caller does not see is not there for it, nor is one that
    is about no account.
    """
    return schedules.find(ref, access.accounts)


def schedule_ids(access: Access) -> tuple[int, ...] | None:
    """The schedules that the caller sees; None: all there are."""
    if access.accounts is None:
        return None
    return tuple(stored_schedules.ids_within(access.accounts))


def tick(access: Access, tick_id: str) -> Row:
    """A time of a schedule that the caller sees, with its tasks. Raises NotFoundError."""
    whose = stored_ticks.schedules_of([tick_id]).get(tick_id)
    seen = schedule_ids(access)
    if whose is None or (seen is not None and whose not in seen):
        raise schedules.unknown_tick(tick_id)
    return schedules.tick(tick_id)


def account_to_write_for(access: Access, ref: str | int | None) -> str | None:
    """The account of something new, if only a draft; where none is named, that of a bound caller.

    Raises InputError where that says nothing, NotFoundError.
    """
    if ref is not None or access.accounts is None:
        return account(access, ref)
    if len(access.accounts) > 1:
        raise InputError("account is missing: this token is bound to several accounts")
    return str(access.accounts[0])


def wish(access: Access, values: Mapping[str, Any]) -> Wish:
    """An article as a caller asks for it, checked.

    Raises InputError, NotFoundError for the account, and NotAuthorizedError where it is to approve
    itself and the caller may not approve.
    """
    if values.get("auto_approve"):
        access.demand(Scope.REVIEW)
    whose = account_to_write_for(access, values.get("account"))
    return wishes.from_values({**values, "account": whose}, Wish(""))


def demand(access: Access, things: Things, id_: Any) -> None:
    """Raise NotFoundError where the caller sees no such thing."""
    whose = things.accounts_of([id_])
    if id_ not in whose or not access.sees(whose[id_]):
        raise things.unknown(id_)


def made(access: Access, path: str, value: Row) -> Reply:
    """The answer to a call that made something: the thing, and where it is found."""
    root = access.caller.settings.api_root_path
    return Reply(value, headers={"location": f"{root}/api/v1/{path}"})


def on_each(
    access: Access,
    things: Things,
    ids: Sequence[Any],
    change: Callable[[Any], Row],
    most: int = MOST_TOGETHER,
    before: Callable[[Sequence[Any]], object] | None = None,
) -> Row:
    """Change each of these, ``most`` of them at most, and tell what became of each.

    One that cannot be changed does not keep the others from it. ``before`` gets those that are
    there for the caller, while nothing is held yet. Raises UnreachableError.
    """
    wanted = list(dict.fromkeys(ids))
    whose = things.accounts_of(wanted[:most])
    seen = [id_ for id_ in whose if access.sees(whose[id_])]
    if before is not None:
        before(seen)
    things.hold(sorted(seen))

    def change_seen(id_: Any) -> Row:
        if id_ not in whose or not access.sees(whose[id_]):
            raise things.unknown(id_)
        return change(id_)

    data = list(_each(wanted[:most], things.key, change_seen))
    failed = sum(row["outcome"] == "failed" for row in data)
    told = {"changed": len(data) - failed, "failed": failed}
    return told | {"has_more": len(wanted) > most, "data": data}


def _each(ids: Sequence[Any], key: str, change: Callable[[Any], Row]) -> Iterator[Row]:
    for id_ in ids:
        try:
            yield {key: id_} | change(id_)
        except UnreachableError:
            raise
        except ContentHubError as error:
            yield {key: id_} | failed(error)


def failed(error: ContentHubError) -> Row:
    """What an item says of its error."""
    told = "; ".join(filter(None, (error.message, advice.of(error))))
    return {"status": None, "outcome": "failed", "code": error.code, "error_message": told}
