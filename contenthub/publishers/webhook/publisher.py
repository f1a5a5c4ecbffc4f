"""The publisher that is any address: a signed POST with the article, and an answer that proves it.

Its contract, which the documentation repeats for people who write such receivers:

- The body is ``{"type": "article.published", "data": …}``, signed as Standard Webhooks has it where
  a secret is set. ``webhook-id`` is the publication's key, the same at every try: an article whose
  key is known is not published again, and the answer is that of the first time.
- 2xx with a JSON object (see ``own_answers``), such as ``{"url": …}``. 202: it is worked on under
  the id that the object names. 409 with the same: it was there already.
- 408, 425, 429 and 503: it is not out, and is tried again. Other 3xx and 4xx: it is not out, nor
  would it be next time. Anything else, and no answer: it may be out, and ``verify_url`` is asked.
- A GET of ``verify_url``: 200 with the same object; 404 and 410 say that it is certainly not there.
- ``update_url`` gets ``article.updated`` of what was edited; without one nothing is sent again.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from contenthub.errors import InputError, OutcomeUnknownError, PermanentError, TransientError
from contenthub.outgoing.guarded_http import BrokenAnswerError, NoAnswerError
from contenthub.publishers import requests
from contenthub.publishers.base import Accepted, HandedOver, Proof, Publication, Refused, Taken
from contenthub.publishers.own_answers import ABSENT, Absent, UnclearError
from contenthub.publishers.webhook import receiver as receivers
from contenthub.publishers.webhook import replies
from contenthub.publishers.webhook.receiver import Receiver
from contenthub.publishers.webhook.replies import GONE

if TYPE_CHECKING:
    from contenthub.settings import Settings

_NOBODY = "entry-0-check"  # the key of no publication


class Webhook:
    """Sends articles to addresses, and believes of them what these prove."""

    name = "webhook"
    fields = receivers.FIELDS

    @classmethod
    def from_settings(cls, _settings: Settings) -> Webhook:
        return cls()

    def place(self, publication: Publication) -> dict[str, Any]:
        """The addresses: where it is sent is where it is asked for."""
        its = receivers.read(publication.settings)
        return {name: its[name] or "" for name in ("url", "verify_url", "update_url")}

    def publish(self, publication: Publication) -> Taken:
        """Send it once; the proof is what the receiver answers.

        Raises TransientError and PermanentError where it is certainly not out, and
        OutcomeUnknownError where no answer came, or none that says what became of it.
        """
        receiver = self._receiver(publication)
        document = {"type": "article.published", "data": requests.fields(publication)}
        publication.demand_held()
        try:
            reply = receiver.post(receiver.url, publication.key, document)
            answer = replies.outcome(reply, receiver.receipt)
        except (NoAnswerError, BrokenAnswerError) as error:
            raise OutcomeUnknownError(str(error)) from error
        match answer:
            case Refused():
                raise PermanentError(f"the receiver refused it: {answer.reason}")
            case Absent():
                raise OutcomeUnknownError("the receiver took it, and says that it is not there")
            case Accepted() if not receiver.verify_url:
                raise OutcomeUnknownError(
                    f"the receiver works on it as {answer.external_id}, and cannot be asked for "
                    "the end: the target has no verify_url"
                )
        return answer

    def verify(self, publication: Publication) -> Taken | Refused | None:
        """Ask ``verify_url``; without one a person has to look."""
        receiver = self._receiver(publication)
        if not receiver.verify_url:
            raise TransientError(
                "whether it is out is not known, and the target has no verify_url to ask: look "
                "there"
            )
        try:
            reply = receiver.look(publication.key, publication.external_id or "")
        except BrokenAnswerError as error:
            raise TransientError(str(error)) from error
        if reply.status in GONE:
            return None
        if reply.status != 200:
            raise replies.said(TransientError, "the receiver's verify_url", reply)
        try:
            answer = replies.read(reply)
        except UnclearError as error:
            raise TransientError(f"the receiver's verify_url answered {error}") from error
        return None if answer is ABSENT else answer

    def update(self, publication: Publication) -> Proof | HandedOver:
        """Send an edited article to ``update_url``, with the proof of what is out.

        Raises TransientError also where what it did is not known, as it may be asked again, and
        PermanentError where the target has no such address, or nothing is there any more.
        """
        receiver = self._receiver(publication)
        if not receiver.update_url:
            raise PermanentError("the receiver is sent no updates: the target has no update_url")
        told = requests.fields(publication)
        document = {"type": "article.updated", "data": told}
        digest = hashlib.blake2b(json.dumps(told).encode(), digest_size=8).hexdigest()
        # The same words may come back after others: that is another message to who keeps ids.
        message = f"{publication.key}.{publication.version}.{digest}"
        publication.demand_held()
        try:
            reply = receiver.post(receiver.update_url, message, document)
            answer = replies.outcome(reply, receiver.receipt)
        except (OutcomeUnknownError, BrokenAnswerError) as error:
            raise TransientError(str(error)) from error
        match answer:
            case Proof() | HandedOver():
                return answer
            case Accepted():
                raise TransientError("the receiver works on it", retry_after=answer.look_after)
            case Refused():
                raise PermanentError(f"the receiver refused it: {answer.reason}")
        raise PermanentError("the receiver says that it is not there any more")

    def check(self, settings: dict[str, Any], folder_name: str) -> str:
        """Ask ``verify_url`` for what cannot be there; without one, whether somebody answers."""
        receiver = receivers.receiver(settings, {})
        try:
            if not receiver.verify_url:
                return replies.reached(receiver.url, receiver.reach())
            reply = receiver.look(_NOBODY, _NOBODY, brief=True)
            if reply.status in GONE or (reply.status == 200 and replies.read(reply) is ABSENT):
                return receiver.url
        except (BrokenAnswerError, UnclearError) as error:
            raise PermanentError(f"the receiver's verify_url answered {error}") from error
        kind = TransientError if reply.busy or reply.status >= 500 else PermanentError
        raise replies.said(kind, "asked for what is not there, the receiver's verify_url", reply)

    def validate(self, settings: dict[str, Any]) -> None:
        """Raise InputError, naming the field, for settings that cannot be used."""
        receivers.read(settings)

    def _receiver(self, publication: Publication) -> Receiver:
        """That of the first try, with the secrets of now."""
        try:
            return receivers.receiver(publication.settings, publication.place)
        except InputError as error:
            raise PermanentError(str(error)) from error
