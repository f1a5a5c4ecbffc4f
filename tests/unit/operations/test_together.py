"""Many are asked at the same time; who is silent keeps nobody."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest

from contenthub.operations import together


@pytest.fixture
def never() -> Iterator[threading.Event]:
    """What a silent one waits for, which comes when the test is over."""
    event = threading.Event()
    yield event
    event.set()


def test_answers_come_in_the_order_of_the_questions() -> None:
    assert together.ask([partial(int, str(number)) for number in range(20)]) == [*range(20)]
    assert together.ask([]) == []


def test_so_many_are_asked_at_the_same_time() -> None:
    everybody = threading.Barrier(3)  # opens for three that wait together
    assert together.ask([lambda: everybody.wait(60) >= 0] * 6, at_once=3) == [True] * 6


def test_who_is_silent_has_no_answer_and_the_others_theirs(never: threading.Event) -> None:
    questions = [lambda: never.wait(), lambda: "here", lambda: "there"]
    assert together.ask(questions, at_once=2, seconds=0.5)[1:] == ["here", "there"]
    begun: list[str] = []
    silent = [lambda: never.wait()] * 2
    assert together.ask([*silent, lambda: begun.append("late")], 2, 0.05) == [None] * 3
    never.set()
    assert begun == []


def test_many_that_are_silent_do_not_keep_the_others_from_being_asked(
    never: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "PATIENCE", 0.05)
    asked = threading.Event()
    silent = [lambda: never.wait()] * 5
    answers = together.ask([*silent, asked.set, lambda: "here"], at_once=2, seconds=3)
    assert (answers[-1], asked.is_set()) == ("here", True)


def test_what_a_question_raises_is_raised() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        together.ask([partial(int, "x"), partial(int, "1")])
