"""Whoever waits for the database waits its own time, and not that of others before it as well."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from contenthub.database import db, patience, sqlite_turn
from contenthub.database_address import SqliteFile
from contenthub.errors import UnreachableError


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Another connection, to hold the database with."""
    path = tmp_path / "turns.db"
    db.open_database(SqliteFile(path))
    with db.transaction():
        db.execute("CREATE TABLE t (x)")
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        yield other
    finally:
        other.close()
        db.close()


class Writer(threading.Thread):
    """Writes once, and remembers what came of it."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.answer: str | None = None

    def run(self) -> None:
        try:
            with db.transaction():
                self.answer = "written"
        except UnreachableError as error:
            self.answer = str(error)
        finally:
            db.close()


def begin() -> Writer:
    writer = Writer()
    writer.start()
    return writer


def test_a_transaction_waits_for_a_stranger_that_is_done_in_time(
    stranger: sqlite3.Connection,
) -> None:
    stranger.execute("BEGIN IMMEDIATE")
    writers = [begin() for _ in range(4)]
    threading.Timer(3 * sqlite_turn.PIECE, lambda: stranger.execute("ROLLBACK")).start()
    for writer in writers:
        writer.join(60)
    assert [writer.answer for writer in writers] == ["written"] * 4


def test_those_who_wait_behind_each_other_find_out_together(
    stranger: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, until: Callable[..., Any]
) -> None:
    monkeypatch.setattr(db, "BUSY_TIMEOUT", 1.0)
    stranger.execute("BEGIN IMMEDIATE")
    writers = [begin() for _ in range(40)]  # one after another these would be 40 s
    until(lambda: all(writer.answer for writer in writers), "answers", 60)
    assert {"another program holds it" in (writer.answer or "") for writer in writers} == {True}


def test_a_short_wait_ends_while_somebody_with_a_long_one_has_the_turn(
    stranger: sqlite3.Connection, until: Callable[..., Any]
) -> None:
    stranger.execute("BEGIN IMMEDIATE")
    patient = begin()
    until(lambda: not _turn_is_free(), "the turn taken")
    with patience.short(), pytest.raises(UnreachableError, match="locked"), db.transaction():
        pass
    assert patient.answer is None
    stranger.execute("ROLLBACK")
    patient.join(60)
    assert patient.answer == "written"
    with db.transaction():  # and the turn was given back
        pass


def test_who_waits_already_waits_no_longer_once_the_process_ends(
    stranger: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, until: Callable[..., Any]
) -> None:
    monkeypatch.setattr(db, "BUSY_TIMEOUT", 3600.0)
    stranger.execute("BEGIN IMMEDIATE")
    writers = [begin() for _ in range(3)]
    with patience.ending():
        until(lambda: all(writer.answer for writer in writers), "answers")
    assert not patience.is_ending()
    assert patience.seconds(20.0) == 20.0


def test_a_transaction_within_another_one_needs_no_second_turn(
    stranger: sqlite3.Connection,
) -> None:
    with db.transaction():
        _insert_and_fail()
        db.execute("INSERT INTO t VALUES (2)")
    assert stranger.execute("SELECT x FROM t").fetchall() == [(2,)]


def test_a_look_outside_of_a_transaction_waits_as_long_as_ever(
    stranger: sqlite3.Connection,
) -> None:
    with patience.short(), db.transaction():
        pass
    waits = db.execute("PRAGMA busy_timeout").fetchone()[0]
    assert waits == int(db.BUSY_TIMEOUT * 1000)


def _insert_and_fail() -> None:
    with suppress(KeyError), db.transaction():
        db.execute("INSERT INTO t VALUES (1)")
        raise KeyError


def _turn_is_free() -> bool:
    free = sqlite_turn._turn.acquire(blocking=False)
    if free:
        sqlite_turn._turn.release()
    return free
