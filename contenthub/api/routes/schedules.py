"""Schedules: what is done by itself and when; made, changed, paused, run by hand, looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Path, Query

from contenthub import clock
from contenthub.api import advice, paging, visible
from contenthub.api.access import Access
from contenthub.api.endpoints import Reply, Resource
from contenthub.api.shapes import schedules as shapes
from contenthub.api.shapes import ticks as tick_shapes
from contenthub.api.shapes.base import Listed, Page, listed
from contenthub.errors import InputError
from contenthub.operations.caller import Caller
from contenthub.operations.schedules import changes, preview, reach, running, shown, types
from contenthub.operations.schedules.definition import Surroundings, Wanted, without_messages
from contenthub.operations.schedules.preview import Previewed
from contenthub.operations.schedules.running import Span
from contenthub.operations.tokens import Scope
from contenthub.queries import ticks
from contenthub.records import Schedule

Row = dict[str, Any]
Ref = Annotated[str, Path(max_length=100, description="The schedule's id or name.")]

resource = Resource("schedules")


@resource.get("/schedules", Page[shapes.Schedule])
def list_(access: Access, wanted: Annotated[shapes.ScheduleList, Query()]) -> Row:
    """List schedules, in the order they were made."""

    def read(most: int, after: Any) -> list[tuple[int, Row]]:
        settings = access.caller.settings
        return shown.listed(settings, wanted.status, most, after, access.accounts)

    return paging.page("schedules", wanted, access.accounts, read)


@resource.get("/schedules/{schedule}", shapes.WholeSchedule, tagged=True, errors=(404,))
def show(access: Access, schedule: Ref) -> Row:
    """One schedule with its last five times, and what is left of its topics."""
    return _whole(access, visible.schedule(access, schedule).id)


@resource.post("/schedules", shapes.WholeSchedule, scope=Scope.WRITE, status=201)
def create(access: Access, wanted: shapes.NewSchedule) -> Reply:
    """Make a schedule, which fires from now on unless it is to be paused.

    Articles that approve themselves need the scope review; topics in a file, and what removes
    tasks, need admin.
    """
    asked = _wanted(wanted)
    access.demand(reach.needed(asked))
    made = changes.create(access.caller, asked, _around(access), paused=wanted.paused)
    remarks = [
        "; ".join(filter(None, (one.message, advice.of(one))))
        for one in changes.remarks(access.caller, made)
    ]
    return visible.made(access, f"schedules/{made.id}", _whole(access, made.id, remarks))


@resource.patch("/schedules/{schedule}", shapes.WholeSchedule, scope=Scope.WRITE, errors=(404, 409))
def update(access: Access, schedule: Ref, wanted: shapes.ScheduleChanges) -> Row:
    """Change what is given of a schedule and leave the rest; `params` replaces all parameters.

    Who changes any parameter, or when it fires, needs the scope that a new schedule like it needs.
    """
    found, asked = visible.schedule(access, schedule), _wanted(wanted)
    if asked == Wanted():
        raise InputError("nothing to change: name a field")
    access.demand(reach.needed(asked, found))
    changes.update(access.caller, str(found.id), asked, _around(access))
    return _whole(access, found.id)


@resource.post(
    "/schedules/{schedule}/pause", shapes.WholeSchedule, scope=Scope.WRITE, errors=(404,)
)
def pause(access: Access, schedule: Ref) -> Row:
    """Let a schedule fire no more until it is resumed; what is under way goes on."""
    return _moved(access, schedule, changes.pause)


@resource.post(
    "/schedules/{schedule}/resume", shapes.WholeSchedule, scope=Scope.WRITE, errors=(404,)
)
def resume(access: Access, schedule: Ref) -> Row:
    """Let a paused schedule fire again; the times meanwhile are recorded as skipped.

    This needs the scope that a new schedule like it needs.
    """
    access.demand(reach.to_run(visible.schedule(access, schedule)))
    return _moved(access, schedule, changes.resume)


@resource.delete("/schedules/{schedule}", shapes.RemovedSchedule, scope=Scope.WRITE, errors=(404,))
def remove(access: Access, schedule: Ref) -> Row:
    """Remove a schedule and its history for good. Its tasks and contents stay."""
    found = visible.schedule(access, schedule)
    gone = changes.remove(access.caller, str(found.id))
    return {"id": found.id, "name": found.name, "removed": True, "ticks": gone.ticks}


@resource.post(
    "/schedules/{schedule}/trigger",
    tick_shapes.WholeTick,
    scope=Scope.WRITE,
    status=201,
    errors=(404,),
)
def trigger(access: Access, schedule: Ref) -> Reply:
    """Run a schedule now, whatever its state; its own times stay as they are.

    The answer comes at once; the running service does the work. `GET /api/v1/ticks/{tick_id}` tells
    what came of it. This needs the scope that a new schedule like it needs.
    """
    found = visible.schedule(access, schedule)
    access.demand(reach.to_run(found))
    tick_id = running.trigger(access.caller, str(found.id))
    return visible.made(access, f"ticks/{tick_id}", visible.tick(access, tick_id))


@resource.post(
    "/schedules/{schedule}/backfill", tick_shapes.Filled, scope=Scope.WRITE, errors=(404,)
)
def backfill(access: Access, schedule: Ref, wanted: tick_shapes.Backfill) -> Row:
    """Run past times of a schedule that did not run: missed, skipped, or failed without a task.

    But for `dry_run` this needs the scope that a new schedule like it needs.
    """
    found = visible.schedule(access, schedule)
    if not wanted.dry_run:
        access.demand(reach.to_run(found))
    texts = (clock.utc_text(wanted.since), clock.utc_text(wanted.until))
    times, cut = running.times_in(found, Span(wanted.since, wanted.until, *texts))
    if wanted.dry_run:
        filled = running.would_backfill(found, times)
    else:
        filled = running.backfill(access.caller, found, times)
    created = sum(one.outcome == running.CREATED for one in filled)
    told = {"created": created, "dry_run": wanted.dry_run, "cut_at": cut}
    return told | {"data": [asdict(one) for one in filled]}


@resource.get("/schedules/{schedule}/ticks", Page[tick_shapes.Tick], errors=(404,))
def history(access: Access, schedule: Ref, wanted: Annotated[tick_shapes.TickList, Query()]) -> Row:
    """List the times of a schedule, newest first, and why one did not run."""
    found = visible.schedule(access, schedule)
    return _ticks(f"ticks of {found.id}", access, wanted, found.id)


@resource.get("/schedules/{schedule}/preview", tick_shapes.Preview, errors=(404,))
def upcoming(access: Access, schedule: Ref, wanted: Annotated[shapes.From, Query()]) -> Row:
    """List the next times of a schedule, with what changes of clocks do to them."""
    found = visible.schedule(access, schedule)
    return _previewed(preview.of_schedule(str(found.id)), wanted)


@resource.get("/schedule-preview", tick_shapes.Preview)
def preview_trigger(access: Access, wanted: Annotated[shapes.Trigger, Query()]) -> Row:
    """List the times at which a schedule that is none yet would fire; nothing is changed."""
    at = wanted.at.isoformat() if wanted.at else None
    asked = Wanted(cron=wanted.cron, every=wanted.every, at=at, timezone=wanted.timezone)
    return _previewed(preview.of_trigger(asked, access.caller.settings), wanted)


@resource.get("/schedule-types", Listed[shapes.ScheduleType])
def list_types(access: Access) -> Row:
    """List the types of schedules with their parameters."""
    return listed(types.described())


@resource.get("/ticks", Page[tick_shapes.Tick])
def all_ticks(access: Access, wanted: Annotated[tick_shapes.TickList, Query()]) -> Row:
    """List the times of all schedules, newest first."""
    return _ticks("ticks", access, wanted, None)


@resource.get("/ticks/{tick_id}", tick_shapes.WholeTick, tagged=True, errors=(404,))
def show_tick(
    access: Access, tick_id: Annotated[str, Path(max_length=100, description="Its whole id.")]
) -> Row:
    """One time of a schedule with its tasks."""
    return visible.tick(access, tick_id)


def _wanted(asked: shapes.ScheduleChanges) -> Wanted:
    given = asked.model_dump(exclude={"paused"})
    return Wanted(**given | {"at": asked.at and asked.at.isoformat()})


def _around(access: Access) -> Surroundings:
    """Relative paths start from the data home, which is the one place that both sides know."""
    return without_messages(access.caller.settings.home_folder, access.accounts)


def _moved(access: Access, ref: str, move: Callable[[Caller, str], Schedule]) -> Row:
    found = visible.schedule(access, ref)
    move(access.caller, str(found.id))
    return _whole(access, found.id)


def _whole(access: Access, schedule_id: int, remarks: list[str] | None = None) -> Row:
    return shown.details(access.caller.settings, schedule_id) | {"remarks": remarks or []}


def _ticks(name: str, access: Access, wanted: tick_shapes.TickList, schedule_id: int | None) -> Row:
    chosen = ticks.Filter(
        schedule_id,
        tuple(wanted.status),
        wanted.since,
        wanted.until,
        visible.schedule_ids(access) if schedule_id is None else None,
    )

    def read(most: int, after: Any) -> list[tuple[Any, Row]]:
        return ticks.listed(chosen, most, after)

    fits = paging.is_id if schedule_id is None else paging.is_moment
    return paging.page(name, wanted, access.accounts, read, fits)


def _previewed(what: Previewed, wanted: shapes.From) -> Row:
    start = wanted.after or clock.now()
    times = [asdict(one) for one in preview.upcoming(what, start, wanted.count)]
    return {"timezone": what.zone, "remark": what.remark, "data": times}
