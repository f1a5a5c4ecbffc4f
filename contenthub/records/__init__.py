"""Rows as frozen records, and how they are read.

``rows``, ``revision``, ``opinion``, ``schedules`` and ``tokens`` say what a record holds,
``reading`` reads it.
"""

from contenthub.records.opinion import Opinion
from contenthub.records.reading import accounts_of, by_ids, locked, moment, named, nearest, select
from contenthub.records.revision import Revision
from contenthub.records.rows import (
    Account,
    Content,
    Entry,
    Target,
    Task,
    Waiting,
)
from contenthub.records.schedules import Schedule, Tick
from contenthub.records.tokens import KeptAnswer, Token

__all__ = [
    "Account",
    "Content",
    "Entry",
    "KeptAnswer",
    "Opinion",
    "Revision",
    "Schedule",
    "Target",
    "Task",
    "Tick",
    "Token",
    "Waiting",
    "accounts_of",
    "by_ids",
    "locked",
    "moment",
    "named",
    "nearest",
    "select",
]
