"""A client of server-sent events on a plain socket, which reads only when it is let."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self


@dataclass
class Message:
    """One block of the stream."""

    fields: dict[str, str] = field(default_factory=dict)

    @property
    def event(self) -> str:
        return self.fields.get("event", "")

    @property
    def data(self) -> Any:
        return json.loads(self.fields["data"])


class Listening:
    """Listens from when it is entered on, in a thread; what it heard is in its fields."""

    def __init__(
        self, port: int, query: str = "", last: int | None = None, accounts: str = ""
    ) -> None:
        self.messages: list[Message] = []
        self.comments = 0
        self.last_id = -1
        self._current = Message()
        self.ended = threading.Event()
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.sendall(_request(query, last, accounts))
        self._file = self._socket.makefile("rb")
        self.status = int(self._file.readline().split()[1])
        self.headers = http.client.parse_headers(self._file)
        self._thread = threading.Thread(target=self._read, daemon=True)

    @property
    def ids(self) -> list[int]:
        """Of the events that were heard."""
        return [one.data["id"] for one in list(self.messages) if one.event not in ("", "gap")]

    @property
    def gaps(self) -> list[dict[str, Any]]:
        """What was told to be missing."""
        return [one.data for one in list(self.messages) if one.event == "gap"]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Go away."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(timeout=60)
        self._file.close()
        self._socket.close()

    def _read(self) -> None:
        rest = b""
        with suppress(OSError):
            while size := int(self._file.readline() or b"0", 16):
                *lines, rest = (rest + self._file.read(size)).split(b"\n")
                self._file.readline()
                for line in lines:
                    self._take(line.decode())
        self.ended.set()

    def _take(self, line: str) -> None:
        name, _, value = line.partition(": ")
        if line and not name:
            self.comments += 1
        elif line:
            self._current.fields[name] = value
        elif self._current.fields:
            self.messages.append(self._current)
            self.last_id = int(self._current.fields.get("id", self.last_id))
            self._current = Message()


def _request(query: str, last: int | None, accounts: str) -> bytes:
    lines = [f"GET /api/v1/events?{query} HTTP/1.1", "Host: localhost"]
    lines += [] if last is None else [f"Last-Event-ID: {last}"]
    lines += [f"X-Accounts: {accounts}"] if accounts else []
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def get(port: int, path: str, **headers: str) -> tuple[int, Any]:
    """The status and the JSON of one call."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)
