"""What watches the line: all figures, failures by cause, why tasks wait, statistics, health."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Path, Query

from contenthub.api import visible
from contenthub.api.access import Access
from contenthub.api.endpoints import Resource
from contenthub.api.shapes import monitor as shapes
from contenthub.api.shapes import watched_tasks as tasks_seen
from contenthub.api.shapes.base import Changed, Listed, listed
from contenthub.api.shapes.tasks import TaskItem
from contenthub.operations import tasks
from contenthub.operations.monitoring import figures, standing, statistics
from contenthub.operations.monitoring import tasks as watched
from contenthub.operations.tokens import Scope

Row = dict[str, Any]

resource = Resource("monitor")


@resource.get("/monitor/metrics", shapes.Figures)
def metrics(access: Access) -> Row:
    """All figures: of the last 15 minutes, hour and day, of creators, and of this moment."""
    access.demand_all_accounts()
    return figures.metrics()


@resource.get("/monitor/health", shapes.LineHealth)
def health(access: Access) -> Row:
    """Say whether the line is healthy, with the reasons where it is not."""
    access.demand_all_accounts()
    found, reasons = standing.health_now(access.caller.settings)
    return {"health": found.value, "reasons": [asdict(one) for one in reasons]}


@resource.get("/monitor/recent", Listed[tasks_seen.RecentTask])
def recent(access: Access, wanted: Annotated[tasks_seen.Recent, Query()]) -> Row:
    """The tasks that ended last, with how long they took and what became of them."""
    return listed(watched.recent(wanted.since, wanted.limit, access.accounts))


@resource.get("/monitor/pending", Listed[tasks_seen.Explanation])
def pending(access: Access, wanted: Annotated[tasks_seen.Pending, Query()]) -> Row:
    """The tasks that have not ended, each with the sentence that says why it waits."""
    return listed(watched.pending(wanted.limit, access.accounts))


@resource.get("/tasks/{task_id}/explanation", tasks_seen.Explanation, errors=(404,))
def explain(
    access: Access,
    task_id: Annotated[str, Path(max_length=100, description="The task's whole id.")],
) -> Row:
    """Why a task waits, what happens next and when; also of its article and publications."""
    visible.demand(access, visible.TASKS, task_id)
    return watched.explain(task_id)


@resource.get("/monitor/failed", Listed[tasks_seen.Failures])
def failed(access: Access, wanted: Annotated[tasks_seen.Failed, Query()]) -> Row:
    """What failed or timed out, grouped by its cause, the most frequent first."""
    groups = watched.failed(wanted.since, access.accounts)
    left_out = ("task_ids", "accounts", "example")
    return listed(
        {"task_id": one.example} | {k: v for k, v in asdict(one).items() if k not in left_out}
        for one in groups
    )


@resource.post("/monitor/failed/{group}/retry", Changed[TaskItem], scope=Scope.WRITE, errors=(404,))
def retry(
    access: Access,
    group: Annotated[str, Path(max_length=20, description="The group's id.")],
    wanted: Annotated[tasks_seen.Failed, Query()],
) -> Row:
    """Begin a new attempt of all tasks of a group of failures, the oldest first."""
    found = watched.failed_group(group, wanted.since, access.accounts)

    def change(task_id: str) -> Row:
        return {"status": tasks.retry(access.caller, task_id).value, "outcome": "retried"}

    return visible.on_each(access, visible.TASKS, found.task_ids, change)


@resource.get("/monitor/stats", Listed[shapes.Sums])
def stats(access: Access, wanted: Annotated[shapes.Statistics, Query()]) -> Row:
    """What happened by the day or the week, or by account, creator or schedule.

    It is counted when it happens, so what is cleaned up stays in it.
    """
    by = wanted.by and wanted.by.value
    return listed(
        statistics.statistics(wanted.days, weekly=wanted.weekly, by=by, within=access.accounts)
    )
