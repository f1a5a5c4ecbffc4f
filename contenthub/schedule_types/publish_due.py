"""`publish_due`: publishes approved articles of accounts with --no-auto-publish."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contenthub.schedule_types import fields
from contenthub.schedule_types.fields import Context


def check(params: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The parameters as they are stored: no accounts are all accounts, no limit is all articles."""
    fields.demand_known(params, ("account_ids", "limit_per_account"), "publish_due")
    limit = fields.number(params, "limit_per_account", 1, 10_000)
    ids = fields.account_ids(params, context, required=False)
    return ({"account_ids": ids} if ids else {}) | ({"limit_per_account": limit} if limit else {})
