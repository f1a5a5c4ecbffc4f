"""The certificates that calls trust: read once in a process, as that takes longer than most calls.

They are read anew where the variables name others, or where their files have changed, as by an
update of the system's.
"""

from __future__ import annotations

import os
import ssl
from functools import lru_cache

import httpx2

from contenthub.outgoing.http_setup import explained_setup


def trusted() -> ssl.SSLContext:
    """What servers are checked by; the same for all calls until it changes.

    Raises PermanentError, naming the variable to change, where they cannot be read.
    """
    named = (os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
    paths = ssl.get_default_verify_paths()
    files = (*named, paths.openssl_cafile, paths.openssl_capath)
    return _read(named, tuple(map(_state, files)))


@lru_cache(maxsize=1)
def _read(_named: object, _states: object) -> ssl.SSLContext:
    with explained_setup():
        return httpx2.create_ssl_context()


def _state(path: str | None) -> tuple[int, int, int] | None:
    """What changes with a file's or a folder's content; None where it cannot be seen."""
    try:
        seen = os.stat(path or "")
    except OSError:
        return None
    return seen.st_mtime_ns, seen.st_size, seen.st_ino
