"""What people may ask of the texts of a content: a new one with a note, a yes, a no, a look."""

from __future__ import annotations

from typing import Any

from contenthub import validation
from contenthub.articles import differences
from contenthub.backends import creator_names, demand_creator
from contenthub.errors import InputError
from contenthub.generations import gate_process
from contenthub.lifecycle import accounts, content_by_id, looked, proposals, submission
from contenthub.lifecycle.looked import Looked
from contenthub.lifecycle.submission import SCOPE_OF_REVISIONS, NewTask, Revises
from contenthub.lifecycle.unit import Unit
from contenthub.operations import contents, generation
from contenthub.operations.caller import Caller
from contenthub.operations.generation import Batch
from contenthub.operations.reasons import Reason
from contenthub.queries import contents as stored
from contenthub.queries import revisions
from contenthub.records import Content


def regenerate(
    caller: Caller,
    content_id: int,
    note: str,
    *,
    creator: str | None = None,
    idempotency_key: str | None = None,
) -> Batch:
    """Write the task of a new text for this content; ``note`` says what has to be different.

    Its creator gets the note and the text that is shown now. What it delivers is proposed as
    another revision of the content, which stays as it is until ``accept``. ``creator`` None: the
    one whose text was taken last. The same request under a known idempotency key answers the task
    that is there. Raises NotFoundError; InputError for an empty note and the creator;
    NotAllowedError for an account that is retired and a key that was used for something else.
    """
    said = validation.plain_text(note, "note")
    if not said:
        raise InputError("the note is empty: say what has to be different")
    if creator is not None:
        demand_creator(creator)
    with Unit(caller.who) as unit:
        content = content_by_id.locked(unit, content_id)
        request = _order(content, said, creator, idempotency_key)
        (answer,) = submission.submit_in(
            unit, [request], caller.settings, reason=said, scope=SCOPE_OF_REVISIONS
        )
    return generation.single(answer)


def _order(content: Content, note: str, creator: str | None, key: str | None) -> NewTask:
    """What is asked for: as the content was ordered, as far as that is still known."""
    account = accounts.find(content.account_id)
    generation.demand_active(account)
    first = submission.by_task_id(content.generation_task_id)
    return NewTask(
        topic=content.topic or content.title,
        account=account,
        keywords=tuple(content.keywords),
        category=content.category,
        requirements="" if first is None else first.requirements,
        tone="" if first is None else first.tone,
        priority=content.priority,
        creator=creator or _last_creator(content.id),
        auto_approve=False,  # a person looks at it, also where it has to be a content of its own
        target_ids=None if content.target_ids is None else tuple(content.target_ids),
        idempotency_key=key,
        revises=Revises(content.id, content.attempt, note, creator),
    )


def _last_creator(content_id: int) -> str | None:
    """The creator whose text was taken last, where there still is one of that name."""
    name = revisions.last_creator(content_id)
    return name if name in creator_names() else None


def accept(
    caller: Caller, content_id: int, number: int, why: Reason, *, even_outdated: bool = False
) -> dict[str, Any]:
    """Make a proposed text the content's, with all that follows from an edit.

    Returns where the content stands now. Raises NotFoundError; NotAllowedError for a text that
    was taken before, for one that was not made from the present text, unless ``even_outdated``,
    while the content is being published or looked up, and for another title of one that may be out
    there under the old one.
    """
    before = content_by_id.read(content_id)

    def look() -> Looked:
        return proposals.look(before, number, gate_process.examine_all)

    def write(unit: Unit, found: Looked) -> None:
        proposals.accept(
            unit,
            content_by_id.locked(unit, content_id),
            number,
            why,
            even_outdated=even_outdated,
            settings=caller.settings,
            found=found,
        )

    looked.write(caller.who, before, look, write, caller.settings)
    return stored.standing(content_id)


def decline(caller: Caller, content_id: int, number: int, why: Reason) -> dict[str, Any]:
    """Say no to a proposed text, which is kept; returns what is known of it.

    Raises NotFoundError, and NotAllowedError for a text that is, or was, the content's.
    """
    with Unit(caller.who) as unit:
        content = content_by_id.locked(unit, content_id)
        proposals.decline(unit, content, number, why)
    return next(row for row in of_content(content_id) if row["number"] == number)


def of_content(content_id: int) -> list[dict[str, Any]]:
    """All texts of a content, the first one first; see the query. Raises NotFoundError."""
    found = revisions.of_content(content_id)
    if not found:
        raise content_by_id.unknown(content_id)
    return found


def difference(content_id: int, before: int, after: int) -> dict[str, Any]:
    """What the text ``after`` of a content has else than its text ``before``.

    ``difference`` is a unified difference of title, tags, summary and body, "" where there is none.
    Raises NotFoundError for the content and for both numbers.
    """
    texts = [_lines(details(content_id, number)) for number in (before, after)]
    names = (f"revision {before}", f"revision {after}")
    lines = differences.unified(texts[0], texts[1], names)
    return {
        "content_id": content_id,
        "before": before,
        "after": after,
        "difference": "\n".join(lines),
    }


def _lines(row: dict[str, Any]) -> list[str]:
    """What readers get of a text, line by line."""
    head = [row["title"], ", ".join(row["tags"]), row["summary"]]
    named = zip(("title", "tags", "summary"), head, strict=True)
    return [*(f"{name}: {text}" for name, text in named), "", *row["body"].splitlines()]


def text(content_id: int, number: int) -> dict[str, Any]:
    """One text of a content with all that is known of it. Raises NotFoundError for the number."""
    found = revisions.details(content_id, number)
    if found is None:
        raise proposals.unknown(content_id, number)
    return found


def details(content_id: int, number: int) -> dict[str, Any]:
    """A content as it would be with this text, and what is known of the text: its task and moments.

    Raises NotFoundError for the content and for the number.
    """
    content = contents.details(content_id)
    found = text(content_id, number)
    of_text = {"revision": found.pop("number"), "revision_status": found.pop("status")}
    return content | of_text | found
