"""`contenthub content edit`: a person changes an article, by options or in their editor.

An edit never overwrites another one, and a text that could not be saved is not lost either.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from contenthub.commands.console import advice
from contenthub.commands.console.many import ContentId
from contenthub.commands.console.notes import say
from contenthub.commands.console.session import FormatOption, session
from contenthub.commands.content import changed, editor
from contenthub.errors import ContentHubError
from contenthub.operations import contents, edits, reasons
from contenthub.operations.caller import Caller
from contenthub.operations.reasons import Reason
from contenthub.records import Content

_WAIT = (
    "an editor with a window of its own has to be told to wait until it is closed, such as "
    'EDITOR="code --wait"'
)

TitleOption = Annotated[str | None, typer.Option(help="The new title.")]
BodyOption = Annotated[
    Path | None,
    typer.Option(
        help="The new text, Markdown in UTF-8; - reads standard input. A heading # above it "
        "is the new title."
    ),
]
SummaryOption = Annotated[
    str | None, typer.Option(help="The new summary; a new text without it gets one of its own.")
]
TagsOption = Annotated[
    list[str] | None, typer.Option(help='The new tags, "a,b"; repeatable; "" for none.')
]
ReasonOption = Annotated[
    str, typer.Option("--reason", "--because", help="Why; it is kept with the new text.")
]


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("edit")(edit)


def edit(
    context: typer.Context,
    content_id: ContentId,
    title: TitleOption = None,
    body_file: BodyOption = None,
    summary: SummaryOption = None,
    tags: TagsOption = None,
    reason: ReasonOption = "",
    format_: FormatOption = None,
) -> None:
    """Change an article; without options its Markdown opens in $VISUAL or $EDITOR.

    The gate looks at the new text: what was approved, and is held for something new now, waits for
    a person again. What is being published is refused, and so is what somebody else changed
    meanwhile. A published copy stays as it is.

    \b
    Example: contenthub content edit 7 --title "The tea trade, retold" --body-file tea.md
    """
    current = session(context)
    wanted = edits.changes(
        title=title,
        text=None if body_file is None else editor.text_in(body_file),
        summary=summary,
        tags=tags,
    )
    why = reasons.optional(reason)
    caller = current.caller()
    before = contents.editable(caller, content_id)
    if wanted:
        done = contents.edit(caller, before, wanted, why)
    else:
        done = _edit_by_hand(caller, before, why)
    if not done:
        say("nothing was changed" if wanted else f"nothing was changed; {_WAIT}")
    changed.show(current, content_id, format_, before.state)


def _edit_by_hand(caller: Caller, content: Content, why: Reason) -> bool:
    """Open the article in an editor and save what comes back; False where nothing is another."""
    before = f"# {content.title}\n\n{content.body}\n".encode()
    after = editor.edited(before, content.id)
    if after == before:
        return False
    try:
        return contents.edit(caller, content, edits.changes(text=editor.text_of(after)), why)
    except ContentHubError as error:
        kept = editor.keep(after, content.id)
        raise type(error)(f"{advice.line(error)}; your text is kept in {kept}") from None
