"""What people may ask of contents: which are meant, one with all there is, edits and removal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from contenthub.codes import Code
from contenthub.errors import NotAllowedError
from contenthub.generations import gate_process
from contenthub.lifecycle import (
    accounts,
    content_by_id,
    contents,
    lock_order,
    looked,
    plans,
    publishing,
)
from contenthub.lifecycle.looked import Looked
from contenthub.lifecycle.unit import Unit
from contenthub.operations.account_fields import demand_check
from contenthub.operations.caller import Caller
from contenthub.operations.edits import Changes
from contenthub.operations.reasons import Reason
from contenthub.queries import contents as stored
from contenthub.queries import revisions
from contenthub.queries.contents import Filter
from contenthub.records import Content
from contenthub.states import EntryState, ReviewState


def which(
    *,
    account: str | None = None,
    batch_id: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    review: str | None = None,
    publish: str | None = None,
    proposed: bool = False,
    check: str | None = None,
    within: tuple[int, ...] | None = None,
) -> Filter:
    """The contents that are meant; None does not narrow.

    ``account`` is an id or a name, ``publish`` an entry's state or ``none``; ``since`` and
    ``until`` bound when it was made; ``proposed``: a new text waits for a person; ``check`` is one
    of the gate that holds it by what it finds, whatever a person said; ``within`` are the accounts
    that whoever asks may see. Raises NotFoundError for no such account, InputError for no such
    check.
    """
    if check is not None:
        demand_check(check)
    return Filter(
        review=review,
        account_id=None if account is None else accounts.find(account).id,
        publish=publish,
        batch_id=batch_id,
        since=since,
        until=until,
        proposed=proposed,
        check=check,
        within=within,
    )


def details(content_id: int) -> dict[str, Any]:
    """Everything about one content, its HTML fit to be shown. Raises NotFoundError.

    ``out`` has the targets that hold it, each with the revision that went out.
    """
    found = stored.details(content_id)
    if found is None:
        raise content_by_id.unknown(content_id)
    return found | {"out": revisions.out_of(content_id)}


unknown = content_by_id.unknown  # the error for an id that no content has


def hold(content_ids: Sequence[int]) -> None:
    """Before many are changed in one transaction: see ``lock_order.hold``."""
    lock_order.hold(content_ids, lock_order.contents_with_entries)


def waiting(account: str | None = None) -> list[int]:
    """The ids of what waits for a person, and of what is approved and waits in the publish pool.

    Raises NotFoundError for no such account.
    """
    found = [
        *stored.matching(which(account=account), [ReviewState.PENDING]),
        *stored.matching(which(account=account, publish=EntryState.QUEUED), [ReviewState.APPROVED]),
    ]
    return sorted({one.id for one in found})


def within(span: tuple[int, int]) -> list[int]:
    """The ids of the contents that there are from the first to the last id of ``span``."""
    return [one.id for one in stored.matching(Filter(), list(ReviewState), span)]


def editable(caller: Caller, content_id: int) -> Content:
    """The content as it is now, for an edit that is based on it.

    Raises NotFoundError, and NotAllowedError while it is being published or looked up.
    """
    with Unit(caller.who) as unit:
        content = content_by_id.locked(unit, content_id)
        publishing.refuse_under_way(content, publishing.entries_in_pool(content_id))
    return content


def edit(caller: Caller, before: Content, changes: Changes, why: Reason | None = None) -> bool:
    """Write what really changes; False where nothing does. ``why`` is kept with the new text.

    ``before`` is the content as the person read it. What was approved waits for a person again
    where ``caller`` may not review, but for what the gate approved in an account whose articles
    all approve themselves. Raises NotAllowedError when somebody else has changed it since, while
    it is being published or looked up, and for the title of one that may be out there under the
    old one.
    """
    values = changes.of(before)
    if not values:
        return False

    def look() -> Looked:
        return looked.at_edit(before, values, gate_process.examine_all)

    def write(unit: Unit, found: Looked) -> bool:
        return contents.edit(
            unit,
            before,
            why or "",
            settings=caller.settings,
            may_review=caller.may_review,
            found=found,
            **values,
        )

    if not looked.write(caller.who, before, look, write, caller.settings):
        raise _changed_meanwhile(before.id)
    return True


def edit_version(
    caller: Caller, content_id: int, version: int, changes: Changes, why: Reason | None = None
) -> bool:
    """``edit`` by somebody who read the revision ``version`` of the content.

    Raises as ``edit`` does; where the content has another text by now, nothing is changed.
    """
    before = editable(caller, content_id)
    if before.attempt != version:
        raise _changed_meanwhile(content_id)
    return edit(caller, before, changes, why)


def _changed_meanwhile(content_id: int) -> NotAllowedError:
    return NotAllowedError(
        f"content {content_id} was changed by somebody else meanwhile",
        code=Code.CHANGED_MEANWHILE,
        content_id=content_id,
    )


def plan(caller: Caller, content_id: int, at: datetime | None) -> dict[str, Any]:
    """Say when a content is to go out that is not in the pool; None: no plan. Returns its row.

    It goes out at that time once it is in the pool, at the earliest when it is approved. Raises
    NotFoundError, and NotAllowedError for one that is in the pool: there its time is moved.
    """
    with Unit(caller.who) as unit:
        plans.plan(unit, content_by_id.locked(unit, content_id), at)
    return stored.standing(content_id)


def remove(caller: Caller, content_id: int, reason: Reason, *, published: bool = False) -> Content:
    """Remove a content for good; returns what it was. Its task and its story stay.

    Raises NotFoundError, and NotAllowedError while it is being published or looked up, and when it
    is published, unless ``published`` allows it: the published copy stays where it is.
    """
    with Unit(caller.who) as unit:
        content = content_by_id.locked(unit, content_id)
        contents.remove(unit, content, reason, published=published)
    return content


def demand_removable(caller: Caller, content_id: int, *, published: bool = False) -> None:
    """Raise what ``remove`` would raise as things are: a person is asked only where it can be."""
    with Unit(caller.who) as unit:
        content = content_by_id.locked(unit, content_id)
        contents.demand_removable(content, published=published)
