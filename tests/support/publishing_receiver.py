"""A receiver for the publisher `webhook`, as somebody would write one: it keeps what is signed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.support.background import served

KEY = b"a key of at least 24 bytes"
SECRET = "whsec_" + base64.b64encode(KEY).decode()


@dataclass
class PublishingReceiver:
    """A running one; ``posts`` are what its readers see, ``got`` all messages in their order."""

    url: str
    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    got: list[dict[str, Any]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)

    @property
    def settings(self) -> dict[str, Any]:
        """Those of a target that publishes here."""
        return self.at(self.url)

    def at(self, url: str) -> dict[str, Any]:
        """The same for what stands before it."""
        return {
            "url": f"{url}/posts",
            "verify_url": f"{url}/posts/{{key}}",
            "update_url": f"{url}/posts",
            "secret": SECRET,
        }

    def read(self, location: str) -> str:
        post = self.posts[unquote(location.rpartition("/")[2])]
        return f"{post['title']}\n\n{post['body']}"


@contextmanager
def receiving() -> Iterator[PublishingReceiver]:
    """One on a loopback address."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_args: Any) -> None:
            pass

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if not _is_signed(self.headers, body):
                self._say(401, {"error": "not signed"})
                return
            message = json.loads(body)
            receiver.got.append(message)
            receiver.ids.append(self.headers["webhook-id"])
            key = message["data"]["key"]
            if message["type"] == "article.published":
                receiver.posts.setdefault(key, message["data"])
            elif key in receiver.posts:
                receiver.posts[key] = message["data"]
            else:
                self._say(404, {"error": "no such post"})
                return
            self._say(201, {"url": f"{receiver.url}/posts/{key}"})

        def do_GET(self) -> None:
            key = unquote(urlsplit(self.path).path.rpartition("/")[2])
            if not _is_signed(self.headers, b""):
                self._say(401, {"error": "not signed"})
            elif self.path.startswith("/posts/") and key in receiver.posts:
                self._say(200, {"url": f"{receiver.url}/posts/{key}"})
            else:
                self._say(404, {"error": "no such post"})

        def do_HEAD(self) -> None:
            self.send_response(405)
            self.end_headers()

        def _say(self, status: int, answer: dict[str, Any]) -> None:
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver = PublishingReceiver(f"http://127.0.0.1:{listening.server_port}")
    with served(listening):
        yield receiver


def _is_signed(headers: Any, body: bytes) -> bool:
    """As the specification of Standard Webhooks has it, and not as ContentHub does."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    given = (headers["webhook-signature"] or "").split()
    return any(hmac.compare_digest(f"v1,{digest}", one) for one in given)
