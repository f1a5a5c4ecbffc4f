"""Waiting for tasks and publications, with live progress on standard error.

The running service does the work; where none runs, this process does it while it waits.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime
from typing import TYPE_CHECKING

from contenthub import clock, logs
from contenthub.commands.console.notes import say
from contenthub.commands.console.progress import Reporter, Standing
from contenthub.commands.console.session import Session
from contenthub.commands.console.values import duration
from contenthub.queues import GENERATE, PUBLISH
from contenthub.states import FINAL_TASK_STATES, TaskState
from contenthub.wording import counted

if TYPE_CHECKING:
    from contenthub.queries.progress import Progress

LOOK = 0.1  # seconds between two looks at the rows
_MOST_TOLD = 5  # tasks, and publications, whose delay is told of
SERVICE_LOOK = 2.0  # seconds between two looks whether a service runs


def wait_for(current: Session, task_ids: Sequence[str], wait: float | None) -> list[Progress]:
    """Wait until all these tasks are settled, working in this process where no service runs."""
    from contenthub.queries import progress

    told: dict[str, set[Hashable]] = {}

    def settled() -> bool:
        seen = progress.of(task_ids)
        reporter.show(_standing(seen))
        _say_what_is_tried_again(seen, told)
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
                    if not service.service_runs(PUBLISH if only_publish else GENERATE):
                        stack.enter_context(
                            current.hooks.embedded(current.settings, only_publish=only_publish)
                        )
                        working = True
                time.sleep(LOOK)
        except KeyboardInterrupt:
            if working:
                say(f"stopping, up to {patience}; press Ctrl-C again to stop at once")
            raise


def _failures_told_once(task_ids: Sequence[str], watched: bool) -> AbstractContextManager[None]:
    """A person at the terminal gets the error at the end; a log gets it when it happens."""
    return logs.failures_told_elsewhere(task_ids if watched else ())


def _say_what_is_tried_again(seen: Sequence[Progress], told: dict[str, set[Hashable]]) -> None:
    """Once of each attempt why the next one waits, and of each publication why it is late: it may
    be so for a day, and the wait with it.

    ``told`` keeps what was said of which task.
    """
    for one in seen:
        for key, text in _delays(one):
            if one.task_id not in told and len(told) >= _MOST_TOLD:
                return
            known = told.setdefault(one.task_id, set())
            if key not in known:
                known.add(key)
                say(f"{text}; Ctrl-C ends the wait")


def _delays(one: Progress) -> Iterator[tuple[Hashable, str]]:
    """What went wrong and is tried again, each under a key that stays while it is the same."""
    if one.error_message and one.status not in FINAL_TASK_STATES:
        when = _in_how_long(one.due_at)
        why = f"task {one.task_id} is tried again by itself{when}: {one.error_message}"
        yield (one.attempt, one.error_message), why
    asked = one.question
    if asked is not None and asked.failed_tries and asked.error_message:
        when = _in_how_long(asked.due_at)
        yield (
            ("opinion", asked.failed_tries),
            f"the reviewer of content {one.content_id} is asked again by itself{when}:"
            f" {asked.error_message}",
        )
    if one.publish_error and not one.settled:
        yield (
            "publication",
            f"content {one.content_id} is tried again by itself: {one.publish_error}",
        )


def _in_how_long(due_at: datetime | None) -> str:
    """ " in 30 s", or nothing where the moment has come or is not known."""
    seconds = 0.0 if due_at is None else (due_at - clock.now()).total_seconds()
    return f" in {duration(round(seconds))}" if seconds >= 1 else ""


def _standing(seen: Sequence[Progress]) -> Standing:
    """How far these tasks are, as one."""
    if len(seen) != 1:
        done = sum(p.status in FINAL_TASK_STATES for p in seen)
        published = sum(p.publish_status == "published" for p in seen)
        in_review = sum(p.is_reviewed for p in seen)
        detail = f"{done} of {counted(len(seen), 'task')} ended, {published} published"
        detail += f", {in_review} in review" if in_review else ""
        return Standing("working", 100 * done // max(len(seen), 1), detail)
    one = seen[0]
    if one.is_reviewed:
        return Standing("in review", detail="" if one.question is None else one.question.waits)
    state = one.publish_status or one.status.value
    if one.attempt > 1:
        state += f", attempt {one.attempt}"
    if one.status is not TaskState.RUNNING:
        return Standing(state)
    return Standing(state, one.progress, one.step or "")
