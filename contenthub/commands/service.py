"""`contenthub up` and `contenthub worker`: the service, in one process or as daemons."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from contenthub.commands.session import session
from contenthub.errors import InputError, UnreachableError

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
        bool, typer.Option("--check", help="Only say whether a worker is alive; exit 5 if not.")
    ] = False,
) -> None:
    """Run the worker daemon. Needs REDIS_URL; without Redis use `contenthub up`.

    \b
    Example: contenthub worker --processes 2
    """
    current = session(context)
    settings = current.open()
    if check:
        _check()
        return
    if settings.embedded:
        raise InputError("REDIS_URL is not set: without Redis one process does everything, "
                         "`contenthub up`")  # fmt: skip
    queues = tuple(dict.fromkeys(queue or QUEUES))
    unknown = [name for name in queues if name not in QUEUES]
    if unknown:
        raise InputError(f"no queue {unknown[0]!r}; allowed: {', '.join(QUEUES)}")
    raise typer.Exit(
        current.hooks.work(settings, processes=processes, threads=threads, queues=queues)
    )


def _check() -> None:
    from contenthub.queries import health, service

    living = [one for one in service.living_workers() if one.queues]  # a scheduler does no work
    if not living:
        health.demand_writable()  # or nobody could tell that it lives
        raise UnreachableError("no worker is alive: start `contenthub up` or `contenthub worker`")
    for one in living:
        typer.echo(f"{one.kind} {one.host} pid {one.pid} broker {one.broker} version {one.version}")
