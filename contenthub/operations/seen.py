"""Holds a person's word on a content to the text that the person has seen.

Texts are numbered. Whoever says which one was read has no word on any other: what came since was
seen by nobody who decides.
"""

from __future__ import annotations

from contenthub import records
from contenthub.codes import Code
from contenthub.errors import NotAllowedError
from contenthub.lifecycle import proposals
from contenthub.records import Content, Revision
from contenthub.states import RevisionState

_TOLD = {
    "title": "title",
    "body": "text",
    "summary": "summary",
    "tags": "tags",
    "images": "images",
}


def demand(content: Content, number: int | None) -> None:
    """Raise NotAllowedError where the content's text is not ``number``; None: nobody says.

    ``content`` has to be locked. Raises NotFoundError for a number that no text of it has.
    """
    if number is None or number == content.attempt:
        return
    texts = _texts(content, number)
    if number not in texts:
        raise proposals.unknown(content.id, number)
    raise NotAllowedError(
        f"content {content.id} {_difference(content, texts[number], texts.get(content.attempt))}",
        code=Code.CHANGED_SINCE_SEEN,
        content_id=content.id,
        seen=number,
        revision=content.attempt,
    )


def _texts(content: Content, number: int) -> dict[int, Revision]:
    which = "WHERE content_id = ? AND number IN (?, ?)"
    found = records.select(Revision, which, (content.id, number, content.attempt))
    return {one.number: one for one in found}


def _difference(content: Content, seen: Revision, present: Revision | None) -> str:
    """What the content's text has else than the one that was seen, and whose it is."""
    if seen.state is not RevisionState.ACCEPTED:
        return f"has revision {content.attempt} as its text; revision {seen.number} is {seen.state}"
    other = [told for name, told in _TOLD.items() if getattr(seen, name) != getattr(content, name)]
    whose = "" if present is None else f" by {present.author}"
    return (
        f"was changed since revision {seen.number}: {', '.join(other) or 'what is beside its text'}"
        f" (revision {content.attempt}{whose})"
    )
