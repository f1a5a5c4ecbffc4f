"""What people are told to do about what a database says, by the words of it."""

from __future__ import annotations

import sqlite3

import peewee
import pytest

from contenthub.codes import Code
from contenthub.database import troubles

AT = 'connection failed: connection to server at "127.0.0.1", port 5432 failed: '


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("failed to resolve host 'busy': [Errno -2] Name or service not known", "start the server"),
        (AT + "Connection refused", "start the server"),
        ("connection timeout expired", "start the server"),
        (AT + 'FATAL:  password authentication failed for user "full"', "correct user and pass"),
        (AT + 'FATAL:  role "locked" does not exist', "correct user and password"),
        (AT + 'FATAL:  no pg_hba.conf entry for host "10.0.0.7"', "correct user and password"),
        (AT + 'FATAL:  database "full" does not exist', "correct the database's name"),
        (AT + "FATAL:  sorry, too many clients already", "raise max_connections"),
        (AT + "FATAL:  the database system is starting up", "when the server is up"),
        (AT + "FATAL:  unsupported startup parameter: options", "take it out of DATABASE_URL"),
        ("canceling statement due to lock timeout", "waits for a lock"),
        ("deadlock detected", "try again"),
    ],
)
def test_a_server_s_words_have_their_advice(said: str, advice: str) -> None:
    """Names of hosts, users and databases are no words of the server's."""
    error = troubles.unreachable(peewee.OperationalError(said))
    assert advice in error.advice
    assert said in error.message


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("database is locked", Code.DATABASE_BUSY),
        ("deadlock detected", Code.DATABASE_BUSY),
        ("database or disk is full", Code.DATABASE_FULL),
        ("database disk image is malformed", Code.DATABASE_DAMAGED),
        ("attempt to write a readonly database", Code.DATABASE_READ_ONLY),
        ("something new", Code.DATABASE_FAILS),
    ],
)
def test_sqlite_s_words_have_their_situation(said: str, code: Code) -> None:
    assert troubles.unreachable(sqlite3.OperationalError(said)).code is code
