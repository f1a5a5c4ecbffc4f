"""A real receiver of webhooks on a loopback address, which answers as a test asks for."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.support.background import served


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it came; names of headers are in lower case."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Answer = Callable[["_Handler"], None]


@dataclass
class Receiver:
    """A running receiver. ``answers`` by path; a path without one answers 200."""

    url: str
    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    gets: list[str] = field(default_factory=list)  # paths that were asked for by GET
    connections: int = 0
    ending: threading.Event = field(default_factory=threading.Event)

    def at(self, path: str) -> list[Call]:
        """What came to this path, in order."""
        return [call for call in list(self.calls) if call.path == path]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    receiver: Receiver
    wbufsize = -1  # an answer in one piece
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self.receiver.connections += 1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.receiver.calls.append(Call(self.path, headers, body))
        answer = self.receiver.answers.get(self.path, answers(200))
        try:
            answer(self)
        except (ConnectionError, TimeoutError):
            self.close_connection = True  # the sender has gone, which some tests are about

    def do_GET(self) -> None:
        self.receiver.gets.append(self.path)
        self.receiver.answers.get(self.path, answers(200))(self)

    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent: the sender has gone."""


@contextmanager
def receiving(address: str = "127.0.0.1", port: int = 0) -> Iterator[Receiver]:
    """A receiver for as long as the block runs; port 0: any that is free."""
    handler = type("Handler", (_Handler,), {})
    server = _Server((address, port), handler)
    receiver = Receiver(f"http://{address}:{server.server_port}", server.server_port)
    handler.receiver = receiver  # type: ignore[attr-defined]
    with served(server):
        try:
            yield receiver
        finally:
            receiver.ending.set()


def answers(status: int, body: str = "", **headers: str) -> Answer:
    """Answers with this; ``Retry_After`` becomes Retry-After."""
    raw = body.encode()

    def answer(handler: _Handler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(raw)))
        handler.end_headers()
        handler.wfile.write(raw)

    return answer


def breaks_off(status: int, body: str = "", **headers: str) -> Answer:
    """Announces a long body, sends this one, and closes."""

    def answer(handler: _Handler) -> None:
        announced = {name.replace("_", "-"): value for name, value in headers.items()}
        handler.send_response(status)
        for name, value in (announced | {"Content-Length": "2000"}).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body.encode())
        handler.close_connection = True

    return answer


def holds_open(status: int, **headers: str) -> Answer:
    """Announces a body in pieces, sends one, and goes on no further."""

    def answer(handler: _Handler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"3\r\nabc\r\n")
        handler.wfile.flush()
        hangs(handler)

    return answer


def hangs(handler: _Handler) -> None:
    """Reads the request and never answers, until the receiver goes down."""
    handler.receiver.ending.wait()
    handler.close_connection = True


def redirects(status: int, to: str) -> Answer:
    """Sends the caller to another address."""
    return answers(status, Location=to)


def drips(handler: _Handler) -> None:
    """Begins an answer that never ends: a byte every 50 ms."""
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.flush()
    while not handler.receiver.ending.wait(0.05):
        handler.wfile.write(b"x")
        handler.wfile.flush()
