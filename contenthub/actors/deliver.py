"""Sends messages to others: webhooks, and whatever else has receivers."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial

from contenthub import boot, clock, logs, senders
from contenthub.actors.work import Work, Write
from contenthub.creators.base import Control
from contenthub.lifecycle import deliveries
from contenthub.lifecycle.deliveries import Job, Outcomes, Tried
from contenthub.records import Delivery
from contenthub.senders.base import TIMEOUT, Breakable, Message, Outcome, Said, Sender

GATHERS = 1.0  # seconds for which messages gather while the line is busy
GIVES_WAY = 0.1  # seconds between two messages where the line takes a whole processor …
LATE = 30.0  # … until they are so many seconds late
SLICE = 1.0  # seconds after which no further message is begun: what was sent is to be noted soon

log = logs.get_logger("contenthub.deliver")


def deliver() -> None:
    """Send what is due to the receiver whose turn it is.

    A busy line comes first: then messages gather, and are sent with pauses.
    """
    work = Work(boot.current(), "deliver")
    if work.app.line_load.is_busy:
        time.sleep(GATHERS)
    deliver_next(work)


def deliver_next(work: Work, among: str = "") -> bool:
    """The same for whoever works; ``among``: only receivers whose lane begins so.

    False where nothing is due that may be sent now.
    """
    pause = _pause(work)
    most = deliveries.BATCH if not pause else max(1, int(SLICE / pause))
    jobs = deliveries.claim_next(work.token, work.settings, work.who, among, most)
    if not jobs:
        return False
    tried: dict[int, Tried] = {}
    control = Control(SLICE + 2 * TIMEOUT)
    outcomes = Outcomes(jobs, tried, work.token)
    work.call(
        [job.delivery for job in jobs],
        SLICE + TIMEOUT,
        partial(_send, work, jobs, tried, outcomes, control),
        lock_before=outcomes.lock,
        control=control,
    )
    return True


def _send(
    work: Work,
    jobs: Sequence[Job],
    tried: dict[int, Tried],
    outcomes: Outcomes,
    control: Control,
) -> Write[Delivery]:
    """Send one after the other, until one fails or it takes too long; answers how that is noted."""
    until = clock.steady() + SLICE
    with ExitStack() as stack:
        send = stack.enter_context(senders.opened(jobs[0].delivery.kind, work.settings))
        if isinstance(send, Breakable):
            stack.enter_context(control.on_stop(send.break_off))
        for job in jobs:
            one = _try(send, job)
            if control.reason is not None and not one.delivered:
                break  # this process ends: whoever comes next sends it
            tried[job.delivery.id] = one
            if not one.delivered or clock.steady() >= until:
                break
            if (pause := _pause(work)) and not _is_late(job):
                time.sleep(pause)
    return outcomes.write


def _pause(work: Work) -> float:
    """Seconds between two messages: the more the line has to do, the longer; 0 while it is idle."""
    load = work.app.line_load
    return GIVES_WAY * load.share if load.is_busy else 0.0


def _is_late(job: Job) -> bool:
    due = job.delivery.due_at
    return due is not None and (clock.now() - due).total_seconds() > LATE


def _try(send: Sender, job: Job) -> Tried:
    one = job.delivery
    began, at = clock.steady(), clock.now()
    try:
        said = send(job.place, Message(one.message_id, one.type, one.body, one.attempt))
    except Exception as error:  # a sender's mistake must not look like a lost worker
        log.exception("sender_broke", delivery=one.id)
        said = Said(Outcome.AGAIN, error=f"the sender broke: {type(error).__name__}: {error}")
    return Tried(
        at,
        clock.steady() - began,
        delivered=said.outcome is Outcome.DELIVERED,
        final=said.outcome in {Outcome.NEVER, Outcome.GONE},
        gone=said.outcome is Outcome.GONE,
        status=said.status,
        answer=said.answer,
        error=said.error,
        asked=said.retry_after,
    )
