"""Which queues there are, and which of them serves an actor.

Apart from the broker, so that whoever only names a queue does not load one.
"""

from __future__ import annotations

from contenthub.states import ActorName

LINE = "line"  # work of our own
LOOK = "look"  # short calls to creators, which may hang: poll, cancel, expire …
PUBLISH = "publish"  # calls to targets, which may hang: publish, verify, update
FETCH = "fetch"  # topics from outside: hundreds of feeds may hang at once
REVIEW = "review"  # calls of reviewers, which may take minutes as well
GENERATE = "generate"  # calls of creators, which may take minutes
DELIVER = "deliver"  # messages to others, whose receivers may hang
QUEUES = (LINE, LOOK, PUBLISH, FETCH, REVIEW, DELIVER, GENERATE)

_QUEUE_OF = {
    ActorName.GENERATE: GENERATE,
    ActorName.POLL: LOOK,
    ActorName.CANCEL: LOOK,
    ActorName.EXPIRE: LOOK,
    ActorName.PUBLISH: PUBLISH,
    ActorName.VERIFY: PUBLISH,
    ActorName.UPDATE: PUBLISH,
    ActorName.TICK: LOOK,
    ActorName.FETCH: FETCH,
    ActorName.REVIEW: REVIEW,
    ActorName.DELIVER: DELIVER,
}


def queue_of(actor: str) -> str:
    """The queue that serves an actor; what hangs in one queue delays no other."""
    return _QUEUE_OF.get(ActorName(actor), LINE) if actor in set(ActorName) else LINE
