"""What a changed text brings with it: the gate's word on it, the pool, the reviewer's question.

Shared by an edit and by a text that was written anew and accepted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from contenthub import records
from contenthub.articles.gate import Neighbour
from contenthub.codes import Code
from contenthub.database import db
from contenthub.errors import NotAllowedError
from contenthub.lifecycle import (
    accounts,
    entries,
    judging,
    looked,
    near_copies,
    opinions,
    publishing,
    rejudging,
    second_opinion,
)
from contenthub.lifecycle.looked import Looked
from contenthub.lifecycle.opinions import Subject
from contenthub.lifecycle.unit import Unit
from contenthub.records import Account, Content, Entry
from contenthub.settings import Settings
from contenthub.states import OUT_ENTRY_STATES, Entity, ReviewEvent, ReviewState


def neighbours(
    unit: Unit, content: Content, found: Looked, settings: Settings | None
) -> tuple[Neighbour, ...]:
    """What the text is like that it gets; without settings: copies in this account alone."""
    across = settings is not None and settings.copies_across_accounts
    looked.take_turn(unit, found, settings)
    if not near_copies.holds_copies(found.account):
        return ()
    return rejudging.of_change(content, found.body, found.fingerprint, across_accounts=across)


@dataclass(frozen=True, slots=True)
class Change:
    """A text that is to be shown: its columns, with what the gate says, and what is different."""

    number: int
    columns: dict[str, Any]
    names: Sequence[str]
    reason: str
    fingerprint: Sequence[int]  # of the text that it has with them
    may_review: bool = True  # who changed it may say by that that it is good


def show(
    unit: Unit, content: Content, account: Account, change: Change, settings: Settings | None
) -> bool:
    """Show the changed text, and do what the gate's findings demand; see ``contents.edit``."""
    changed, content = change.columns, _with_present_findings(content)
    known = entries.entries_of(content.id)  # also those that were taken out in doubt
    publishing.refuse_under_way(content, known)
    _refuse_other_title(content, known, changed)
    by_itself = settings is not None and accounts.approves_itself(account, settings)
    held = judging.newly_held(content, changed)
    held = held or _unreviewed(unit, content, change, by_itself=by_itself)
    # What its targets have may go to further ones, so it stays approved by who may say so alone.
    is_out = bool(known) and all(one.state in OUT_ENTRY_STATES for one in known)
    stays = not held or (is_out and change.may_review)
    returned = content.state is ReviewState.APPROVED and not stays
    if returned:
        changed |= {"review_reason": held, "reviewed_by": None, "reviewed_at": None}
    asks = opinions.are_wanted(content, account, changed["findings"], settings)
    if asks:
        changed["review_reason"] = second_opinion.WAITS
    done = unit.move(
        Entity.CONTENT,
        content,
        ReviewEvent.RETURN if returned else ReviewEvent.EDIT,
        attempt=change.number,
        reason=held if returned else change.reason,
        data={
            "changed": list(change.names),
            "findings": changed["findings"],
            "revision": change.number,
        },
        **changed,
    )
    if done:
        near_copies.renew(content, changed.get("body", content.body), change.fingerprint)
    if done and asks and settings is not None:
        auto = opinions.approves_by_itself(content) and (change.may_review or by_itself)
        opinions.want(unit, Subject.of(content, change.number), settings, auto_approve=auto)
    if done and returned:
        publishing.take_out_what_waits(unit, content, f"edited: {held}")
    return done


def _with_present_findings(content: Content) -> Content:
    """As it was read, with what is found in it now: other rules may have been noted since."""
    present = records.locked(Content, content.id)
    return content if present is None else replace(content, findings=present.findings)


def _unreviewed(unit: Unit, content: Content, change: Change, *, by_itself: bool) -> str:
    """Why a person has to look again at what was approved; empty where nobody has to.

    What the gate approved stays so where all articles of the account are approved ``by_itself``:
    where that was asked for this one alone, another text was not meant.
    """
    if change.may_review:
        return ""
    row = db.execute("SELECT reviewed_by FROM contents WHERE id = ?", (content.id,)).fetchone()
    if by_itself and row is not None and row[0] == judging.GATE:
        return ""
    return f"{unit.who} changed it, and may not approve it"


def _refuse_other_title(content: Content, known: Sequence[Entry], values: dict[str, Any]) -> None:
    doubtful = any(one.maybe_published_since is not None for one in known)
    if doubtful and values.get("title", content.title) != content.title:
        raise NotAllowedError(
            f"content {content.id} may be published under its old title",
            code=Code.TITLE_IN_DOUBT,
            content_id=content.id,
        )
