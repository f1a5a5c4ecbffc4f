"""What is said of the service that goes on with what a command began."""

from __future__ import annotations

from typing import Any

from contenthub.commands.console.notes import redis_is_away, say
from contenthub.queries import service


def say_who_goes_on(count: int, bell: Any = None) -> None:
    """Say whether a service runs, which goes on with so many tasks.

    ``bell`` is what this command rang with: where it found no Redis, workers may find none either.
    """
    them = "it" if count == 1 else "them"
    away = bell is not None and not bell.reachable
    if away:
        what = "the task is" if count == 1 else "the tasks are"
        say(f"{redis_is_away(bell)}; {what} safe")
    if away and service.needs_redis():
        say(f"workers run, and go on with {them} as soon as they reach Redis")
    elif service.service_runs():
        say(f"a service runs and goes on with {them}")
    else:
        say_if_nobody_works(them)


def say_if_nobody_works(them: str = "it", queue: str | None = None) -> None:
    """Say it where no service runs (that serves ``queue``) to go on with what was changed."""
    if not service.service_runs(queue):
        say(f"no service runs: start `contenthub up`, which goes on with {them}")


def say_who_works_already() -> None:
    """Say that a service runs: one more shares the work with it, and few mean to start it."""
    for one in service.at_work():
        if one.kind == "up":
            say(f"`contenthub up` runs already (pid {one.pid} on {one.host}); both share the work")


def tell_who_publishes(bell: Any) -> None:
    """Say what keeps the pool from being worked on at once, if anything."""
    if bell is not None and not bell.reachable:
        say(f"{redis_is_away(bell)}; the change is safe, and the service will see it by itself")
    if not service.service_runs():
        say(
            "no service runs: `contenthub up` publishes what is due, "
            "`contenthub publish-pool publish CONTENT_ID` publishes one at once"
        )
