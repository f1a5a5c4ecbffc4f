"""Edited articles that are sent out again: entries that are out, with a newer text on the way.

The older text stays there until the target has proved that it holds the newer one. So an update
ends in that proof, or in the entry as it was before, together with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from contenthub import records
from contenthub.database import db
from contenthub.errors import BackendError, PermanentError
from contenthub.lifecycle import decisions, leases, publication_jobs, publications
from contenthub.lifecycle.decisions import Failure
from contenthub.lifecycle.leases import FREE
from contenthub.lifecycle.publication_jobs import Job
from contenthub.lifecycle.unit import Unit
from contenthub.records import Content, Entry
from contenthub.settings import Settings
from contenthub.states import Entity, EntryEvent, EntryState, Ref, ReviewState
from contenthub.target_answers import HandedOver, Proof

# Ends what is told of an update of which a try got no answer, for as long as none has proof.
_DOUBT = "; the newer text may be there"


@dataclass(frozen=True, slots=True)
class Update:
    """One text to be sent: the revision ``text_id``. ``refusal``: why it must not be."""

    job: Job
    text_id: int | None
    refusal: BackendError | None


def request(unit: Unit, entry: Entry) -> bool:
    """Let the content's present text be sent to the target, which has an older one."""
    return unit.move(
        Entity.ENTRY,
        entry,
        EntryEvent.UPDATE,
        attempt=entry.attempt + 1,
        retry_count=0,
        crash_count=0,
        error_message=None,
        due_at=unit.now,
        **FREE,
    )


def claim(
    refs: Sequence[Ref],
    token: str,
    settings: Settings,
    who: str,
    allowed: Callable[[Entry], bool] | None = None,
) -> list[Update]:
    """Take the leases of updates that are due, and ``allowed``.

    What lost too many workers ends instead.
    """
    wanted = frozenset({EntryState.UPDATING})
    taken = leases.claim(
        Entry, refs, wanted, token, settings.lease, passed="due_at", allowed=allowed
    )
    rest = [one for one in taken if not one.lease_owner or _goes_on(one, token, settings, who)]
    jobs = publication_jobs.jobs_of(rest)
    texts = publication_jobs.texts_of(jobs)
    return [Update(job, texts.get(job.content.id), _refusal(job)) for job in jobs]


def _goes_on(entry: Entry, token: str, settings: Settings, who: str) -> bool:
    """After a lost worker: whether the same is done again."""
    losses = entry.crash_count + 1
    with Unit(who) as unit:
        for held in leases.held([entry], token):
            if losses > settings.max_crashes:
                _keep(unit, held, f"quarantined after {losses} workers were lost on it", doubt=True)
                return False
            reason = f"worker lost ({losses} so far): {entry.lease_owner}"
            return unit.move(
                Entity.ENTRY, held, EntryEvent.RECOVER, reason=reason, crash_count=losses
            )
    return False


def _refusal(job: Job) -> BackendError | None:
    """Why the text must not go out now, though that was asked for; None: it may."""
    if job.content.state is not ReviewState.APPROVED:
        return PermanentError(f"its newer text is {job.content.review_status}, not approved")
    if job.target.paused:
        return PermanentError(f"its target {job.target.name!r} was paused meanwhile")
    return None


def lock(entry: Entry) -> Content | None:
    """Its content as it is now, which cannot change until the unit commits."""
    return records.locked(Content, entry.content_id)


def sent(unit: Unit, entry: Entry, answer: Proof | HandedOver, text_id: int | None) -> bool:
    """The target gave proof that it holds the text ``text_id``, by now or as a draft.

    What was edited while it was on the way is sent after it.
    """
    draft = isinstance(answer, HandedOver)
    known = entry.published_at
    event = EntryEvent.UPDATED if known else EntryEvent.PUBLISH
    after = EntryState.HANDED_OVER if draft else EntryState.PUBLISHED
    published_at = None if draft else known or unit.now
    done = unit.move(
        Entity.ENTRY,
        entry,
        EntryEvent.UPDATED_DRAFT if draft else event,
        lease=entry.lease_owner,
        data={"proof": answer.location},
        proof=answer.location,
        revision_id=text_id,
        published_at=published_at,
        retry_count=0,
        crash_count=0,
        error_message=None,
        due_at=None,
        **FREE,
    )
    if done and _is_outdated(entry, text_id):
        request(unit, replace(entry, status=after, published_at=published_at))
    return done


def _is_outdated(entry: Entry, text_id: int | None) -> bool:
    """Whether the content has another text by now, which may go out."""
    content = lock(entry)
    if content is None or content.state is not ReviewState.APPROVED:
        return False
    return text_id != present_text(content)


def present_text(content: Content) -> int | None:
    """The id of the revision that is the content's text; None where that is not kept."""
    sql = "SELECT id FROM revisions WHERE content_id = ? AND number = ?"
    row = db.execute(sql, (content.id, content.attempt)).fetchone()
    return None if row is None else int(row[0])


def failed(unit: Unit, entry: Entry, error: BackendError, settings: Settings) -> bool:
    """There is no proof: the same again later, or the entry as it was before."""
    failure, retry_left = decisions.failure_of(error), entry.retry_count < entry.max_retries
    doubt = failure is Failure.UNKNOWN or _is_in_doubt(entry)
    if decisions.update_failed(failure, retry_left=retry_left) is EntryEvent.KEEP:
        return _keep(unit, entry, str(error), doubt=doubt)
    return publications.retry(unit, entry, error, settings, _told(str(error), doubt=doubt))


def _is_in_doubt(entry: Entry) -> bool:
    """Whether an earlier try of this update may have reached the target."""
    if entry.crash_count:
        return True
    sql = "SELECT error_message FROM publish_entries WHERE id = ?"
    row = db.execute(sql, (entry.id,)).fetchone()
    return row is not None and str(row[0]).endswith(_DOUBT)


def _keep(unit: Unit, entry: Entry, reason: str, *, doubt: bool) -> bool:
    """No further try by itself; ``doubt``: the target may hold the newer text all the same."""
    return unit.move(
        Entity.ENTRY,
        entry,
        EntryEvent.KEEP if entry.published_at is not None else EntryEvent.KEEP_DRAFT,
        lease=entry.lease_owner,
        reason=reason,
        error_message=_told(reason, doubt=doubt),
        due_at=None,
        **FREE,
    )


def _told(reason: str, *, doubt: bool) -> str:
    return f"its update failed: {reason}{_DOUBT if doubt else ''}"
