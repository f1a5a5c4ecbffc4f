"""Tokens of the REST API, its answers to calls that may be repeated, whose call an event is of.

Frozen.
"""

from __future__ import annotations

from typing import Any

from peewee import (
    SQL,
    AutoField,
    BigAutoField,
    CharField,
    Field,
    ForeignKeyField,
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


class ApiToken(Table):
    id = SmallSerialField()
    name = CharField(max_length=100)
    digest = CharField(max_length=64, unique=True)
    scope = CharField(max_length=10)
    account_ids = JsonField(default=list)
    who = CharField(max_length=200)
    created_at = MomentField()
    expires_at = MomentField(null=True)
    revoked_at = MomentField(null=True)
    last_used_at = MomentField(null=True)

    class Meta:
        table_name = "api_tokens"


class KeptAnswer(Table):
    id = SerialField()
    token = ForeignKeyField(ApiToken, on_delete="CASCADE", index=False)
    key = CharField(max_length=255)
    digest = CharField(max_length=64)
    status = IntegerField()
    headers = JsonField(default=dict)
    body = TextField()
    created_at = MomentField()

    class Meta:
        table_name = "kept_answers"


ApiToken.add_index(
    ApiToken.name, unique=True, where=ApiToken.revoked_at.is_null(), name="api_token_name"
)
KeptAnswer.add_index(KeptAnswer.token, KeptAnswer.key, unique=True, name="kept_answer_key")
KeptAnswer.add_index(KeptAnswer.created_at, name="kept_answer_created")


def up(migrator: Any, db: Any) -> None:
    db.execute_sql("ALTER TABLE events ADD COLUMN request_id VARCHAR(64)")
    tables = [ApiToken, KeptAnswer]
    with db.bind_ctx(tables):
        db.create_tables(tables, safe=False)
