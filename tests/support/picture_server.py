"""A server of pictures, which an article's addresses lead to."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support import meddling_proxy
from tests.support.meddling_proxy import Passing, Proxy

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"
GIF = b"GIF89a\x01\x00\x01\x00"
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L"


@contextmanager
def serving() -> Iterator[Proxy]:
    """By the name in the address: ``jpg``, ``gif``, ``webp``, ``large`` (1 MB), else a PNG.

    Two addresses with other names lead to other pictures, as their bytes differ.
    """

    def answer(passing: Passing) -> meddling_proxy.Answer:
        name = passing.path.rpartition("/")[2].encode()
        for kind, data in ((b"jpg", JPEG), (b"gif", GIF), (b"webp", WEBP)):
            if name.endswith(kind):
                return 200, data + name, {}
        more = b"\0" * 2**20 if b"large" in name else b""
        return 200, PNG + name + more, {"Content-Type": "image/png"}

    with meddling_proxy.before("http://127.0.0.1:9") as server:
        server.before = answer
        yield server
