"""What becomes of a callback, by what it tells and how its task is now: pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from contenthub.states import OPEN_TASK_STATES, TaskState


class News(StrEnum):
    """What a callback tells of one attempt."""

    ARTICLE = "article"  # it ended well, and here is the article
    END = "end"  # it ended well, and the article has to be fetched
    FAILURE = "failure"  # it ended without an article
    PROGRESS = "progress"  # it goes on


class Fate(StrEnum):
    """What becomes of a callback; the word is also what its sender is answered."""

    TAKEN = "taken"  # it ended the attempt, or the whole task
    LATE = "late"  # its article is kept with the task, for a person to adopt
    NOTED = "noted"  # it changed no more than what is shown of the task
    KNOWN = "known"  # it tells nothing that is new: a repetition, or of something long over


@dataclass(frozen=True, slots=True)
class Case:
    """What counts in a task when a callback comes for one of its attempts."""

    state: TaskState
    is_current: bool  # the callback is of the attempt that the task is in
    under_way: bool  # the creator may have heard of the task's present attempt
    has_late: bool  # a late article of this attempt, or of a later one, is kept with it already


def fate_of(case: Case, news: News) -> Fate:
    """What becomes of a callback.

    An article of an earlier attempt is used as long as the next one was not begun, as that would be
    paid for as well; after that it is late, like one that comes after the task's end.
    """
    if case.state is TaskState.COMPLETED:
        return Fate.KNOWN
    is_open = case.state in OPEN_TASK_STATES
    if news is News.ARTICLE:
        if is_open and (case.is_current or not (case.under_way or case.has_late)):
            return Fate.TAKEN
        return Fate.KNOWN if case.has_late else Fate.LATE
    if not (is_open and case.is_current):
        return Fate.KNOWN
    # One that waits to be handed over once more is looked up then, and seen to have failed.
    begun = case.state is not TaskState.PENDING
    return Fate.TAKEN if news is News.FAILURE and begun else Fate.NOTED
