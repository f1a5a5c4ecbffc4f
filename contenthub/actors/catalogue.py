"""Which actors there are, and how each one's messages are treated.

Actors are plain functions until ``declare`` puts them on a broker, so that none is ever bound
to a broker that dramatiq made up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import dramatiq
from dramatiq.broker import Broker

from contenthub.actors.cancel import cancel
from contenthub.actors.deliver import deliver
from contenthub.actors.dispatch import dispatch
from contenthub.actors.exhausted import exhausted
from contenthub.actors.expire import expire
from contenthub.actors.generate import generate
from contenthub.actors.poll import poll
from contenthub.actors.publish import publish
from contenthub.actors.rescue import rescue
from contenthub.actors.review import review
from contenthub.actors.tick import fetch, tick
from contenthub.actors.update import update
from contenthub.actors.verify import verify
from contenthub.queues import GENERATE, REVIEW, queue_of
from contenthub.settings import Settings

LINE_LIMIT = 300.0  # seconds: outside calls of the line have shorter time-outs of their own


@dataclass(frozen=True, slots=True)
class Spec:
    """An actor and how its messages are treated."""

    function: Callable[..., None]
    retried: bool = True  # by dramatiq, for hiccups; the task's own attempts are on its row

    @property
    def name(self) -> str:
        return self.function.__name__

    @property
    def queue(self) -> str:
        return queue_of(self.name)


ALL = (
    Spec(dispatch),
    Spec(generate),
    Spec(poll),
    Spec(cancel),
    Spec(expire),
    Spec(rescue),
    Spec(publish),
    Spec(verify),
    Spec(update),
    Spec(review),
    Spec(tick),
    Spec(fetch),
    Spec(deliver),
    Spec(exhausted, retried=False),
)


def declare(broker: Broker, settings: Settings) -> None:
    """Put all actors on ``broker``; ``settings`` bound a generation, and a reviewer's answer."""
    longest = {GENERATE: settings.task_timeout, REVIEW: settings.reviewer_timeout}
    for spec in ALL:
        limit = longest.get(spec.queue, 0.0) + LINE_LIMIT
        options: dict[str, Any] = {"max_retries": 0, "time_limit": int(limit * 1000)}
        if spec.retried:
            options |= {
                "max_retries": 3,
                "min_backoff": 200,
                "max_backoff": 2_000,
                "on_retry_exhausted": "exhausted",
            }
        dramatiq.actor(actor_name=spec.name, queue_name=spec.queue, broker=broker, **options)(
            spec.function
        )
