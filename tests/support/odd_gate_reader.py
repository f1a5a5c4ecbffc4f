"""A reader for the gate that does what a text tells it: reads without end, dies, or is stopped."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Iterator
from multiprocessing.connection import Connection

from contenthub import logs
from contenthub.articles import gate
from contenthub.generations.gate_reader import serve

COMMAND = (sys.executable, "-P", "-m", "tests.support.odd_gate_reader")


def odd(article: gate.Finished) -> Iterator[gate.Finding]:
    """A check; one expression of it holds the interpreter for longer than anybody can wait."""
    if "never ends" in article.body:
        re.match(r"(x+x+)+y", 60 * "x")
    if "dies" in article.body:
        os._exit(3)
    if "stops" in article.body:
        os.kill(os.getpid(), signal.SIGSTOP)
    yield from ()


if __name__ == "__main__":
    *limit, form = sys.argv[1:]
    logs.configure("warning", form, sys.stdout)
    gate.CHECKS["odd"] = odd
    serve(Connection(0), float(limit[0]) if limit else 0.5)
