"""The places where an account publishes: made, changed, paused.

Every account has the target ``default`` from its first day on. Where nobody names any, all of
its targets are meant (``entries.enqueue``).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import peewee

from contenthub import clock, records
from contenthub.articles.slugs import folder_name
from contenthub.codes import Code
from contenthub.database import db
from contenthub.errors import InputError, NotAllowedError, NotFoundError
from contenthub.lifecycle import lock_order
from contenthub.lifecycle.statements import insert_row
from contenthub.lifecycle.unit import Unit
from contenthub.models import GenerationTask
from contenthub.models import Target as TargetTable
from contenthub.near_names import nearest
from contenthub.records import Account, Target
from contenthub.states import ActorName
from contenthub.wording import counted

DEFAULT = "default"
PACE = ("slots", "at_least", "at_most")  # the columns that say when it takes articles


def of_account(account_id: int) -> list[Target]:
    """The targets of an account in the order they were made."""
    return records.select(Target, "WHERE account_id = ? ORDER BY id", (account_id,))


def default_of(account_id: int) -> Target:
    """The target that every account has."""
    return find(account_id, DEFAULT)


def find(account_id: int, name: str) -> Target:
    """The account's target with this name. Raises NotFoundError."""
    there = of_account(account_id)
    for one in there:
        if one.name == name:
            return one
    names = [one.name for one in there]
    raise NotFoundError(
        f"the account has no target {name!r}; it has: {', '.join(names)}",
        code=Code.NO_TARGET,
        near=nearest(name, names),
    )


def ids_of(account_id: int, name: str | None) -> list[int] | None:
    """The id of the account's target with this name; None: none is named, so all are meant.

    Raises NotFoundError.
    """
    return None if name is None else [find(account_id, name).id]


def chosen(account_id: int, names: Collection[str]) -> list[int] | None:
    """The ids of the account's targets with these names; None: none is named, so all are meant.

    Raises NotFoundError.
    """
    return sorted({find(account_id, name).id for name in names}) or None


def demand(ids: Collection[int]) -> None:
    """Make sure, within a transaction, that these targets are there.

    They cannot be removed until it commits. Raises NotFoundError for one that is gone.
    """
    if gone := lock_order.gone("targets", set(ids)):
        raise NotFoundError(f"target {gone[0]} was removed meanwhile")


def add_default(account_id: int, now: datetime, values: dict[str, Any]) -> None:
    """Within the transaction that makes an account, its first target."""
    row = {"account": account_id, "name": DEFAULT, "created_at": now, "updated_at": now}
    insert_row(TargetTable, row | values)


def add(account: Account, name: str, **values: Any) -> Target:
    """Make a further target of an account; it gets a folder of its own within the account's.

    Raises InputError when the name, or one that leads to the same folder, is taken.
    """
    now = clock.now()
    row = {"account": account.id, "name": name, "folder_name": folder_name(name)}
    try:
        with db.transaction():
            insert_row(TargetTable, row | {"created_at": now, "updated_at": now} | values)
    except peewee.IntegrityError:
        raise InputError(
            f"account {account.name!r} has a target of that name, or of one that sounds the same, "
            "already; choose another name",
            code=Code.NAME_TAKEN,
        ) from None
    return find(account.id, name)


def folder_below(account: Account, name: str) -> str:
    """Where a target of this name keeps its articles, as long as its settings name no folder."""
    return account.folder_name if name == DEFAULT else f"{account.folder_name}/{folder_name(name)}"


def update(target: Target, **values: Any) -> Target:
    """Change a target; what has been tried at it keeps its place. Raises NotFoundError."""
    if values.keys() & PACE:
        values |= {"full_until": None, "full_zone": None}  # of the pace that it had
    with db.transaction():
        TargetTable.update(updated_at=clock.now(), **values).where(
            TargetTable.id == target.id
        ).execute()
    return find(target.account_id, target.name)


