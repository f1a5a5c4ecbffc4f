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


def neighbours(
    content: Content, body: str, *, across_accounts: bool, before: int | None = None
) -> tuple[gate.Neighbour, ...]:
    """The contents that the text ``body`` is like, which this content has, or gets.

    ``before``: only those that are older than the content of this number.
    """
    return near_copies.find(
        body,
        fingerprints.of(body),
        content.account_id,
        across_accounts=across_accounts,
        besides=content.id,
        before=before,
    )


def of_content(content: Content, account: Account, *, across_accounts: bool) -> list[gate.Finding]:
    """What the gate finds in a content as it is; nothing is written.

    It is a copy of what was there before it: of what was said when its text came, as for whoever
    approves it, or where that is nothing of the older contents. A later one may be a copy of it.
    """
    around = Around(requirements(content.task_id))
    kept = [
        gate.Finding(gate.NEAR_COPY, gate.Level(one["level"]), None, one["message"])
        for one in of_others(content.findings, account)
        if one["check"] == gate.NEAR_COPY
    ]
    if not kept:
        older = neighbours(
            content, content.body, across_accounts=across_accounts, before=content.id
        )
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
