"""Ends a worker process whose parent died, so that old code never goes on unseen.

Without it, ``kill -9`` of the parent leaves its children running.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from typing import Any

from dramatiq.middleware import Middleware

_PR_SET_PDEATHSIG = 1  # see prctl(2)


class OrphanGuard(Middleware):
    """Asks the kernel for a SIGTERM when the parent dies (Linux; elsewhere it does nothing)."""

    def __init__(self, parent: int | None = None) -> None:
        self.parent = parent

    def after_process_boot(self, broker: Any) -> None:
        if self.parent is None or sys.platform != "linux":
            return
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != self.parent:  # it died before we asked
            os.kill(os.getpid(), signal.SIGTERM)
