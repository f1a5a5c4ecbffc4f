"""The options by which several commands of the group ``task`` say which tasks they mean."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated

import typer

from contenthub.commands.console import times
from contenthub.commands.console.notes import say
from contenthub.operations import task_filters
from contenthub.queries.tasks import Filter
from contenthub.states import TaskState

IdsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="TASK_ID", help="Ids of tasks; or say which by the options."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """What the tasks have in common; all of it together."""

    status: Annotated[
        list[str] | None,
        typer.Option("--status", "-s", help=f"State, repeatable: {', '.join(TaskState)}."),
    ] = None
    account: Annotated[
        str | None, typer.Option("--account", "-a", help="Account, by id or name.")
    ] = None
    batch: Annotated[str | None, typer.Option("--batch", help="Batch id.")] = None
    creator: Annotated[str | None, typer.Option("--creator", help="Creator.")] = None
    since: Annotated[
        str | None,
        typer.Option("--since", help='Created since: 2h (ago), 7d, "2026-12-01 08:00".'),
    ] = None
    until: Annotated[
        str | None, typer.Option("--until", help="Created before; written like --since.")
    ] = None

    def filter(self, allowed: Collection[TaskState] = tuple(TaskState)) -> Filter:
        """The filter that these options mean. Raises InputError, NotFoundError for the account.

        The database must be open. ``allowed`` are the states that the command can work with.
        """
        return task_filters.which(
            statuses=self.status or [],
            account=self.account,
            batch_id=whole_batch(self.batch),
            creator=self.creator,
            since=times.since("--since", self.since),
            until=times.since("--until", self.until),
            allowed=allowed,
        )


def whole_batch(typed: str | None) -> str | None:
    """The batch id that was typed, whole or its beginning; a beginning is said with its whole.

    A command may change all tasks of the batch: which one was understood must be seen.
    """
    if typed is None:
        return None
    found = task_filters.whole_batch(typed)
    if found != typed:
        say(f"batch {typed} is {found}")
    return found
