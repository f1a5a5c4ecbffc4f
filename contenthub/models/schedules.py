"""The tables of schedules: what is to happen when, and what happened."""

from __future__ import annotations

from peewee import SQL, CharField, FloatField, ForeignKeyField, IntegerField, TextField

from contenthub.models.columns import JsonField, Leased, MomentField, SerialField, Table


class Schedule(Table):
    """When which articles are asked for, or which other work is done."""

    id = SerialField()
    name = CharField(max_length=100, unique=True)
    type = CharField(max_length=40)
    kind = CharField(max_length=10)  # of its trigger: cron, every, at
    trigger = TextField()
    timezone = CharField(max_length=64)
    params = JsonField(default=dict)
    description = TextField(default="")
    status = CharField(max_length=20)
    status_reason = TextField(default="")
    catch_up = CharField(max_length=10)
    catch_up_window = FloatField()  # seconds
    overlap = CharField(max_length=10)
    pause_after_failures = IntegerField(null=True)
    failures = IntegerField(default=0)  # failed ticks in a row
    counters = JsonField(default=dict)  # articles asked for so far, by account id
    anchor_at = MomentField()  # from which `every` counts
    next_at = MomentField(null=True)  # the first time that was not decided about yet
    forgotten_until = MomentField(null=True)  # the latest time whose tick was cleaned up
    attempt = IntegerField(default=1)  # counts changes of the definition
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "schedules"


Schedule.add_index(Schedule.next_at, where=SQL("status = 'active'"), name="schedule_next")


class Tick(Leased):
    """One time of a schedule: that it happened, or why it did not."""

    id = SerialField()
    tick_id = CharField(max_length=100, unique=True)  # its tasks' batch_id
    schedule = ForeignKeyField(Schedule, on_delete="CASCADE", index=False)
    scheduled_for = MomentField()
    origin = CharField(max_length=10)  # schedule, catch_up, manual, backfill
    status = CharField(max_length=20)
    started_at = MomentField(null=True)
    finished_at = MomentField(null=True)
    stands_for = IntegerField(default=1)  # times: many that were skipped together are one row
    tasks = IntegerField(default=0)
    result = JsonField(null=True)
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "ticks"


# Whether a tick happened is this row, and there is one of it.
Tick.add_index(Tick.schedule, Tick.scheduled_for, unique=True, name="tick_time")
Tick.add_index(Tick.finished_at, where=Tick.finished_at.is_null(False), name="tick_finished")
Tick.add_index(Tick.status, Tick.id, name="tick_status")
Tick.add_index(Tick.scheduled_for, Tick.id, name="tick_scheduled")
Tick.add_index(Tick.due_at, where=Tick.due_at.is_null(False), name="tick_due")
Tick.add_index(
    Tick.schedule,
    Tick.id,
    where=SQL("status IN ('queued', 'pending', 'running')"),
    name="tick_open",
)
