"""Structured logs: JSON lines for an aggregator, coloured text for a terminal.

``logger`` says what is logged, ``forms`` what a line looks like, ``lines`` how it gets out.
"""

from contenthub.logs.lines import divert, together
from contenthub.logs.logger import (
    Logger,
    bind,
    configure,
    failures_told_elsewhere,
    get_logger,
    sink,
    unbind_all,
)

__all__ = [
    "Logger",
    "bind",
    "configure",
    "divert",
    "failures_told_elsewhere",
    "get_logger",
    "sink",
    "together",
    "unbind_all",
]
