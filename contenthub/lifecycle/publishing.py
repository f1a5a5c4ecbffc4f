"""What people may ask of a content's publication: put in, taken out, at once, certainly absent."""

from __future__ import annotations

from datetime import datetime

from contenthub import records
from contenthub.errors import NotAllowedError
from contenthub.lifecycle import entries
from contenthub.lifecycle.unit import Unit
from contenthub.records import Account, Content, Entry
from contenthub.settings import Settings
from contenthub.states import EntryState, ReviewState

# While a publisher has to do with a content, its text has to stay what it was given: the look-up
# would search for another one.
_UNDER_WAY = {
    EntryState.PUBLISHING: "is being published at this moment",
    EntryState.UNVERIFIED: "may be published already and is being looked up",
}
_CERTAIN = {
    EntryState.QUEUED: "waits for its publication",
    EntryState.PUBLISHING: _UNDER_WAY[EntryState.PUBLISHING],
    EntryState.PUBLISHED: "is published, with proof",
}


def entry_in_pool(content_id: int) -> Entry | None:
    """The content's entry in the pool as it is now; it cannot change until the unit commits."""
    found = entries.entry_of(content_id)
    return None if found is None or found.state is EntryState.WITHDRAWN else found


def put_in(
    unit: Unit,
    content: Content,
    settings: Settings,
    *,
    at: datetime | None = None,
    priority: int | None = None,
) -> bool:
    """A person puts a content into the pool; False when it is there already.

    ``at`` and ``priority`` None are those that were planned for it. Raises NotAllowedError for a
    content that is not approved.
    """
    if content.state is not ReviewState.APPROVED:
        raise NotAllowedError(
            f"content {content.id} is {content.review_status}; first "
            f"`contenthub content approve {content.id}`"
        )
    account = records.by_ids(Account, [content.account_id])[0]
    return (
        entries.enqueue(
            unit,
            content.id,
            content.task_id,
            account,
            settings,
            priority=priority,
            at=at,
            planned=content.scheduled_publish_at,
        )
        is not None
    )


def take_out(unit: Unit, content: Content, reason: str) -> bool:
    """Take a content out of the pool; False where it is not in it.

    Raises NotAllowedError when it is published or being published.
    """
    entry = entry_in_pool(content.id)
    refuse_under_way(content, entry)
    if entry is not None and entry.state is EntryState.PUBLISHED:
        raise NotAllowedError(f"content {content.id} is published; take it down at its target")
    if entry is not None:
        entries.withdraw(unit, entry, reason)
    return entry is not None


def publish_now(unit: Unit, content: Content, settings: Settings) -> None:
    """A person wants it published now: what waits becomes due, what failed is looked up first.

    What is not in the pool is put in. What is published, or about to be, is left alone. Raises
    NotAllowedError for a content that is not approved.
    """
    entry = entry_in_pool(content.id)
    if entry is None:
        put_in(unit, content, settings, at=unit.now)
    elif entry.state is EntryState.QUEUED:
        entries.reschedule(unit, entry, at=unit.now)
    elif entry.state is EntryState.FAILED:
        entries.revive(unit, entry)


def refuse_under_way(content: Content, entry: Entry | None) -> None:
    """Raise NotAllowedError while the content is being published or looked up."""
    if entry is not None and entry.state in _UNDER_WAY:
        raise NotAllowedError(
            f"content {content.id} {_UNDER_WAY[entry.state]}; try again when "
            "`contenthub publish-pool list` shows the end of that"
        )


def confirm_absent(unit: Unit, content: Content, reason: str) -> None:
    """A person looked at the target: the content is not there, so it may be published (again).

    Raises NotAllowedError where nothing is in doubt: never in the pool, waiting, on its way, or
    published with proof.
    """
    entry = entries.entry_of(content.id)
    if entry is None or (entry.state is EntryState.WITHDRAWN and not entry.tried):
        raise NotAllowedError(
            f"content {content.id} was never tried to be published; there is nothing to confirm"
        )
    if entry.state in _CERTAIN:
        raise NotAllowedError(
            f"content {content.id} {_CERTAIN[entry.state]}; only what failed, was "
            "taken out or is being looked up can be in doubt"
        )
    entries.confirm_absent(unit, entry, reason)
