"""`contenthub db …`: the database itself: its migrations, its copies, its health."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from contenthub.commands.console import advice
from contenthub.commands.console.notes import say
from contenthub.commands.console.output import Format, print_document, print_rows, print_text
from contenthub.commands.console.session import FormatOption, session
from contenthub.errors import InputError
from contenthub.operations import database
from contenthub.queries import integrity

app = typer.Typer(
    name="db", help="Migrate, back up, restore and check the database.", no_args_is_help=True
)


@app.command("migrate")
def migrate(context: typer.Context, format_: FormatOption = None) -> None:
    """Bring the database to this program's schema; a SQLite file is backed up before.

    \b
    Example: contenthub db migrate
    """
    current = session(context)
    fmt = current.format(format_)
    done = database.migrate(current.settings)
    if fmt is Format.TABLE and not done.applied:
        print_text("nothing to do: the database is of this version\n")
        return
    print_document({"applied": done.applied, "backup": done.backup}, fmt)


@app.command("status")
def status(context: typer.Context, format_: FormatOption = None) -> None:
    """Show where the database is, its size, its migrations and how many rows each table has.

    \b
    Example: contenthub db status
    """
    current = session(context)
    fmt = current.format(format_)
    found = database.status(current.settings)
    print_document(
        {
            "address": found.address,
            "kind": found.kind,
            "size_bytes": found.size_bytes,
            **(asdict(found.beside) if found.beside else {}),
            "up_to_date": found.up_to_date,
            "migrations": [asdict(one) for one in found.migrations],
            "tables": [{"table": name, "rows": count} for name, count in found.rows.items()],
        },
        fmt,
    )
    if not found.up_to_date and (why := database.why_refused(current.settings)):
        say(advice.line(why))


@app.command("backup")
def backup_(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="The file to write.")],
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    format_: FormatOption = None,
) -> None:
    """Copy the database to a file, consistent and checked, while the service goes on.

    PostgreSQL is copied by its own pg_dump, which has to be installed.

    \b
    Example: contenthub db backup backups/monday.db
    """
    current = session(context)
    fmt = current.format(format_)
    if str(path) == "-":
        raise InputError("a copy of the database cannot be printed; name a file")
    target = path.expanduser().absolute()
    size = database.back_up(current.settings, target, force=force)
    print_document({"backup": target, "size_bytes": size, "integrity": "ok"}, fmt)


@app.command("restore")
def restore(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="A file made by `contenthub db backup`.")],
    format_: FormatOption = None,
) -> None:
    """Put a backup in the place of the database; the replaced one is kept beside it.

    \b
    Example: contenthub db restore backups/monday.db
    """
    current = session(context)
    fmt = current.format(format_)
    source = path.expanduser().absolute()
    done = database.restore(current.settings, source, say)
    print_document(
        {"restored": source, "tasks": done.tasks, "replaced_kept_at": done.replaced_kept_at}, fmt
    )
    if database.why_refused(current.settings):
        say("the backup is of an older version: run `contenthub db migrate` now")


@app.command("compact")
def compact(context: typer.Context, format_: FormatOption = None) -> None:
    """Write a SQLite database anew without its free space; needs the disk space of two copies.

    From then on `contenthub task cleanup` gives its space back by itself, as it does in a
    database that was made by this version. Killed at any moment, nothing is lost.

    \b
    Example: contenthub db compact
    """
    current = session(context)
    fmt = current.format(format_)
    done = database.compact(current.settings)
    print_document({"size_before": done.before, "size_bytes": done.after}, fmt)


@app.command("check")
def check(
    context: typer.Context,
    repair: Annotated[
        bool, typer.Option("--repair", help="Count anew what was counted wrong of the tasks.")
    ] = False,
    format_: FormatOption = None,
) -> None:
    """Check that the database is whole and says nothing that cannot be; exit code 1 if not.

    \b
    Example: contenthub db check
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    with _bar(len(integrity.CHECKS)) as begin:
        found = integrity.findings(begin)
    if repair:
        found = _repaired(found)
    print_rows(
        [{"check": one.check, "detail": one.finding} for one in found],
        ("check", "detail"),
        fmt,
        folded={"detail"},
        empty=f"in order: {len(integrity.CHECKS)} checks found nothing",
    )
    database.demand_in_order(found)


def _repaired(found: list[integrity.Finding]) -> list[integrity.Finding]:
    left = database.repair(found)
    mended = {one.check for one in found} - {one.check for one in left}
    for check in sorted(mended):
        say(f"repaired: {check}")
    return left


@contextmanager
def _bar(checks: int) -> Iterator[Callable[[str], None]]:
    """A bar on a terminal, as the checks read the whole database; silent elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=checks + 1)

        def begin(name: str) -> None:
            progress.update(task, advance=1, description=name)

        yield begin
