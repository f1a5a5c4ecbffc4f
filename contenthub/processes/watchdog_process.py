"""The watchdog: a small process that ends another one whose interpreter stands still.

Run by ``watchdog.Watchdog`` as a script, without anything of this package and without
site-packages, so that it starts in milliseconds and needs little memory:

    watchdog_process.py PID SECONDS SIGNAL json|text

Standard input is a pipe: the watched process writes a NUL into it every second, from a Python
thread; it ends with the process. Silence of SECONDS means that no thread of it runs any more: a
library holds the interpreter. Then SIGNAL asks its faulthandler for the stacks (which needs no
interpreter), SIGKILL ends it, and one log line on standard output tells of it.

Only seconds in which this process itself ran and the other one was able to run are counted. So a
machine that was suspended, and a process that was stopped (SIGSTOP, a debugger), are no silence.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from contextlib import suppress

TICK = 1.0  # seconds
COLLECT = 3.0  # seconds for the stacks to arrive
MOST_STACK = 16_000  # characters
_ADVICE = "its work is taken over, and counted as a crash"


class Silence:
    """How long nothing was heard, in ticks that count at most one each."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.seconds = 0.0

    def tick(self, *, heard: bool, stopped: bool) -> bool:
        """One more tick; True when it lasted too long."""
        self.seconds = 0.0 if heard or stopped else self.seconds + TICK
        return self.seconds >= self.limit


def stopped(pid: int) -> bool:
    """True while the process is stopped by a signal or a debugger: it is not stuck then."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            state = file.read().rpartition(")")[2].split()[0]
    except (OSError, IndexError):  # no Linux
        import subprocess

        asked = ["ps", "-o", "state=", "-p", str(pid)]
        try:
            found = subprocess.run(asked, capture_output=True, text=True, check=False)
        except OSError:  # nobody can tell: as one that runs, or a frozen one would stay for ever
            return False
        state = found.stdout.strip()
    return state[:1] in {"T", "t"}


def hear(seconds: float) -> bytes | None:
    """What came within this time; None: the process has ended."""
    if not select.select([0], [], [], seconds)[0]:
        return b""
    return os.read(0, 65_536) or None


def telling(dump: bytes) -> str:
    """The stacks of the threads that do not merely wait, the text that faulthandler wrote."""
    blocks = dump.replace(b"\0", b"").decode("utf-8", "replace").strip().split("\n\n")
    busy = [block for block in blocks if "threading.py" not in "".join(block.split("\n")[1:2])]
    return "\n\n".join(busy or blocks)[:MOST_STACK]


def line(form: str, pid: int, seconds: float, stack: str) -> str:
    """The log line, in the shape of the service's own."""
    now = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()) + "Z"
    values = {
        "pid": pid,
        "seconds": seconds,
        "advice": _ADVICE,
        "stack": stack,
        "logger": "contenthub.watchdog",
    }
    if form == "json":
        told = {"event": "process_frozen", **values, "level": "error", "timestamp": now}
        return json.dumps(told, ensure_ascii=False)
    told_text = " ".join(f"{name}={value}" for name, value in values.items() if name != "stack")
    return f"{now} [error    ] process_frozen {told_text}\n{stack}"


def end(pid: int, number: int) -> str:
    """Ask for the stacks, then kill. Returns the stacks."""
    dump = b""
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)
        deadline = time.monotonic() + COLLECT
        while time.monotonic() < deadline and (part := hear(0.5)):
            dump += part
        os.kill(pid, signal.SIGKILL)
    return telling(dump)


def main(pid: int, limit: float, number: int, form: str) -> int:
    """Watch until the process has ended."""
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # it ends with the other one
        signal.signal(ending, signal.SIG_IGN)
    silence = Silence(limit)
    while (heard := hear(TICK)) is not None and os.getppid() == pid:
        if silence.tick(heard=bool(heard), stopped=not heard and stopped(pid)):
            told = line(form, pid, silence.seconds, end(pid, number))
            with suppress(OSError):
                os.write(1, f"{told}\n".encode("utf-8", "replace"))
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), sys.argv[4]))
