"""Rows as frozen records, and how they are read.

``rows`` says what a record holds, ``reading`` gets it from the tables.
"""

from contenthub.records.reading import accounts_of, by_ids, locked, moment, named, select
from contenthub.records.rows import (
    Account,
    Content,
    Entry,
    Schedule,
    Target,
    Task,
    Tick,
    Waiting,
)

__all__ = [
    "Account",
    "Content",
    "Entry",
    "Schedule",
    "Target",
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
