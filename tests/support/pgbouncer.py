"""A real PgBouncer in front of a PostgreSQL of the tests, in transaction mode.

It comes from Debian's packages; ``make test`` installs it where that is permitted.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.processes import Process, wait_until
from tests.support.servers import (
    Postgres,
    ServerUnavailableError,
    free_port,
    unprivileged_user,
)

_SETTINGS = """\
[databases]
* = host=127.0.0.1 port={port} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 4
server_tls_sslmode = disable
"""


@contextmanager
def pgbouncer(server: Postgres) -> Iterator[int]:
    """The port of a PgBouncer whose four connections serve whatever comes.

    Raises ServerUnavailableError, which says what helps.
    """
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        raise ServerUnavailableError(
            "PgBouncer is not installed; as root on Debian: apt-get install pgbouncer"
        )
    folder = Path(tempfile.mkdtemp(prefix="pgbouncer-"))
    port = free_port()
    (folder / "ini").write_text(_SETTINGS.format(port=server.port, listen=port))
    process = _start(program, folder)
    try:
        wait_until(lambda: _accepts(port), 60.0, "a connection to PgBouncer", process)
        yield port
    finally:
        process.kill()
        shutil.rmtree(folder)


def _start(program: str, folder: Path) -> Process:
    who = {}
    if os.geteuid() == 0:  # it refuses to run as root
        user = unprivileged_user()
        who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        os.chown(folder, user.pw_uid, user.pw_gid)
    log = folder / "log"
    with log.open("w") as out:
        popen = subprocess.Popen(
            [program, folder / "ini"],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            text=True,
            **who,
        )  # type: ignore[call-overload]
    return Process("pgbouncer", popen, log, log)


def _accepts(port: int) -> bool:
    import psycopg

    try:
        psycopg.connect(
            f"postgresql://postgres@127.0.0.1:{port}/postgres", connect_timeout=2
        ).close()
    except psycopg.OperationalError:
        return False
    return True
