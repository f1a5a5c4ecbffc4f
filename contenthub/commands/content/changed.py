"""A content whose text has just become another one: where it stands, and what to know of it."""

from __future__ import annotations

from contenthub.commands.console.notes import say
from contenthub.commands.console.output import Format, print_document
from contenthub.commands.console.session import Session
from contenthub.queries.contents import findings_of, standing
from contenthub.states import ReviewState


def show(current: Session, content_id: int, format_: Format | None, before: str) -> None:
    """Print where it stands; what the gate finds and what is out there are notes.

    ``before`` is the review status that it had with the other text.
    """
    row, findings = standing(content_id), findings_of(content_id)
    print_document(row, current.format(format_))
    for finding in findings:
        say(f"note: {finding['check']} ({finding['level']}): {finding['message']}")
    if row["review_status"] == ReviewState.PENDING:
        _say_who_waits(content_id, before, is_held=any(one["level"] == "hold" for one in findings))
    if row["publish_status"] == "published":
        say(
            f"note: the published copy stays as it was: {row['proof']}; "
            f"`contenthub publish-pool update {content_id}` sends the present text there"
        )


def _say_who_waits(content_id: int, before: str, *, is_held: bool) -> None:
    """That a person has to look at it, where the new text is why, and how they approve it."""
    how = f"contenthub content approve {content_id}" + (' --because "…"' if is_held else "")
    if before == ReviewState.APPROVED:
        say(f"content {content_id} was approved, and waits for a person again; approve it: {how}")
    elif is_held:
        say(f"content {content_id} waits for a person; approve it all the same: {how}")
