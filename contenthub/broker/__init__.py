"""The doorbell: messages that say "look at this row" and nothing more.

Redis where ``REDIS_URL`` is set, else a queue in this process. Losing a message or getting it
twice changes nothing: the rows say what is to be done, and the sweep rings again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import dramatiq
from dramatiq.brokers.stub import StubBroker
from dramatiq.errors import ConnectionClosed
from dramatiq.message import Message
from dramatiq.middleware import Middleware

from contenthub import states
from contenthub.broker.doorbell import CONNECT_TIMEOUT, NAMESPACE, DoorbellBroker
from contenthub.broker.troubles import ERRORS, Doing, Outages, explain
from contenthub.queues import QUEUES, queue_of
from contenthub.states import ActorName, Ref

__all__ = [
    "CONNECT_TIMEOUT",
    "NAMESPACE",
    "Bell",
    "DoorbellBroker",
    "EmbeddedBroker",
    "build",
]

QUIET = 2.0  # seconds without a try after one that failed

# How many rows one message names: work that is due together is claimed together.
_BATCH: dict[ActorName, int] = {ActorName.POLL: 500, ActorName.GENERATE: 50}
_DEFAULT_BATCH = 100


class EmbeddedBroker(StubBroker):
    """The in-process queue. Dead letters are not kept: the rows tell what failed."""

    def __init__(self, middleware: list[Middleware]) -> None:
        super().__init__(middleware=middleware)

    def enqueue(self, message: Message[Any], *, delay: int | None = None) -> Message[Any]:
        for letters in self.dead_letters_by_queue.values():
            letters.clear()
        return super().enqueue(message, delay=delay)

    def send(self, message: Message[Any]) -> None:
        """Put a message into its queue."""
        self.enqueue(message)


OurBroker = DoorbellBroker | EmbeddedBroker


def build(redis_url: str, middleware: list[Middleware], *, patience: float = 10.0) -> OurBroker:
    """Make the broker and set it as dramatiq's, before any actor is imported."""
    broker: OurBroker = (
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

    def __init__(self, broker: OurBroker) -> None:
        self.broker = broker
        self.reachable = True
        self.trouble = ""  # why it could not be rung the last time
        self._outages = broker.outages if isinstance(broker, DoorbellBroker) else Outages()
        self._quiet_until = float("-inf")
        self.when_back(self._speak_again)

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
        except (*ERRORS, ConnectionClosed) as error:
            self._outages.failed(Doing.RING, error)
            self.reachable, self.trouble = False, explain(error).detail
            self._quiet_until = time.monotonic() + QUIET

    def when_back(self, call: Callable[[], None]) -> None:
        """Call this whenever the broker is in order again: what was rung meanwhile is lost."""
        self._outages.when_over(call)

    def _speak_again(self) -> None:
        self._quiet_until = float("-inf")

    def keep_out_of_the_log(self) -> None:
        """Troubles are not logged: a command says them to the person beside its answer."""
        self._outages.logged = False

    def send(self, actor: str, args: tuple[Any, ...], **kwargs: Any) -> None:
        """Send one message to an actor; raises what the broker raises."""
        queue = queue_of(actor)
        self.broker.send(
            Message(queue_name=queue, actor_name=actor, args=args, kwargs=kwargs, options={})
        )


def _arguments(actor: ActorName, refs: Sequence[Ref]) -> list[tuple[Any, ...]]:
    if actor in states.SCANNING_ACTORS:
        return [()]
    size = _BATCH.get(actor, _DEFAULT_BATCH)
    return [([list(ref) for ref in refs[i : i + size]],) for i in range(0, len(refs), size)]
