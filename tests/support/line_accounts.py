"""Accounts for tests of the line: what the creator `outline` writes goes out by itself there."""

from __future__ import annotations

from typing import Any

from contenthub.lifecycle import accounts
from contenthub.records import Account

TAKES_DRAFTS = {"template_draft": "off"}


def line_account(name: str | None = None, **values: Any) -> Account:
    """The default account, or a new one of this name, that takes template drafts for articles."""
    if name is not None:
        return accounts.add(name, gate=TAKES_DRAFTS, **values)
    return accounts.update(accounts.default(), gate=TAKES_DRAFTS, **values)
