"""`contenthub publish-pool show`: all that is known of one entry, also when it was taken out.

Lists leave out what is wide: the whole proof, the error, the place where it goes and the doubt.
"""

from __future__ import annotations

from typing import Any

import typer

from contenthub.commands.console.many import ContentId, TargetOption
from contenthub.commands.console.output import Format, print_document
from contenthub.commands.console.session import FormatOption, session


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("show")(show)


def show(
    context: typer.Context,
    content_id: ContentId,
    target: TargetOption = None,
    format_: FormatOption = None,
) -> None:
    """Show one entry: its time, where it goes, its proof, its tries, its last error, any doubt.

    \b
    deferred_from          its first time, where it waits so as not to be too close to others
    due_at                 when it is looked at next: its time, a retry or a look at its target
    place                  what decides where it goes, kept from the first try on
    revision               the text that is there, or was tried the last time
    present_revision       the text of the content now, where that is another one
    maybe_published_since  it may be out there without proof since then
    Example: contenthub publish-pool show 7
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    from contenthub.operations import pool

    found = pool.details(content_id, target)
    print_document(_said(found) if fmt is Format.TABLE else found, fmt)


def _said(entry: dict[str, Any]) -> dict[str, Any]:
    """For reading: without what is empty, and what says the same twice."""
    told = {name: value for name, value in entry.items() if value not in (None, "", {})}
    if entry["revision"] in (None, entry["present_revision"]):
        del told["present_revision"]
    return told
