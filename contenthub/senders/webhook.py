"""Webhooks as https://www.standardwebhooks.com has them: signed, and delivered by a 2xx alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import quote

from contenthub import clock, inert, masked_text, signing
from contenthub.errors import PermanentError, TransientError
from contenthub.outgoing.addresses import private_too, public
from contenthub.outgoing.guarded_http import Limits
from contenthub.outgoing.guarded_network import Resolver, look_up
from contenthub.outgoing.posting import Posted, Poster, posting
from contenthub.outgoing.retry_after import retry_after
from contenthub.senders.base import LONGEST_ANSWER, TIMEOUT, Message, Outcome, Said
from contenthub.senders.places import WebhookPlace
from contenthub.settings import Settings

GONE = 410
_SLOW_DOWN = frozenset({429, 502, 504})
_LEAST_PAUSE = 60.0  # seconds for which a receiver is left alone that asks for less to do
_LONGEST_ERROR = 300  # characters
_LIMITS = Limits(connect=5.0, total=TIMEOUT, size=LONGEST_ANSWER)
_PATHS = {  # of what an event is about, below the address of the API, and which of its ids follows
    "task": ("tasks", "task_id"),
    "content": ("contents", "entity_id"),
    "entry": ("publish-entries", "entity_id"),
    "schedule": ("schedules", "entity_id"),
}


@contextmanager
def opened(settings: Settings, resolve: Resolver = look_up) -> Iterator[WebhookSender]:
    """A sender, for as long as the block runs."""
    with ExitStack() as stack:
        yield WebhookSender(settings, resolve, stack)


class WebhookSender:
    """Posts messages to the addresses of webhooks, by connections that it keeps meanwhile."""

    def __init__(self, settings: Settings, resolve: Resolver, stack: ExitStack) -> None:
        self._settings = settings
        self._resolve = resolve
        self._stack = stack
        self._posters: dict[bool, Poster] = {}
        self._broken_off = False

    def __call__(self, place: WebhookPlace, message: Message) -> Said:
        body = linked(message.body, self._settings).encode()
        public_only = place.public_only and not self._settings.allow_private_networks
        try:
            posted = self._poster(public_only).post(place.url, headers(place, message, body), body)
        except PermanentError as error:  # no receiver can be there, or none that may be called
            return Said(Outcome.AGAIN, error=_shown(str(error)))
        except TransientError as error:
            return Said(Outcome.AGAIN, error=_shown(str(error)))
        return understood(posted)

    def break_off(self) -> None:
        """End what is under way, from another thread; what follows fails."""
        self._broken_off = True
        for poster in list(self._posters.values()):
            poster.break_off()

    def _poster(self, public_only: bool) -> Poster:
        if public_only not in self._posters:
            allowed = public if public_only else private_too
            opened_one = posting(_LIMITS, allowed=allowed, resolve=self._resolve)
            self._posters[public_only] = self._stack.enter_context(opened_one)
            if self._broken_off:  # by somebody who did not see this one
                self._posters[public_only].break_off()
        return self._posters[public_only]


def headers(place: WebhookPlace, message: Message, body: bytes) -> dict[str, str]:
    """What says who sent this body: its id, the moment, and a signature for each secret."""
    at = int(clock.now().timestamp())
    signatures = [signing.sign(one, message.id, at, body) for one in place.secrets]
    return {
        "content-type": "application/json",
        "webhook-id": message.id,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(signatures),
    }


def linked(body: str, settings: Settings) -> str:
    """The body with the address of what it is about; only its path where nobody knows ours."""
    told: dict[str, Any] = json.loads(body)
    data = told.get("data", {})
    if data.get("entity") in _PATHS:
        things, id_ = _PATHS[data["entity"]]
        place = f"{things}/{quote(str(data[id_]), safe='')}"
        data["url"] = f"{settings.public_url.rstrip('/')}/api/v1/{place}"
    return json.dumps(told)


def understood(posted: Posted) -> Said:
    """What an answer means: pure, but for the moment that a Retry-After may name."""
    status, answer = posted.status, _shown(posted.start.decode("utf-8", "replace"), LONGEST_ANSWER)
    if 200 <= status < 300:
        return Said(Outcome.DELIVERED, status, answer)
    if status == GONE:
        return Said(Outcome.GONE, status, answer, "it answered 410: it wants no more")
    asked = retry_after(posted.headers)
    if status in _SLOW_DOWN:
        asked = max(asked or 0.0, _LEAST_PAUSE)
    error = f"it answered {status}"
    if 300 <= status < 400:
        error += ", which leads elsewhere: redirects are not followed"
    return Said(Outcome.AGAIN, status, answer, error, asked)


def _shown(text: str, most: int = _LONGEST_ERROR) -> str:
    return inert.inert(masked_text.text(text[:most]))[:most]
