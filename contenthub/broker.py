"""The doorbell: messages that say "look at this row" and nothing more.

Redis where ``REDIS_URL`` is set, else a queue in this process. Losing a message or getting it
twice changes nothing: the rows say what is to be done, and the sweep rings again.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import dramatiq
import redis
from dramatiq.broker import Broker
from dramatiq.brokers.redis import RedisBroker, _RedisConsumer
from dramatiq.brokers.stub import StubBroker
from dramatiq.errors import ConnectionClosed
from dramatiq.message import Message
from dramatiq.middleware import Middleware

from contenthub import logs, states
from contenthub.states import ActorName, Ref

log = logs.get_logger("contenthub.broker")

LINE = "line"  # work of our own, and publishing
LOOK = "look"  # short calls to creators and targets, which may hang: poll, cancel, verify …
FETCH = "fetch"  # topics from outside: hundreds of feeds may hang at once
GENERATE = "generate"  # calls of creators, which may take minutes
QUEUES = (LINE, LOOK, FETCH, GENERATE)
NAMESPACE = "contenthub"
CONNECT_TIMEOUT = 2.0  # seconds
LISTEN = 0.5  # seconds between two looks of the listener whether it has to end
QUIET = 2.0  # seconds without a try after one that failed

# How many rows one message names: work that is due together is claimed together.
_BATCH: dict[ActorName, int] = {ActorName.POLL: 500, ActorName.GENERATE: 50}
_DEFAULT_BATCH = 100


_QUEUE_OF = {
    ActorName.GENERATE: GENERATE,
    ActorName.POLL: LOOK,
    ActorName.CANCEL: LOOK,
    ActorName.EXPIRE: LOOK,
    ActorName.VERIFY: LOOK,
    ActorName.TICK: LOOK,
    ActorName.FETCH: FETCH,
}


def queue_of(actor: str) -> str:
    """The queue that serves an actor; what hangs in one queue delays no other."""
    return _QUEUE_OF.get(ActorName(actor), LINE) if actor in set(ActorName) else LINE


class DoorbellBroker(RedisBroker):
    """A Redis broker whose idle consumers are woken by a publish instead of sleeping.

    The stock consumer sleeps out a growing backoff (measured: p50 145-319 ms); this one waits
    on an event that one pub/sub listener per process sets.
    """

    def __init__(self, url: str, middleware: list[Middleware], *, patience: float = 10.0) -> None:
        """``patience`` is for how many seconds an answer of the server is waited for."""
        more: dict[str, Any] = {} if url.startswith("unix:") else {
            "socket_connect_timeout": CONNECT_TIMEOUT, "socket_keepalive": True,
            "health_check_interval": 30,
        }  # fmt: skip
        pool = redis.ConnectionPool.from_url(url, socket_timeout=patience, **more)
        super().__init__(
            client=redis.Redis(connection_pool=pool), middleware=middleware, namespace=NAMESPACE,
            # Messages of a dead worker come back with the next command, not by a 1-in-1000 chance.
            maintenance_chance=1_000_000,
        )  # fmt: skip
        self.channel = f"{NAMESPACE}:doorbell"
        self._waiting: defaultdict[str, set[threading.Event]] = defaultdict(set)
        self._lock = threading.Lock()
        self._listener: threading.Thread | None = None
        self._closed = threading.Event()

    @property
    def consumer_class(self) -> type[_RedisConsumer]:
        return _DoorbellConsumer

    def enqueue(self, message: Message[Any], *, delay: int | None = None) -> Message[Any]:
        sent = super().enqueue(message, delay=delay)
        if delay is None:
            self.client.publish(self.channel, message.queue_name)
        return sent

    def listen(self, queue_name: str, event: threading.Event) -> None:
        """Set ``event`` whenever a message may have come for the queue."""
        with self._lock:
            self._waiting[queue_name].add(event)
            if self._listener is None:
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

    def _run_listener(self) -> None:
        while not self._closed.is_set():
            try:
                with self.client.pubsub(ignore_subscribe_messages=False) as pubsub:
                    pubsub.subscribe(self.channel)
                    while not self._closed.is_set():
                        heard = pubsub.get_message(timeout=LISTEN)
                        if heard is None:
                            continue
                        # The subscription itself: whatever came before it was not heard.
                        everyone = heard["type"] == "subscribe"
                        self._wake(None if everyone else heard["data"].decode())
            except (redis.RedisError, OSError) as error:
                log.debug("doorbell_lost", error=str(error))
                self._closed.wait(1.0)

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
        broker.listen(queue_name, self._rung)

    def __next__(self) -> Any:
        try:
            if not self.message_cache:
                self._rung.clear()
                free = self.prefetch - self.outstanding_message_count
                if free > 0:
                    self.message_cache = self.broker.do_fetch(self.queue_name, free)
                if not self.message_cache:
                    self._rung.wait(self.timeout / 1000)
                    return None
            return super().__next__()
        except (redis.ConnectionError, redis.TimeoutError) as error:
            raise ConnectionClosed(error) from None

    def ack(self, message: Any) -> None:
        super().ack(message)
        self._rung.set()  # a place became free

    def nack(self, message: Any) -> None:
        super().nack(message)
        self._rung.set()

    def close(self) -> None:
        self.broker.unlisten(self.queue_name, self._rung)
        super().close()


class EmbeddedBroker(StubBroker):
    """The in-process queue. Dead letters are not kept: the rows tell what failed."""

    def __init__(self, middleware: list[Middleware]) -> None:
        super().__init__(middleware=middleware)

    def enqueue(self, message: Message[Any], *, delay: int | None = None) -> Message[Any]:
        for letters in self.dead_letters_by_queue.values():
            letters.clear()
        return super().enqueue(message, delay=delay)


def build(redis_url: str, middleware: list[Middleware], *, patience: float = 10.0) -> Broker:
    """Make the broker and set it as dramatiq's, before any actor is imported."""
    broker: Broker = (
        DoorbellBroker(redis_url, middleware, patience=patience)
        if redis_url
        else EmbeddedBroker(middleware)
    )
    for queue in QUEUES:
        broker.declare_queue(queue)
    dramatiq.set_broker(broker)
    return broker


