"""Whether workers and schedulers are alive and can work: yes or no, for whoever restarts them."""

from __future__ import annotations

from dataclasses import dataclass

from contenthub.codes import Code
from contenthub.errors import UnreachableError, WorkFailedError
from contenthub.identity import process as process_identity
from contenthub.queries import health, open_work, schedules, service
from contenthub.queries.service import LivingWorker
from contenthub.settings import Settings


@dataclass(frozen=True, slots=True)
class Workers:
    """The processes that work; ``slow`` says what a broker that works lacks, with advice."""

    processes: list[LivingWorker]
    slow: str | None


def living_workers(settings: Settings) -> Workers:
    """Who works. The database must be open.

    Raises UnreachableError where nobody does, or broker or database do not take what work needs.
    """
    slow = _slowness(settings)
    health.demand_writable()
    # a scheduler does no work
    living = [one for one in service.living_workers() if one.queues and not _is_gone(one)]
    if not living:
        raise UnreachableError("no worker is alive", code=Code.NO_WORKER)
    return Workers(living, slow)


@dataclass(frozen=True, slots=True)
class Scheduler:
    """A process that fires schedules, or would if the one that leads were gone."""

    process: LivingWorker
    leads: bool


def living_schedulers() -> list[Scheduler]:
    """The schedulers, of which one leads. The database must be open.

    Raises UnreachableError where none is alive, or the database takes no writes.
    """
    living = [one for one in service.schedulers() if not _is_gone(one)]
    leader = schedules.leader()
    if not living:
        health.demand_writable()  # or nobody could tell that it lives
        raise UnreachableError("no scheduler is alive", code=Code.NO_SCHEDULER)
    return [Scheduler(one, one.boot_id == leader) for one in living]


def demand_progress() -> None:
    """Raise WorkFailedError where work is stuck. The database must be open."""
    stuck = [one for one in open_work.standing_still() if one.stuck]
    if stuck:
        named = "; ".join(one.told for one in stuck)
        raise WorkFailedError(f"work is stuck ({named})", code=Code.WORK_STUCK)


def _is_gone(one: LivingWorker) -> bool:
    """Whether it was killed since it last said that it lives; known of this machine alone."""
    return process_identity.is_gone(one.boot_id)


def _slowness(settings: Settings) -> str | None:
    if settings.embedded:
        return None
    from contenthub.broker import check

    slow = check.check(settings.redis_url).slow
    return f"Redis works, and slowly: {slow.detail}: {slow.advice}" if slow is not None else None
