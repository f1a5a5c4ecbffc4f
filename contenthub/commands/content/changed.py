"""A content whose text has just become another one: where it stands, and what to know of it."""

from __future__ import annotations

from contenthub.commands.console.notes import say
from contenthub.commands.console.output import Format, print_document
from contenthub.commands.console.session import Session
from contenthub.queries.contents import findings_of, standing


def show(current: Session, content_id: int, format_: Format | None) -> None:
    """Print where it stands; what the gate finds and what is out there are notes."""
    row = standing(content_id)
    print_document(row, current.format(format_))
    for finding in findings_of(content_id):
        say(f"note: {finding['check']} ({finding['level']}): {finding['message']}")
    if row["publish_status"] == "published":
        say(
            f"note: the published copy stays as it was: {row['proof']}; "
            f"`contenthub publish-pool update {content_id}` sends the present text there"
        )
