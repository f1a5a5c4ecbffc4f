"""The whole service within one process: for ``contenthub up`` and for commands that find none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from contenthub.boot import Backends
from contenthub.broker import LINE, QUEUES
from contenthub.engine import Engine
from contenthub.settings import Settings


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
        settings, queues = replace(settings, max_concurrent_tasks=0), (LINE,)
    engine = Engine(settings, kind, backends=backends, queues=queues)
    engine.start()
    try:
        yield engine
    finally:
        engine.stop()


def call(settings: Settings, name: str, arguments: dict[str, object]) -> None:
    """Run one actor in this process, as if its message had come. Raises what the actor raises."""
    from contenthub.actors import catalogue
    from contenthub.boot import App

    app = App(replace(settings, redis_url=""), "send", 0)
    catalogue.declare(app.broker, settings.task_timeout)
    app.start()
    try:
        functions = {spec.name: spec.function for spec in catalogue.ALL}
        functions[name](**arguments)
    finally:
        app.leases.stop()
