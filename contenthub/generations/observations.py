"""What a creator showed or told of a generation, and what follows from it for its task."""

from __future__ import annotations

from contenthub import pacing
from contenthub.articles import gate
from contenthub.articles.text import percent, printable
from contenthub.creators.base import Observation, Phase
from contenthub.errors import BackendError, PermanentError, TransientError
from contenthub.generations.articles import attempt
from contenthub.generations.requests import request_for
from contenthub.lifecycle import looks, tasks
from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.unit import Unit
from contenthub.records import Account, Task
from contenthub.settings import Settings
from contenthub.states import OPEN_TASK_STATES

MOST_STEP = 500  # characters


def act_on(
    unit: Unit,
    task: Task,
    account: Account,
    seen: Observation,
    found: Draft | BackendError | None,
    settings: Settings,
    findings: list[gate.Finding] | None = None,
    *,
    attempt: int | None = None,
) -> None:
    """Write what follows for one task from what was seen, and what ``result_of`` made of that.

    ``findings`` are what the gate found in that, where it has looked already; ``attempt`` is the
    one that was seen, where that is an earlier one.
    """
    if isinstance(found, Draft):
        tasks.take_result(unit, task, account, found, settings, findings, attempt=attempt)
    elif task.state not in OPEN_TASK_STATES:
        looks.look_for_late_result(unit, task, ended=found is not None)
    elif found is not None:
        tasks.fail_or_retry(unit, task, found, settings)
    else:
        looks.look_again(
            unit,
            task,
            settings,
            progress=percent(seen.progress),
            step=printable(seen.step)[:MOST_STEP],
            lost_looks=task.lost_looks + 1 if seen.phase is Phase.UNKNOWN else 0,
        )


def result_of(task: Task, account: Account, seen: Observation) -> Draft | BackendError | None:
    """The end that was seen, or None where the generation goes on as far as is known."""
    match seen.phase:
        case Phase.COMPLETED:
            request = request_for(task, account, 0.0)
            article = seen.article
            if article is None:
                return PermanentError("the creator says it is done, and delivers nothing")
            found = attempt(lambda: article, request)
            return found if isinstance(found, Draft | BackendError) else None
        case Phase.FAILED:
            return seen.error or PermanentError("the creator says it failed, and not why")
        case Phase.CANCELLED:
            return PermanentError("it was cancelled at the creator")
        case Phase.UNKNOWN if task.lost_looks + 1 >= pacing.LOST_LOOKS:
            return TransientError(f"the creator does not know its id {task.external_id} any more")
    return None
