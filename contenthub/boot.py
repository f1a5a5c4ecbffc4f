"""The composition root: settings, then the database, then the broker and the backends.

Everything that the parts need of each other is put together here and nowhere else; tests hand
in fakes as arguments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from contenthub import creators, migrations, private_files, publishers, reviewers
from contenthub.creators import base as creators_base
from contenthub.database import db, server_clock, sqlite_file
from contenthub.database_address import SqliteFile
from contenthub.errors import ContentHubError, PermanentError, SettingError, UnreachableError
from contenthub.lifecycle import unit
from contenthub.lifecycle.target_notes import TargetNotes
from contenthub.programs import environment
from contenthub.publishers import base as publishers_base
from contenthub.publishers import reach
from contenthub.queries import named_variables
from contenthub.settings import Settings
from contenthub.spool import Spool
from contenthub.states import ActorName, Ref
from contenthub.target_answers import SENT

if TYPE_CHECKING:
    from contenthub.broker import Bell, OurBroker
    from contenthub.creators.base import Article, Check, Control, Creator, Request
    from contenthub.middleware.lease_heartbeat import LeaseHeartbeat
    from contenthub.middleware.line_load import LineLoad
    from contenthub.middleware.worker_heartbeat import WorkerHeartbeat
    from contenthub.publishers.base import Publication, Publisher
    from contenthub.publishers.fields import Field
    from contenthub.records import Entry, Target
    from contenthub.reviewers.base import Reviewer


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
        ("CONTENTHUB_PUBLISHER", settings.publisher, publishers.names()),
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


def creator_names() -> tuple[str, ...]:
    """The creators there are."""
    return creators.names()


def demand_creator(name: str) -> None:
    """Raise InputError where there is no creator of this name."""
    creators.demand(name)


def is_direct_creator(name: str) -> bool:
    """Whether the creator of this name works in one blocking call; False for an unknown one."""
    return creators.is_direct(name)


def publisher_names() -> tuple[str, ...]:
    """The publishers there are."""
    return publishers.names()


def creator_configured(name: str, settings: Settings) -> bool:
    """Whether the settings of this creator are there. Raises InputError for an unknown name."""
    return creators.configured(name, settings)


class Backends:
    """The creators, publishers and reviewers, built when first asked for, once per process."""

    def __init__(
        self,
        settings: Settings,
        creators: Mapping[str, Creator] | None = None,
        publishers: Mapping[str, Publisher] | None = None,
        reviewers: Mapping[str, Reviewer] | None = None,
    ) -> None:
        self._settings = settings
        self._creators: dict[str, Creator] = dict(creators or {})
        self._publishers: dict[str, Publisher] = dict(publishers or {})
        self._reviewers: dict[str, Reviewer] = dict(reviewers or {})

    def creator(self, name: str) -> Creator:
        """The creator of this name; one that does not exist fails every request for good."""
        if name not in self._creators:
            try:
                self._creators[name] = creators.create(name, self._settings)
            except ContentHubError as error:
                return _Missing(name, str(error))
        return self._creators[name]

    def trial(self, name: str) -> Check:
        """Let the creator write one article, which costs what it costs, and throw it away."""
        from contenthub.creators import trial

        return trial.run(self.creator(name), self._settings.task_timeout)

    def is_direct(self, name: str) -> bool:
        """True where the creator works in one blocking call."""
        return isinstance(self.creator(name), creators_base.DirectCreator)

    def publisher(self, name: str) -> Publisher:
        """The publisher of this name. Raises InputError for one that does not exist."""
        if name not in self._publishers:
            self._publishers[name] = publishers.create(name, self._settings, TargetNotes())
        return self._publishers[name]

    def publishes_batches(self, name: str) -> bool:
        """True where many publications may be handed over in one go."""
        try:
            return isinstance(self.publisher(name), publishers_base.BatchPublisher)
        except ContentHubError:
            return False

    def updates(self, name: str) -> bool:
        """True where an edited article can be sent out again."""
        try:
            return isinstance(self.publisher(name), publishers_base.UpdatingPublisher)
        except ContentHubError:
            return False

    def out_of_reach(self, entry: Entry, target: Target) -> str:
        """Why what was tried at a target cannot be reached with the settings of now; "": it can.

        Raises InputError for a publisher that does not exist, and a secret that cannot be read.
        """
        known, now = self.fields(entry.publisher), target.publisher
        by = now or self._settings.publisher
        if by != entry.publisher:
            return reach.obstacle(entry.publisher, by, known)
        marked = reach.mark(known, target.settings, entry.publication_key)
        return reach.moved(known, entry.place or {}, marked)

    def place(self, publication: Publication, name: str) -> dict[str, Any]:
        """What the publisher of this name keeps of where it goes, with whose secrets it went.

        Raises ContentHubError where its settings cannot be used.
        """
        publisher = self.publisher(name)
        place = publisher.place(publication)
        marked = reach.mark(publisher.fields, publication.settings, publication.key)
        return place | ({SENT: marked} if marked else {})

    def folder(self, name: str, its: dict[str, Any], folder_name: str) -> str | None:
        """Into which folder a publisher writes with these settings; None: into none, or unknown."""
        publisher = self.publisher(name)
        if not isinstance(publisher, publishers_base.FolderPublisher):
            return None
        try:
            return publisher.folder(its, folder_name)
        except ContentHubError:
            return None  # its check will say why

    def fields(self, name: str) -> Mapping[str, Field]:
        """The settings that targets of a publisher may have. Raises InputError."""
        return self.publisher(name).fields

    def reviewer(self, name: str) -> Reviewer:
        """The reviewer of this name. Raises InputError for one that does not exist."""
        if name not in self._reviewers:
            self._reviewers[name] = reviewers.create(name, self._settings)
        return self._reviewers[name]


class _Missing:
    """Stands in for a creator that a task names and nobody has."""

    instant = True

    def __init__(self, name: str, why: str) -> None:
        self.name = name
        self._why = why

    def generate(self, request: Request, control: Control) -> Article:
        raise PermanentError(self._why)

    def check(self) -> Check:
        return creators_base.Check(False, self._why)


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
        from contenthub.middleware.lease_heartbeat import LeaseHeartbeat
        from contenthub.middleware.line_load import LineLoad
        from contenthub.middleware.worker_heartbeat import WorkerHeartbeat

        self.settings = settings
        self.backends = backends or Backends(settings)
        self.spool = spool_of(settings)
        self.leases: LeaseHeartbeat = LeaseHeartbeat(
            settings.lease, settings.shutdown_timeout, creators_base.StopReason
        )
        self.heartbeat: WorkerHeartbeat = WorkerHeartbeat(kind, settings, queues, threads)
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
