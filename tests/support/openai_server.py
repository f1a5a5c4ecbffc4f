"""A real local server that speaks the OpenAI chat API and fails in the way a test asks for.

``with OpenAIServer(script) as server``: each POST to ``/v1/chat/completions`` runs ``script``
with an ``Exchange``, by which it answers. The scripts below are the usual ones.
"""

from __future__ import annotations

import json
import select
import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

Script = Callable[["Exchange"], None]


class Exchange:
    """One request, and the ways to answer it."""

    def __init__(self, handler: _Handler, request: dict[str, Any]) -> None:
        self.request = request
        self.path = handler.path
        self.headers = handler.headers
        self._handler = handler

    def document(self, status: int, document: Any, **headers: str) -> None:
        """Answer with one JSON document; ``Retry_After`` becomes the header Retry-After."""
        self.raw(status, json.dumps(document).encode(), "application/json", **headers)

    def raw(self, status: int, body: bytes, content_type: str, **headers: str) -> None:
        self._handler.send_response(status)
        self._handler.send_header("Content-Type", content_type)
        self._handler.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self._handler.send_header(name.replace("_", "-"), value)
        self._handler.end_headers()
        self._handler.wfile.write(body)

    def open(self) -> None:
        """Begin a stream of events."""
        self._handler.send_response(200)
        self._handler.send_header("Content-Type", "text/event-stream")
        self._handler.send_header("Transfer-Encoding", "chunked")
        self._handler.end_headers()

    def send(self, data: bytes) -> None:
        """One piece of the stream, as the network delivers it."""
        self._handler.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self._handler.wfile.flush()

    def event(self, document: Any) -> None:
        self.send(b"data: " + json.dumps(document, ensure_ascii=False).encode() + b"\n\n")

    def text(self, text: str) -> None:
        self.event({"choices": [{"index": 0, "delta": {"content": text}}]})

    def close(self, finish_reason: str = "stop") -> None:
        """End a stream as servers do: the reason, the usage, [DONE]."""
        self.event({"choices": [{"index": 0, "delta": {}, "finish_reason": finish_reason}]})
        self.event({"choices": [], "usage": {"prompt_tokens": 1000, "completion_tokens": 2000}})
        self.send(b"data: [DONE]\n\n")
        self._handler.wfile.write(b"0\r\n\r\n")

    def waits(self, seconds: float) -> bool:
        """Wait; False when the client has gone or the server ends."""
        if self._handler.server.ending.wait(seconds):
            return False
        readable = select.select([self._handler.connection], [], [], 0)[0]
        return not readable or bool(self._handler.connection.recv(1, socket.MSG_PEEK))

    def hold(self) -> None:
        """Say nothing until the client has gone or the server ends."""
        while not self._handler.server.ending.is_set():
            readable = select.select([self._handler.connection], [], [], 0.02)[0]
            if readable and not self._handler.connection.recv(1, socket.MSG_PEEK):
                return


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        Exchange(self, {}).document(self.server.models_status, {"data": [{"id": "model"}]})

    def do_POST(self) -> None:
        size = int(self.headers["Content-Length"])
        request = json.loads(self.rfile.read(size))
        self.close_connection = True
        with self.server.counted({"path": self.path, "headers": dict(self.headers), **request}):
            try:
                self.server.script(Exchange(self, request))
            except (ConnectionError, TimeoutError):
                return  # the client has gone, which is what some tests are about

    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent."""


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True

    def __init__(self, script: Script) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = script
        self.models_status = 200
        self.ending = threading.Event()
        self.requests: list[dict[str, Any]] = []
        self.running = 0
        self._lock = threading.Lock()

    def counted(self, request: dict[str, Any]) -> _Counted:
        return _Counted(self, request)

    def change(self, by: int) -> None:
        with self._lock:
            self.running += by

    def server_close(self) -> None:
        self.ending.set()
        super().server_close()


class _Counted:
    def __init__(self, server: _Server, request: dict[str, Any]) -> None:
        self._server = server
        server.requests.append(request)

    def __enter__(self) -> None:
        self._server.change(+1)

    def __exit__(self, *_: object) -> None:
        self._server.change(-1)


class OpenAIServer:
    """The server as a context manager; ``requests`` and ``running`` tell what it got."""

    def __init__(self, script: Script) -> None:
        self._server = _Server(script)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    @property
    def requests(self) -> list[dict[str, Any]]:
        return self._server.requests

    @property
    def running(self) -> int:
        return self._server.running

    def answer_checks_with(self, status: int) -> None:
        """The status of GET /v1/models from now on."""
        self._server.models_status = status


def streams(text: str, piece: int = 8192, finish_reason: str = "stop") -> Script:
    """Stream ``text`` in pieces and end well."""

    def script(exchange: Exchange) -> None:
        exchange.open()
        for start in range(0, len(text), piece):
            exchange.text(text[start : start + piece])
        exchange.close(finish_reason)

    return script


def answers(status: int, document: Any, **headers: str) -> Script:
    """Answer with one JSON document."""
    return lambda exchange: exchange.document(status, document, **headers)


def stalls(after: str = "# The beginning") -> Script:
    """Stream ``after`` and then nothing more; "" does not even answer."""

    def script(exchange: Exchange) -> None:
        if after:
            exchange.open()
            exchange.text(after)
        exchange.hold()

    return script


def breaks_off(text: str) -> Script:
    """Stream ``text`` and close the connection in the middle of the stream."""

    def script(exchange: Exchange) -> None:
        exchange.open()
        exchange.text(text)

    return script


def fails_midway(error: Any) -> Script:
    """Stream a little, then an error event, as gateways do."""

    def script(exchange: Exchange) -> None:
        exchange.open()
        exchange.text("# The beginning")
        exchange.event({"error": error})
        exchange.close()

    return script
