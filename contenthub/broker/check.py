"""Whether a Redis server does what the work needs: asked by doing it, on a queue of its own.

A server that answers PING may still take no write, know no scripts or forbid the channel. So the
check sends, fetches, confirms, gives back and tidies up through the very scripts, under the very
prefix and on the very channel that the work uses. Nothing of it stays on the server.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import redis

from contenthub.broker.doorbell import CHANNEL, CONNECT_TIMEOUT, NAMESPACE, DoorbellBroker
from contenthub.broker.troubles import ERRORS, Trouble, UnusableBrokerError, explain
from contenthub.queues import QUEUES

_ID = "check"  # of the message
_LONG_AGO = 1  # milliseconds since 1970: a worker that was last seen then counts as dead


@dataclass(frozen=True, slots=True)
class Answer:
    """A server that does the work: its version, and what makes the work slower than it could be."""

    version: str
    slow: Trouble | None = None


def check(url: str, *, patience: float = CONNECT_TIMEOUT) -> Answer:
    """Do once what the work does; raises UnusableBrokerError that says what is missing.

    ``patience`` is for how many seconds each answer is waited for.
    """
    with _broker(url, patience) as broker:
        with _explained():
            broker.client.ping()
            for script in broker.scripts.values():  # needed anew after each restart of the server
                broker.client.script_load(script.script)
            _use_the_queues(broker)
        return Answer(_version(broker), _trouble_of_the_channel(broker, patience))


@contextmanager
def _broker(url: str, patience: float) -> Iterator[DoorbellBroker]:
    with _explained():
        broker = DoorbellBroker(url, [], patience=patience)
    try:
        yield broker
    finally:
        broker.close()


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except (*ERRORS, ValueError) as error:  # ValueError: an address that redis cannot read
        raise UnusableBrokerError(explain(error)) from error


def _use_the_queues(broker: DoorbellBroker) -> None:
    """Every command of the queues once, also what is done about the messages of a dead worker."""
    queue = f"check-{uuid4().hex}"
    try:
        for name in QUEUES:  # they may be there, and of another kind
            broker.do_qsize(name)
        _die_with_a_message(broker, queue)
        for say in ("nack", "requeue", "ack"):
            if not broker.do_fetch(queue, 1):
                raise redis.ResponseError("what was written cannot be read again")
            getattr(broker, f"do_{say}")(queue, _ID)
            if say == "nack":  # that was the end of it
                broker.do_enqueue(queue, _ID, b"{}")
    finally:
        with suppress(*ERRORS):
            broker.do_purge(queue)
            broker.client.zrem(f"{NAMESPACE}:__heartbeats__", broker.broker_id)


def _die_with_a_message(broker: DoorbellBroker, queue: str) -> None:
    """Take a message as a worker that is dead since long, so that the next fetch rescues it."""
    for command, *arguments in (("enqueue", _ID, b"{}"), ("fetch", 1)):
        broker.scripts["dispatch"](
            keys=[NAMESPACE],
            args=[
                command,
                _LONG_AGO,
                queue,
                f"{queue}-dead",
                broker.heartbeat_timeout,
                broker.dead_message_ttl,
                0,
                broker._max_unpack_size(),
                *arguments,
            ],
        )


def _version(broker: DoorbellBroker) -> str:
    try:
        return str(broker.client.info("server")["redis_version"])
    except (*ERRORS, KeyError):  # the work does without
        return "of an unknown version"


def _trouble_of_the_channel(broker: DoorbellBroker, patience: float) -> Trouble | None:
    """Why idle workers cannot be woken; None where they can."""
    sign = f"check-{uuid4().hex}"
    try:
        with broker.client.pubsub(ignore_subscribe_messages=True) as pubsub:
            pubsub.subscribe(CHANNEL)
            pubsub.get_message(timeout=patience)  # the answer to the subscription
            broker.client.publish(CHANNEL, sign)
            if _hears(pubsub, sign, patience):
                return None
    except ERRORS as error:
        return explain(error)
    return Trouble(
        f"what is published on the channel {CHANNEL} does not arrive",
        "see its log, and what stands between it and this machine",
    )


def _hears(pubsub: Any, sign: str, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while (left := deadline - time.monotonic()) > 0:
        heard = pubsub.get_message(timeout=left)
        if heard is not None and heard["data"] == sign.encode():
            return True
    return False
