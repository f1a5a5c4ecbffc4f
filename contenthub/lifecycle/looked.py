"""What the gate says of a text that a content is to get, found before the unit that writes it.

A text may take the gate half a minute, and others wait for a transaction that writes. So the gate
looks first. In the transaction it is asked whether the account got other rules meanwhile, and what
the text is a near copy of by then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from contenthub import records
from contenthub.articles import fingerprints, gate
from contenthub.lifecycle import judging, near_copies, rejudging
from contenthub.lifecycle.judging import Around
from contenthub.lifecycle.present_rules import Examine
from contenthub.lifecycle.unit import Unit
from contenthub.records import Account, Content
from contenthub.settings import Settings

T = TypeVar("T")

MOST_LOOKS = 3  # at one text whose account gets other rules each time


@dataclass(frozen=True, slots=True)
class Looked:
    """The columns of a content that change, the account when the gate looked, and what it found.

    ``body`` is the text that it has with them, changed or not, and ``fingerprint`` that of it.
    """

    columns: dict[str, Any]
    account: Account
    findings: list[gate.Finding]
    body: str
    fingerprint: tuple[int, ...]

    def columns_now(
        self, content: Content, account: Account, alike: tuple[gate.Neighbour, ...]
    ) -> dict[str, Any]:
        """The columns with all findings; ``account`` is as it is now, ``alike`` what has the text.

        Where it has other rules by now, a finding holds the text for a person.
        """
        metadata = self.columns.get("metadata", content.metadata)
        findings = [
            *self.findings,
            *judging.after_change(account, self.account),
            *judging.of_neighbours(alike, account, metadata),
        ]
        return judging.judged(content, self.columns, findings)


def at_edit(content: Content, changed: dict[str, Any], examine: Examine) -> Looked:
    """What is found in what a person changed, with all that follows from that."""
    return at_text(content, judging.edited(content, changed), examine)


def at_text(content: Content, text: dict[str, Any], examine: Examine) -> Looked:
    """What is found in a text that is there already, by the names of a content's columns."""
    account = _account_of(content)
    around = Around(rejudging.requirements(content.task_id))
    (found,) = examine([judging.shown(content, account, text, around)])
    body = text.get("body", content.body)
    return Looked(text, account, found, body, fingerprints.of(body))


def write(
    who: str,
    content: Content,
    look: Callable[[], Looked],
    act: Callable[[Unit, Looked], T],
    settings: Settings,
) -> T:
    """What ``act`` answers in a unit, with what ``look`` has found before that unit began.

    Where the account of ``content`` got other rules meanwhile it looks again, ``MOST_LOOKS`` times
    in all; after that the text waits for a person.
    """
    left = MOST_LOOKS
    while True:
        found, left = look(), left - 1
        with Unit(who) as unit:
            # before any row, as whoever brings new texts: nobody waits in a circle
            take_turn(unit, found, settings)
            if not left or judging.have_same_rules(_account_of(content), found.account):
                return act(unit, found)


def take_turn(unit: Unit, found: Looked, settings: Settings | None) -> None:
    """The turn of the text that was looked at, where anything is compared; see ``near_copies``."""
    across = settings is not None and settings.copies_across_accounts
    if near_copies.are_compared(found.account, across_accounts=across):
        near_copies.take_turn(unit, found.fingerprint)


def _account_of(content: Content) -> Account:
    return records.by_ids(Account, [content.account_id])[0]
