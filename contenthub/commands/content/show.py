"""`contenthub content show`: one content with its text, or with another text that it has had."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from contenthub.articles import gate
from contenthub.commands.console import publication_rows
from contenthub.commands.console.many import ContentId
from contenthub.commands.console.output import Format, print_document
from contenthub.commands.console.session import FormatOption, session
from contenthub.operations import contents, revisions

RevisionOption = Annotated[
    int | None,
    typer.Option(min=1, help="Another text of it, by its number in `content revisions`."),
]


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("show")(show)


def show(
    context: typer.Context,
    content_id: ContentId,
    revision: RevisionOption = None,
    format_: FormatOption = None,
) -> None:
    """Show one content: what it is, where it stands, its text. JSON has all there is.

    \b
    revision   the number of the text that is shown
    out        the targets that have the article, and which of its texts that is
    proposals  how many new texts wait: `contenthub content revisions`
    opinions   what a reviewer was asked, and answered: docs/reviewer.md
    Example: contenthub content show 7
    """
    current = session(context)
    current.open()
    if revision is None:
        found = contents.details(content_id)
    else:
        found = revisions.details(content_id, revision)
    fmt = current.format(format_)
    print_document(_for_reading(found) if fmt is Format.TABLE else found, fmt)


def _for_reading(found: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty, without markup, and without a single publication, which it repeats."""
    told = found | {"html": None, "proposals": found["proposals"] or None, "out": _out(found)}
    told["publications"] = _publications(found["publications"])
    told["findings"] = _findings(found["findings"] or [], found["body"] or "")
    told["opinions"] = [_opinion(one) for one in found["opinions"]]
    return {name: value for name, value in told.items() if value not in (None, "", [], {})}


def _findings(findings: list[dict[str, Any]], body: str) -> list[dict[str, Any]]:
    """By the lines that a person counts; JSON has where each begins and ends."""
    rows = [
        {
            "check": one["check"],
            "level": one["level"],
            "line": gate.line_of(body, one["span"]),
            "message": one["message"],
        }
        for one in findings
    ]
    return sorted(rows, key=lambda row: gate.as_read(row["level"], row["line"]))


def _opinion(one: dict[str, Any]) -> dict[str, Any]:
    """Without its findings, which stand among those of the gate."""
    names = ("revision", "status", "reviewer", "score")
    return {name: one[name] for name in names} | {"why": one["waits"] or one["error_message"]}


def _publications(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if len(rows) < 2:
        return []
    names = ("target", "status", "proof", "error_message", "published_at", "publish_at")
    return [
        {name: row[name] for name in names} for row in publication_rows.said(rows, Format.TABLE)
    ]


def _out(found: dict[str, Any]) -> str:
    """Which text each target has, and where that is not the present one, of how many."""
    return ", ".join(_held(one) for one in found["out"])


def _held(one: dict[str, Any]) -> str:
    if one["revision"] is None:
        return f"{one['target']} holds a text that is not known"
    of = "" if one["is_present"] else f" of {one['present_revision']}"
    return f"{one['target']} holds revision {one['revision']}{of}"
