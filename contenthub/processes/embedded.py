"""The whole service within one process: for ``contenthub up`` and for commands that find none."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from contenthub.backends import Backends
from contenthub.processes import watchdog
from contenthub.processes.engine import Engine
from contenthub.queues import LINE, LOOK, PUBLISH, QUEUES
from contenthub.settings import Settings

IDLE_WAKE = 0.1  # seconds: a person waits for the end of the command


@contextmanager
def running(
    settings: Settings,
    kind: str = "embedded",
    backends: Backends | None = None,
    *,
    only_publish: bool = False,
) -> Iterator[Engine]:
    """Work in this process while the block runs, on an in-process broker even where Redis is set.

    ``only_publish`` starts no generation: a person who publishes an article does not want to
    pay for another one.
    """
    settings = replace(settings, redis_url="")
    queues: tuple[str, ...] = QUEUES
    if only_publish:
        settings, queues = replace(settings, max_concurrent_tasks=0), (LINE, LOOK, PUBLISH)
    engine = Engine(settings, kind, backends=backends, queues=queues, idle_wake=IDLE_WAKE)
    with watchdog.watched(settings.lease):
        engine.start()
        with _ended_by_signals(engine) as end:
            try:
                yield engine
            finally:
                end.begun = True
                engine.stop()


@dataclass
class _End:
    """How the end of the work is asked for; a signal that comes while it ends makes it shorter."""

    engine: Engine
    begun: bool = False
    hurried: bool = False

    def on_signal(self, *_: object) -> None:
        """The first one ends the block, the next hands running work back, a third breaks off."""
        if self.begun and not self.hurried:
            self.hurried = True
            self.engine.hurry()
            return
        self.begun = True
        raise KeyboardInterrupt


@contextmanager
def _ended_by_signals(engine: Engine) -> Iterator[_End]:
    """Let SIGTERM and SIGHUP end the block like Ctrl-C, so that running work is handed back."""
    end = _End(engine)
    if threading.current_thread() is not threading.main_thread():
        yield end
        return
    numbers = [signal.SIGTERM, signal.SIGHUP]
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # a job in a script's background
        numbers.append(signal.SIGINT)
    before = {number: signal.signal(number, end.on_signal) for number in numbers}
    try:
        yield end
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def call(settings: Settings, name: str, arguments: dict[str, object]) -> None:
    """Run one actor in this process, as if its message had come. Raises what the actor raises."""
    from contenthub.actors import catalogue
    from contenthub.boot import App

    app = App(replace(settings, redis_url=""), "send", 0)
    catalogue.declare(app.broker, settings)
    with watchdog.watched(settings.lease):
        app.start()
        try:
            functions = {spec.name: spec.function for spec in catalogue.ALL}
            functions[name](**arguments)
        finally:
            app.leases.stop()
