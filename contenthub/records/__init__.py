"""Rows as frozen records, and how they are read.

``rows``, ``revision``, ``opinion``, ``schedules``, ``tokens``, ``deliveries`` and ``incidents`` say
what a record holds, ``reading`` reads it.
"""

from contenthub.records.deliveries import Delivery, Lane, Webhook
from contenthub.records.incidents import Channel, Incident, Silence
from contenthub.records.opinion import Opinion
from contenthub.records.reading import (
    accounts_of,
    by_ids,
    locked,
    locked_to_remove,
    moment,
    named,
    nearest,
    select,
)
from contenthub.records.revision import Revision
from contenthub.records.rows import (
    KEPT_LATE,
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
    "KEPT_LATE",
    "Account",
    "Channel",
    "Content",
    "Delivery",
    "Entry",
    "Incident",
    "KeptAnswer",
    "Lane",
    "Opinion",
    "Revision",
    "Schedule",
    "Silence",
    "Target",
    "Task",
    "Tick",
    "Token",
    "Waiting",
    "Webhook",
    "accounts_of",
    "by_ids",
    "locked",
    "locked_to_remove",
    "moment",
    "named",
    "nearest",
    "select",
]
