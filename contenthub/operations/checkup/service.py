"""The checks of the service: who works, where, and whether any work stands still."""

from __future__ import annotations

from collections.abc import Iterator

from contenthub import __version__, clock
from contenthub.codes import Code, Remark
from contenthub.operations.checkup.results import Kind, Level, Result
from contenthub.queries import in_use, open_work, service
from contenthub.queries.service import LivingWorker
from contenthub.queues import PUBLISH
from contenthub.settings import Settings
from contenthub.wording import counted

_LOCAL = "files"  # the publisher whose target is the data home of whoever publishes


def workers(settings: Settings) -> Iterator[Result]:
    """Every living process, or that there is none."""
    living, silent = service.living_workers(), service.silent_workers()
    if not any(one.queues for one in (*living, *silent)):
        yield _nobody(settings, living)
    for one in silent:
        yield _silent(one)
    for one in living:
        yield _process(settings, one)
    for one, seconds in service.slow_gates():
        yield _slow_gate(one, seconds)
    yield from _homes(settings, living)


def _nobody(settings: Settings, living: list[LivingWorker]) -> Result:
    if work := open_work.for_now():
        detail = f"no service runs, and there is work that is due or under way: {_told(work)}"
        return Result.of("workers", Level.FAILED, _no_service(detail, settings), Kind.STUCK)
    if planned := open_work.in_all():
        detail = f"no service runs; planned for later: {_told(planned)}"
        return Result.of("workers", Level.WARNING, _no_service(detail, settings))
    level = Level.OK if settings.embedded and not living else Level.WARNING
    return Result.of("workers", level, _no_service("no service runs", settings))


def _no_service(text: str, settings: Settings) -> Remark:
    kind = service.kind_to_start(embedded=settings.embedded)
    return Remark(text, code=Code.NO_SERVICE, facts={"kind": kind})


def _silent(one: LivingWorker) -> Result:
    check = "workers" if one.queues else one.kind
    seconds = (clock.now() - one.seen_at).total_seconds()
    return Result(
        check,
        Level.FAILED,
        f"{one.kind} on {one.host}, pid {one.pid}, lives and wrote no heartbeat for"
        f" {seconds:.0f} s",
        "it cannot write the database (see there), or hangs: see its log; start no second one",
        Kind.STUCK,
    )


def _slow_gate(one: LivingWorker, seconds: float) -> Result:
    return Result(
        "gate",
        Level.WARNING,
        f"the gate of {one.kind} on {one.host}, pid {one.pid}, has been reading one text for"
        f" {seconds:.0f} s, and others may wait behind it",
        "see there what stopped its child process `contenthub.generations.gate_reader`, or loads"
        " the machine; where it does not go on, another one is started by itself, and a text that"
        " cannot be read waits for a person",
        Kind.STUCK,
    )


def _told(work: dict[str, int]) -> str:
    return ", ".join(counted(count, kind) for kind, count in work.items())


def _process(settings: Settings, one: LivingWorker) -> Result:
    check = "workers" if one.queues else one.kind
    threads = f", {one.threads} threads" if one.threads else ""
    detail = f"{one.kind} on {one.host}, pid {one.pid}{threads}, {one.broker}"
    mine = "embedded" if settings.embedded else "redis"
    if one.broker != mine:
        advice = (
            "set the same REDIS_URL here, or start it without one"
            if settings.embedded
            else f"start it with the same REDIS_URL as this command ({mine})"
        )
        return Result(check, Level.WARNING, detail, advice)
    if one.version != __version__:
        advice = f"restart it: this program is {__version__}"
        return Result(check, Level.WARNING, f"{detail}, version {one.version}", advice)
    return Result(check, Level.OK, detail)


def _homes(settings: Settings, living: list[LivingWorker]) -> Iterator[Result]:
    """Files of one site in several places: an article could be published once in each."""
    homes = {one.home_id: one for one in living if PUBLISH in one.queues and one.home_id}
    if len(homes) < 2 or _LOCAL not in in_use.publishers(settings.publisher):
        return
    where = ", ".join(f"{one.home} on {one.host}" for one in homes.values())
    text = f"the publisher files serves {len(homes)} data homes: {where}"
    yield Result.of("workers", Level.WARNING, Remark(text, code=Code.SEVERAL_HOMES))


def work(settings: Settings) -> Iterator[Result]:
    """What stands still, and what failed lately."""
    standing = open_work.standing_still()
    for one in standing:
        level = Level.FAILED if one.stuck else Level.WARNING
        remark = Remark(one.told, code=one.code)
        yield Result.of("work", level, remark, Kind.STUCK)
    if not standing:
        yield Result("work", Level.OK, f"{sum(open_work.in_all().values())} open, none stuck")
