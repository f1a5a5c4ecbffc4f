"""A client of server-sent events on a plain socket, which reads only when it is let."""

from __future__ import annotations

import http.client
import json
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
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"x-accounts": accounts} if accounts else {}
        if last is not None:
            headers["Last-Event-ID"] = str(last)
        self.connection.request("GET", f"/api/v1/events?{query}", headers=headers)
        self.answer = self.connection.getresponse()
        self.messages: list[Message] = []
        self.comments = 0
        self.ended = threading.Event()
        self.last_id = -1
        self._thread = threading.Thread(target=self._read, daemon=True)

    @property
    def ids(self) -> list[int]:
        """Of the events that were heard."""
        return [one.data["id"] for one in self.messages if one.event not in ("", "gap")]

    @property
    def gaps(self) -> list[dict[str, Any]]:
        """What was told to be missing."""
        return [one.data for one in self.messages if one.event == "gap"]

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
        if self.connection.sock is not None:
            self.connection.sock.close()
        if self._thread.ident is not None:
            with suppress(OSError):
                self.answer.fp.raw._sock.shutdown(2)  # type: ignore[union-attr]
            self._thread.join(timeout=10)

    def _read(self) -> None:
        current = Message()
        with suppress(OSError, http.client.HTTPException, ValueError, AttributeError):
            while line := self.answer.readline().decode():
                name, _, value = line.rstrip("\n").partition(": ")
                if line == "\n":
                    if current.fields:
                        self.messages.append(current)
                    self.last_id = int(current.fields.get("id", self.last_id))
                    current = Message()
                elif name:
                    current.fields[name] = value
                else:
                    self.comments += 1
        self.ended.set()


def get(port: int, path: str, **headers: str) -> tuple[int, Any]:
    """The status and the JSON of one call."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)
