"""How the line is doing: tasks and publications in numbers, and what it depends on examined."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Query

from contenthub.api import advice
from contenthub.api.access import Access
from contenthub.api.endpoints import Resource
from contenthub.api.routes.tasks import filter_of
from contenthub.api.shapes import stats as shapes
from contenthub.api.shapes.base import Listed, listed
from contenthub.api.shapes.tasks import TaskFilter
from contenthub.operations.checkup import examination
from contenthub.operations.checkup.checklist import walk
from contenthub.operations.checkup.results import Level
from contenthub.operations.tokens import Scope
from contenthub.queries import pool, stats

Row = dict[str, Any]

resource = Resource("stats")


@resource.get("/stats/tasks", shapes.TaskStats)
def of_tasks(access: Access, wanted: Annotated[TaskFilter, Query()]) -> Row:
    """Count tasks per state, with success rate, durations, tokens, cost and what is stuck."""
    return stats.summary(filter_of(access, wanted))


@resource.get("/stats/tasks/by/{group}", Listed[shapes.GroupStats], errors=(404,))
def of_tasks_by(
    access: Access,
    group: Annotated[shapes.Group, Path(description="By what.")],
    wanted: Annotated[TaskFilter, Query()],
) -> Row:
    """The same totals for each creator, account or currency, most tasks first."""
    return listed(stats.by(group.value, filter_of(access, wanted)))


@resource.get("/stats/publish-entries", shapes.EntryStats)
def of_entries(access: Access) -> Row:
    """Count the entries of the publish pool by state, and say what is due and what is next."""
    return pool.stats(access.accounts)


# Its answers tell paths, addresses and settings of the machine: what only who runs it may know.
@resource.get("/doctor", shapes.Examination, scope=Scope.ADMIN)
def doctor(access: Access, wanted: Annotated[shapes.Examine, Query()]) -> Row:
    """Examine settings, database, broker, workers, creators, publishers, clock, disk, stuck work.

    Creators, publishers and targets are asked whether they would work, which may cost a token. With
    `checklist` also all else that an installation needs, one finding for each check.
    """
    access.demand_all_accounts()
    look = walk.walk if wanted.checklist else examination.examine
    found = list(look(access.caller.settings, feeds=wanted.feeds))
    worst = max((one.status for one in found), key=list(Level).index, default=Level.OK)
    data = [
        {
            "check": one.check,
            "status": one.status,
            "detail": one.detail,
            "advice": advice.of(one),
            "code": one.code,
        }
        for one in found
    ]
    return {"status": worst, "data": data}
