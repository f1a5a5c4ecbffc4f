"""`contenthub up`, `worker` and `api`: the service, in one process or as daemons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from contenthub.commands.console.notes import say
from contenthub.commands.console.service_notes import say_who_works_already
from contenthub.commands.console.session import session
from contenthub.errors import InputError
from contenthub.operations.checkup.alive import demand_progress, living_workers
from contenthub.queues import QUEUES
from contenthub.settings import Settings

_NAMES = f"{', '.join(QUEUES[:-1])} or {QUEUES[-1]}"


def register(app: typer.Typer) -> None:
    """Add the commands to the main program."""
    app.command("up")(up)
    app.command("worker")(worker)
    app.command("api")(api)


def up(
    context: typer.Context,
    with_api: Annotated[
        bool, typer.Option("--api/--no-api", help="Whether the REST API is served, too.")
    ] = True,
) -> None:
    """Run the whole service in this process, until it is ended.

    \b
    Example: contenthub up
    """
    current = session(context)
    settings = current.open()
    say_who_works_already()
    raise typer.Exit(current.hooks.serve(settings, with_api=with_api))


def api(context: typer.Context) -> None:
    """Run the daemon of the REST API, which `up` serves as well.

    Exit code 5 says that its port is taken.

    \b
    Example: contenthub api
    """
    current = session(context)
    raise typer.Exit(current.hooks.answer(current.open()))


def worker(
    context: typer.Context,
    processes: Annotated[int, typer.Option(min=1, max=64, help="Worker processes.")] = 1,
    threads: Annotated[
        int | None,
        typer.Option(min=1, max=256, help="Generations at a time per process; default: all slots."),
    ] = None,
    queue: Annotated[
        list[str] | None,
        typer.Option("--queue", "-q", help=f"Serve only this queue ({_NAMES}); repeatable."),
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
    served = _known(queue or QUEUES)
    raise typer.Exit(
        current.hooks.work(settings, processes=processes, threads=threads, queues=served)
    )


def _known(queues: Sequence[str]) -> tuple[str, ...]:
    """Each of these queues once. Raises InputError for one that there is not."""
    for name in queues:
        if name not in QUEUES:
            raise InputError(f"no queue {name!r}; allowed: {', '.join(QUEUES)}")
    return tuple(dict.fromkeys(queues))


def _check(settings: Settings) -> None:
    """Name every living worker. Raises UnreachableError or WorkFailedError where none can work."""
    found = living_workers(settings)
    if found.slow is not None:
        say(found.slow)
    for one in found.processes:
        typer.echo(f"{one.kind} {one.host} pid {one.pid} broker {one.broker} version {one.version}")
    demand_progress()
