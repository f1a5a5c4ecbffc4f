"""Asks many who may be slow or silent: some of them at the same time, and until time is up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from contenthub import clock

T = TypeVar("T")

AT_ONCE = 8
MOST_AT_ONCE = 64  # with those that are silent
PATIENCE = 1.0  # seconds after which one counts as silent, and another one is asked beside it
SECONDS = 20.0  # for all together


def ask(
    questions: Sequence[Callable[[], T]], at_once: int = AT_ONCE, seconds: float = SECONDS
) -> list[T | None]:
    """The answer to each question, in their order; None: there was none in time.

    What a question raises is raised. Those that are silent keep the others waiting for a second at
    most, unless they are very many. One that is not answered in time goes on in a thread that
    nobody waits for, not even the end of the process; no further one is begun then.
    """
    asked = _Asked(questions)
    end = clock.steady() + seconds
    while not asked.are_answered(min(PATIENCE, end - clock.steady()), at_once):
        if clock.steady() >= end:
            break
    return asked.answers()


class _Asked(Generic[T]):
    """Questions, and what was answered so far."""

    def __init__(self, questions: Sequence[Callable[[], T]]) -> None:
        self._questions = questions
        self._waiting: SimpleQueue[int] = SimpleQueue()
        self._begun: dict[int, float] = {}  # those that are being asked, and since when
        self._answers: dict[int, T] = {}
        self._raised: list[BaseException] = []
        self._all = threading.Event()
        self._threads = 0
        for number in range(len(questions)):
            self._waiting.put(number)
        if not questions:
            self._all.set()

    def are_answered(self, seconds: float, at_once: int) -> bool:
        """Wait so long for all; so many are asked at once, besides those that are silent."""
        now = clock.steady()
        silent = sum(now - since >= PATIENCE for since in list(self._begun.values()))
        wanted = min(at_once + silent, MOST_AT_ONCE, self._threads + self._waiting.qsize())
        for _ in range(wanted - self._threads):
            threading.Thread(target=self._work, name="asks", daemon=True).start()
            self._threads += 1
        return self._all.wait(max(0.0, seconds))

    def _work(self) -> None:
        """Ask one after another, until none is left."""
        with suppress(Empty):
            while True:
                number = self._waiting.get_nowait()
                self._begun[number] = clock.steady()
                try:
                    self._answers[number] = self._questions[number]()
                except BaseException as error:
                    self._raised.append(error)
                del self._begun[number]
                if len(self._answers) + len(self._raised) == len(self._questions):
                    self._all.set()

    def answers(self) -> list[T | None]:
        """All that are there; what waits is not asked any more."""
        with suppress(Empty):
            while True:
                self._waiting.get_nowait()
        if self._raised:
            raise self._raised[0]
        return [self._answers.get(number) for number in range(len(self._questions))]
