"""The whole service within one process: for ``contenthub up`` and for commands that find none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from contenthub.boot import Backends
from contenthub.engine import Engine
from contenthub.settings import Settings


@contextmanager
def running(settings: Settings, kind: str = "embedded", backends: Backends | None = None,
            *, own_broker: bool = True) -> Iterator[Engine]:  # fmt: skip
    """Work in this process while the block runs.

    ``own_broker`` uses the in-process broker even where Redis is configured.
    """
    if own_broker:
        settings = replace(settings, redis_url="")
    engine = Engine(settings, kind, backends=backends)
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
