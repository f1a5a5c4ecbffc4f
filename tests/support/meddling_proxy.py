"""Stands before a real server and spoils what passes: answers get lost, fields are dropped."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2

from tests.support.background import served


@dataclass
class Passing:
    """A call on its way. What is changed in it is what the server gets."""

    method: str
    path: str
    body: bytes
    headers: dict[str, str]

    @property
    def document(self) -> Any:
        """Its JSON, or None where it has none."""
        return json.loads(self.body) if self.body[:1] in (b"{", b"[") else None

    def drop(self, *names: str) -> None:
        """Take these fields out of its JSON."""
        self.replace({name: value for name, value in self.document.items() if name not in names})

    def replace(self, document: Any) -> None:
        """Give it this JSON instead."""
        self.body = json.dumps(document).encode()


LOST = (0, b"", {})  # the connection ends without an answer
Answer = tuple[int, bytes, dict[str, str]]
Before = Callable[[Passing], Answer | None]  # an answer in the server's place, or None
After = Callable[[Passing, Answer], Answer]


@dataclass
class Proxy:
    """``before`` sees each call, ``after`` each answer; ``seen`` are all calls so far."""

    url: str
    before: Before = field(default=lambda _passing: None)
    after: After = field(default=lambda _passing, answer: answer)
    seen: list[Passing] = field(default_factory=list)


def once(which: Callable[[Passing], bool], answer: Answer) -> After:
    """Gives this answer in the place of the first one to such a call."""
    left = iter([True])
    return lambda passing, given: answer if which(passing) and next(left, False) else given


@contextmanager
def before(server: str) -> Iterator[Proxy]:
    """A proxy on 127.0.0.1 that hands on to ``server``, which is called by its own name."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_args: Any) -> None:
            pass

        def _hand_on(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {
                name: value
                for name, value in self.headers.items()
                if name.lower() not in {"host", "content-length", "connection", "accept-encoding"}
            }
            passing = Passing(self.command, self.path, self.rfile.read(length), headers)
            proxy.seen.append(passing)
            answer = proxy.before(passing) or proxy.after(passing, _ask(server, passing))
            if answer == LOST:
                self.close_connection = True
                return
            status, body, told = answer
            self.send_response(status)
            for name, value in told.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(b"" if self.command == "HEAD" else body)

    for method in ("GET", "HEAD", "POST", "PUT", "DELETE"):
        setattr(Handler, f"do_{method}", Handler._hand_on)
    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    proxy = Proxy(f"http://127.0.0.1:{listening.server_port}")
    with served(listening):
        yield proxy


def _ask(server: str, passing: Passing) -> Answer:
    answer = httpx2.request(
        passing.method,
        server + passing.path,
        content=passing.body,
        headers=passing.headers,
        timeout=60,
    )
    told = {
        name: value
        for name, value in answer.headers.items()
        if name in {"content-type", "link", "location", "retry-after"}
    }
    return answer.status_code, answer.content, told
