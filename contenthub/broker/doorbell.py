"""The Redis broker: messages in its queues, and a channel that wakes idle workers at once.

Whatever the server refuses or does not answer costs no thread: a message that was lost or comes
twice changes nothing, so work goes on, and ``Outages`` tells of it once.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import redis
from dramatiq.brokers.redis import RedisBroker, _RedisConsumer
from dramatiq.common import dq_name, q_name
from dramatiq.message import Message
from dramatiq.middleware import Middleware

from contenthub.broker.troubles import ERRORS, Doing, Outages

NAMESPACE = "contenthub"
CHANNEL = f"{NAMESPACE}:doorbell"
CONNECT_TIMEOUT = 2.0  # seconds
LISTEN = 0.5  # seconds between two looks of the listener whether it has to end
LISTEN_AGAIN = 1.0  # seconds after which a listener that was cut off tries again
TAKE_AGAIN = 2.0  # seconds after which a consumer asks a server again that did not answer
UNRUNG = 0.25  # seconds between two looks into a queue for which nobody can ring


class DoorbellBroker(RedisBroker):
    """A Redis broker whose idle consumers are woken by a publish instead of sleeping.

    The stock consumer sleeps out a growing backoff (measured: p50 145-319 ms); this one waits
    on an event that one pub/sub listener per process sets. Where the server forbids the channel,
    consumers look by themselves, ``UNRUNG`` seconds apart.
    """

    def __init__(self, url: str, middleware: list[Middleware], *, patience: float = 10.0) -> None:
        """``patience`` is for how many seconds an answer of the server is waited for."""
        more: dict[str, Any] = {}
        if not url.startswith("unix:"):
            more = {
                "socket_connect_timeout": CONNECT_TIMEOUT,
                "socket_keepalive": True,
                "health_check_interval": 30,
            }
        pool = redis.ConnectionPool.from_url(url, socket_timeout=patience, **more)
        super().__init__(
            client=redis.Redis(connection_pool=pool),
            middleware=middleware,
            namespace=NAMESPACE,
            # Messages of a dead worker come back with the next command, not by a 1-in-1000 chance.
            maintenance_chance=1_000_000,
        )
        self.channel = CHANNEL
        self.outages = Outages()
        self._waiting: defaultdict[str, set[threading.Event]] = defaultdict(set)
        self._lock = threading.Lock()
        self._listener: threading.Thread | None = None
        self._closed = threading.Event()
        self._hears = self._tells = False

    @property
    def consumer_class(self) -> type[_RedisConsumer]:
        return _DoorbellConsumer

    @property
    def rings(self) -> bool:
        """False while idle consumers have to look for themselves."""
        return self._hears and self._tells

    def send(self, message: Message[Any]) -> None:
        """Put a message into its queue and wake who waits there. Raises what redis raises."""
        super().enqueue(message)
        self.outages.worked(Doing.RING)
        self._tell(message.queue_name)

    def enqueue(self, message: Message[Any], *, delay: int | None = None) -> Message[Any]:
        """The same for dramatiq's own retries: the sweep makes up for one that is lost."""
        try:
            sent: Message[Any] = super().enqueue(message, delay=delay)
        except ERRORS as error:
            self.outages.failed(Doing.RING, error)
            return message
        if delay is None:
            self._tell(message.queue_name)
        return sent

    def listen(self, queue_name: str, event: threading.Event) -> None:
        """Set ``event`` whenever a message may have come for the queue."""
        with self._lock:
            self._waiting[queue_name].add(event)
            if self._listener is None:
                self._tells = True  # until it turns out otherwise
                self._listener = threading.Thread(
                    target=self._run_listener, name="doorbell", daemon=True
                )
                self._listener.start()

    def unlisten(self, queue_name: str, event: threading.Event) -> None:
        with self._lock:
            self._waiting[queue_name].discard(event)

    def close(self) -> None:
        self._closed.set()
        if self._listener is not None:
            self._listener.join(2 * LISTEN)
        super().close()
        self.client.close()

    def _tell(self, queue_name: str) -> None:
        """The message is in its queue: that nobody can be woken for it only costs time."""
        try:
            self.client.publish(self.channel, queue_name)
        except ERRORS as error:
            self._tells = False
            self.outages.failed(Doing.TELL, error)
        else:
            self._tells = True
            self.outages.worked(Doing.TELL)

    def _run_listener(self) -> None:
        while not self._closed.is_set():
            try:
                self._listen()
            except ERRORS as error:
                self._hears = False
                self.outages.failed(Doing.HEAR, error)
                self._closed.wait(LISTEN_AGAIN)

    def _listen(self) -> None:
        with self.client.pubsub(ignore_subscribe_messages=False) as pubsub:
            pubsub.subscribe(self.channel)
            while not self._closed.is_set():
                heard = pubsub.get_message(timeout=LISTEN)
                if heard is None:
                    continue
                if heard["type"] != "subscribe":
                    self._wake(heard["data"].decode(errors="replace"))
                    continue
                self._hears = True
                self.outages.worked(Doing.HEAR)
                self._wake(None)  # whatever came before was not heard

    def _wake(self, queue_name: str | None) -> None:
        with self._lock:
            for name, events in self._waiting.items():
                if queue_name is None or name == queue_name:
                    for event in events:
                        event.set()


class _DoorbellConsumer(_RedisConsumer):
    """Fetches when the bell rang, when a place became free, and at the idle time-out."""

    def __init__(
        self, broker: DoorbellBroker, queue_name: str, prefetch: int, timeout: int
    ) -> None:
        super().__init__(broker, queue_name, prefetch, timeout)
        self._rung = threading.Event()
        self._delayed = queue_name == dq_name(q_name(queue_name))
        broker.listen(queue_name, self._rung)

    def __next__(self) -> Any:
        if not self.message_cache:
            self._rung.clear()
            free = self.prefetch - self.outstanding_message_count
            wait = self._fetch(free) if free > 0 else self._idle()
            if not self.message_cache:
                self._rung.wait(wait)
                return None
        return super().__next__()

    def _fetch(self, most: int) -> float:
        """Fill the cache; returns for how long to wait where nothing came."""
        try:
            self.message_cache = self.broker.do_fetch(self.queue_name, most)
        except ERRORS as error:
            self.broker.outages.failed(Doing.TAKE, error)
            return TAKE_AGAIN
        self.broker.outages.worked(Doing.TAKE)
        return self._idle()

    def _idle(self) -> float:
        """Seconds between two looks when nobody rings; dramatiq's retries are in no hurry."""
        longest: float = self.timeout / 1000
        return longest if self.broker.rings or self._delayed else min(longest, UNRUNG)

    def ack(self, message: Any) -> None:
        self._confirm(self.broker.do_ack, message)

    def nack(self, message: Any) -> None:
        self._confirm(self.broker.do_nack, message)

    def _confirm(self, say: Callable[[str, str], object], message: Any) -> None:
        """What is not confirmed comes once more in the end, and then changes nothing."""
        try:
            say(self.queue_name, message.options["redis_message_id"])
            self.broker.outages.worked(Doing.CONFIRM)
        except ERRORS as error:
            self.broker.outages.failed(Doing.CONFIRM, error)
        finally:
            self.queued_message_ids.discard(message.message_id)
            self._rung.set()  # a place became free

    def requeue(self, messages: Any) -> None:
        with suppress(*ERRORS):  # they come back when this process counts as dead
            super().requeue(messages)

    def close(self) -> None:
        self.broker.unlisten(self.queue_name, self._rung)
        super().close()
