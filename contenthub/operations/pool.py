"""What people may ask of the publish pool, whose entries go by the ids of their contents.

What waits can be put in, moved and taken out; who looked at a target may say what is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contenthub import records
from contenthub.codes import Code
from contenthub.errors import ContentHubError, InputError, NotAllowedError, NotFoundError
from contenthub.lifecycle import accounts, content_by_id, entries, publishing, targets
from contenthub.lifecycle.entries import Wanted
from contenthub.lifecycle.unit import Unit
from contenthub.near_names import nearest
from contenthub.operations.caller import Caller
from contenthub.operations.reasons import Reason
from contenthub.queries import pool
from contenthub.queries import targets as stored_targets
from contenthub.records import Content, Entry, Target
from contenthub.states import EntryState
from contenthub.target_answers import shown_place

Row = dict[str, Any]

_TO_DO = tuple(
    state for state in EntryState if state not in {EntryState.PUBLISHED, EntryState.WITHDRAWN}
)


@dataclass(frozen=True, slots=True)
class Added:
    """A content in the pool, a row per target; not ``new``: it was there already, unchanged."""

    entries: list[Row]
    new: bool


def listing(
    states: Sequence[EntryState],
    account: str | None,
    limit: int,
    offset: int,
    *,
    everything: bool = False,
    target: str | None = None,
) -> Iterator[Row]:
    """The entries in these states, the newest first, as rows for a list.

    No states: all that are not published and not taken out; with ``everything`` also what is
    published. ``account`` is an id or a name, ``target`` the name of one, of that account or of
    all. Raises NotFoundError for no such account or target.
    """
    return pool.stream(which(states, account, target, everything=everything), limit, offset)


def which(
    states: Sequence[EntryState],
    account: str | None,
    target: str | None = None,
    *,
    everything: bool = False,
    content_ids: Sequence[int] | None = None,
    within: tuple[int, ...] | None = None,
) -> pool.Filter:
    """The entries that are meant, as ``listing`` says; ``content_ids``: of these contents alone.

    ``within`` are the accounts that whoever asks may see. Raises NotFoundError.
    """
    wanted = tuple(states) or (() if everything else _TO_DO)
    account_id = accounts.find(account, within).id if account is not None else None
    if target is not None and not stored_targets.named(target, account_id, within):
        near = nearest(target, stored_targets.names(account_id, within))
        raise NotFoundError(f"no target {target!r}", code=Code.NO_TARGET, near=near)
    contents = None if content_ids is None else tuple(content_ids)
    return pool.Filter(wanted, account_id, target, contents, within)


WAITING = (EntryState.QUEUED,)  # what a range means to those who set times
OPEN = (EntryState.QUEUED, EntryState.FAILED)  # to those who publish, or take out of the pool


def within(
    spans: Sequence[tuple[int, int]], states: Sequence[EntryState], target: str | None = None
) -> list[int]:
    """The contents that ids and ranges mean, each once and in their order.

    A range means those of it that are in the pool in one of these ``states``, at ``target`` if one
    is given; what is named by itself is meant whatever its state.
    """
    found: list[int] = []
    for first, last in spans:
        one_only = first == last
        found += [first] if one_only else pool.contents_within((first, last), states, target)
    return list(dict.fromkeys(found))


def targets_are_chosen() -> bool:
    """Whether rows have to say their target: any account has more than its first one."""
    return stored_targets.are_chosen()


def details(content_id: int, target: str | None = None) -> Row:
    """All that is known of one entry, also of one that was taken out; its place without secrets.

    Raises NotFoundError for a content that was never in the pool, InputError where it has several
    targets and none is named.
    """
    found = pool.details(content_id, target)
    if not found:
        raise not_in_pool(content_id)
    if len(found) > 1:
        names = ", ".join(row["target"] for row in found)
        raise InputError(f"content {content_id} has several targets: {names}; name one")
    return shown(found[0])


def shown(row: Row) -> Row:
    """An entry as it may be shown: its place without secrets."""
    return row | {"place": shown_place(row["place"])}


def add(
    caller: Caller,
    content_id: int,
    *,
    at: datetime | None = None,
    priority: int | None = None,
    target: str | None = None,
) -> Added:
    """Put an approved content into the pool, once for each of its targets, or for ``target``.

    ``at`` None: the time it had or was planned for, else now; ``priority`` (1 to 10) None: the
    one it had, else its task's. Raises NotFoundError, also for a target that its account has not,
    and NotAllowedError for a content that is not approved.
    """
    with Unit(caller.who) as unit:
        content = content_by_id.locked(unit, content_id)
        ids = targets.ids_of(content.account_id, target)
        new = publishing.put_in(unit, content, caller.settings, Wanted(at, priority, ids))
    return Added(_rows_now(content_id, ids), new)


def remove(
    caller: Caller, content_id: int, reason: Reason, *, target: str | None = None
) -> Content:
    """Take a content out of the pool; it stays approved, and is returned.

    Raises NotFoundError where it is not in the pool, NotAllowedError when it is published, being
    published or looked up.
    """
    with Unit(caller.who) as unit:
        content = content_by_id.locked(unit, content_id)
        ids = targets.ids_of(content.account_id, target)
        if not publishing.take_out(unit, content, reason, ids):
            raise not_in_pool(content_id)
    return content


def reschedule(
    caller: Caller,
    content_id: int,
    *,
    at: datetime | None = None,
    priority: int | None = None,
    target: str | None = None,
) -> list[Row]:
    """Change the time or the priority (1 to 10) of entries that wait; None leaves it.

    Returns a row per target. Raises NotFoundError where the content is not in the pool,
    NotAllowedError where it waits for none of these targets.
    """

    def move(unit: Unit, entry: Entry) -> None:
        entries.reschedule(unit, entry, at=at, priority=priority)

    return _move_waiting(caller, content_id, target, move)


def to_next_slot(caller: Caller, content_id: int, *, target: str | None = None) -> list[Row]:
    """Give entries that wait the next free time of their targets, which may be the one they have.

    Returns and raises as ``reschedule``, and InputError for a target that takes articles at any
    time.
    """

    def move(unit: Unit, entry: Entry) -> None:
        where = records.by_ids(Target, [entry.target_id])[0]
        entries.to_next_slot(unit, entry, where, caller.settings)

    return _move_waiting(caller, content_id, target, move)


def _move_waiting(
    caller: Caller, content_id: int, target: str | None, move: Callable[[Unit, Entry], None]
) -> list[Row]:
    with Unit(caller.who) as unit:
        content = content_by_id.locked(unit, content_id)
        ids = targets.ids_of(content.account_id, target)
        there = publishing.entries_in_pool(content_id, ids)
        if not there:
            raise not_in_pool(content_id)
        waiting = [one for one in there if refusal_to_move(content_id, one.state) is None]
        if not waiting and (refused := refusal_to_move(content_id, there[0].state)):
            raise refused
        for entry in waiting:
            move(unit, entry)
    return _rows_now(content_id, ids)


def _rows_now(content_id: int, target_ids: Sequence[int] | None) -> list[Row]:
    """Where it stands. Raises NotFoundError: another one may have taken it out since."""
    found = pool.by_content([content_id], target_ids).get(content_id)
    if found is None:
        raise not_in_pool(content_id)
    return found


def confirm_absent(
    caller: Caller, content_id: int, reason: Reason, *, target: str | None = None
) -> list[Row]:
    """A person looked: the target does not hold this content. Returns where it stands there now.

    Raises NotFoundError, and NotAllowedError where nothing is in doubt, or several targets are.
    """
    with Unit(caller.who) as unit:
        content = content_by_id.locked(unit, content_id)
        ids = targets.ids_of(content.account_id, target)
        meant = publishing.confirm_absent(unit, content, reason, ids)
    out = {"content_id": content_id, "title": content.title, "status": EntryState.WITHDRAWN.value}
    return pool.by_content([content_id], [meant]).get(content_id, [out])


def rows_of(content_id: int, target_ids: Sequence[int]) -> list[Row]:
    """Where a content stands at these targets."""
    return pool.by_content([content_id], target_ids).get(content_id, [])


def refusal_to_move(content_id: int, state: EntryState) -> ContentHubError | None:
    """Why an entry in this state has no time and no turn that could be changed; None: it has."""
    if state is EntryState.QUEUED:
        return None
    if state is EntryState.FAILED:
        return NotAllowedError(
            f"content {content_id} failed to publish",
            code=Code.PUBLISHING_FAILED,
            content_id=content_id,
        )
    return NotAllowedError(
        f"content {content_id} is {state}; only what is queued has a time and a turn"
    )


def not_in_pool(content_id: int) -> NotFoundError:
    """The error for a content that has no entry, or for one that does not exist."""
    if not records.by_ids(Content, [content_id]):
        return content_by_id.unknown(content_id)
    return NotFoundError(
        f"content {content_id} is not in the publish pool",
        code=Code.NOT_IN_POOL,
        content_id=content_id,
    )