def remove(target: Target) -> None:
    """Delete a target that no content went to and none is to go to.

    Raises NotAllowedError otherwise, saying why, and for the one that every account has.
    """
    if target.name == DEFAULT:
        raise NotAllowedError(
            f"every account keeps its target {DEFAULT!r}",
            code=Code.FIRST_TARGET,
            account_id=target.account_id,
            target=target.name,
        )
    _demand_unused(target)  # mostly something went there, and then nobody waits for that
    with db.transaction():
        # whoever is about to name it waits, or was first
        records.locked_to_remove(Target, target.id)
        _demand_unused(target)
        TargetTable.delete().where(TargetTable.id == target.id).execute()


def lock_to_remove(account_id: int) -> None:
    """Within the transaction that removes an account: nobody chooses its targets any more."""
    sql = f"SELECT id FROM targets WHERE account_id = ? ORDER BY id{db.for_removal()}"
    db.execute(sql, (account_id,)).fetchall()


def _demand_unused(target: Target) -> None:
    if users := _users(target):
        raise NotAllowedError(
            f"target {target.name!r} cannot be removed: {'; '.join(users)}",
            code=Code.TARGET_IN_USE,
            account_id=target.account_id,
            target=target.name,
        )


def _users(target: Target) -> list[str]:
    """What went to the target or is to go there, each as people say it."""
    sql = "SELECT COUNT(*) FROM publish_entries WHERE target_id = ?"
    entries = int(db.execute(sql, (target.id,)).fetchone()[0])
    found = [f"it has {counted(entries, 'publication')}"] if entries else []
    for what, table in (("task", "generation_tasks"), ("content", "contents")):
        sql = f"SELECT target_ids FROM {table} WHERE account_id = ? AND target_ids IS NOT NULL"
        chosen_by = [row[0] for row in db.execute(sql, (target.account_id,)).fetchall()]
        count = sum(target.id in GenerationTask.target_ids.python_value(ids) for ids in chosen_by)
        found += [f"it was chosen for {counted(count, what)}"] if count else []
    return found


def paused_for_now(ids: Collection[int]) -> set[int]:
    """Those of these targets that are paused; within a transaction they stay so until it ends.

    Otherwise one that is resumed meanwhile would not see what is parked for it, and leave it so.
    """
    if not ids:
        return set()
    marks = ", ".join("?" * len(ids))
    lock = "" if db.is_sqlite() else " FOR SHARE"
    rows = db.execute(
        f"SELECT id FROM targets WHERE paused = ? AND id IN ({marks}) ORDER BY id{lock}",
        (True, *ids),
    )
    return {row[0] for row in rows.fetchall()}


def resume(who: str, target: Target) -> None:
    """Publish there again: what came due meanwhile is due now."""
    while not _resumed(who, target):
        pass  # something was parked in the moment between the two locks


def _resumed(who: str, target: Target) -> bool:
    """Resume it, unless more is parked for it than was locked before it.

    Entries are locked before their target, as everywhere. A claim that parks something holds the
    target, so once that is locked nothing more is parked.
    """
    with Unit(who) as unit:
        known = _parked(target, db.for_update())
        records.locked(Target, target.id)
        if _parked(target) != known:
            return False
        update(target, paused=False)
        now = records.moment(unit.now)
        for part in db.portions(known):
            db.execute(
                "UPDATE publish_entries SET due_at = CASE WHEN scheduled_at > ? THEN scheduled_at"
                f" ELSE ? END WHERE id IN ({', '.join('?' * len(part))})",
                (now, now, *part),
            )
        unit.ring(ActorName.PUBLISH, (0, 0))
    return True


def _parked(target: Target, lock: str = "") -> list[int]:
    """The entries that wait until this target is resumed."""
    rows = db.execute(
        "SELECT id FROM publish_entries WHERE target_id = ? AND status = 'queued'"
        f" AND due_at IS NULL ORDER BY id{lock}",
        (target.id,),
    )
    return [row[0] for row in rows.fetchall()]
