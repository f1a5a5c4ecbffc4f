"""Leases: who may work on a row, and which process does a named thing.

Every claim has a token of its own (the boot of the process and a number), so that not even two
threads of one process can take each other's outcome for theirs.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from contenthub import clock, records
from contenthub.database import db
from contenthub.errors import LeaseLostError
from contenthub.identity import process as process_identity
from contenthub.lifecycle import lock_order
from contenthub.models import Lease
from contenthub.records import Delivery, Entry, Opinion, Task, Tick
from contenthub.states import Ref

BOOT_ID = process_identity.BOOT_ID
_numbers = itertools.count(1)

_TABLE: dict[type[Any], str] = {
    Task: "generation_tasks",
    Entry: "publish_entries",
    Opinion: "opinions",
    Tick: "ticks",
    Delivery: "deliveries",
}
TABLES = tuple(_TABLE.values())  # whose rows are leased
L = TypeVar("L", Task, Entry, Opinion, Tick, Delivery)
Leased = Task | Entry | Opinion | Tick | Delivery

FREE: dict[str, Any] = {"lease_owner": None, "lease_until": None}  # in a move: it gives it up


def new_token() -> str:
    """A lease token that nobody else has."""
    return f"{BOOT_ID}:{next(_numbers)}"


def claim(
    record: type[L],
    refs: Sequence[Ref],
    wanted: frozenset[Any],
    token: str,
    seconds: float,
    *,
    passed: str | None = None,
    uncancelled: bool = False,
    allowed: Callable[[L], bool] | None = None,
    **values: Any,
) -> list[L]:
    """Take the lease of those rows that still are as their message says; returns these.

    A row that is leased, was moved on, belongs to another attempt or is in none of the states
    ``wanted`` is left alone; so is one whose moment in the column ``passed`` has not passed, and
    with ``uncancelled`` one whose cancel was requested. A task whose lease is over is left to the
    rescue, which counts the loss: a message may come before it, as one that was left in Redis.
    ``allowed`` is asked last, and within the transaction. ``values`` are further columns to set
    with the lease.
    """
    attempts, now = dict(refs), clock.now()
    columns = {"lease_owner": token, "lease_until": clock.after(seconds, now)} | values
    params: list[Any] = [
        records.moment(v) if isinstance(v, datetime) else v for v in columns.values()
    ]
    sql = _claim_sql(record, tuple(columns), passed, uncancelled=uncancelled)
    at = records.moment(now)
    moments: list[Any] = [None if record is Task else at]  # until which a lease counts as over
    moments += [at] if passed else []
    taken: list[L] = []
    with db.transaction():
        if allowed is not None:  # the rows before what it locks
            lock_order.rows(_TABLE[record], attempts)
        for row in records.by_ids(record, sorted(attempts)):
            fits = row.attempt == attempts[row.id] and row.state in wanted
            fits = fits and (allowed is None or allowed(row))
            fence: list[Any] = [row.id, row.status, row.attempt, *moments]
            if fits and db.execute(sql, (*params, *fence)).rowcount == 1:
                taken.append(row)
    return taken


def _claim_sql(
    record: type[Any], columns: Sequence[str], passed: str | None, *, uncancelled: bool
) -> str:
    marks = ", ".join(f"{name} = ?" for name in columns)
    return (
        f"UPDATE {_TABLE[record]} SET {marks} WHERE id = ? AND status = ? AND attempt = ?"
        " AND (lease_until IS NULL OR lease_until <= ?)"
        + (f" AND {passed} <= ?" if passed else "")
        + (" AND cancel_requested_at IS NULL" if uncancelled else "")
    )


def held(rows: Sequence[L], token: str) -> list[L]:
    """Those rows that ``token`` still holds, as they are now. Call it inside a unit.

    What comes back cannot change until the unit commits.
    """
    if not rows:
        return []
    marks = ", ".join("?" * len(rows))
    attempt_of: dict[int, int] = {row.id: row.attempt for row in rows}
    found: list[L] = records.select(
        type(rows[0]),
        f"WHERE id IN ({marks}) AND lease_owner = ? ORDER BY id{db.for_update()}",
        (*attempt_of, token),
    )
    return [row for row in found if row.attempt == attempt_of[row.id]]


def still_held(rows: Sequence[L], token: str) -> list[L]:
    """Those rows that ``token`` holds at this moment; somebody may take them right after.

    Raises UnreachableError where the database cannot tell.
    """
    if not rows:
        return []
    attempt_of: dict[int, int] = {row.id: row.attempt for row in rows}
    marks = ", ".join("?" * len(rows))
    sql = (
        f"SELECT id, attempt FROM {_TABLE[type(rows[0])]} WHERE id IN ({marks}) AND lease_owner = ?"
    )
    with db.looking():
        found = db.execute(sql, (*attempt_of, token)).fetchall()
    held_ids = {id_ for id_, attempt in found if attempt == attempt_of[id_]}
    return [row for row in rows if row.id in held_ids]


def renew(record: type[Leased], ids: Sequence[int], token: str, seconds: float) -> int:
    """Prolong the leases that ``token`` holds; returns how many it still holds."""
    marks = ", ".join("?" * len(ids))
    until = records.moment(clock.after(seconds))
    table = _TABLE[record]
    its = db.in_order(table, f"id IN ({marks}) AND lease_owner = ?")
    with db.transaction():
        sql = f"UPDATE {table} SET lease_until = ? WHERE {its}"
        return int(db.execute(sql, (until, *ids, token)).rowcount)


def release(rows: Sequence[Leased], token: str, due_at: datetime | None = None) -> None:
    """Give up the lease without an outcome; ``due_at`` says when somebody has to look again."""
    with db.transaction():
        for row in sorted(rows, key=lambda one: one.id):
            db.execute(
                f"UPDATE {_TABLE[type(row)]} SET lease_owner = NULL, lease_until = NULL,"
                " due_at = COALESCE(?, due_at) WHERE id = ? AND attempt = ? AND lease_owner = ?",
                (due_at and records.moment(due_at), row.id, row.attempt, token),
            )


def let_go(row: Leased, due_at: datetime) -> None:
    """Within a unit, give up the lease of a held row without an outcome; it is due then."""
    db.execute(
        f"UPDATE {_TABLE[type(row)]} SET lease_owner = NULL, lease_until = NULL, due_at = ?"
        " WHERE id = ? AND attempt = ? AND lease_owner = ?",
        (records.moment(due_at), row.id, row.attempt, row.lease_owner),
    )


def acquire(name: str, owner: str, seconds: float) -> int | None:
    """Take or prolong the lease of a named thing; None while somebody else holds it.

    Returns the term: it grows with every change of owner, and fences what a former owner might
    still write. The lease of a process of this host that is gone counts as free.
    """
    now = clock.now()
    until = clock.after(seconds, now)
    with db.transaction():
        Lease.insert(name=name, owner="", until=now, term=0).on_conflict_ignore().execute()
        # A lease that ends later than any lease can was written before the clock went back.
        free = (Lease.until <= now) | (Lease.until > clock.after(2 * seconds, now))
        mine = Lease.owner == owner
        holder = Lease.get_by_id(name).owner
        if holder != owner and process_identity.is_gone(holder):
            free |= Lease.owner == holder
        Lease.update(term=Lease.term + 1, owner=owner, until=until).where(
            Lease.name == name, ~mine, free
        ).execute()
        Lease.update(until=until).where(Lease.name == name, mine).execute()
        row = Lease.get_by_id(name)
    return int(row.term) if row.owner == owner else None


def demand(name: str, owner: str, term: int, seconds: float) -> None:
    """Make sure, within a transaction, that the named lease is held in this term; prolong it.

    Raises LeaseLostError: somebody else does the named thing by now.
    """
    until = records.moment(clock.after(seconds))
    held = db.execute(
        "UPDATE leases SET until = ? WHERE name = ? AND owner = ? AND term = ?",
        (until, name, owner, term),
    ).rowcount
    if not held:
        raise LeaseLostError(f"the lease {name!r} was taken over")


def held_by_another(name: str, owner: str, seconds: float) -> bool:
    """True while another process seems to hold the named lease; a look without a write.

    ``seconds`` is what leases of this name are given. One that ends later than any of them can
    was written before the clock went back, and counts as free, as it does for ``acquire``.
    """
    row = db.execute("SELECT owner, until FROM leases WHERE name = ?", (name,)).fetchone()
    if row is None or row[0] == owner or process_identity.is_gone(row[0]):
        return False
    until, now = Lease.until.python_value(row[1]), clock.now()
    return until is not None and now < until <= clock.after(2 * seconds, now)


def give_up(name: str, owner: str) -> None:
    """Let somebody else have the named thing at once."""
    with db.transaction():
        Lease.update(until=clock.now()).where(Lease.name == name, Lease.owner == owner).execute()
