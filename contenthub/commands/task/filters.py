"""The options by which several commands of the group ``task`` say which tasks they mean."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from contenthub import validation
from contenthub.commands.console.waiting import say
from contenthub.errors import InputError
from contenthub.states import TaskState

if TYPE_CHECKING:
    from contenthub.queries.tasks import Filter

StatusOption = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--status", "-s", help=f"State, repeatable: {', '.join(TaskState)}."),
]
AccountOption = Annotated[
    Optional[str], typer.Option("--account", "-a", help="Account, by id or name.")  # noqa: UP045
]
BatchOption = Annotated[Optional[str], typer.Option("--batch", help="Batch id.")]  # noqa: UP045
CreatorOption = Annotated[Optional[str], typer.Option("--creator", help="Creator.")]  # noqa: UP045
SinceOption = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--since", help='Created since: 2h (ago), 7d, "2026-12-01 08:00".'),
]
UntilOption = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--until", help="Created before; written like --since."),
]


def chosen(
    status: list[str] | None,
    account: str | None,
    batch: str | None,
    creator: str | None,
    since: str | None,
    until: str | None,
    *,
    allowed: Collection[TaskState] = tuple(TaskState),
) -> Filter:
    """The filter that these options mean. Raises InputError, NotFoundError for the account.

    The database must be open. ``allowed`` are the states that the command can work with.
    """
    from contenthub.commands.console import times
    from contenthub.lifecycle import accounts
    from contenthub.queries.tasks import Filter

    return Filter(
        statuses=_states(status or [], allowed),
        account_id=accounts.find(account).id if account is not None else None,
        batch_id=whole_batch(_given(batch, "--batch")),
        creator=_given(creator, "--creator"),
        since=times.since("--since", since),
        until=times.since("--until", until),
    )


def whole_batch(typed: str | None) -> str | None:
    """The batch id that was typed, whole or its beginning; a beginning is said with its whole.

    A command may change all tasks of the batch: which one was understood must be seen.
    """
    if typed is None:
        return None
    from contenthub.queries import short_ids

    found = short_ids.batch(typed)
    if found != typed:
        say(f"batch {typed} is {found}")
    return found


def _states(status: list[str], allowed: Collection[TaskState]) -> tuple[str, ...]:
    for text in status:
        if text not in allowed:
            names = ", ".join(state for state in TaskState if state in allowed)
            raise InputError(f"--status is {text!r}; allowed: {names}")
    return tuple(dict.fromkeys(status))


def _given(text: str | None, option: str) -> str | None:
    # A script's empty variable must not widen what is cancelled.
    if text is not None and not text.strip():
        raise InputError(f"{option} is empty: give a value or leave the option out")
    return text if text is None else validation.plain_text(text, option)
