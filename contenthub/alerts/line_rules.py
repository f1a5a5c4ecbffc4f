"""Rules about what works on the line, and what stands still in it."""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.alerts.finding import MOST_CULPRITS, MOST_SUBJECT, Finding, Level
from contenthub.alerts.situation import Situation
from contenthub.wording import counted


def missing(situation: Situation) -> Iterator[Finding]:
    """Processes that are not alive while there is work for them."""
    alive = situation.snapshot.processes
    if alive.worker_is_missing:
        work = {kind: count for kind, count in alive.work.items() if count}
        told = ", ".join(counted(count, kind) for kind, count in work.items())
        yield _gone("worker", f"no worker is alive, and there is work: {told}", work)
    if alive.scheduler_is_missing:
        active = alive.active_schedules
        yield _gone(
            "scheduler",
            f"no scheduler is alive, and {counted(active, 'schedule')} should fire",
            {"active": active, "late": len(alive.late_schedules)},
            alive.late_schedules,
        )
    if alive.api_is_missing:
        yield _gone("api", "no process serves the API, and it was used lately", {})


def _gone(
    what: str, summary: str, figures: dict[str, int], culprits: tuple[str, ...] = ()
) -> Finding:
    return Finding("process_missing", what, Level.ERROR, summary, figures, culprits[:MOST_CULPRITS])


def stuck(situation: Situation) -> Iterator[Finding]:
    """Work that is due, and that nobody takes up."""
    alive = situation.snapshot.processes
    if alive.schedulers and alive.late_schedules:
        late = len(alive.late_schedules)
        told = f"{counted(late, 'schedule')} late although a scheduler is alive"
        culprits = alive.late_schedules[:MOST_CULPRITS]
        yield Finding("work_stuck", "schedules", Level.ERROR, told, {"late": late}, culprits)
    if situation.snapshot.processes.worker_is_missing:
        return  # that says it
    for one in situation.snapshot.stuck:
        yield Finding(
            "work_stuck",
            f"{one.what}: {one.why}"[:MOST_SUBJECT],
            Level.ERROR,
            f"{counted(one.count, one.what.removesuffix('s'))} "
            f"{'stands' if one.count == 1 else 'stand'} still: {one.why}",
            {one.what: one.count},
        )


def slow_gates(situation: Situation) -> Iterator[Finding]:
    """Gates that do not answer: articles are written, and wait to be looked at."""
    for one in situation.snapshot.slow_gates:
        yield Finding(
            "gate_slow",
            one.process[:MOST_SUBJECT],
            Level.WARNING,
            f"the gate of {one.process} has been reading one text for {one.seconds:.0f} s, and"
            " others may wait behind it",
            {"seconds": round(one.seconds)},
        )


def schedules(situation: Situation) -> Iterator[Finding]:
    """Schedules that failed, or were paused by that."""
    for one in situation.snapshot.schedules:
        if one.paused:
            text = f"the schedule {one.name!r} was paused by its failures: {one.reason[:200]}"
        else:
            text = f"the schedule {one.name!r} failed {counted(one.failures, 'time')} in a row"
        level = Level.ERROR if one.paused else Level.WARNING
        figures = {"failures": one.failures}
        yield Finding("schedule_failing", one.name[:MOST_SUBJECT], level, text, figures)


def publications(situation: Situation) -> Iterator[Finding]:
    """Targets at which publications failed."""
    for one in situation.snapshot.targets:
        if not one.failed:
            continue
        place = f"{one.account}/{one.target}"
        yield Finding(
            "publication_failed",
            place[:MOST_SUBJECT],
            Level.ERROR,
            f"{counted(one.failed, 'publication')} at {place} failed in the last day:"
            f" {one.example[:200]}",
            {"failed": one.failed, "unverified": one.unverified},
        )


def away(situation: Situation) -> Iterator[Finding]:
    """Targets that have not taken what is tried there again and again."""
    for one in situation.snapshot.targets:
        if one.away:
            place = f"{one.account}/{one.target}"
            yield Finding(
                "target_away",
                place[:MOST_SUBJECT],
                Level.WARNING,
                f"{counted(one.away, 'publication')} at {place} cannot be sent and"
                f" {'is' if one.away == 1 else 'are'} tried again: {one.example[:200]}",
                {"waiting": one.away},
            )


def unverified(situation: Situation) -> Iterator[Finding]:
    """Targets of which it is not known whether publications came out."""
    for one in situation.snapshot.targets:
        if one.unverified:
            place = f"{one.account}/{one.target}"
            yield Finding(
                "publication_unverified",
                place[:MOST_SUBJECT],
                Level.WARNING,
                f"whether {counted(one.unverified, 'publication')} at {place} came out is not"
                f" known: {one.example[:200]}",
                {"unverified": one.unverified},
            )


def reviews(situation: Situation) -> Iterator[Finding]:
    """Texts that wait for a person for too long."""
    reviews = situation.snapshot.reviews
    if reviews.oldest_seconds > situation.settings.alert_review_age:
        hours = round(reviews.oldest_seconds / 3600)
        yield Finding(
            "review_waiting",
            "",
            Level.WARNING,
            f"{counted(reviews.waiting, 'text')} wait for a person, the oldest for {hours} h",
            {"waiting": reviews.waiting, "oldest_hours": hours, "proposed": reviews.proposed},
        )
