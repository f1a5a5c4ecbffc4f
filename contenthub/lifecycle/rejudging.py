"""A content that is there already before the gate again: with its order and what it is like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from contenthub.articles import fingerprints, gate
from contenthub.database import db
from contenthub.lifecycle import judging, near_copies
from contenthub.lifecycle.judging import Around
from contenthub.records import Account, Content


def of_change(
    content: Content, body: str, fingerprint: Sequence[int], *, across_accounts: bool
) -> tuple[gate.Neighbour, ...]:
    """The contents that the text ``body`` is like, which this content gets.

    Where it was no copy itself, a later content that is like the text it had is a copy of it, and
    so no reason to hold it. Of what came later only other texts count: it becomes a copy of them.
    """
    alike = _neighbours(content, body, fingerprint, across_accounts=across_accounts)
    if any(one["check"] == gate.NEAR_COPY for one in content.findings):
        return alike
    later = [one for one in alike if one.content_id > content.id]
    copies = near_copies.among(content.body, [one.content_id for one in later])
    if not copies:
        return alike
    # asked anew: its copies may have taken the room of what is older
    older = _older(content, body, fingerprint, across_accounts=across_accounts)
    left = [*older, *(one for one in later if one.content_id not in copies)]
    return tuple(sorted(left, key=lambda one: -one.share))


def _older(
    content: Content, body: str, fingerprint: Sequence[int], *, across_accounts: bool
) -> tuple[gate.Neighbour, ...]:
    return _neighbours(
        content, body, fingerprint, across_accounts=across_accounts, before=content.id
    )


def _neighbours(
    content: Content,
    body: str,
    fingerprint: Sequence[int],
    *,
    across_accounts: bool,
    before: int | None = None,
) -> tuple[gate.Neighbour, ...]:
    return near_copies.find(
        body,
        fingerprint,
        content.account_id,
        across_accounts=across_accounts,
        besides=content.id,
        before=before,
    )


def of_content(content: Content, account: Account, *, across_accounts: bool) -> list[gate.Finding]:
    """What the gate finds in a content as it is; nothing is written.

    What others said of its present text counts as for whoever approves it: its reviewer, and the
    contents that it was a copy of when its text came. Where it was none it is compared with the
    older contents: a later one may be a copy of it.
    """
    around = Around(requirements(content.task_id))
    kept = [*map(gate.of_stored, of_others(content.findings, account))]
    if all(one.check != gate.NEAR_COPY for one in kept):
        numbers = fingerprints.of(content.body)
        older = _older(content, content.body, numbers, across_accounts=across_accounts)
        around = replace(around, neighbours=older)
    return judging.of_content(content, account, around) + kept


def of_others(findings: Sequence[dict[str, Any]], account: Account) -> list[dict[str, Any]]:
    """Of the stored findings of a content what the checks cannot say of its text alone, as it was
    said, at the account's present level: what its reviewer found, and what it is a copy of.
    """
    kept = []
    for one in findings:
        name = str(one["check"])
        wanted = account.gate.get(name)
        if (name in gate.CHECKS and name != gate.NEAR_COPY) or wanted == gate.OFF:
            continue
        level = wanted or (gate.Level.HOLD.value if name == gate.NEAR_COPY else one["level"])
        kept.append(one | {"level": level})
    return kept


def requirements(task_id: str) -> str:
    """What the order of a content asked for; "" once its task was cleaned up."""
    sql = "SELECT requirements FROM generation_tasks WHERE task_id = ?"
    return next((str(row[0]) for row in db.execute(sql, (task_id,)).fetchall()), "")
