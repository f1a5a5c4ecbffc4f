"""What people may ask of a content's publication: put in, taken out, at once, certainly absent.

All of it is asked of each of the content's targets, unless some are named.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from contenthub import records
from contenthub.codes import Code
from contenthub.errors import NotAllowedError
from contenthub.lifecycle import entries, verification
from contenthub.lifecycle.entries import AS_PLANNED, Approved, Wanted
from contenthub.lifecycle.unit import Unit
from contenthub.records import Content, Entry, Target
from contenthub.settings import Settings
from contenthub.states import OUT_ENTRY_STATES, EntryState, ReviewState

_AGAIN = frozenset({EntryState.PUBLISHED, EntryState.HANDED_OVER})
TargetIds = Collection[int] | None  # None: all

# While a publisher has to do with a content, its text has to stay what it was given: the look-up
# would search for another one.
_UNDER_WAY = {
    EntryState.PUBLISHING: "is being published at this moment",
    EntryState.UNVERIFIED: "may be published already and is being looked up",
    EntryState.ACCEPTED: "was accepted by its target, which works on it",
}
_CERTAIN = {
    EntryState.QUEUED: "waits for its publication",
    EntryState.PUBLISHING: _UNDER_WAY[EntryState.PUBLISHING],
    EntryState.ACCEPTED: _UNDER_WAY[EntryState.ACCEPTED],
    EntryState.PUBLISHED: "is published, with proof",
    EntryState.UPDATING: "is out, and its newer text is on the way",
}
_MAY_BE_THERE = {
    EntryState.UNVERIFIED,
    EntryState.ACCEPTED,
    EntryState.HANDED_OVER,
    EntryState.FAILED,
}
_LEFT_ALONE = _UNDER_WAY | {
    EntryState.PUBLISHED: _CERTAIN[EntryState.PUBLISHED],
    EntryState.HANDED_OVER: "was handed over to its target, where a person publishes it",
    EntryState.UPDATING: _CERTAIN[EntryState.UPDATING],
}


def entries_in_pool(content_id: int, target_ids: TargetIds = None) -> list[Entry]:
    """The content's entries in the pool as they are now; they stay so until the unit commits."""
    return [
        one for one in _entries(content_id, target_ids) if one.state is not EntryState.WITHDRAWN
    ]


def out(content_id: int, target_ids: TargetIds = None) -> list[Entry]:
    """Those of them that are out, or were handed over."""
    return [one for one in _entries(content_id, target_ids) if one.state in _AGAIN]


def _entries(content_id: int, target_ids: TargetIds) -> list[Entry]:
    found = entries.entries_of(content_id)
    return [one for one in found if target_ids is None or one.target_id in target_ids]


def put_in(unit: Unit, content: Content, settings: Settings, wanted: Wanted = AS_PLANNED) -> bool:
    """A person puts a content into the pool; False when it is there already.

    Raises NotAllowedError for a content that is not approved.
    """
    if content.state is not ReviewState.APPROVED:
        raise not_approved(content)
    return entries.enqueue(unit, Approved.of(content), settings, wanted) > 0


def not_approved(content: Content) -> NotAllowedError:
    """Approving it is what helps; what the gate holds is approved with a reason only."""
    from contenthub.articles import gate  # much to load, for what is seldom refused

    held = gate.holds(content.findings) if content.state is ReviewState.PENDING else []
    return NotAllowedError(
        f"content {content.id} is {'held: ' + '; '.join(held) if held else content.review_status}",
        code=Code.HELD if held else Code.NOT_APPROVED,
        content_id=content.id,
    )


def take_out(unit: Unit, content: Content, reason: str, target_ids: TargetIds = None) -> bool:
    """Take a content out of the pool; False where it is not in it.

    Raises NotAllowedError when it is published or being published.
    """
    there = entries_in_pool(content.id, target_ids)
    refuse_under_way(content, there)
    if out := [one for one in there if one.state in OUT_ENTRY_STATES]:
        raise _refusal_of_what_is_out(content, out, there)
    for entry in there:
        entries.withdraw(unit, entry, reason)
    return bool(there)


def _refusal_of_what_is_out(
    content: Content, out: Sequence[Entry], there: Sequence[Entry]
) -> NotAllowedError:
    """The error for a content that some of its targets have; others may wait for it."""
    published = any(one.published_at is not None for one in out)
    done = "is published; take it down" if published else "was handed over; take it away"
    told = f"content {content.id} {done} at its target"
    if len(there) > len(out):
        return NotAllowedError(told, code=Code.OTHER_TARGETS_WAIT, content_id=content.id)
    return NotAllowedError(told, code=Code.TARGET_HAS_IT)


