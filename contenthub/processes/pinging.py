"""Tells a watcher elsewhere every minute that all is well: it hears by the silence that we died."""

from __future__ import annotations

import threading
import time

from contenthub import logs
from contenthub.errors import BackendError
from contenthub.masking import address
from contenthub.outgoing.addresses import private_too
from contenthub.outgoing.guarded_http import Limits, fetch

log = logs.get_logger("contenthub.alerts")

EVERY = 60.0  # seconds
_LIMITS = Limits(connect=5.0, total=10.0, size=65_536, redirects=3)


class Pinger:
    """Calls the address at most once a minute, beside whoever asks for it."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._last = float("-inf")
        self._calling: threading.Thread | None = None
        self._failing = False

    def ping(self) -> None:
        """All is well at this moment."""
        now = time.monotonic()
        if not self._url or now - self._last < EVERY:
            return
        if self._calling is not None and self._calling.is_alive():
            return
        self._last = now
        self._calling = threading.Thread(target=self._call, name="ping", daemon=True)
        self._calling.start()

    def _call(self) -> None:
        try:
            status = fetch(self._url, allowed=private_too, limits=_LIMITS).status
            trouble = "" if status < 400 else f"it answered {status}"
        except BackendError as error:
            trouble = str(error)
        if trouble and not self._failing:
            log.warning("ping_failed", url=address(self._url), error=trouble)
        self._failing = bool(trouble)
