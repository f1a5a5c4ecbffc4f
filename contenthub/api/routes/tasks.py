"""Tasks: articles are asked for, looked at, cancelled, retried; late results are taken."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import Path, Query

from contenthub.api import paging, visible
from contenthub.api.access import Access
from contenthub.api.endpoints import Json, Reply, Resource
from contenthub.api.shapes import stories
from contenthub.api.shapes import tasks as shapes
from contenthub.api.shapes.base import MOST_TOGETHER, Changed, Listed, Page, listed
from contenthub.operations import generation, task_filters, tasks
from contenthub.operations.tokens import Scope
from contenthub.queries import events, ledger
from contenthub.queries import tasks as stored
from contenthub.queries.tasks import Filter
from contenthub.states import TaskState

Row = dict[str, Any]
TaskId = Annotated[str, Path(max_length=100, description="The task's whole id.")]

# Of the work on a task, and no business of who asked for it.
_INNER = {"id", "lease_owner", "lease_until", "crash_count", "lost_looks", "handed_over_at"}

resource = Resource("tasks")


@resource.post(
    "/tasks",
    shapes.WholeTask,
    scope=Scope.WRITE,
    status=201,
    errors=(404, 409),
    responses={
        200: {
            "model": shapes.RemovedTask,
            "description": "It was asked for before under its own `idempotency_key`, and its task"
            " was cleaned up since.",
        }
    },
)
def submit(access: Access, wanted: shapes.NewTask) -> Reply:
    """Ask for an article. The answer comes at once; the article is generated in the background."""
    values = wanted.model_dump(exclude_none=True)
    wish = visible.wish(access, values)
    batch = generation.submit_one(access.caller, wish)
    if batch.removed:
        return Reply(batch.removed[0], 200)
    return visible.made(access, f"tasks/{batch.task_ids[0]}", whole(batch.task_ids[0]))


@resource.get("/tasks", Page[shapes.Task])
def list_(access: Access, wanted: Annotated[shapes.TaskList, Query()]) -> Json:
    """List tasks, newest first."""
    chosen = filter_of(access, wanted)

    def read(most: int, after: Any) -> list[tuple[int, str]]:
        return stored.listed(chosen, most, after)

    return paging.written("tasks", wanted, access.accounts, read)


@resource.get("/tasks/{task_id}", shapes.WholeTask, tagged=True, errors=(404,))
def show(access: Access, task_id: TaskId) -> Row:
    """All there is to know about a task: state, progress, content, publication, error."""
    visible.demand(access, visible.TASKS, task_id)
    return whole(task_id)


@resource.get("/tasks/{task_id}/events", Listed[stories.Event], errors=(404,))
def story(access: Access, task_id: TaskId) -> Row:
    """What happened to a task, its content and its publications, in order."""
    visible.demand(access, visible.TASKS, task_id)
    return listed(events.story(task_id))


@resource.get("/tasks/{task_id}/ledger", Listed[stories.Attempt], errors=(404,))
def attempts(access: Access, task_id: TaskId) -> Row:
    """What each attempt of a task took: tokens, cost, and where that came from."""
    visible.demand(access, visible.TASKS, task_id)
    return listed(ledger.of_task(task_id))


@resource.post("/tasks/cancel", Changed[shapes.TaskItem], scope=Scope.WRITE)
def cancel(access: Access, wanted: shapes.Cancel) -> Row:
    """Cancel tasks, by their ids or by a filter, the oldest first.

    A task that a creator works on is "cancel requested" until the creator has confirmed.
    """
    why = tasks.reason(wanted.reason)

    def change(task_id: str) -> Row:
        state = tasks.cancel(access.caller, task_id, why)
        done = state is TaskState.CANCELLED
        return {"status": state.value, "outcome": "cancelled" if done else "cancel_requested"}

    return _on_each(access, wanted, tasks.CANCELLABLE, change)


@resource.post("/tasks/retry", Changed[shapes.TaskItem], scope=Scope.WRITE)
def retry(access: Access, wanted: shapes.Retry) -> Row:
    """Begin a new attempt of tasks that ended without content, by their ids or by a filter."""

    def change(task_id: str) -> Row:
        state = tasks.retry(access.caller, task_id, discard_result=wanted.discard_result)
        return {"status": state.value, "outcome": "retried"}

    return _on_each(access, wanted, tasks.RETRIABLE, change)


@resource.post("/tasks/adopt", Changed[shapes.TaskItem], scope=Scope.WRITE)
def adopt(access: Access, wanted: shapes.Adopt) -> Row:
    """Make the late results of tasks that had ended their contents, by ids or by a filter."""

    def change(task_id: str) -> Row:
        content_id = tasks.adopt(access.caller, task_id)
        return {"status": "completed", "outcome": "adopted", "content_id": content_id}

    return _on_each(access, wanted, tasks.RETRIABLE, change, late=True)


@resource.delete("/tasks", shapes.Cleaned, scope=Scope.ADMIN)
def clean(access: Access, wanted: Annotated[shapes.Clean, Query()]) -> Row:
    """Remove tasks that ended long ago, with their events, of all accounts; contents stay."""
    access.demand_all_accounts()
    work = tasks.would_clean if wanted.dry_run else tasks.clean
    done = work(wanted.days, late_results=wanted.late_results)
    told = {"tasks": done.tasks, "ended_before": done.ended_before, "dry_run": wanted.dry_run}
    return told | {"given_back_bytes": done.given_back_bytes}


def whole(task_id: str) -> Row:
    """All there is to know about a task, without what is of the work on it alone."""
    row = stored.details([task_id])[task_id]
    return {name: value for name, value in row.items() if name not in _INNER}


def filter_of(access: Access, wanted: shapes.TaskFilter) -> Filter:
    """The tasks that a call means, of those that its caller sees."""
    return task_filters.which(
        statuses=[one.value for one in wanted.status],
        account=visible.account(access, wanted.account),
        batch_id=wanted.batch,
        creator=wanted.creator,
        since=wanted.since,
        until=wanted.until,
        within=access.accounts,
    )


def _on_each(
    access: Access, wanted: shapes.WhichTasks, states: Any, change: Any, *, late: bool = False
) -> Row:
    chosen = filter_of(access, wanted.filter or shapes.TaskFilter())
    if late and chosen:
        chosen = replace(chosen, late=True)
    ids = task_filters.to_change(
        wanted.ids or [], chosen, states, MOST_TOGETHER + 1, whole_ids=True
    )
    return visible.on_each(access, visible.TASKS, ids, change)
