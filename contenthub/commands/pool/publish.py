"""`contenthub publish-pool publish`: now, and not before its end is known is it called done.

The running service does it; where none runs, this process does it while it waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from contenthub.commands.console.many import ContentIds, raise_first, tell_who_publishes
from contenthub.commands.console.output import Format, print_rows
from contenthub.commands.console.session import FormatOption, Session, session, who
from contenthub.commands.console.waiting import say, wait_while_served
from contenthub.errors import ContentHubError, NotFoundError, UnreachableError, WorkFailedError
from contenthub.states import EntryState

COLUMNS = ("content_id", "title", "status", "proof")
_ENDED = {EntryState.PUBLISHED.value, EntryState.FAILED.value}

Rows = dict[int, dict[str, Any]]


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("publish")(publish)


def publish(
    context: typer.Context,
    content_ids: ContentIds,
    wait: Annotated[
        float,
        typer.Option(min=0, max=86_400, help="Wait at most this many seconds for the outcome."),
    ] = 60.0,
    format_: FormatOption = None,
) -> None:
    """Publish approved contents now, and wait until they are; exit code 6 where one is not.

    What failed before is looked up at its target first, so that nothing is published twice.
    With --wait 0 they only become due.

    \b
    Example: contenthub publish-pool publish 7
    """
    current = session(context)
    current.open()
    wanted = list(dict.fromkeys(content_ids))
    marked, errors = _make_due(current, wanted)
    rows = _wait(current, marked, wait)
    if not wait:
        tell_who_publishes(None)
    _print(wanted, rows, errors, current.format(format_))
    failures = [*errors.values()]
    if wait:
        failures += [error for one in marked if (error := _failure(one, rows.get(one), wait))]
    raise_first(failures, len(wanted))


def _make_due(
    current: Session, content_ids: Sequence[int]
) -> tuple[list[int], dict[int, ContentHubError]]:
    """Mark each to be published at once; what may not be is answered with why."""
    from contenthub.lifecycle import contents, publishing
    from contenthub.lifecycle.unit import Unit

    bell = current.ring_through_broker()
    marked: list[int] = []
    errors: dict[int, ContentHubError] = {}
    for content_id in content_ids:
        try:
            with Unit(who()) as unit:
                content = contents.locked(unit, content_id)
                publishing.publish_now(unit, content, current.settings)
            marked.append(content_id)
        except UnreachableError:
            raise
        except ContentHubError as error:
            errors[content_id] = error
    if bell is not None and not bell.reachable:
        say("Redis cannot be reached; the service will see it by itself")
    return marked, errors


def _wait(current: Session, content_ids: Sequence[int], seconds: float) -> Rows:
    """Wait for the end of these publications, working in this process where no service runs."""
    from contenthub.queries import pool

    said: dict[int, str] = {}

    def ended() -> bool:
        rows = pool.by_content(content_ids)
        _report(rows, said)
        return all(row["status"] in _ENDED for row in rows.values())

    wait_while_served(current, ended, seconds, only_publish=True)
    return pool.by_content(content_ids)


def _report(rows: Rows, said: dict[int, str]) -> None:
    """Say on standard error what goes wrong while it is waited for."""
    for content_id, row in rows.items():
        error = row["error_message"]
        if error and row["status"] not in _ENDED and said.get(content_id) != error:
            said[content_id] = error
            say(f"content {content_id}: {row['status']}: {error}")


def _print(
    wanted: Sequence[int], rows: Rows, errors: dict[int, ContentHubError], fmt: Format
) -> None:
    shown = [
        rows.get(one, {"content_id": one, "error_message": str(errors.get(one, ""))})
        for one in wanted
    ]
    if rows or fmt is not Format.TABLE:
        print_rows(shown, [*COLUMNS, "error_message"] if errors else COLUMNS, fmt)


def _failure(content_id: int, row: dict[str, Any] | None, wait: float) -> ContentHubError | None:
    """Why this one does not count as published, if it does not."""
    if row is None:
        return NotFoundError(f"content {content_id} was taken out of the publish pool meanwhile")
    if row["status"] == EntryState.PUBLISHED:
        return None
    error = row["error_message"]
    if row["status"] == EntryState.FAILED:
        return WorkFailedError(f"content {content_id} was not published: {error}")
    follow = f"follow: `contenthub publish-pool show {content_id}`"
    if error:
        return WorkFailedError(
            f"content {content_id} is {row['status']} after {wait:g} s and is "
            f"tried again: {error}; {follow}"
        )
    return UnreachableError(
        f"content {content_id} is {row['status']} after {wait:g} s: the service "
        f"has not come to it yet; {follow}"
    )
