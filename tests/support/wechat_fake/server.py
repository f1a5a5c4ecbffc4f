"""The HTTP of the fake: every answer is 200, unless a fault was asked for."""

from __future__ import annotations

import json
import select
import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.support.wechat_fake import calls, control
from tests.support.wechat_fake.errors import NotKnownError
from tests.support.wechat_fake.world import Call, Fault, World


class Server(ThreadingHTTPServer):
    """Serves one world on a port of the loopback."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, world: World, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.world = world
        self.ending = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _GoneError(Exception):
    """Nothing more is said on this connection."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one segment per answer
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent."""

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        try:
            body = self._body()
            if parts.path.startswith("/_control/"):
                self._control(parts.path.removeprefix("/_control/"), body)
            else:
                self._api(parts.path, query, body)
        except (_GoneError, ConnectionError, TimeoutError):
            self.close_connection = True
        except NotKnownError as error:
            self.send(501, f"this fake does not know {error}".encode(), "text/plain")

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            pieces = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                pieces.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(pieces)
        size = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(size)
        if len(body) < size:
            raise _GoneError
        return body

    def _control(self, name: str, body: bytes) -> None:
        world = self.server.world
        known: dict[str, Callable[[], Any]] = {
            "state": lambda: control.state(world),
            "set": lambda: control.change(world, json.loads(body)),
            "clock": lambda: control.clock(world, json.loads(body)),
            "reset": self._reset,
        }
        try:
            with world.lock:
                answer = known[name]()
        except (control.MisuseError, LookupError, ValueError, TypeError) as error:
            self.send(400, f"{name}: {error!r}".encode(), "text/plain")
            return
        self.send(200, json.dumps(answer, ensure_ascii=False).encode(), "application/json")

    def _reset(self) -> dict[str, Any]:
        """Everything is as at the start; calls that hang are let go."""
        self.server.world = World()
        return {"ok": True}

    def _api(self, path: str, query: dict[str, str], body: bytes) -> None:
        world, kind = self.server.world, self.headers.get("Content-Type", "")
        with world.lock:
            read, raw = calls.shown_body(kind, body)
            call = Call(path, query, read, raw, world.now())
            world.calls.append(call)
            fault = _next_fault(world, path)
            answer: dict[str, Any] = {}
            if fault is None or fault.when == "after":
                answer = self._answered(path, query, kind, body)
                call.errcode = answer.get("errcode", 0)
            if fault is not None:
                call.errcode = fault.errcode if fault.how == "errcode" else None
        if fault is not None:
            self._fail(fault, answer)
            return
        # The real one says `text/plain` as often as JSON.
        self.send(200, json.dumps(answer, ensure_ascii=False).encode(), "text/plain")

    def _answered(self, path: str, query: dict[str, str], kind: str, body: bytes) -> dict[str, Any]:
        ip = str(self.client_address[0])
        return calls.answer(self.server.world, self.command, path, query, kind, body, ip)

    def _fail(self, fault: Fault, answer: dict[str, Any]) -> None:
        if fault.how == "errcode":
            words = fault.errmsg if fault.errmsg is not None else calls.words_of(fault.errcode)
            document = json.dumps({"errcode": fault.errcode, "errmsg": words}).encode()
            self.send(200, document, "text/plain")
        elif fault.how == "status":
            self.send(fault.status, fault.text.encode(), "text/html")
        elif fault.how == "text":
            self.send(200, fault.text.encode(), "text/html")
        elif fault.how == "half":
            document = json.dumps(answer or {"errcode": 0, "errmsg": "ok"}).encode()
            self.send(200, document[: len(document) // 2], "text/plain", len(document))
            raise _GoneError
        elif fault.how == "hang":
            self._hold()
            raise _GoneError
        else:
            raise _GoneError

    def _hold(self) -> None:
        """Say nothing until the client has gone or the server ends."""
        world = self.server.world
        while world is self.server.world and not self.server.ending.is_set():
            readable = select.select([self.connection], [], [], 0.05)[0]
            if readable and not self.connection.recv(1, socket.MSG_PEEK):
                return

    def send(self, status: int, body: bytes, kind: str, length: int | None = None) -> None:
        """One answer; ``length`` promises more than there is."""
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


def _next_fault(world: World, path: str) -> Fault | None:
    for fault in world.faults:
        if fault.path == path:
            fault.times -= 1
            if fault.times <= 0:
                world.faults.remove(fault)
            return fault
    return None
