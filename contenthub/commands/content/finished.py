"""What became of submitted tasks once they were waited for: the articles, and what went wrong."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

import typer

from contenthub.commands.console import advice
from contenthub.commands.console.notes import say
from contenthub.commands.console.output import Format, print_document, print_text
from contenthub.commands.console.service_notes import say_who_goes_on
from contenthub.commands.console.session import Session
from contenthub.commands.console.waiting import wait_for
from contenthub.commands.content import submitted
from contenthub.errors import WorkFailedError
from contenthub.inert import inert
from contenthub.operations.generation import Batch
from contenthub.queries import contents, progress, revisions
from contenthub.queries.progress import Progress
from contenthub.states import FINAL_TASK_STATES, ReviewState, TaskState
from contenthub.wording import counted

MOST_TOLD = 5  # articles that are told of one by one
FIRST_LINES = 12  # lines of an article that are shown
_FAILED = FINAL_TASK_STATES - {TaskState.COMPLETED}


def wait_and_print(current: Session, batch: Batch, wait: float | None, chosen: Format) -> None:
    """Wait for all tasks of the batch, at most ``wait`` seconds, and print what became of them.

    Raises WorkFailedError when one of them failed.
    """
    try:
        seen = wait_for(current, batch.task_ids, wait)
    except KeyboardInterrupt:
        _say_what_is_left(batch.task_ids)
        raise typer.Exit(130) from None
    _print(batch, seen, chosen)
    for line in batch.rejected:
        say(f"line {line.line} was rejected: {advice.line(line.error)}")
    _say_who_waits(seen)
    _say_what_is_paused(seen)
    _say_what_goes_on(seen)
    _raise_for_failures(seen)
    submitted.raise_for_rejected(batch)


def _print(batch: Batch, seen: Sequence[Progress], chosen: Format) -> None:
    if chosen is Format.TABLE:
        _print_for_people(seen)
    elif batch.is_single:
        print_document(seen[0].facts(), chosen)
    else:
        print_document(
            submitted.facts(batch, chosen) | {"tasks": [p.facts() for p in seen]}, chosen
        )


def _print_for_people(seen: Sequence[Progress]) -> None:
    for one in seen:
        facts = {k: v for k, v in one.facts().items() if v is not None}
        if len(seen) == 1 and one.status in _FAILED:
            facts.pop("error_message", None)  # the last line says it
        print_document(facts, Format.TABLE)
        if one.content_id is not None and len(seen) == 1:
            _print_beginning(one.content_id, one.revision)


def _print_beginning(content_id: int, revision: int | None) -> None:
    body = inert(_body(content_id, revision)).splitlines()
    lines = ["", *body[:FIRST_LINES]]
    if len(body) > FIRST_LINES:
        more = f"contenthub content show {content_id}"
        more += "" if revision is None else f" --revision {revision}"
        lines += ["", f"… {len(body) - FIRST_LINES} more lines: {more}"]
    print_text("\n".join(lines) + "\n")


def _body(content_id: int, revision: int | None) -> str:
    """The Markdown of a content, or of a new text for it; "" where it was removed meanwhile."""
    if revision is None:
        return contents.body(content_id)
    found = revisions.text(content_id, revision)
    return "" if found is None else found[1]


def _say_who_waits(seen: Sequence[Progress]) -> None:
    """What is not published because a person has to look at it first, and how they approve it."""
    for one in [p for p in seen if p.revision is not None][:MOST_TOLD]:
        how = f"contenthub content accept {one.content_id} {one.revision}"
        say(f"revision {one.revision} of content {one.content_id} is proposed; take it: {how}")
    pending = [p for p in seen if p.review_status == ReviewState.PENDING]
    waiting = [p for p in pending if not p.is_reviewed]
    for one in waiting[:MOST_TOLD]:
        how = f"contenthub content approve {one.content_id}"
        how += ' --because "…"' if one.held else ""
        why = f" ({one.review_reason})" if one.review_reason else ""
        say(f"content {one.content_id} waits for a person{why}; approve it: {how}")
    if len(waiting) > MOST_TOLD:
        more = f"{len(waiting) - MOST_TOLD} more wait for a person"
        say(f"{more}: contenthub content list --review pending")


def _say_what_is_paused(seen: Sequence[Progress]) -> None:
    """What is not published because a target is paused, and how the target goes on."""
    for one in [p for p in seen if p.paused_targets][:MOST_TOLD]:
        for target in one.paused_targets:
            how = f"contenthub target resume {one.account_id} {shlex.quote(target)}"
            say(f"content {one.content_id} waits: its target {target!r} is paused; go on: {how}")


def _raise_for_failures(seen: Sequence[Progress]) -> None:
    failed = [one for one in seen if one.status in _FAILED]
    if failed:
        first = failed[0]
        what = f"task {first.task_id} {first.status.value}: {first.error_message}"
        many = f"{counted(len(failed), 'task')} failed, such as {what}"
        raise WorkFailedError(what if len(failed) == 1 else many)
    for one in seen:
        if one.publish_error and one.publish_status != "published":
            yet = "" if one.settled else " yet"
            raise WorkFailedError(
                f"content {one.content_id} is not published{yet}: {one.publish_error}"
            )


def _say_what_goes_on(seen: Sequence[Progress]) -> None:
    going_on = _going_on(seen)
    if going_on:
        say(f"{len(going_on)} not done yet; follow: contenthub task watch {going_on[0].task_id}")
        say_who_goes_on(len(going_on))


def _say_what_is_left(task_ids: Sequence[str]) -> None:
    """Where the tasks stand whose wait was broken off, and who goes on with them."""
    left = _going_on(progress.of(task_ids))
    for one in left[:MOST_TOLD]:
        say(_standing(one))
    if len(left) > MOST_TOLD:
        say(f"{len(left) - MOST_TOLD} more stay open: contenthub task list")
    if left:
        say_who_goes_on(len(left))


def _going_on(seen: Sequence[Progress]) -> list[Progress]:
    return [one for one in seen if not one.settled]


def _standing(one: Progress) -> str:
    if one.is_reviewed:
        return f"content {one.content_id} stays in review: its reviewer has yet to answer"
    if one.status in FINAL_TASK_STATES and one.publish_status:
        return f"content {one.content_id} stays {one.publish_status}"
    return f"task {one.task_id} stays {one.status.value}"