def take_out_what_waits(unit: Unit, content: Content, reason: str) -> None:
    """Take out those of a content's entries that no target has; others stay as they are."""
    for entry in entries_in_pool(content.id):
        if entry.state in {EntryState.QUEUED, EntryState.FAILED}:
            entries.withdraw(unit, entry, reason)


def publish_now(
    unit: Unit,
    content: Content,
    settings: Settings,
    target_ids: TargetIds = None,
    *,
    again: bool = False,
) -> list[Entry]:
    """A person wants it published now: what waits becomes due, what failed is looked up first.

    What is not in the pool is put in; what is there for some of its targets is not put in for the
    others, unless they are named. What is published, or about to be, is left alone, and returned;
    with ``again`` what is out, or was taken out, is looked up, and published where it is not there.
    Raises NotAllowedError for a content that is not approved.
    """
    there = entries_in_pool(content.id, target_ids)
    if again and target_ids is None:  # once more where it was, and nowhere else
        target_ids = [one.target_id for one in _entries(content.id, None)] or None
    if not there or target_ids is not None:
        put_in(unit, content, settings, Wanted(at=unit.now, target_ids=target_ids))
    for entry in there:
        if entry.state is EntryState.QUEUED:
            entries.reschedule(unit, entry, at=unit.now)
        elif entry.state is EntryState.FAILED:
            entries.revive(unit, entry)
        elif again and entry.state in _AGAIN:
            entries.again(unit, entry)
    return [
        one for one in there if one.state in _LEFT_ALONE and not (again and one.state in _AGAIN)
    ]


def refusal_to_publish(entry: Entry) -> NotAllowedError:
    """Why an entry that ``publish_now`` left alone is not published now."""
    return NotAllowedError(
        f"content {entry.content_id} {_LEFT_ALONE[entry.state]}",
        code=Code.TARGET_HAS_IT if entry.state in OUT_ENTRY_STATES else Code.UNDER_WAY,
        content_id=entry.content_id,
    )


def refuse_under_way(content: Content, there: Sequence[Entry]) -> None:
    """Raise NotAllowedError while the content is being published or looked up anywhere."""
    for entry in there:
        if entry.state in _UNDER_WAY:
            raise NotAllowedError(
                f"content {content.id} {_UNDER_WAY[entry.state]}",
                code=Code.UNDER_WAY,
                content_id=content.id,
            )


def confirm_absent(unit: Unit, content: Content, reason: str, target_ids: TargetIds = None) -> int:
    """A person looked at the target: the content is not there, so it may be published (again).

    Returns the id of the target that is meant. Raises NotAllowedError where nothing is in doubt
    (never in the pool, waiting, on its way, or published with proof), and where more than one
    target is and none is named.
    """
    tried = [
        one
        for one in _entries(content.id, target_ids)
        if one.tried or one.state is not EntryState.WITHDRAWN
    ]
    if not tried:
        raise NotAllowedError(
            f"content {content.id} was never tried to be published; there is nothing to confirm"
        )
    doubtful = [one for one in tried if one.state not in _CERTAIN]
    if not doubtful:
        raise NotAllowedError(
            f"content {content.id} {_CERTAIN[tried[0].state]}; only what failed, was "
            "taken out or is being looked up can be in doubt"
        )
    meant = _only_one(content, doubtful)
    entries.confirm_absent(unit, meant, reason)
    return meant.target_id


def confirm_there(
    unit: Unit, content: Content, proof: str, reason: str, target_ids: TargetIds = None
) -> int:
    """A person looked at the target: the content is published there, and ``proof`` says where.

    Returns the id of the target that is meant. Raises NotAllowedError where nothing is in doubt,
    and where more than one target is and none is named.
    """
    there = entries_in_pool(content.id, target_ids)
    doubtful = [one for one in there if one.state in _MAY_BE_THERE]
    if not doubtful:
        told = there[0].status if there else "not in the publish pool"
        raise NotAllowedError(
            f"content {content.id} is {told}; only what failed, was accepted or handed over, or is "
            "being looked up can be said to be there"
        )
    meant = _only_one(content, doubtful)
    verification.confirm_there(unit, meant, proof, reason)
    return meant.target_id


def _only_one(content: Content, doubtful: Sequence[Entry]) -> Entry:
    if len(doubtful) > 1:
        names = [one.name for one in records.by_ids(Target, [one.target_id for one in doubtful])]
        raise NotAllowedError(
            f"content {content.id} is in doubt at {', '.join(names)}; name the target that was "
            "looked at"
        )
    return doubtful[0]
