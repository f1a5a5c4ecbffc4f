"""One connection to a server, for requests that follow each other; h11 speaks HTTP/1.1 on it.

httpcore2's pool keeps any number of them, with locks and traces around each step: of a message to
a webhook that was half of all processor time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import h11
import httpcore2

_LONGEST_HEAD = 100 * 1024  # bytes of an answer before its body
_PIECE = 64 * 1024  # bytes that are read at once

Headers = list[tuple[str, str]]


class KeptConnection:
    """A connection that stands. ``seconds`` is how long one write or read may take.

    Each exchange is ``ask``, then as much of ``body`` as is wanted, then ``finish``.
    """

    def __init__(self, stream: httpcore2.NetworkStream, seconds: float) -> None:
        self._stream = stream
        self._seconds = seconds
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST_HEAD)

    @property
    def is_usable(self) -> bool:
        """False once an exchange was broken off, or the server has ended the connection."""
        if self._http.our_state is not h11.IDLE:
            return False
        # What came before anything was asked is the end, or answers nothing.
        early, _ = self._http.trailing_data
        return not early and not self._stream.get_extra_info("is_readable")

    def ask(self, target: bytes, headers: Headers, body: bytes) -> tuple[int, Mapping[str, str]]:
        """POST ``body``; returns the answer's status and headers, names in lower case.

        Raises what httpcore2 raises: TimeoutException, NetworkError, ProtocolError.
        """
        with _translated():
            request = h11.Request(method="POST", target=target, headers=headers)
            events = (request, h11.Data(data=body), h11.EndOfMessage())
            sent = b"".join(self._http.send(event) or b"" for event in events)
        # A server may answer and close before it has read everything: the answer counts.
        with suppress(httpcore2.WriteError):
            self._stream.write(sent, self._seconds)
        while not isinstance(event := self._next(), h11.Response):
            pass
        told = {
            name.decode("latin-1"): value.decode("latin-1", "replace")
            for name, value in event.headers
        }
        return event.status_code, told

    def body(self) -> Iterator[bytes]:
        """The answer's body, in pieces as they come. Raises as ``ask`` does."""
        while isinstance(event := self._next(), h11.Data):
            yield bytes(event.data)

    def finish(self) -> None:
        """The exchange is over: what was not read of it ends the connection."""
        if self._http.our_state is self._http.their_state is h11.DONE:
            self._http.start_next_cycle()
        else:
            self.close()

    def close(self) -> None:
        """End the connection."""
        self._stream.close()

    def _next(self) -> Any:
        with _translated():
            while (event := self._http.next_event()) is h11.NEED_DATA:
                came = self._stream.read(_PIECE, self._seconds)
                if not came and self._http.their_state is h11.SEND_RESPONSE:
                    raise httpcore2.RemoteProtocolError("it closed the connection without answer")
                self._http.receive_data(came)
        return event


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except h11.LocalProtocolError as error:
        raise httpcore2.LocalProtocolError(str(error)) from error
    except h11.RemoteProtocolError as error:
        raise httpcore2.RemoteProtocolError(str(error)) from error
