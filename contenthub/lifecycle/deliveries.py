"""Messages to others: which is sent next, and what becomes of it when it was.

A receiver is dealt with as a whole (``lanes``): what is due for it is claimed together and sent one
after the other, and after the first failure the rest waits. What locks several rows locks the
lane first, then the receiver, then the messages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contenthub import clock, pacing, records
from contenthub.database import db
from contenthub.delivery_states import GAVE_UP, DeliveryEvent, DeliveryKind, DeliveryState
from contenthub.lifecycle import (
    alert_destinations,
    lanes,
    leases,
    schedule_pings,
    webhook_destinations,
)
from contenthub.lifecycle.destinations import Destination, Destinations, Way
from contenthub.lifecycle.leases import FREE
from contenthub.lifecycle.statements import insert_rows
from contenthub.lifecycle.unit import Unit
from contenthub.models import DeliveryAttempt
from contenthub.records import Delivery, Lane, moment
from contenthub.settings import Settings
from contenthub.states import ActorName, Entity

BATCH = 50  # messages to a receiver that takes what it is sent, one after the other

# Which kinds of messages there are, and who knows their receivers.
DESTINATIONS: dict[str, Destinations] = {
    DeliveryKind.WEBHOOK.value: webhook_destinations,
    DeliveryKind.ALERT.value: alert_destinations,
    DeliveryKind.PING.value: schedule_pings,
}

_WANTED = frozenset({DeliveryState.PENDING})


@dataclass(frozen=True, slots=True)
class Job:
    """One message to be sent now, and where to."""

    delivery: Delivery
    place: Any


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one try; ``delivered`` and ``final`` exclude each other.

    ``final``: it is not tried again. ``gone``: nor is anything else sent there. ``asked`` are the
    seconds for which the receiver wants to be left alone.
    """

    started_at: datetime
    duration: float
    delivered: bool
    final: bool = False
    gone: bool = False
    status: int | None = None
    answer: str = ""
    error: str = ""
    asked: float | None = None


def claim_next(
    token: str, settings: Settings, who: str, among: str = "", most: int = BATCH
) -> list[Job]:
    """Claim what is sent next: some messages to one receiver, whose turn it is. Rings for others.

    ``among``: only of receivers whose lane begins so. ``most``: of so many messages; what is
    claimed and not sent has to be given back.
    What nobody wants any more ends instead, and what is for a paused receiver waits until that is
    resumed.
    """
    if (
        lanes.next_lane(clock.now(), among=among) is None
    ):  # without a write lock: mostly there is nothing
        return []
    with Unit(who) as unit:
        name = lanes.next_lane(unit.now, to_take=True, among=among)
        if name is None:
            return []
        unit.ring(ActorName.DELIVER, (0, 0))  # somebody else looks for another one
        lanes.taken(name, unit.now)
        lane = lanes.locked(name)
        if _free_the_lost(unit, name):
            lane = lanes.doubted(lane, unit.now)
        quick = lane.failing_since is None and not lane.slow
        due = _due(name, unit.now, min(most, BATCH) if quick else 1)
        to = _settled_destinations(due)
        refs = [(one.id, one.attempt) for one in due]
        taken = leases.claim(Delivery, refs, _WANTED, token, settings.lease)
        return _jobs(unit, taken, to, token)


def _due(lane: str, now: datetime, most: int) -> list[Delivery]:
    at = moment(now)
    return records.select(
        Delivery,
        "INDEXED BY delivery_lane_due WHERE lane = ? AND due_at IS NOT NULL AND due_at <= ?"
        " AND (lease_until IS NULL OR lease_until <= ?) ORDER BY due_at, id LIMIT ?",
        (lane, at, at, most),
    )


def _settled_destinations(due: Sequence[Delivery]) -> dict[int, Destination]:
    """Where each goes. A receiver that is paused stays so until the transaction ends: whoever
    resumes it finds all that was parked.
    """
    to = destinations_of(due)
    parked = [one for one in due if to[one.id].way is Way.PARK and one.kind in DESTINATIONS]
    for kind in {one.kind for one in parked}:
        DESTINATIONS[kind].lock([one for one in parked if one.kind == kind])
    return to | destinations_of(parked)


def _free_the_lost(unit: Unit, lane: str) -> int:
    """Free what lost workers of this lane held; returns how many messages that were.

    It counts for the one that was certainly being sent: a worker that held several had begun one
    of them at most, and nobody knows which. No message ends by it, as none of them kills a worker
    more than another; but the one goes behind what has waited longer, in case it does.
    """
    at = moment(unit.now)
    lost = records.select(
        Delivery,
        "INDEXED BY delivery_lane_leased WHERE lane = ? AND lease_until IS NOT NULL"
        f" AND lease_until <= ? ORDER BY lease_until{db.for_update()}",
        (lane, at),
    )
    for owner in sorted({one.lease_owner for one in lost if one.lease_owner is not None}):
        its = [one for one in lost if one.lease_owner == owner]
        if len(its) == 1:
            _recover(unit, its[0], owner)
        else:
            leases.release(its, owner)
    return len(lost)


