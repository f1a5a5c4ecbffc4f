"""Connections whose requests are read by httptools.

As uvicorn has it, it keeps a head of any length, and writes its refusal of what follows a call
into the answer of that call.
"""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from contenthub.api.connections import Bounded
from contenthub.api.parsers import refusal


class HttpToolsConnection(Bounded, HttpToolsProtocol):
    """Counts what came of a head that is not whole."""

    _is_in_head = False
    _is_in_body = False
    _begun = 0  # heads that began in what came last
    _held = 0  # bytes of a head that is not whole

    def data_received(self, data: bytes) -> None:
        """A part of a request, or several, came."""
        was_between = not (self._is_in_head or self._is_in_body)
        self._begun = 0
        super().data_received(data)
        if not self._is_in_head:
            self._held = 0
        elif self._begun == 0 or (self._begun == 1 and was_between):
            self._held += len(data)
        else:
            self._held = 0  # it began within what came, of which the transport bounds each part
        if self._held > refusal.MOST_HEAD and not self.transport.is_closing():
            self.send_400_response("")

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._is_in_head = True
        self._begun += 1

    def on_headers_complete(self) -> None:
        """A head is whole."""
        self._is_in_head, self._is_in_body = False, True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """A body is whole."""
        self._is_in_body = False
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request: at once, or when the calls before it are answered."""
        newest = self.cycle
        if newest is None or newest.response_complete or self._is_in_body:
            self.transport.write(refusal.written())
            self.transport.close()
        else:
            newest.keep_alive = False
            self.flow.pause_reading()
