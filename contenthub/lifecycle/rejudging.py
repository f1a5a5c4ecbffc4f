"""A content that is there already before the gate again: with its order and what it is like."""

from __future__ import annotations

from contenthub.articles import fingerprints, gate
from contenthub.database import db
from contenthub.lifecycle import judging, near_copies
from contenthub.lifecycle.judging import Around
from contenthub.records import Account, Content


def neighbours(content: Content, body: str, *, across_accounts: bool) -> tuple[gate.Neighbour, ...]:
    """The contents that the text ``body`` is like, which this content has, or gets."""
    return near_copies.find(
        body,
        fingerprints.of(body),
        content.account_id,
        across_accounts=across_accounts,
        besides=content.id,
    )


def of_content(content: Content, account: Account, *, across_accounts: bool) -> list[gate.Finding]:
    """What the gate finds in a content as it is; nothing is written."""
    alike = neighbours(content, content.body, across_accounts=across_accounts)
    return judging.of_content(content, account, Around(requirements(content.task_id), alike))


def requirements(task_id: str) -> str:
    """What the order of a content asked for; "" once its task was cleaned up."""
    sql = "SELECT requirements FROM generation_tasks WHERE task_id = ?"
    return next((str(row[0]) for row in db.execute(sql, (task_id,)).fetchall()), "")
