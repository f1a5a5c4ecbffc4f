"""Names this process in rows, so that others can tell whether it is still there.

A process id means something only within one boot of one kernel and one of its pid namespaces:
containers may share their host's name and have processes of the same numbers.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
from contextlib import suppress
from pathlib import Path


def _place() -> str:
    """Names what a process id of this process means something in."""
    parts = [socket.gethostname()]
    with suppress(OSError):  # no Linux
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text())
        parts.append(os.readlink("/proc/self/ns/pid"))
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=5).hexdigest()


_HERE = f"{socket.gethostname()[:40]}-{_place()}"  # the host is for people
BOOT_ID = f"{_HERE}-{os.getpid()}-{secrets.token_hex(4)}"


def is_gone(boot_id: str) -> bool:
    """True if it names a process of this very place that does not exist any more."""
    pid = _pid_here(boot_id)
    if pid is None:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False


def lives_here(boot_id: str, seconds: float) -> bool:
    """True if it names a process of this very place that has existed for ``seconds``.

    A younger one was given its number meanwhile. False where that cannot be known.
    """
    pid = _pid_here(boot_id)
    age = None if pid is None else _age(pid)
    return age is not None and age >= seconds


def _pid_here(boot_id: str) -> int | None:
    """The process's id, if it means something at this place."""
    place, _, pid = boot_id.rpartition("-")[0].rpartition("-")
    return int(pid) if place == _HERE and pid.isdigit() else None


def _age(pid: int) -> float | None:
    """Seconds since the process began; None where there is none, or no /proc."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2]
        up = float(Path("/proc/uptime").read_text().split()[0])
        return up - int(after_name.split()[19]) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return None