class Bell:
    """Rings actors by name on a broker; a silent broker is told of, never an error."""

    def __init__(self, broker: Broker) -> None:
        self.broker = broker
        self.reachable = True
        self._quiet_until = float("-inf")

    def __call__(self, actor: ActorName, refs: Sequence[Ref]) -> None:
        """Send the messages for these rows, as few as the actor's batch allows.

        After a failure nothing is tried for a moment: a server that does not even refuse must
        not make every commit wait for its time-out.
        """
        if time.monotonic() < self._quiet_until:
            return
        try:
            for args in _arguments(actor, refs):
                self.send(actor, args)
            self.reachable = True
        except (redis.RedisError, ConnectionClosed, OSError) as error:
            if self.reachable:  # once, not for every ring; a command says it in its own words
                log.info("broker_unreachable", error=str(error), actor=actor)
            self.reachable = False
            self._quiet_until = time.monotonic() + QUIET

    def send(self, actor: str, args: tuple[Any, ...], **kwargs: Any) -> None:
        """Send one message to an actor; raises what the broker raises."""
        queue = queue_of(actor)
        self.broker.enqueue(
            Message(queue_name=queue, actor_name=actor, args=args, kwargs=kwargs, options={})
        )


def _arguments(actor: ActorName, refs: Sequence[Ref]) -> list[tuple[Any, ...]]:
    if actor in states.SCANNING_ACTORS:
        return [()]
    size = _BATCH.get(actor, _DEFAULT_BATCH)
    return [([list(ref) for ref in refs[i : i + size]],) for i in range(0, len(refs), size)]


def ping(redis_url: str) -> str:
    """Ask the Redis server for its version. Raises redis.RedisError."""
    client = redis.Redis.from_url(redis_url, socket_timeout=CONNECT_TIMEOUT)
    try:
        return str(client.info("server")["redis_version"])
    finally:
        client.close()
