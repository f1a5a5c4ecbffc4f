"""Waiting for submitted tasks: live progress on standard error, the articles at the end.

The running service does the work; where none runs, this process does it while it waits.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import TYPE_CHECKING, Any

import typer

from contenthub import logs
from contenthub.commands.console import streams
from contenthub.commands.console.output import Format, print_document, print_text
from contenthub.commands.console.progress import Reporter, Standing
from contenthub.commands.console.session import Session
from contenthub.commands.console.values import duration
from contenthub.errors import WorkFailedError
from contenthub.inert import inert, one_line
from contenthub.states import FINAL_TASK_STATES, ReviewState, TaskState

if TYPE_CHECKING:
    from contenthub.commands.content.generate import Batch
    from contenthub.queries.progress import Progress

LOOK = 0.1  # seconds between two looks at the rows
SERVICE_LOOK = 2.0  # seconds between two looks whether a service runs
MOST_TOLD = 5  # articles that are told of one by one
FIRST_LINES = 12  # lines of an article that are shown


def wait_and_print(current: Session, batch: Batch, wait: float | None, chosen: Format) -> None:
    """Wait for all tasks of the batch, at most ``wait`` seconds, and print what became of them.

    Raises WorkFailedError when one of them failed.
    """
    ids = [one.task_id for one in batch.submitted]
    try:
        seen = wait_for(current, ids, wait)
    except KeyboardInterrupt:
        _say_what_is_left(ids)
        raise typer.Exit(130) from None
    if chosen is Format.TABLE:
        _print_for_people(seen)
    elif batch.single:
        print_document(seen[0].facts(), chosen)
    else:
        from contenthub.commands.content.generate import batch_facts

        print_document(batch_facts(batch) | {"tasks": [p.facts() for p in seen]}, chosen)
    for line in batch.rejected:
        say(f"line {line.line} was rejected: {line.reason}")
    _raise_for_failures(seen)
    if batch.rejected:
        from contenthub.commands.content.generate import raise_for_rejected

        raise_for_rejected(batch)


def wait_for(current: Session, task_ids: Sequence[str], wait: float | None) -> list[Progress]:
    """Wait until all these tasks are settled, working in this process where no service runs."""
    from contenthub.queries import progress

    def settled() -> bool:
        seen = progress.of(task_ids)
        reporter.show(_standing(seen))
        return all(one.settled for one in seen)

    with Reporter() as reporter, _failures_told_once(task_ids, reporter.is_live):
        wait_while_served(current, settled, wait)
    return progress.of(task_ids)


def wait_while_served(
    current: Session, done: Callable[[], bool], wait: float | None, *, only_publish: bool = False
) -> None:
    """Wait until ``done``, at most ``wait`` seconds; the work goes on in this process where no
    service does it.
    """
    from contenthub.queries import service

    deadline = float("inf") if wait is None else time.monotonic() + wait
    patience = duration(current.settings.shutdown_timeout)
    with ExitStack() as stack:
        working, looked = False, float("-inf")
        try:
            while not done():
                if time.monotonic() >= deadline:
                    if working:
                        say(f"the wait is over; stopping, up to {patience}")
                    break
                if not working and time.monotonic() - looked >= SERVICE_LOOK:
                    looked = time.monotonic()
                    if not service.service_runs(None if only_publish else "generate"):
                        stack.enter_context(
                            current.hooks.embedded(current.settings, only_publish=only_publish)
                        )
                        working = True
                time.sleep(LOOK)
        except KeyboardInterrupt:
            if working:
                say(f"stopping, up to {patience}; press Ctrl-C again to stop at once")
            raise


def say(text: str) -> None:
    """A note for the person, on standard error."""
    streams.note("\n".join(map(one_line, text.splitlines())))


def say_who_goes_on(it: str = "it") -> None:
    """Say whether a service runs, which goes on with what was asked for."""
    from contenthub.queries import service

    if service.service_runs():
        say(f"a service runs and goes on with {it}")
    else:
        say(f"no service runs: start `contenthub up`, which goes on with {it}")


def _failures_told_once(task_ids: Sequence[str], watched: bool) -> AbstractContextManager[None]:
    """A person at the terminal gets the error at the end; a log gets it when it happens."""
    return logs.failures_told_elsewhere(task_ids if watched else ())


def _standing(seen: Sequence[Progress]) -> Standing:
    """How far these tasks are, as one."""
    if len(seen) != 1:
        done = sum(p.status in FINAL_TASK_STATES for p in seen)
        published = sum(p.publish_status == "published" for p in seen)
        detail = f"{done} of {len(seen)} tasks ended, {published} published"
        return Standing("working", 100 * done // max(len(seen), 1), detail)
    one = seen[0]
    state = one.publish_status or one.status.value
    if one.attempt > 1:
        state += f", attempt {one.attempt}"
    if one.status is not TaskState.RUNNING:
        return Standing(state)
    return Standing(state, one.progress, one.step or "")


def _print_for_people(seen: Sequence[Progress]) -> None:
    for one in seen:
        facts = {k: v for k, v in one.facts().items() if v is not None}
        if len(seen) == 1 and one.status in FINAL_TASK_STATES - {TaskState.COMPLETED}:
            facts.pop("error_message", None)  # the last line says it
        print_document(facts, Format.TABLE)
        if one.content_id is not None and len(seen) == 1:
            _print_beginning(one.content_id)


def _print_beginning(content_id: int) -> None:
    from contenthub import records

    body = inert(records.by_ids(records.Content, [content_id])[0].body).splitlines()
    lines = ["", *body[:FIRST_LINES]]
    if len(body) > FIRST_LINES:
        more = f"contenthub content show {content_id}"
        lines += ["", f"… {len(body) - FIRST_LINES} more lines: {more}"]
    print_text("\n".join(lines) + "\n")


def _say_who_waits(seen: Sequence[Progress]) -> None:
    """What is not published because a person has to look at it first, and how they approve it."""
    waiting = [p for p in seen if p.review_status == ReviewState.PENDING]
    for one in waiting[:MOST_TOLD]:
        how = f"contenthub content approve {one.content_id}"
        how += ' --reason "…"' if one.held else ""
        why = f" ({one.review_reason})" if one.held else ""
        say(f"content {one.content_id} waits for a person{why}; approve it: {how}")
    if len(waiting) > MOST_TOLD:
        more = f"{len(waiting) - MOST_TOLD} more wait for a person"
        say(f"{more}: contenthub content list --review pending")


def _raise_for_failures(seen: Sequence[Progress]) -> None:
    _say_who_waits(seen)
    bad: list[Any] = [
        p for p in seen if p.status in FINAL_TASK_STATES and p.status is not TaskState.COMPLETED
    ]
    if bad:
        first = bad[0]
        what = f"task {first.task_id} {first.status.value}: {first.error_message}"
        raise WorkFailedError(what if len(bad) == 1 else f"{len(bad)} tasks failed, such as {what}")
    unpublished = [p for p in seen if p.publish_error and p.publish_status != "published"]
    if unpublished:
        one = unpublished[0]
        raise WorkFailedError(f"content {one.content_id} is not published: {one.publish_error}")
    waiting = [p for p in seen if p.status not in FINAL_TASK_STATES]
    if waiting:
        say(f"{len(waiting)} not done yet; follow: contenthub task watch {waiting[0].task_id}")
        say_who_goes_on("it" if len(waiting) == 1 else "them")


def _say_what_is_left(task_ids: Sequence[str]) -> None:
    """Where the tasks stand whose wait was broken off, and who goes on with them."""
    from contenthub.queries import progress

    left = [one for one in progress.of(task_ids) if one.status not in FINAL_TASK_STATES]
    for one in left[:MOST_TOLD]:
        say(f"task {one.task_id} stays {one.status.value}")
    if len(left) > MOST_TOLD:
        say(f"{len(left) - MOST_TOLD} more stay open: contenthub task list")
    if left:
        say_who_goes_on("it" if len(left) == 1 else "them")
