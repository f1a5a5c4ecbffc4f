"""Tells whether two processes have the same data home: a path says little across hosts.

A file in the home holds a random id. Hosts that share the storage find the same file; two disks of
their own have two of them, also under one path.
"""

from __future__ import annotations

import os
import secrets
import socket
from pathlib import Path

NAME = ".home-id"
_LENGTH = 32  # hexadecimal digits


def of(home: Path) -> str:
    """The home's id, which is made when it is first asked for.

    Where the file can be neither read nor made, host and path have to do.
    """
    path = home / NAME
    try:
        return _read(path) or _made(path)
    except OSError:
        return f"{socket.gethostname()}:{home}"[-40:]


def _read(path: Path) -> str:
    try:
        text = path.read_bytes()[: _LENGTH + 1].decode("ascii", "replace").strip()
    except FileNotFoundError:
        return ""
    return text if len(text) == _LENGTH and text.isalnum() else ""


def _made(path: Path) -> str:
    """Written under another name first: nobody reads half an id, and the first one stays."""
    fresh = path.with_name(f"{NAME}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, secrets.token_hex(_LENGTH // 2).encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        os.link(fresh, path)
    except FileExistsError:  # another process was first, or the file holds no id
        if not _read(path):
            os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
    return _read(path)
