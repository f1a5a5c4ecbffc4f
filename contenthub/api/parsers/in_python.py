"""Connections whose requests are read by h11, which is always there."""

from __future__ import annotations

from uvicorn.protocols.http.h11_impl import H11Protocol

from contenthub.api.connections import Bounded
from contenthub.api.parsers import refusal


class H11Connection(Bounded, H11Protocol):
    """Bounds heads as ``h11_max_incomplete_event_size`` of the server's settings says."""

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request."""
        self.transport.write(refusal.written())
        self.transport.close()
