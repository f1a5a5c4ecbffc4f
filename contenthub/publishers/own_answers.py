"""What a program or a server of the user's own answers about a publication, in our words.

One contract for the publishers `command` and `webhook`: a JSON object in which the first of these
fields that is there decides; a place beside a word against it decides nothing.

- ``proof``, ``url`` or ``id``: it is out, and this is where
- ``accepted``: it is worked on under this id; ``look_after`` says in how many seconds to ask
- ``handed_over``: it lies there as a draft, for a person to publish
- ``refused``: it is not out and will not be, for this reason
- ``absent``: true: it is certainly not there
- ``error``: it is not out, for this reason; ``permanent`` true: nor would the next try bring it,
  else ``retry_after`` may say in how many seconds to try again
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

from contenthub import json_documents
from contenthub.articles.cleaning import one_line
from contenthub.errors import PermanentError, TransientError
from contenthub.publishers.base import Accepted, HandedOver, Proof, Refused, Taken

MOST = 256 * 1024  # bytes of an answer
_LONGEST = 2_000  # characters of a place, or of a reason
LONGEST_ID = 255
_LONGEST_WAIT = 86_400.0  # seconds
_PLACES = ("proof", "url", "id")
_AGAINST = ("refused", "absent", "error")  # with one of these a place proves nothing


class Absent(Enum):
    """It is certainly not there."""

    ABSENT = auto()


ABSENT = Absent.ABSENT


class UnclearError(Exception):
    """The answer says nothing that we understand; the text tells why."""


def read(output: bytes) -> Taken | Refused | Absent:
    """What the answer says.

    Raises TransientError or PermanentError for one that tells of an error, after which it is
    certainly not out, and UnclearError for what is no answer.
    """
    return of(document(output))


def document(output: bytes) -> Mapping[str, Any]:
    """The JSON object in ``output``, in UTF-8. Raises UnclearError."""
    try:
        found = json_documents.read(output.decode("utf-8-sig"))
    except json_documents.DoubledNameError as error:
        raise UnclearError(str(error)) from None
    except (ValueError, RecursionError):
        start = one_line(output[:80].decode("utf-8", "replace"))
        raise UnclearError(f"no JSON; it begins with {start!r}" if start else "nothing") from None
    if not isinstance(found, dict):
        raise UnclearError("JSON that is no object")
    return found


def of(answer: Mapping[str, Any]) -> Taken | Refused | Absent:
    """The same of an answer that is read already."""
    for name in _PLACES:
        if answer.get(name) is not None:
            if against := next((one for one in _AGAINST if answer.get(one)), None):
                raise UnclearError(f"both {name!r} and {against!r}")
            return Proof(_text(answer, name, _LONGEST))
    if answer.get("accepted") is not None:
        wait = seconds(answer.get("look_after"))
        return Accepted(_text(answer, "accepted", LONGEST_ID), wait)
    if answer.get("handed_over") is not None:
        return HandedOver(_text(answer, "handed_over", _LONGEST))
    if answer.get("refused") is not None:
        return Refused(_reason(answer, "refused"))
    if answer.get("absent") is True:
        return ABSENT
    if answer.get("error") is not None:
        raise _error(answer)
    raise UnclearError("neither a proof nor anything else that is understood")


def seconds(value: object) -> float | None:
    """A wait of up to a day; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return min(max(0.0, float(value)), _LONGEST_WAIT)


def _error(answer: Mapping[str, Any]) -> TransientError | PermanentError:
    reason = _reason(answer, "error")
    if answer.get("permanent") is True:
        return PermanentError(reason)
    return TransientError(reason, retry_after=seconds(answer.get("retry_after")))


def _text(answer: Mapping[str, Any], name: str, longest: int) -> str:
    """A text, or a number, that can be kept as it is: on one line, and not for ever long."""
    value = answer[name]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**30:
        return str(value)
    if not isinstance(value, str) or not value or one_line(value) != value or len(value) > longest:
        raise UnclearError(f"{name} is no text of 1 to {longest} characters on one line")
    return value


def _reason(answer: Mapping[str, Any], name: str) -> str:
    return one_line(str(answer[name]))[:_LONGEST] or "it does not say why"
