"""The gate: what keeps a finished article from going out unseen.

Checks are pure functions over the finished text and its order. Each tells what it found; what is
found on the level ``hold`` waits for a person, whatever ``--auto-approve`` says.
"""

from contenthub.articles.gate.finding import (
    Finding,
    Level,
    as_read,
    held_by,
    holds,
    line_of,
    of_stored,
    reason_of,
    stored,
)
from contenthub.articles.gate.finished import Finished, Neighbour, Rules
from contenthub.articles.gate.near_copies import NAME as NEAR_COPY
from contenthub.articles.gate.registry import CHECKS, OFF, default_level, examine

__all__ = [
    "CHECKS",
    "NEAR_COPY",
    "OFF",
    "Finding",
    "Finished",
    "Level",
    "Neighbour",
    "Rules",
    "as_read",
    "default_level",
    "examine",
    "held_by",
    "holds",
    "line_of",
    "of_stored",
    "reason_of",
    "stored",
]
