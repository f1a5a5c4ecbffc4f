"""The checks of `contenthub doctor`: each looks at one thing and says what to do about it."""

from __future__ import annotations

import shlex
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from contenthub import clock, configuration, masked_text, private_files
from contenthub.commands.session import Session
from contenthub.errors import ContentHubError
from contenthub.masking import address as shown_address

if TYPE_CHECKING:
    from contenthub.queries.service import LivingWorker

MEGABYTE = 1_000_000
LITTLE_SPACE = 500 * MEGABYTE
NO_SPACE = 50 * MEGABYTE
SANE_YEARS = range(2025, 2100)
AHEAD = 5.0  # seconds by which the newest row may be in the future


class Level(StrEnum):
    """What a check found."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the doctor; ``backend`` marks what others provide: database, broker, creator."""

    check: str
    status: Level
    detail: str
    advice: str = ""
    backend: bool = False


def examine(current: Session) -> Iterator[Result]:
    """All checks, in order, without secrets in what they say. Raises SettingError; nothing else."""
    for result in _examine(current):
        yield replace(result, detail=masked_text.text(result.detail))


def _examine(current: Session) -> Iterator[Result]:
    current.settings  # noqa: B018 - nothing can be checked without them
    yield from _guarded("settings", _settings, current)
    yield from _guarded("time zone", _zone, current)
    yield from _guarded("home", _home, current)
    yield from _guarded("disk", _disk, current)
    yield from _guarded("spool", _spool, current)
    database = list(_guarded("database", _database, current, backend=True))
    yield from database
    yield from _guarded("broker", _broker, current, backend=True)
    yield from _guarded("creator", _creator, current, backend=True)
    yield from _guarded("publisher", _publisher, current, backend=True)
    if any(result.status is Level.FAILED for result in database):
        yield Result("clock", *_clock_alone())
        return
    yield from _guarded("clock", _clock, current)
    yield from _guarded("workers", _workers, current)
    yield from _guarded("schedules", _schedules, current)
    yield from _guarded("work", _work, current)


def _guarded(
    name: str, check: Callable[[Session], Iterator[Result]], current: Session, backend: bool = False
) -> Iterator[Result]:
    try:
        yield from check(current)
    except ContentHubError as error:
        detail, _, advice = str(error).partition("): ")
        text = f"{detail})" if advice else detail
        yield Result(name, Level.FAILED, text, advice, backend)
    except Exception as error:  # a doctor does not fall ill
        text = f"{type(error).__name__}: {error}"
        yield Result(name, Level.FAILED, text, "--debug shows more", backend)


def _settings(current: Session) -> Iterator[Result]:
    found = configuration.read()
    for note in (*found.hidden, *found.remarks):
        yield Result("settings", Level.WARNING, note, "`contenthub config check` lists all of them")
    mode = "embedded, without Redis" if current.settings.embedded else "with Redis"
    yield Result("settings", Level.OK, f"all values are allowed; {mode}")


def _zone(current: Session) -> Iterator[Result]:
    name = clock.zone().key
    place = "CONTENTHUB_TIMEZONE" if current.settings.timezone else "this machine's"
    yield Result("time zone", Level.OK, f"{name} ({place})")


def _home(current: Session) -> Iterator[Result]:
    home = current.settings.home_folder
    try:
        private_files.make_folder(home)
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError as error:
        advice = "make it writable for this user, or set CONTENTHUB_HOME to another folder"
        yield Result("home", Level.FAILED, f"{home}: {error.strerror}", advice)
        return
    exposed = private_files.too_open(home)
    if exposed:
        names = " ".join(shlex.quote(str(path)) for path in exposed)
        yield Result("home", Level.WARNING, f"{home} can be read by others than its owner",
                     f"chmod go= {names}")  # fmt: skip
    else:
        yield Result("home", Level.OK, f"{home} is writable, and private")


def _disk(current: Session) -> Iterator[Result]:
    folder: Path = current.settings.home_folder
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    detail = f"{free // MEGABYTE} MB free at {folder}"
    if free < LITTLE_SPACE:
        level = Level.FAILED if free < NO_SPACE else Level.WARNING
        advice = "free some space; `contenthub task cleanup --days 90` removes old tasks"
        yield Result("disk", level, detail, advice)
    else:
        yield Result("disk", Level.OK, detail)


def _spool(current: Session) -> Iterator[Result]:
    from contenthub.commands import checkup_spool

    for detail, advice in checkup_spool.troubles(current.settings):
        yield Result("spool", Level.WARNING, detail, advice)


