"""`contenthub db …`: the database itself: its migrations, its copies, its health."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from typing import Annotated

import typer

from contenthub import clock, private_files
from contenthub.commands.console.output import print_document, print_rows
from contenthub.commands.console.session import FormatOption, Session, session
from contenthub.commands.console.waiting import say
from contenthub.errors import ContentHubError, InputError, NotAllowedError

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
    from contenthub import migrations
    from contenthub.database import backup, db

    fresh = _open_as_it_is(current)
    if fresh or migrations.applied() == migrations.names():
        applied = migrations.names() if fresh else []
        print_document({"applied": applied, "backup": None}, fmt)
        return
    _demand_no_service("migrated")
    copy = None
    if db.is_sqlite():
        copy = backup.free_name(db.sqlite_path(), "before-migration", clock.now())
        backup.back_up(db.sqlite_path(), copy)
    print_document({"applied": migrations.migrate(), "backup": copy}, fmt)


@app.command("status")
def status(context: typer.Context, format_: FormatOption = None) -> None:
    """Show where the database is, its size, its migrations and how many rows each table has.

    \b
    Example: contenthub db status
    """
    current = session(context)
    fmt = current.format(format_)
    _open_as_it_is(current)
    from contenthub import migrations
    from contenthub.database import db
    from contenthub.queries import integrity

    known = [
        {
            "migration": m.name,
            # peewee's history keeps the naive local time
            "applied_at": m.applied_at and m.applied_at.astimezone(UTC),
            "known": m.known,
        }
        for m in migrations.status()
    ]
    counts = integrity.rows_per_table()
    print_document(
        {
            "address": current.settings.database.shown,
            "kind": "sqlite" if db.is_sqlite() else "postgresql",
            "size_bytes": integrity.size(),
            **_beside(),
            "up_to_date": all(m["known"] and m["applied_at"] for m in known),
            "migrations": known,
            "tables": [{"table": name, "rows": count} for name, count in counts.items()],
        },
        fmt,
    )


@app.command("backup")
def backup_(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="The file to write.")],
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    format_: FormatOption = None,
) -> None:
    """Copy the database to a file, consistent and checked, while the service goes on.

    \b
    Example: contenthub db backup backups/monday.db
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    from contenthub.database import backup, db

    _demand_sqlite("pg_dump --format=custom")
    target = path.expanduser().absolute()
    size = backup.back_up(db.sqlite_path(), target, force=force)
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
    from contenthub import boot, migrations
    from contenthub.database import backup, db

    source = path.expanduser().absolute()
    db.open_database(current.settings.database)
    _demand_sqlite("pg_restore")
    found = backup.inspect(source, migrations.names())
    _demand_no_service_if_readable("replaced")
    db.close()
    live = db.sqlite_path()
    private_files.make_folder(live.parent)
    kept = backup.restore(source, live)
    print_document({"restored": source, "tasks": found.tasks, "replaced_kept_at": kept}, fmt)
    try:
        boot.open_database(current.settings)
    except NotAllowedError:
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
    current.open()
    from contenthub.database import compacting, db

    _demand_sqlite("VACUUM FULL")
    _demand_no_service("compacted")
    db.close()
    done = compacting.compact(db.sqlite_path())
    print_document({"size_before": done.before, "size_bytes": done.after}, fmt)


@app.command("check")
def check(context: typer.Context, format_: FormatOption = None) -> None:
    """Check that the database is whole and says nothing that cannot be; exit code 1 if not.

    \b
    Example: contenthub db check
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    from contenthub.queries import integrity

    with _bar(len(integrity.CHECKS)) as begin:
        findings = integrity.findings(begin)
    found = [{"check": f.check, "detail": f.finding} for f in findings]
    print_rows(
        found,
        ("check", "detail"),
        fmt,
        folded={"detail"},
        empty=f"in order: {len(integrity.CHECKS)} checks found nothing",
    )
    if found:
        raise ContentHubError(
            f"{len(found)} findings: keep a copy (`contenthub db backup`), and restore a backup "
            "or look at these rows"
        )


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


def _beside() -> dict[str, int]:
    """What lies beside a SQLite file: its log, and copies that a killed program left."""
    from contenthub.database import db, sqlite_file, unfinished

    if not db.is_sqlite():
        return {}
    left = unfinished.left_behind(db.sqlite_path().parent)
    return {
        "log_bytes": sqlite_file.log_size(db.sqlite_path()),
        "unfinished_copies": len(left),
        "unfinished_bytes": sum(map(unfinished.size_of, left)),
    }


def _open_as_it_is(current: Session) -> bool:
    """Open it whatever its version; an empty one is migrated, and True returned."""
    from contenthub import migrations
    from contenthub.database import db, sqlite_file

    path = current.settings.home_folder
    try:
        if not current.settings.database_url:
            private_files.make_folder(path)
        db.open_database(current.settings.database)
        if db.is_sqlite():
            sqlite_file.prepare(db.sqlite_path())
        empty = not migrations.applied()
    except OSError as error:
        raise db.unreachable(error) from error
    if empty:
        current.open()
    return empty


def _demand_sqlite(instead: str) -> None:
    from contenthub.database import db

    if not db.is_sqlite():
        raise InputError(f"the database is PostgreSQL; use its own tool: `{instead}`")


def _demand_no_service(done: str) -> None:
    """Raise NotAllowedError while a process works on the database."""
    from contenthub.queries import service

    if living := service.at_work():
        one = living[0]
        raise NotAllowedError(
            f"the database cannot be {done} while a service runs ({one.kind}, pid {one.pid} on "
            f"{one.host}): stop it first"
        )


def _demand_no_service_if_readable(done: str) -> None:
    """The same for a database that may be broken, or none: it is said, and replaced."""
    from contenthub.database import db, sqlite_file

    try:
        if db.is_sqlite():
            sqlite_file.demand_whole(db.sqlite_path())
        _demand_no_service(done)
    except NotAllowedError:
        raise
    except Exception as error:  # it has no such table, or is no database any more
        say(f"the present database cannot be read ({error})")
