"""`contenthub up` and `contenthub worker`: the service, in one process or as daemons."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from contenthub.commands.console.session import session
from contenthub.errors import InputError, UnreachableError, WorkFailedError
from contenthub.settings import Settings

QUEUES = ("line", "look", "fetch", "generate")


def register(app: typer.Typer) -> None:
    """Add the commands to the main program."""
    app.command("up")(up)
    app.command("worker")(worker)


def up(context: typer.Context) -> None:
    """Run the whole service in this process, until Ctrl-C or SIGTERM.

    \b
    Example: contenthub up
    """
    current = session(context)
    raise typer.Exit(current.hooks.serve(current.open()))


def worker(
    context: typer.Context,
    processes: Annotated[int, typer.Option(min=1, max=64, help="Worker processes.")] = 1,
    threads: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(min=1, max=256, help="Generations at a time per process; default: all slots."),
    ] = None,
    queue: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            "--queue",
            "-q",
            help="Serve only this queue (line, look, fetch or generate); repeatable.",
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Only say whether a worker is alive and can work; exit 5 or 6 if not."
        ),
    ] = False,
) -> None:
    """Run the worker daemon. Needs REDIS_URL; without Redis use `contenthub up`.

    \b
    Example: contenthub worker --processes 2
    """
    current = session(context)
    settings = current.open()
    if check:
        _check(settings)
        return
    if settings.embedded:
        raise InputError(
            "REDIS_URL is not set: without Redis one process does everything, `contenthub up`"
        )
    queues = tuple(dict.fromkeys(queue or QUEUES))
    unknown = [name for name in queues if name not in QUEUES]
    if unknown:
        raise InputError(f"no queue {unknown[0]!r}; allowed: {', '.join(QUEUES)}")
    raise typer.Exit(
        current.hooks.work(settings, processes=processes, threads=threads, queues=queues)
    )


def _check(settings: Settings) -> None:
    """Name every living worker. Raises UnreachableError or WorkFailedError where none can work."""
    from contenthub.queries import health, service

    _demand_broker(settings)
    health.demand_writable()
    living = [one for one in service.living_workers() if one.queues]  # a scheduler does no work
    if not living:
        raise UnreachableError("no worker is alive: start `contenthub up` or `contenthub worker`")
    for one in living:
        typer.echo(f"{one.kind} {one.host} pid {one.pid} broker {one.broker} version {one.version}")
    stuck = [one for one in health.standing_still() if one.stuck]
    if stuck:
        named = "; ".join(f"{one.count} {one.what} {one.why}" for one in stuck)
        raise WorkFailedError(f"work is stuck ({named}): `contenthub doctor` says more")


def _demand_broker(settings: Settings) -> None:
    if settings.embedded:
        return
    from contenthub.broker import check

    answer = check.check(settings.redis_url)
    if answer.slow is not None:
        typer.echo(f"Redis works, and slowly: {answer.slow.detail}: {answer.slow.advice}", err=True)
