"""Copies of a PostgreSQL database, made and checked by PostgreSQL's own programs.

They are one consistent snapshot while everybody goes on. Putting one back is `pg_restore`'s part: a
server's database is not ours to replace.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from contenthub.database import unfinished
from contenthub.database_address import PostgresServer
from contenthub.errors import UnreachableError

LONGEST = 6 * 3600.0  # seconds that a copy may take, of either kind of database
_LOCK = 20_000  # milliseconds to wait for a table that somebody alters
_MOST_TOLD = 300  # letters of what a program says


def dump(address: PostgresServer, target: Path) -> int:
    """Write the database to ``target``, in pg_dump's custom format; returns its size in bytes.

    Raises UnreachableError where the program is missing, fails, or leaves what cannot be read.
    """
    try:
        with unfinished.beside(target) as fresh:
            _write(address, fresh)
            _run("pg_restore", ["--list", str(fresh)], {})
            os.replace(fresh, target)
    except OSError as error:
        raise UnreachableError(
            f"{target} cannot be written ({error})",
            advice="see that the folder exists, is writable and has space",
        ) from error
    return target.stat().st_size


def _write(address: PostgresServer, fresh: Path) -> None:
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    parts = {name: value for name, value in conninfo_to_dict(address.dsn).items() if value}
    password = str(parts.pop("password", ""))  # arguments can be read by everybody on the machine
    given = ["--format=custom", "--no-password", f"--lock-wait-timeout={_LOCK}"]
    where = [f"--file={fresh}", f"--dbname={make_conninfo('', **parts)}"]
    _run("pg_dump", [*given, *where], {"PGPASSWORD": password} if password else {})
    with fresh.open("rb") as written:
        os.fsync(written.fileno())


def _run(program: str, arguments: list[str], secrets: dict[str, str]) -> None:
    try:
        done = subprocess.run(
            [program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, **secrets},
            timeout=LONGEST / 2,
            check=False,
        )
    except FileNotFoundError:
        advice = f"install PostgreSQL's client programs: {program} is not on the path"
        raise UnreachableError("PostgreSQL cannot be copied here", advice=advice) from None
    except subprocess.TimeoutExpired:
        raise UnreachableError(f"{program} did not end within {LONGEST / 2:.0f} s") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().replace("\n", "; ")
        raise UnreachableError(f"{program} failed: {said[:_MOST_TOLD] or done.returncode}")
