"""Which tasks are meant: by their ids, or by what they have in common."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from contenthub import validation
from contenthub.codes import Code
from contenthub.errors import InputError
from contenthub.lifecycle import accounts
from contenthub.queries import short_ids, tasks
from contenthub.queries.tasks import Filter
from contenthub.states import TaskState


def to_change(
    ids: Sequence[str],
    which: Filter,
    states: Collection[TaskState],
    most: int = sys.maxsize,
    *,
    whole_ids: bool = False,
) -> list[str]:
    """The ids of the tasks to change, by ids or by a filter, never all of them by accident.

    A filter that names no state means tasks of these ``states``, and of those the ``most`` oldest.
    An id may be typed by its beginning, unless they are ``whole_ids``; one that no task has is
    returned as it is. Raises InputError.
    """
    _demand_one_way(ids, which)
    if ids:
        return list(ids) if whole_ids else short_ids.tasks(ids)
    if not which:
        raise InputError(
            "say which tasks: ids, or what they have in common", code=Code.NO_TASKS_MEANT
        )
    chosen = which if which.statuses else replace(which, statuses=tuple(states))
    return tasks.matching(chosen, most)


def to_watch(ids: Sequence[str], which: Filter) -> list[str] | None:
    """The ids of the tasks to look at, by ids or by a filter; None for all there are and will be.

    Ids are read as in ``to_change``. Raises InputError.
    """
    _demand_one_way(ids, which)
    if ids:
        return short_ids.tasks(ids)
    return tasks.matching(which) if which else None


def which(
    *,
    statuses: Sequence[str] = (),
    account: str | None = None,
    batch_id: str | None = None,
    creator: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    within: tuple[int, ...] | None = None,
    allowed: Collection[TaskState] = tuple(TaskState),
) -> Filter:
    """The filter that these values make; what is left out does not narrow.

    ``allowed`` are the states that may be asked for; ``batch_id`` is a whole one (see
    ``whole_batch``); tasks were made from ``since`` on and before ``until``; ``within`` are the
    accounts that whoever asks may see. Raises InputError, and NotFoundError for the account.
    """
    return Filter(
        statuses=_states(statuses, allowed),
        account_id=accounts.find(account).id if account is not None else None,
        batch_id=batch_id,
        creator=_given(creator, "creator") if creator is not None else None,
        since=since,
        until=until,
        within=within,
    )


def whole_batch(typed: str) -> str:
    """The id of the batch that was typed, whole or by its beginning. Raises InputError."""
    return short_ids.batch(_given(typed, "batch"))


def _demand_one_way(ids: Sequence[str], which: Filter) -> None:
    if ids and which:
        raise InputError("give either task ids or options that say which, not both")


def _states(texts: Sequence[str], allowed: Collection[TaskState]) -> tuple[str, ...]:
    for text in texts:
        if text not in allowed:
            names = ", ".join(state for state in TaskState if state in allowed)
            raise InputError(
                f"status is {text!r}; allowed: {names}",
                code=Code.BAD_VALUE,
                field="status",
                value=text,
                allowed=names,
            )
    return tuple(dict.fromkeys(texts))


def _given(text: str, field: str) -> str:
    # A script's empty variable must not widen what is cancelled.
    if not text.strip():
        raise InputError(
            f"{field} is empty",
            code=Code.EMPTY,
            advice="give a value or leave it out",
            field=field,
        )
    return validation.plain_text(text, field)
