"""What WeChat's answers say: a document, or an error with its number.

The status is 200 either way. ``errcode`` is a number, the text of one, or not there at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from contenthub import clock
from contenthub.articles.text import printable
from contenthub.errors import BackendError, PermanentError, TransientError
from contenthub.outgoing.guarded_http import NoAnswerError
from contenthub.publishers import server_calls
from contenthub.publishers.server_calls import Reply
from contenthub.publishers.wechat.codes import MEANINGS, Meaning, Passes

_BEIJING = timezone(timedelta(hours=8))  # it has no summer time
_ADDRESS = re.compile(r"\b(?:ip|requestIP:)\s?([0-9A-Fa-f.:]{3,45})")
_AFTER_MIDNIGHT = 60.0  # seconds: its clock and ours are not the same
_MOST = 10**9
_UNREADABLE = 1  # stands for an error whose number is none
_NOT_KNOWN = Meaning(Passes.NEVER, "it refuses this")
_NAMES_ADDRESS = frozenset({40164, 61004, 89501, 89503, 89506, 89507})


def document(reply: Reply) -> Mapping[str, Any]:
    """The answer of a call that was done.

    Raises what ``error_of`` says of an error; for what is no answer of WeChat's NoAnswerError, as
    what stands before it may have handed the call on, or PermanentError.
    """
    if not isinstance(reply.data, dict):
        raise _no_answer(reply)
    if number := code_of(reply):
        said = str(reply.data.get("errmsg") or f"errcode {str(reply.data['errcode'])[:40]}")
        raise error_of(number, said)
    if not reply.ok:
        raise NoAnswerError(f"WeChat answered {reply.status}", retry_after=reply.retry_after)
    return reply.data


def _no_answer(reply: Reply) -> BackendError:
    error = server_calls.not_json("WeChat", reply)
    if isinstance(error, TransientError):
        return NoAnswerError(str(error), retry_after=error.retry_after)
    return error


def code_of(reply: Reply) -> int:
    """The number of the error; 0: there is none. One that cannot be read is an error as well."""
    given = reply.data.get("errcode") if isinstance(reply.data, dict) else None
    if given is None or given == "":
        return 0
    try:
        number = int(float(str(given)[:30]))
    except (ValueError, OverflowError):
        return _UNREADABLE
    return number if abs(number) < _MOST else _UNREADABLE


def error_of(number: int, said: str) -> BackendError:
    """The error for this number; ``facts`` of it has it as ``errcode``."""
    meaning = MEANINGS.get(number, _NOT_KNOWN)
    where = _named_address(number, said)
    message = f"WeChat answered {number}: {meaning.sentence}{where} ({_line(said)})"
    if meaning.passes in (Passes.NEVER, Passes.ONCE_MORE):
        return PermanentError(message, advice=meaning.advice, errcode=number)
    wait = wait_now(meaning.passes)
    return TransientError(message, retry_after=wait, advice=meaning.advice, errcode=number)


def number_in(error: BackendError) -> int:
    """The number with which WeChat answered, if this is such an error; else 0."""
    return int(error.facts.get("errcode", 0))


def wait_now(passes: Passes) -> float | None:
    """The same as ``wait_of``, from now on."""
    return wait_of(passes, clock.now())


def wait_of(passes: Passes, now: datetime) -> float | None:
    """Seconds until it is worth to ask again; None: as it is done after any failure."""
    if passes is Passes.AT_MIDNIGHT:
        local = now.astimezone(_BEIJING)
        midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return (midnight - local).total_seconds() + _AFTER_MIDNIGHT
    return {Passes.IN_A_MINUTE: 60.0, Passes.IN_AN_HOUR: 3_600.0}.get(passes)


def _line(said: str) -> str:
    return " ".join(printable(said[:1_000]).split())[:200]


def _named_address(number: int, said: str) -> str:
    found = _ADDRESS.search(said[:500]) if number in _NAMES_ADDRESS else None
    return f": {found[1]}" if found else ""