def _recover(unit: Unit, delivery: Delivery, owner: str) -> None:
    losses = delivery.crash_count + 1
    unit.move(
        Entity.DELIVERY,
        delivery,
        DeliveryEvent.RECOVER,
        lease=owner,
        reason=f"worker lost ({losses} so far): {owner}",
        crash_count=losses,
        due_at=unit.now,
        **FREE,
    )


def _jobs(
    unit: Unit, deliveries: Sequence[Delivery], to: Mapping[int, Destination], token: str
) -> list[Job]:
    jobs = []
    for one in deliveries:
        destination = to[one.id]
        if destination.way is Way.SEND:
            jobs.append(Job(one, destination.place))
        elif destination.way is Way.PARK:
            unit.move(
                Entity.DELIVERY,
                one,
                DeliveryEvent.PARK,
                lease=token,
                reason=destination.reason,
                due_at=None,
                **FREE,
            )
        else:
            _end(unit, one, DeliveryEvent.DROP, token, destination.reason)
    return jobs


def destinations_of(deliveries: Sequence[Delivery]) -> dict[int, Destination]:
    """Where each of these goes, by the id of the delivery."""
    found: dict[int, Destination] = {}
    for kind in {one.kind for one in deliveries}:
        its = [one for one in deliveries if one.kind == kind]
        if kind in DESTINATIONS:
            found |= DESTINATIONS[kind].of(its)
        else:  # of a newer program that shares the database
            found |= {one.id: Destination(Way.PARK, reason=f"no kind {kind}") for one in its}
    return found


class Outcomes:
    """Writes what became of the messages that were claimed together."""

    def __init__(self, jobs: Sequence[Job], tried: Mapping[int, Tried], token: str) -> None:
        """``tried`` by the ids of deliveries; those that are not in it were not sent."""
        self._deliveries = [job.delivery for job in jobs]
        self._tried = tried
        self._token = token
        self._lane: Lane | None = None

    def lock(self) -> None:
        """Lock the lane and, where they may change, the receivers."""
        self._lane = lanes.locked(self._deliveries[0].lane)
        failed = [one for one in self._deliveries if not self._arrived(one)]
        for kind in {one.kind for one in failed}:
            DESTINATIONS[kind].lock([one for one in failed if one.kind == kind])

    def _arrived(self, delivery: Delivery) -> bool:
        tried = self._tried.get(delivery.id)
        return tried is None or tried.delivered

    def write(self, unit: Unit, held: Delivery) -> None:
        """Write what became of one message, as it is now."""
        unit.ring(ActorName.DELIVER, (0, 0))  # there may be more for this receiver
        tried = self._tried.get(held.id)
        if tried is None:
            leases.release([held], self._token)
            return
        _note_try(held, tried)
        lane = lanes.took(self._lane or lanes.locked(held.lane), tried.duration)
        if tried.delivered:
            self._lane = lanes.worked(lane)
            _end(unit, held, DeliveryEvent.DELIVER, self._token)
        else:
            self._lane = lanes.failed(lane, tried.error, unit.now, tried.asked)
            _failed(unit, held, tried, self._token, self._lane)


def _failed(unit: Unit, held: Delivery, tried: Tried, token: str, lane: Lane) -> None:
    to = DESTINATIONS[held.kind]
    if tried.gone:
        to.gone(unit, held, tried.error)
    elif lane.failing_since is not None:
        seconds = (unit.now - lane.failing_since).total_seconds()
        if seconds >= pacing.LANE_FAILED_FOR:
            days = seconds / 86_400
            to.failing(unit, held, lane.failing_since, f"{GAVE_UP}{days:.0f} days: {tried.error}")
    wait = to.wait(held.retry_count + 1, tried.asked)
    if tried.final or wait is None:
        _end(unit, held, DeliveryEvent.FAIL, token, tried.error)
        return
    unit.move(
        Entity.DELIVERY,
        held,
        DeliveryEvent.RETRY,
        lease=token,
        reason=tried.error,
        error_message=tried.error,
        attempt=held.attempt + 1,
        retry_count=held.retry_count + 1,
        due_at=clock.after(wait, unit.now),
        **FREE,
    )


def _end(
    unit: Unit, delivery: Delivery, event: DeliveryEvent, token: str, error: str | None = None
) -> bool:
    return unit.move(
        Entity.DELIVERY,
        delivery,
        event,
        lease=token,
        reason=error or "",
        error_message=error,
        due_at=None,
        ended_at=unit.now,
        **FREE,
    )


def _note_try(delivery: Delivery, tried: Tried) -> None:
    columns = ("delivery", "attempt", "started_at", "duration", "status", "answer", "error")
    row = (
        delivery.id,
        delivery.attempt,
        tried.started_at,
        tried.duration,
        tried.status,
        tried.answer,
        None if tried.delivered else tried.error,
    )
    insert_rows(DeliveryAttempt, columns, [row])
