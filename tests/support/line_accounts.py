"""Accounts for tests of the line: drafts of `outline` and texts of a line go out by themselves."""

from __future__ import annotations

from typing import Any

from contenthub.lifecycle import accounts
from contenthub.records import Account

TAKES_SHORT = {"too_short": "off"}
TAKES_DRAFTS = {"template_draft": "off"} | TAKES_SHORT


def line_account(name: str | None = None, **values: Any) -> Account:
    """The default account, or a new one of this name, that takes template drafts for articles."""
    if name is not None:
        return accounts.add(name, gate=TAKES_DRAFTS, **values)
    return accounts.update(accounts.default(), gate=TAKES_DRAFTS, **values)
