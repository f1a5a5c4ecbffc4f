"""Targets: where the articles of an account are published; looked at, changed, tried."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Path, Query

from contenthub.api import paging, visible
from contenthub.api.access import Access
from contenthub.api.endpoints import Reply, Resource
from contenthub.api.paging import PageQuery
from contenthub.api.shapes import targets as shapes
from contenthub.api.shapes.base import Listed, Page, listed
from contenthub.errors import InputError
from contenthub.operations import target_times, targets
from contenthub.operations.caller import Caller
from contenthub.operations.target_times import PACE, PaceChanges
from contenthub.operations.targets import Changes
from contenthub.operations.tokens import Scope

Row = dict[str, Any]
Account = Annotated[str, Path(max_length=100, description="The account's id or name.")]
Ref = Annotated[str, Path(max_length=100, description="The target's id or name.")]
ONE = "/accounts/{account}/targets/{target}"

resource = Resource("targets")


@resource.get("/targets", Page[shapes.Target])
def list_(access: Access, wanted: Annotated[shapes.TargetList, Query()]) -> Row:
    """List targets, account by account as they were made."""
    account = visible.account(access, wanted.account)
    by = wanted.publisher and (access.caller.settings.publisher, wanted.publisher)

    def read(most: int, after: Any) -> list[tuple[Any, Row]]:
        return targets.listed(account, most, after, access.accounts, by or None)

    return paging.page("targets", wanted, access.accounts, read, paging.are_ids)


@resource.get("/targets/check", Page[shapes.CheckedTarget], scope=Scope.WRITE)
def check_all(access: Access, wanted: Annotated[PageQuery, Query()]) -> Row:
    """Ask all targets whether they would take an article now, at the same time."""

    def read(most: int, after: Any) -> list[tuple[Any, Row]]:
        return targets.listed(None, most, after, access.accounts)

    page = paging.page("targets", wanted, access.accounts, read, paging.are_ids)
    named = [(row["account_id"], row["name"]) for row in page["data"]]
    return page | {"data": targets.answers(access.caller, named)}


@resource.get(ONE, shapes.WholeTarget, tagged=True, errors=(404,))
def show(access: Access, account: Account, target: Ref) -> Row:
    """One target, how many publications are in which state, and its next free times."""
    return targets.details(access.caller, *_named(access, account, target))


@resource.post(
    "/accounts/{account}/targets",
    shapes.WholeTarget,
    scope=Scope.ADMIN,
    status=201,
    errors=(404, 409),
)
def add(access: Access, account: Account, wanted: shapes.NewTarget) -> Reply:
    """Add a place where the account's articles are published.

    What is approved from now on goes there too.
    """
    whose = visible.named_account(access, account)
    pace = PaceChanges(wanted.slots, wanted.at_least, wanted.at_most)
    changes = Changes(wanted.publisher, wanted.settings, pace=pace, at_once=wanted.at_once)
    made = targets.add(access.caller, whose, wanted.name, changes)
    return visible.made(access, f"accounts/{made['account_id']}/targets/{made['id']}", made)


@resource.patch(ONE, shapes.WholeTarget, scope=Scope.ADMIN, errors=(404, 409))
def update(access: Access, account: Account, target: Ref, wanted: shapes.TargetChanges) -> Row:
    """Change what is given and leave the rest; what was tried already stays where it was tried."""
    named = _named(access, account, target)
    changes = _changes(wanted)
    if not changes:
        raise InputError("nothing to change: name a field")
    return targets.update(access.caller, *named, changes)


@resource.post(f"{ONE}/pause", shapes.WholeTarget, scope=Scope.WRITE, errors=(404,))
def pause(access: Access, account: Account, target: Ref) -> Row:
    """Publish nothing there until it is resumed; what comes due waits."""
    return _moved(access, account, target, targets.pause)


@resource.post(f"{ONE}/resume", shapes.WholeTarget, scope=Scope.WRITE, errors=(404,))
def resume(access: Access, account: Account, target: Ref) -> Row:
    """Publish there again: what came due meanwhile goes out now."""
    return _moved(access, account, target, targets.resume)


@resource.delete(ONE, shapes.RemovedTarget, scope=Scope.ADMIN, errors=(404, 409))
def remove(access: Access, account: Account, target: Ref) -> Row:
    """Remove a target that no content went to or is to go to; others are paused."""
    gone = targets.remove(access.caller, *_named(access, account, target))
    return {"id": gone.id, "name": gone.name, "removed": True}


@resource.get(f"{ONE}/slots", Listed[shapes.Slot], errors=(404,))
def slots(
    access: Access, account: Account, target: Ref, wanted: Annotated[shapes.SlotList, Query()]
) -> Row:
    """The times of a target from now on: which are free, and which are taken by what."""
    named = _named(access, account, target)
    return listed(target_times.listing(access.caller, *named, wanted.days))


# A look, which is not repeated under a key: nothing outside may be waited for in a transaction.
@resource.get(f"{ONE}/check", shapes.CheckedTarget, scope=Scope.WRITE, errors=(404,))
def check(access: Access, account: Account, target: Ref) -> Row:
    """Ask the target whether it would take an article now; nothing is left there."""
    return targets.answer(access.caller, *_named(access, account, target))


def _named(access: Access, account: str, target: str) -> tuple[str, str]:
    whose = visible.named_account(access, account)
    return whose, targets.name_of(whose, target)


def _moved(
    access: Access, account: str, target: str, move: Callable[[Caller, str, str], Row]
) -> Row:
    return move(access.caller, *_named(access, account, target))


def _changes(wanted: shapes.TargetChanges) -> Changes:
    given = wanted.model_dump(exclude_unset=True)
    if wanted.settings is not None and wanted.changed_settings:
        raise InputError("`settings` replaces all settings: give either these or single ones")
    empty = {"publisher"} if "publisher" in given and wanted.publisher is None else set()
    emptied = {"settings"} if "settings" in given else set()
    settings = wanted.settings or wanted.changed_settings or {}
    pace = {name: given[name] or "" for name in PACE if name in given}
    return Changes(
        wanted.publisher,
        settings,
        frozenset(empty | emptied),
        PaceChanges(**pace),
        wanted.at_once,
    )
