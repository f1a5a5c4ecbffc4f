"""What publishers keep is there for all processes until its time is over, on either database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contenthub import clock
from contenthub.database import db
from contenthub.lifecycle import target_notes
from contenthub.lifecycle.target_notes import TargetNotes
from tests.support.same_moment import at_the_same_moment


@pytest.fixture(params=["database", "site"], ids=["sqlite", "postgresql"])
def notes(request: pytest.FixtureRequest) -> TargetNotes:
    request.getfixturevalue(request.param)
    return TargetNotes()


def after(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(seconds=seconds))


def test_what_is_kept_is_there_for_others_until_its_time_is_over(
    notes: TargetNotes, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes.keep("a", "茶 'tea'", 100)
    assert TargetNotes().recall("a") == "茶 'tea'"
    assert notes.recall("b") is None
    after(monkeypatch, 101)
    assert notes.recall("a") is None


def test_the_last_one_that_was_kept_counts_and_what_is_forgotten_is_gone(
    notes: TargetNotes,
) -> None:
    notes.keep("a", "one", 100)
    notes.keep("a", "two", 100)
    assert notes.recall("a") == "two"
    notes.forget("a")
    notes.forget("a")
    assert notes.recall("a") is None


def test_the_sweep_removes_what_is_over(
    notes: TargetNotes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abc":
        notes.keep(name, "x", 100)
    assert target_notes.forget_old() == 0
    after(monkeypatch, 101)
    notes.keep("d", "x", 100)
    assert target_notes.forget_old() == 3
    assert db.execute("SELECT name FROM target_notes").fetchall() == [("d",)]


def test_a_turn_is_had_once_within_its_time(
    notes: TargetNotes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [notes.turn("t", 30) for _ in range(3)] == [True, False, False]
    assert notes.turn("other", 30)
    after(monkeypatch, 31)
    assert [notes.turn("t", 30) for _ in range(2)] == [True, False]


def test_of_many_at_once_one_has_the_turn(notes: TargetNotes) -> None:
    had: list[bool] = []
    at_the_same_moment(lambda: had.append(notes.turn("t", 30)))
    assert sorted(had) == [False] * 5 + [True]
