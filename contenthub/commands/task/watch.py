"""`contenthub task watch`: prints what happens to tasks as it happens."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence

import typer

from contenthub.commands.console.many import raise_first
from contenthub.commands.console.notes import say
from contenthub.commands.console.option_groups import with_groups
from contenthub.commands.console.output import Format, print_line
from contenthub.commands.console.progress import Standing, Throttle
from contenthub.commands.console.service_notes import say_if_nobody_works
from contenthub.commands.console.session import FormatOption, session
from contenthub.commands.task.filters import IdsArgument, Which
from contenthub.errors import WorkFailedError
from contenthub.operations import task_filters
from contenthub.queries import progress, short_ids
from contenthub.queries.event_feed import Feed
from contenthub.queries.events import Row
from contenthub.queries.progress import Progress
from contenthub.states import ReviewState, TaskState
from contenthub.wording import counted

LOOK = 0.2  # seconds between two reads, where nothing says that there is something new
GLANCE = 0.02  # seconds between two looks whether there is something new

_COLUMNS = (
    "created_at",
    "task_id",
    "entity",
    "attempt",
    "event",
    "from_state",
    "to_state",
    "who",
    "reason",
)


def register(app: typer.Typer) -> None:
    """Add the command to the group."""
    app.command("watch")(with_groups(watch))


def watch(
    context: typer.Context,
    task_ids: IdsArgument = None,
    *,
    wanted: Which,
    format_: FormatOption = None,
) -> None:
    """Follow tasks live: a line for each event, until all have ended and are published or wait for
    a person.

    Without ids and options it follows everything, until Ctrl-C. Exit code 6 says that a watched
    task or its publication failed. JSON is one document a line.

    \b
    Example: contenthub task watch --batch 7f3c2a
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    ids = task_filters.to_watch(task_ids or [], wanted.filter())
    if ids is not None:
        _demand_known(ids)
    try:
        _Watch(ids, fmt).follow(past_counts=bool(task_ids or wanted.batch))
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _demand_known(ids: Sequence[str]) -> None:
    known = {one.task_id for one in progress.of(ids)}
    raise_first([short_ids.unknown_task(id_) for id_ in ids if id_ not in known], len(ids))


class _Watch:
    """Which tasks are watched (None: all, for ever), and what became of them."""

    def __init__(self, ids: Sequence[str] | None, fmt: Format) -> None:
        self._feed = Feed()
        self._watched = None if ids is None else frozenset(ids)
        self._open = None if ids is None else dict.fromkeys(ids)
        self._ended: dict[str, Progress] = {}
        self._format = fmt
        self._heading = True
        self._throttle = Throttle()

    def follow(self, *, past_counts: bool) -> None:
        """Print until all is over. Raises WorkFailedError when something failed.

        ``past_counts``: so does what had failed before.
        """
        self._settle()
        self._say_what_is_watched()
        if not past_counts:
            self._ended.clear()
        while True:
            version = self._feed.version()
            going_on = self._settle()  # before the news: what is over then has told all
            self._print_news()
            for one in going_on:
                self._tell_progress(one)
            if self._open is not None and not self._open:
                break
            self._wait(version)
        self._print(self._feed.rest())
        self._conclude()

    def _say_what_is_watched(self) -> None:
        if self._open is None:
            say("watching everything; Ctrl-C ends it")
        elif self._open:
            say(f"watching {counted(len(self._open), 'task')}; {len(self._ended)} ended before")
        if self._open != {}:
            say_if_nobody_works("them")

    def _settle(self) -> list[Progress]:
        """Take out what is over or gone; returns what goes on."""
        standing = {one.task_id: one for one in progress.of(list(self._open or ()))}
        for task_id in list(self._open or ()):
            one = standing.get(task_id)
            if self._open is not None and (one is None or one.is_over):
                del self._open[task_id]
                self._ended |= {task_id: one} if one else {}
        return [one for one in standing.values() if not one.is_over]

    def _tell_progress(self, one: Progress) -> None:
        if one.status is not TaskState.RUNNING or (one.progress is None and not one.step):
            return
        standing = Standing(one.task_id, one.progress, one.step or "")
        if self._throttle.lets_pass(one.task_id, standing):
            say(standing.line())

    def _print_news(self) -> None:
        while news := self._feed.news():
            self._print(news)

    def _print(self, news: Iterable[Row]) -> None:
        for row in news:
            if self._watched is None or row["task_id"] in self._watched:
                print_line(row, _COLUMNS, self._format, heading=self._heading)
                self._heading = False

    def _wait(self, version: int | None) -> None:
        """Until another process commits (SQLite), at most for one LOOK."""
        end = time.monotonic() + LOOK
        while time.monotonic() < end:
            time.sleep(GLANCE if version is not None else LOOK)
            if version is not None and self._feed.version() != version:
                return

    def _conclude(self) -> None:
        ended = self._ended.values()
        counts = Counter(one.status.value for one in ended)
        say(", ".join(f"{count} {state}" for state, count in counts.items()) or "nothing to watch")
        # Completed is no more than written: who reads only the last lines takes it for published.
        if waiting := sum(one.review_status == ReviewState.PENDING for one in ended):
            how = "contenthub content list --review pending"
            say(f"a person has to look at {counted(waiting, 'article')}: {how}")
        bad = [one for one in ended if one.is_failure]
        if bad:
            raise WorkFailedError(
                f"{len(bad)} of {len(ended)} did not succeed; see `contenthub task events"
                f" {bad[0].task_id}`"
            )
