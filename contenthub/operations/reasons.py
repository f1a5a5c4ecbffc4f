"""Why a person does something: it is kept with the event, and some things are not done without.

Operations take a ``Reason``, which only these functions make: no face can forget the check.
"""

from __future__ import annotations

from typing import NewType

from contenthub import validation
from contenthub.codes import Code
from contenthub.errors import InputError

Reason = NewType("Reason", str)


def optional(text: object) -> Reason:
    """The reason without space around it, up to 20,000 characters; it may be empty.

    What nobody can see is no reason: it counts as empty. Raises InputError for what is no text, is
    longer, or has control characters.
    """
    typed = validation.plain_text(text, "reason")
    return Reason("" if validation.is_unseen(typed) else typed)


def of_rejection(text: object) -> Reason:
    """As ``optional``, and not empty: whoever writes the next article learns by it."""
    return _demanded(text, "say why, so that the next one gets better")


def of_absence(text: object) -> Reason:
    """As ``optional``, and not empty: where the person looked who says that nothing is there."""
    return _demanded(text, "say where you looked")


def of_presence(text: object) -> Reason:
    """As ``optional``, and not empty: what the person saw who says that it is there."""
    return _demanded(text, "say where you looked")


def _demanded(text: object, advice: str) -> Reason:
    reason = optional(text)
    if not reason:
        raise InputError("reason is empty", code=Code.EMPTY, advice=advice, field="reason")
    return reason
