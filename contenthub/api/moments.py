"""Times that a call may ask for."""

from __future__ import annotations

from datetime import datetime

from contenthub.errors import InputError
from contenthub.operations import moments


def demand_future(at: datetime | None) -> None:
    """Raise InputError for a time to publish at that has passed."""
    if at is not None and moments.has_passed(at):
        raise InputError("`at` has passed; leave it out to publish at once")
