"""The composition root: settings, then the database, then the broker and the backends.

Everything that the parts need of each other is put together here and nowhere else; tests hand
in fakes as arguments.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from contenthub import migrations, private_files
from contenthub.backends import Backends, creator_names, publisher_names
from contenthub.creators import base as creators_base
from contenthub.database import db, server_clock, sqlite_file
from contenthub.database_address import SqliteFile
from contenthub.errors import SettingError, UnreachableError
from contenthub.lifecycle import unit
from contenthub.programs import environment
from contenthub.queries import named_variables
from contenthub.settings import Settings
from contenthub.spool import Spool
from contenthub.states import ActorName, Ref

if TYPE_CHECKING:
    from contenthub.broker import Bell, OurBroker
    from contenthub.middleware.lease_heartbeat import LeaseHeartbeat
    from contenthub.middleware.line_load import LineLoad
    from contenthub.middleware.worker_heartbeat import WorkerHeartbeat


def open_database(settings: Settings, *, demand_names: bool = True) -> None:
    """Open the database; migrate an empty one, refuse one that is older or newer than we are.

    ``demand_names``: refuse defaults that name no creator or publisher before that.
    """
    if demand_names:
        check_names(settings)
    _make_home(settings)
    db.open_database(settings.database)
    if db.is_sqlite():
        sqlite_file.prepare(db.sqlite_path())
    migrations.ensure()
    server_clock.follow()
    environment.named_by(named_variables.names)


def check_names(settings: Settings) -> None:
    """Refuse a default that names no creator or publisher: each task would fail by it."""
    for variable, name, names in (
        ("CONTENTHUB_CREATOR", settings.creator, creator_names()),
        ("CONTENTHUB_PUBLISHER", settings.publisher, publisher_names()),
    ):
        if name not in names:
            raise SettingError(f"{variable} is {name!r}; allowed: one of {', '.join(names)}")


def _make_home(settings: Settings) -> None:
    """Before anybody puts something into it: whoever comes first would make it as the umask says.

    A database elsewhere can be used without a home; what is kept there then fails by itself.
    """
    try:
        private_files.make_folder(settings.home_folder)
    except OSError as error:
        if not settings.database_url:
            raise UnreachableError(
                f"the data home {settings.home_folder} cannot be made ({error.strerror})",
                advice="set CONTENTHUB_HOME to a folder that you may write to",
            ) from error


def spool_of(settings: Settings) -> Spool:
    """Where finished results wait on this machine for the database of ``settings``."""
    where = settings.database
    return Spool(
        settings.home_folder, str(where.path) if isinstance(where, SqliteFile) else where.dsn
    )


class App:
    """One process of the production line: what its actors work with."""

    def __init__(
        self,
        settings: Settings,
        kind: str,
        threads: int,
        backends: Backends | None = None,
        parent: int | None = None,
        queues: Sequence[str] = (),
    ) -> None:
        from contenthub.generations import gate_process
        from contenthub.middleware.lease_heartbeat import LeaseHeartbeat
        from contenthub.middleware.line_load import LineLoad
        from contenthub.middleware.worker_heartbeat import WorkerHeartbeat

        self.settings = settings
        self.backends = backends or Backends(settings)
        self.spool = spool_of(settings)
        self.leases: LeaseHeartbeat = LeaseHeartbeat(
            settings.lease, settings.shutdown_timeout, creators_base.StopReason
        )
        self.heartbeat: WorkerHeartbeat = WorkerHeartbeat(
            kind, settings, queues, threads, gate_process.waits_since
        )
        self.line_load: LineLoad = LineLoad()
        self._parent = parent

    @cached_property
    def broker(self) -> OurBroker:
        """The broker with all its middleware."""
        from dramatiq.middleware import Retries, TimeLimit

        from contenthub import broker
        from contenthub.middleware.database import Database
        from contenthub.middleware.log_context import LogContext
        from contenthub.middleware.orphan_guard import OrphanGuard

        return broker.build(
            self.settings.redis_url,
            [
                LogContext(),
                Database(),
                TimeLimit(),
                Retries(),
                self.leases,
                OrphanGuard(self._parent),
                self.heartbeat,
                self.line_load,
            ],
        )

    @cached_property
    def bell(self) -> Bell:
        """Rings actors by name."""
        from contenthub.broker import Bell

        return Bell(self.broker)

    def not_spooled(self, refs: Sequence[Sequence[int]]) -> list[Ref]:
        """Those of ``refs`` (row id, attempt) whose result does not wait on this machine's disk."""
        waiting = self.spool.attempts()
        return [(ref[0], ref[1]) for ref in refs if (ref[0], ref[1]) not in waiting]

    def fan_out(self, actor: ActorName, refs: Sequence[Sequence[int]]) -> bool:
        """Ring ``actor`` for each of several rows by itself; False where there is but one.

        For calls to the outside that take their time: nobody waits for another one's.
        """
        if len(refs) < 2:
            return False
        for id_, attempt in refs:
            self.bell(actor, [(id_, attempt)])
        return True

    def start(self) -> None:
        """Make this the process's app, and hang its bell."""
        global _current
        _current = self
        unit.hang_bell(self.bell)


_current: App | None = None


def current() -> App:
    """The app of this process. Raises RuntimeError before ``App.start``."""
    if _current is None:
        raise RuntimeError("no app was started in this process")
    return _current


def hang_redis_bell(settings: Settings) -> Bell | None:
    """For a process that only submits: ring through Redis where it is configured.

    Without Redis nothing is rung: the running service notices the commit.
    """
    if settings.embedded:
        return None
    from contenthub import broker

    bell = broker.Bell(broker.build(settings.redis_url, [], patience=broker.CONNECT_TIMEOUT))
    bell.keep_out_of_the_log()
    unit.hang_bell(bell)
    return bell


def take_bell_down() -> None:
    """Ring nobody from now on: the running service notices each commit."""
    unit.hang_bell(None)
