"""`contenthub content regenerate`, `revisions`, `accept`, `decline`: an article is written anew.

The new text waits beside the present one until a person takes it or does not.
"""

from __future__ import annotations

from typing import Annotated

import typer

from contenthub import validation
from contenthub.commands.console.many import ContentId, WhyOption
from contenthub.commands.console.notes import tell_if_unreachable
from contenthub.commands.console.output import print_document, print_rows
from contenthub.commands.console.session import FormatOption, session
from contenthub.commands.content import changed, difference, finished, submitted
from contenthub.commands.content.generate import AsyncOption, KeyOption, WaitOption
from contenthub.operations import generation, reasons
from contenthub.operations import revisions as texts
from contenthub.queries.contents import standing
from contenthub.validation import MOST_ID

COLUMNS = (
    "number",
    "status",
    "shown",
    "author",
    "model",
    "reason",
    "word_count",
    "out",
    "created_at",
)
LEAVE = ("word_count", "model", "created_at", "out", "author")

NoteOption = Annotated[str, typer.Option(help="What has to be different; its creator gets it.")]
CreatorOption = Annotated[
    str | None, typer.Option(help="Creator, instead of the one whose text was taken last.")
]
Number = Annotated[
    int,
    typer.Argument(
        metavar="NUMBER", min=1, max=MOST_ID, help="The text's number in `content revisions`."
    ),
]
EvenOutdatedOption = Annotated[
    bool,
    typer.Option("--even-outdated", help="Also a text that was not made from the present one."),
]
DiffOption = Annotated[
    tuple[int, int] | None,
    typer.Option("--diff", metavar="A B", help="Show what text B has else than text A instead."),
]


def register(app: typer.Typer) -> None:
    """Add the commands to their group."""
    app.command("regenerate")(regenerate)
    app.command("revisions")(revisions)
    app.command("accept")(accept)
    app.command("decline")(decline)


def regenerate(
    context: typer.Context,
    content_id: ContentId,
    note: NoteOption,
    creator: CreatorOption = None,
    run_async: AsyncOption = False,
    wait: WaitOption = None,
    idempotency_key: KeyOption = None,
    format_: FormatOption = None,
) -> None:
    """Have an article written anew: the new text waits until `content accept` takes it.

    The creator gets the present text and the note. The article stays as it is meanwhile.

    \b
    Example: contenthub content regenerate 7 --note "Name the sources"
    """
    current = session(context)
    if run_async:
        generation.demand_async(current.settings)
    key = None if idempotency_key is None else validation.idempotency_key(idempotency_key)
    caller, chosen = current.caller(), current.format(format_)
    bell = current.ring_through_broker()
    batch = texts.regenerate(caller, content_id, note, creator=creator, idempotency_key=key)
    submitted.say_what_was_removed(batch)
    if run_async or not batch.task_ids:
        submitted.print_batch(batch, chosen, bell)
    else:
        tell_if_unreachable(bell)
        finished.wait_and_print(current, batch, wait, chosen)


def revisions(
    context: typer.Context,
    content_id: ContentId,
    diff: DiffOption = None,
    format_: FormatOption = None,
) -> None:
    """List the texts of a content, the first one first: who wrote each, and why.

    \b
    status  proposed waits for a person; accepted is, or was, the content's text
    shown   it is the content's text now
    out     the targets that have it
    Example: contenthub content revisions 7 --diff 1 2
    """
    current = session(context)
    current.open()
    if diff is not None:
        difference.show(texts.difference(content_id, *diff), current.format(format_))
        return
    rows = texts.of_content(content_id)
    print_rows(rows, COLUMNS, current.format(format_), leave=LEAVE, folded={"reason"})


def accept(
    context: typer.Context,
    content_id: ContentId,
    number: Number,
    even_outdated: EvenOutdatedOption = False,
    reason: WhyOption = "",
    format_: FormatOption = None,
) -> None:
    """Take a proposed text: it becomes the article's, as by an edit.

    The gate looks at it: what was approved, and is held for something new now, waits for a person
    again. What is being published is refused. A published copy stays as it is.

    \b
    Example: contenthub content accept 7 2
    """
    current = session(context)
    why = reasons.optional(reason)
    caller = current.caller()
    before = standing(content_id)["review_status"]
    texts.accept(caller, content_id, number, why, even_outdated=even_outdated)
    changed.show(current, content_id, format_, before)


def decline(
    context: typer.Context,
    content_id: ContentId,
    number: Number,
    reason: WhyOption = "",
    format_: FormatOption = None,
) -> None:
    """Decline a proposed text: the article stays as it is. The text is kept.

    \b
    Example: contenthub content decline 7 2 --reason "too long"
    """
    current = session(context)
    why = reasons.of_rejection(reason)
    caller = current.caller()
    print_document(texts.decline(caller, content_id, number, why), current.format(format_))
