"""Who asks for something, and with which settings."""

from __future__ import annotations

from dataclasses import dataclass

from contenthub.lifecycle import happened
from contenthub.settings import Settings

caused_by = happened.caused_by  # the events of a block are those of a call of the API


@dataclass(frozen=True, slots=True)
class Caller:
    """The first argument of every operation that changes something.

    The database of ``settings`` is open. ``who`` stands in the events that the operation leaves,
    such as ``cli:ada``. Who may not review (``may_review``) lets nothing out unreviewed: what was
    approved loses that where they change it, and they begin nothing that would approve itself.
    Addresses that are named by who does not run this site (``is_operator`` false) are called only
    where they are public. Who works on this machine (``is_local``) may have programs of it run.
    """

    settings: Settings
    who: str
    may_review: bool = True
    is_operator: bool = True
    is_local: bool = True
