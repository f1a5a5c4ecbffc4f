"""What the gate says of a content by its account's present rules, for whoever approves it.

An account's words, lengths and levels may have changed since the text was made. The gate looks
before the transaction that approves: others wait for that one. There it is asked whether the
text or the account became another one meanwhile (``Judged.is_of``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from contenthub import records
from contenthub.articles import gate
from contenthub.articles.gate import Finding, Finished
from contenthub.articles.gate.finding import MOST_REASON, WAITS
from contenthub.lifecycle import judging, rejudging
from contenthub.lifecycle.judging import Around
from contenthub.lifecycle.unit import Unit
from contenthub.records import Account, Content
from contenthub.states import Entity, ReviewEvent, ReviewState

Examine = Callable[[Sequence[Finished]], list[list[Finding]]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A content as it was when the gate looked, its account then, and what is found by that."""

    content: Content
    account: Account
    findings: list[dict[str, Any]]

    def is_of(self, content: Content, account: Account) -> bool:
        """Whether it holds for this content and this account."""
        same_text = content.attempt == self.content.attempt
        same_findings = content.findings == self.content.findings  # also its reviewer's
        return same_text and same_findings and judging.have_same_rules(account, self.account)


def judged(content: Content, examine: Examine) -> Judged:
    """What is found now. To be asked outside of transactions.

    What only others can say of it stays as it was said: what its reviewer found, and the contents
    that it was like when it was made or edited.
    """
    account = records.by_ids(Account, [content.account_id])[0]
    around = Around(rejudging.requirements(content.task_id))
    (found,) = examine([judging.shown(content, account, {}, around)])
    own = json.loads(json.dumps(gate.stored(found)))  # as the database returns it
    return Judged(content, account, own + rejudging.of_others(content.findings, account))


def note(unit: Unit, content: Content, findings: list[dict[str, Any]]) -> None:
    """Keep what is found now with a content that waits, and why it waits."""
    if content.state is not ReviewState.PENDING or findings == content.findings:
        return
    reason = "; ".join(gate.holds(findings))[:MOST_REASON] or WAITS
    unit.move(
        Entity.CONTENT,
        content,
        ReviewEvent.LEAVE,
        reason=reason,
        data={"findings": findings},
        review_reason=reason,
        findings=findings,
    )
