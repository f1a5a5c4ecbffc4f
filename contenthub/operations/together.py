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
SECONDS = 20.0  # for all together


def ask(
    questions: Sequence[Callable[[], T]], at_once: int = AT_ONCE, seconds: float = SECONDS
) -> list[T | None]:
    """The answer to each question, in their order; None: there was none in time.

    What a question raises is raised. One that is not answered in time goes on in a thread that
    nobody waits for, not even the end of the process; no further one is begun then.
    """
    asked = _Asked(questions)
    threads = [
        threading.Thread(target=asked.work, name="asks", daemon=True)
        for _ in range(min(at_once, len(questions)))
    ]
    for thread in threads:
        thread.start()
    end = clock.steady() + seconds
    for thread in threads:
        thread.join(max(0.0, end - clock.steady()))
    return asked.answers()


class _Asked(Generic[T]):
    """Questions, and what was answered so far."""

    def __init__(self, questions: Sequence[Callable[[], T]]) -> None:
        self._questions = questions
        self._waiting: SimpleQueue[int] = SimpleQueue()
        self._answers: dict[int, T] = {}
        self._raised: list[BaseException] = []
        for number in range(len(questions)):
            self._waiting.put(number)

    def work(self) -> None:
        """Ask one after another, until none is left."""
        with suppress(Empty):
            while True:
                number = self._waiting.get_nowait()
                try:
                    self._answers[number] = self._questions[number]()
                except BaseException as error:
                    self._raised.append(error)

    def answers(self) -> list[T | None]:
        """All that are there; what waits is not asked any more."""
        with suppress(Empty):
            while True:
                self._waiting.get_nowait()
        if self._raised:
            raise self._raised[0]
        return [self._answers.get(number) for number in range(len(self._questions))]
