"""Incidents, what leads to them, of what nobody is told, and on which ways people are. Frozen."""

from __future__ import annotations

from typing import Any

from peewee import (
    SQL,
    AutoField,
    BigAutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    CompositeKey,
    Field,
    IntegerField,
    Model,
    NodeList,
    SqliteDatabase,
    TextField,
)


class MomentField(Field):
    field_type = "TIMESTAMPTZ"


class JsonField(TextField):
    pass


def _never_again(field: Field, node: Any) -> Any:
    sqlite = isinstance(field.model._meta.database, SqliteDatabase)
    return NodeList((node, SQL("AUTOINCREMENT"))) if sqlite else node


class SerialField(BigAutoField):
    def ddl(self, context: Any) -> Any:
        return _never_again(self, super().ddl(context))


class SmallSerialField(AutoField):
    def ddl(self, context: Any) -> Any:
        return _never_again(self, super().ddl(context))


class Table(Model):
    class Meta:
        legacy_table_names = False


class Incident(Table):
    id = SerialField()
    rule = CharField(max_length=40)
    subject = CharField(max_length=200)
    level = CharField(max_length=10)
    status = CharField(max_length=20)
    summary = TextField()
    figures = JsonField(default=dict)
    culprits = JsonField(default=list)
    began_at = MomentField()
    seen_at = MomentField()
    clear_since = MomentField(null=True)
    told_at = MomentField(null=True)
    acknowledged_by = TextField(null=True)
    acknowledged_at = MomentField(null=True)
    status_reason = TextField(default="")
    resolved_at = MomentField(null=True)
    attempt = IntegerField(default=1)
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "incidents"


class Suspicion(Table):
    rule = CharField(max_length=40)
    subject = CharField(max_length=200)
    since = MomentField()

    class Meta:
        table_name = "suspicions"
        primary_key = CompositeKey("rule", "subject")


class Silence(Table):
    id = SmallSerialField()
    rule = CharField(max_length=40, null=True)
    subject = CharField(max_length=200, null=True)
    until = MomentField()
    reason = TextField()
    who = CharField(max_length=200)
    created_at = MomentField()

    class Meta:
        table_name = "silences"


class AlertChannel(Table):
    id = SmallSerialField()
    name = CharField(max_length=100, unique=True)
    type = CharField(max_length=20)
    settings = JsonField(default=dict)
    paused = BooleanField(default=False)
    tested_at = MomentField(null=True)
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "alert_channels"


class IncidentMessage(Table):
    delivery_id = BigIntegerField()
    incident_id = BigIntegerField()
    told = CharField(max_length=10)

    class Meta:
        table_name = "incident_messages"
        primary_key = CompositeKey("delivery_id", "incident_id")


Incident.add_index(
    Incident.rule,
    Incident.subject,
    unique=True,
    where=SQL("status <> 'resolved'"),
    name="incident_open",
)
Incident.add_index(
    Incident.resolved_at, where=Incident.resolved_at.is_null(False), name="incident_resolved"
)
IncidentMessage.add_index(IncidentMessage.incident_id, name="incident_message_incident")


def up(migrator: Any, db: Any) -> None:
    tables = [Incident, Suspicion, Silence, AlertChannel, IncidentMessage]
    with db.bind_ctx(tables):
        db.create_tables(tables, safe=False)
