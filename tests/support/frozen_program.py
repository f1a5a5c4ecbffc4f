"""A watched process that does what a test asks for: ``frozen_program.py SECONDS steady|frozen``."""

from __future__ import annotations

import sys
import time

from contenthub import logs
from contenthub.processes.watchdog import Watchdog
from tests.support.freezing import hold_the_interpreter


def main(limit: float, behaviour: str) -> None:
    logs.configure("info", "json", sys.stdout)
    watchdog = Watchdog(limit)
    watchdog.start()
    print("begun", flush=True)
    if behaviour == "frozen":
        hold_the_interpreter()
    while sys.stdin.readline().strip() != "end":
        print("still here", time.monotonic(), flush=True)
    watchdog.stop()
    print("ended", flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]), sys.argv[2])