def _database(current: Session) -> Iterator[Result]:
    current.open()
    from contenthub import db, migrations
    from contenthub.queries import health, integrity

    address = current.settings.database.shown
    broken = health.quick_check() if db.is_sqlite() else "ok"
    if broken != "ok":
        advice = "keep a copy of the file, then `contenthub db restore` a backup"
        yield Result("database", Level.FAILED, f"{address} is corrupt: {broken}", advice, True)
        return
    health.demand_writable()
    megabytes = f"{integrity.size() / MEGABYTE:.1f} MB"
    yield Result("database", Level.OK, f"{address}, {health.server()}, {megabytes}, writable")
    if db.is_sqlite() and (mode := health.journal_mode()) != "wal":
        advice = "put the database on a local disk: WAL does not work on network file systems"
        yield Result("database", Level.WARNING, f"journal mode is {mode}, not wal", advice)
    yield Result("schema", Level.OK, f"up to date ({migrations.names()[-1]})")


def _broker(current: Session) -> Iterator[Result]:
    settings = current.settings
    if settings.embedded:
        yield Result("broker", Level.OK, "embedded: in the service's process, no Redis needed")
        return
    from contenthub.broker import check
    from contenthub.broker.troubles import UnusableBrokerError

    address = shown_address(settings.redis_url)
    try:
        answer = check.check(settings.redis_url)
    except UnusableBrokerError as error:
        trouble = error.trouble
        yield Result("broker", Level.FAILED, f"{address}: {trouble.detail}", trouble.advice, True)
        return
    if answer.slow is not None:
        detail = f"{address} works, and slowly: {answer.slow.detail}"
        yield Result("broker", Level.WARNING, detail, answer.slow.advice)
    else:
        yield Result(
            "broker", Level.OK, f"{address} does all that is needed, Redis {answer.version}"
        )


def _creator(current: Session) -> Iterator[Result]:
    from contenthub.boot import Backends

    name = current.settings.creator
    answer = Backends(current.settings).creator(name).check()
    level = Level.OK if answer.ok else Level.FAILED
    advice = "" if answer.ok else "`contenthub creator list` shows what there is and what it needs"
    yield Result("creator", level, f"{name}: {answer.detail}", advice, not answer.ok)


def _publisher(current: Session) -> Iterator[Result]:
    from contenthub.boot import Backends

    name = current.settings.publisher
    Backends(current.settings).publisher(name).validate({})
    yield Result("publisher", Level.OK, f"{name}: usable")


def _clock_alone() -> tuple[Level, str, str]:
    now = clock.now()
    if now.year in SANE_YEARS:
        return Level.OK, f"{now:%Y-%m-%d %H:%M:%S} UTC", ""
    return Level.FAILED, f"the system clock says {now:%Y-%m-%d}", "set the clock (NTP)"


def _clock(current: Session) -> Iterator[Result]:
    from contenthub.queries import due

    newest = due.newest_write()
    ahead = 0.0 if newest is None else (newest - clock.now()).total_seconds()
    if ahead > AHEAD:
        advice = "set the clock (NTP); a running service then puts the rows right by itself"
        yield Result("clock", Level.WARNING, f"the newest row is {ahead:.0f} s ahead", advice)
    else:
        yield Result("clock", *_clock_alone())


def _workers(current: Session) -> Iterator[Result]:
    from contenthub.queries import health, service

    living = service.living_workers()
    if not any(one.queues for one in living):
        start = "contenthub up" if current.settings.embedded else "contenthub worker"
        idle = current.settings.embedded and not living and not health.open_work()
        yield Result("workers", Level.OK if idle else Level.WARNING, "no service runs",
                     f"start one: `{start}`")  # fmt: skip
    for one in living:
        yield _process(current, one)


def _process(current: Session, one: LivingWorker) -> Result:
    from contenthub import __version__

    check = "workers" if one.queues else "scheduler"
    threads = f", {one.threads} threads" if one.threads else ""
    detail = f"{one.kind} on {one.host}, pid {one.pid}{threads}, {one.broker}"
    mine = "embedded" if current.settings.embedded else "redis"
    if one.broker != mine:
        advice = f"start it with the same REDIS_URL as this command ({mine})"
        return Result(check, Level.WARNING, detail, advice)
    if one.version != __version__:
        advice = f"restart it: this program is {__version__}"
        return Result(check, Level.WARNING, f"{detail}, version {one.version}", advice)
    return Result(check, Level.OK, detail)


def _work(current: Session) -> Iterator[Result]:
    from contenthub.queries import health

    standing = health.standing_still()
    for why, count in standing.items():
        advice = _ADVICE.get(why.partition(" ")[0], "")
        yield Result("work", Level.WARNING, f"{count} {why}", advice)
    if not standing:
        yield Result("work", Level.OK, f"{health.open_work()} open, none stuck")


def _schedules(current: Session) -> Iterator[Result]:
    from contenthub.commands import checkup_schedules

    troubles = list(checkup_schedules.troubles(current.settings))
    for detail, advice in troubles:
        yield Result("schedules", Level.WARNING, detail, advice)
    if not troubles and (standing := checkup_schedules.standing()):
        yield Result("schedules", Level.OK, standing)


_ADVICE = {
    "tasks": "see that a service runs; `contenthub task list`, `contenthub task events TASK_ID`",
    "ticks": "see that a service runs; `contenthub scheduler history --status pending`",
    "publications": "see that a service runs; `contenthub publish-pool list`",
}
