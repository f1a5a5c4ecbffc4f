"""The tables of processes: who lives, and who does what alone."""

from __future__ import annotations

from peewee import SQL, BigIntegerField, CharField, IntegerField, TextField

from contenthub.models.columns import JsonField, MomentField, Table


class Lease(Table):
    """A named thing that one process at a time does, such as the sweep."""

    name = CharField(max_length=100, primary_key=True)
    owner = CharField(max_length=100)
    until = MomentField()
    term = BigIntegerField(default=1)  # grows with every change of owner

    class Meta:
        table_name = "leases"


class WorkerHeartbeat(Table):
    """A process that works: one row per boot, kept fresh while it lives."""

    boot_id = CharField(max_length=100, primary_key=True)
    kind = CharField(max_length=20)
    host = CharField(max_length=255)
    pid = IntegerField()
    version = CharField(max_length=40)
    broker = CharField(max_length=20)
    queues = JsonField(default=list)
    threads = IntegerField(default=0)
    started_at = MomentField()
    seen_at = MomentField()
    home = TextField(default="", constraints=[SQL("DEFAULT ''")])  # the path of its data home
    home_id = CharField(max_length=40, default="", constraints=[SQL("DEFAULT ''")])
    # Generations at a time over all processes, as this one was told.
    slots = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])

    class Meta:
        table_name = "worker_heartbeats"
