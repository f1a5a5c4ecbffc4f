"""Rows as frozen records, and how they are read.

Nobody holds a live model, and nothing changes under its reader.
"""

from contenthub.records.rows import (
    Account,
    Content,
    Entry,
    Schedule,
    Task,
    Tick,
    Waiting,
    accounts_of,
    by_ids,
    locked,
    moment,
    named,
    select,
)

__all__ = [
    "Account",
    "Content",
    "Entry",
    "Schedule",
    "Task",
    "Tick",
    "Waiting",
    "accounts_of",
    "by_ids",
    "locked",
    "moment",
    "named",
    "select",
]
