"""Column types, and what tables share.

Moments are stored in UTC: on SQLite as ISO text of fixed width, which sorts by time and can be
read in the sqlite3 shell; on PostgreSQL as ``timestamptz``.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from peewee import (
    SQL,
    AutoField,
    BigAutoField,
    BooleanField,
    CharField,
    Field,
    IntegerField,
    Model,
    NodeList,
    TextField,
)

from contenthub.clock import utc
from contenthub.database.db import database, is_sqlite


class MomentField(Field):
    """An aware moment. Naive datetimes are refused with ValueError."""

    field_type = "TIMESTAMPTZ"

    def db_value(self, value: datetime | None) -> Any:
        if value is None or isinstance(value, str):
            return value
        moment = utc(value)
        return _text(moment) if is_sqlite() else moment

    def python_value(self, value: Any) -> datetime | None:
        if value is None:
            return None
        return datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC)


@lru_cache(maxsize=64)
def _text(moment: datetime) -> str:
    """One unit of work writes the same moment many times."""
    return moment.isoformat(timespec="microseconds")


_EMPTY: dict[Any, str] = {list: "[]", dict: "{}"}  # most lists of most rows
_encode = json.JSONEncoder(ensure_ascii=False).encode


class JsonField(TextField):
    """A JSON document kept as text, the same on both databases."""

    def db_value(self, value: Any) -> str | None:
        if value is None:
            return None
        return _encode(value) if value else _EMPTY.get(type(value)) or _encode(value)

    def python_value(self, value: Any) -> Any:
        if value is None:
            return None
        return [] if value == "[]" else {} if value == "{}" else json.loads(value)


def is_kept_otherwise(field: Field) -> bool:
    """Whether the drivers return its values in another form than the one they are used in."""
    return isinstance(field, MomentField | JsonField | BooleanField)


def _never_again(node: Any) -> Any:
    return NodeList((node, SQL("AUTOINCREMENT"))) if is_sqlite() else node


class SerialField(BigAutoField):
    """An id that is never given again, also on SQLite: files and messages may outlive the row."""

    def ddl(self, context: Any) -> Any:
        return _never_again(super().ddl(context))


class SmallSerialField(AutoField):
    """The same for few rows: an INTEGER on PostgreSQL, as the columns that refer to it are."""

    def ddl(self, context: Any) -> Any:
        return _never_again(super().ddl(context))


class Table(Model):
    """What all tables share."""

    class Meta:
        database = database
        legacy_table_names = False


class Leased(Table):
    """Rows that workers claim: who holds it, until when, and how many died with it."""

    attempt = IntegerField(default=1)  # the fence: every outcome names the attempt it belongs to
    due_at = MomentField(null=True)  # when somebody has to look at it; null: never by itself
    lease_owner = CharField(max_length=100, null=True)
    lease_until = MomentField(null=True)
    crash_count = IntegerField(default=0)
    retry_count = IntegerField(default=0)
    max_retries = IntegerField(default=3)
    error_message = TextField(null=True)
