"""What is said of the service that goes on with what a command began."""

from __future__ import annotations

from typing import Any

from contenthub.commands.console.notes import say
from contenthub.queries import service


def say_who_goes_on(count: int) -> None:
    """Say whether a service runs, which goes on with so many tasks."""
    them = "it" if count == 1 else "them"
    if service.service_runs():
        say(f"a service runs and goes on with {them}")
    else:
        say(f"no service runs: start `contenthub up`, which goes on with {them}")


def say_if_nobody_works(them: str = "it", queue: str | None = None) -> None:
    """Say it where no service runs (that serves ``queue``) to go on with what was changed."""
    if not service.service_runs(queue):
        say(f"no service runs: `contenthub up` starts one, which goes on with {them}")


def tell_who_publishes(bell: Any) -> None:
    """Say what keeps the pool from being worked on at once, if anything."""
    if bell is not None and not bell.reachable:
        say("Redis cannot be reached; the change is safe, and the service will see it by itself")
    if not service.service_runs():
        say(
            "no service runs: `contenthub up` publishes what is due, "
            "`contenthub publish-pool publish CONTENT_ID` publishes one at once"
        )
