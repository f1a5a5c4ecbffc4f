"""What the answers of a receiver say: only what names where an article is proves anything."""

from __future__ import annotations

from contextlib import suppress

from contenthub.errors import BackendError, OutcomeUnknownError, PermanentError, TransientError
from contenthub.publishers import own_answers
from contenthub.publishers.base import Accepted, HandedOver, Proof, Refused, Taken
from contenthub.publishers.own_answers import Absent, UnclearError
from contenthub.publishers.server_calls import Reply

_NOT_DONE = frozenset({408, 425, 429, 503})
GONE = frozenset({404, 410})
_NO_HEAD = frozenset({405, 501})  # somebody is there who is not asked so


def outcome(reply: Reply, receipt: bool) -> Taken | Refused | Absent:
    """What an answer to a POST says; ``receipt``: a 2xx says that it has it, and no more.

    Raises TransientError and PermanentError where it is certainly not out, else
    OutcomeUnknownError.
    """
    if reply.ok and receipt:
        return HandedOver(f"the receiver answered {reply.status}")
    try:
        if reply.ok:
            answer = read(reply)
            return _under_way(answer, reply) if reply.status == 202 else answer
    except UnclearError as error:
        raise OutcomeUnknownError(
            f"the receiver answered {reply.status}, and {error}: that proves nothing"
        ) from error
    if reply.status == 409 and (there := _named(reply)):
        return there
    if reply.status in _NOT_DONE:
        raise said(TransientError, "the receiver", reply)
    if 300 <= reply.status < 500:
        raise said(PermanentError, "the receiver", reply)
    raise said(OutcomeUnknownError, "the receiver", reply)


def _under_way(answer: Taken | Refused | Absent, reply: Reply) -> Taken | Refused | Absent:
    """202 is no proof, whatever it names: it is asked for later by that."""
    if not isinstance(answer, Proof):
        return answer
    if len(answer.location) > own_answers.LONGEST_ID:
        raise UnclearError("its id is too long")
    return Accepted(answer.location, reply.retry_after)


def read(reply: Reply) -> Taken | Refused | Absent:
    """What its JSON says. Raises UnclearError, and the error that it tells of."""
    if not isinstance(reply.data, dict):
        raise UnclearError(f"no JSON object: {reply.text[:120] or 'nothing'}")
    return own_answers.of(reply.data)


def _named(reply: Reply) -> Proof | None:
    """Where it is, if the answer names that; an ``id`` alone may be that of the error."""
    if not isinstance(reply.data, dict) or not (reply.data.get("proof") or reply.data.get("url")):
        return None
    with suppress(UnclearError, BackendError):
        found = read(reply)
        return found if isinstance(found, Proof) else None
    return None


_Kind = type[TransientError] | type[PermanentError] | type[OutcomeUnknownError]


def said(
    kind: _Kind, who: str, reply: Reply
) -> TransientError | PermanentError | OutcomeUnknownError:
    """The error for an answer; where it sends elsewhere, that is what a person has to set."""
    told = f"{who} answered {reply.status}"
    if elsewhere := reply.headers.get("location", "")[:200]:
        told += f" and sends elsewhere: {elsewhere}"
    elif reply.text:
        told += f": {reply.text}"
    if kind is TransientError:
        return TransientError(told, retry_after=reply.retry_after)
    return kind(told)


def reached(address: str, reply: Reply) -> str:
    """What is known where somebody answers; raises the error where nothing would be taken."""
    if reply.status in {401, 403} or 300 <= reply.status < 400:
        raise said(PermanentError, "the receiver", reply)
    if reply.status in GONE:
        raise said(PermanentError, "the receiver", reply)
    if reply.status >= 500 and reply.status not in _NO_HEAD:
        raise said(TransientError, "the receiver", reply)
    return f"{address} answers; whether it would take an article only a verify_url can tell"
