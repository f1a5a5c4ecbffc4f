"""The checks of database, broker and clock: each is asked for what the work will ask of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from contenthub import boot, clock, migrations
from contenthub.codes import Code, Remark
from contenthub.database import db
from contenthub.masking import address as shown_address
from contenthub.operations.checkup.results import Kind, Level, Result
from contenthub.queries import due, health, integrity
from contenthub.settings import Settings
from contenthub.wording import MEGABYTE

SANE_YEARS = range(2025, 2100)
AHEAD = 5.0  # seconds by which the newest row may be in the future, or two clocks may differ


def database(settings: Settings) -> Iterator[Result]:
    """Whether it is whole, fits the program and takes every write."""
    boot.open_database(settings, demand_names=False)
    address = settings.database.shown
    broken = health.glance() if db.is_sqlite() else "ok"
    if broken != "ok":
        remark = Remark(
            f"{address} is corrupt: {broken}",
            "keep a copy of it, then restore a backup",
            Code.DATABASE_DAMAGED,
        )
        yield Result.of("database", Level.FAILED, remark, Kind.BACKEND)
        return
    health.demand_writable()
    megabytes = f"{integrity.size() / MEGABYTE:.1f} MB"
    yield Result("database", Level.OK, f"{address}, {health.server()}, {megabytes}, writable")
    for remark in health.beside():
        yield Result.of("database", Level.WARNING, remark)
    if db.is_sqlite() and (mode := health.journal_mode()) != "wal":
        advice = "put the database on a local disk: WAL does not work on network file systems"
        yield Result("database", Level.WARNING, f"journal mode is {mode}, not wal", advice)
    yield Result("schema", Level.OK, f"up to date ({migrations.names()[-1]})")


def broker(settings: Settings) -> Iterator[Result]:
    """Whether it takes messages, gives them back, and wakes who waits."""
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
        remark = Remark(f"{address}: {trouble.detail}", trouble.advice, trouble.code)
        yield Result.of("broker", Level.FAILED, remark, Kind.BACKEND)
        return
    if answer.slow is not None:
        detail = f"{address} works, and slowly: {answer.slow.detail}"
        yield Result("broker", Level.WARNING, detail, answer.slow.advice)
    else:
        yield Result(
            "broker", Level.OK, f"{address} does all that is needed, Redis {answer.version}"
        )


def clock_alone(settings: Settings) -> Iterator[Result]:
    """Whether the clock can be right at all."""
    now = clock.now()
    if now.year in SANE_YEARS:
        yield Result("clock", Level.OK, f"{now:%Y-%m-%d %H:%M:%S} UTC")
    else:
        yield Result("clock", Level.FAILED, f"the clock says {now:%Y-%m-%d}", "set the clock (NTP)")


def clocks(settings: Settings) -> Iterator[Result]:
    """Whether it agrees with the rows and, where there is one, with the database's own."""
    if not db.is_sqlite():
        ahead = (datetime.now(UTC) - clock.now()).total_seconds()
        if abs(ahead) > AHEAD:
            where = "ahead of" if ahead > 0 else "behind"
            yield Result(
                "clock",
                Level.WARNING,
                f"this machine's clock is {abs(ahead):.0f} s {where} the database's",
                "set it (NTP); work goes by the database's clock",
            )
            return
    now = clock.now()
    newest = due.newest_write(now)
    ahead = 0.0 if newest is None else (newest - now).total_seconds()
    if ahead > AHEAD:
        advice = "set the clock (NTP); a running service then puts the rows right by itself"
        yield Result("clock", Level.WARNING, f"the newest row is {ahead:.0f} s ahead", advice)
    else:
        yield from clock_alone(settings)
