"""Reads articles for ``gate_process``, which starts this as a program and talks by its input.

Over that socket come lists of articles, as pickles; each article is answered by its findings. The
first answer, None, says that all checks are loaded.

It ends when its input does, and by SIGPROF at a text that takes more than MOST_SECONDS: no check
can be asked to stop from within.
"""

from __future__ import annotations

import gc
import signal
import sys
from contextlib import suppress
from multiprocessing.connection import Connection

from contenthub import logs
from contenthub.articles.gate import Finished, examine

MOST_SECONDS = 30.0  # of processor time for one text; the longest that the gate reads takes 2
_COLLECT_AFTER = 500_000  # characters of articles


def serve(connection: Connection, most_seconds: float = MOST_SECONDS) -> None:
    """Answer until nobody asks any more."""
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # whoever asks still may
        signal.signal(ending, signal.SIG_IGN)
    examine(Finished("", "", 0))  # loads all checks
    gc.freeze()  # nothing of that is ever thrown away
    gc.disable()  # it takes a tenth of the time of a text, whose parts do not refer to each other
    read = 0
    with suppress(EOFError, ConnectionError):  # whoever asked is gone
        connection.send(None)
        while True:
            read += _answer(connection, most_seconds)
            if read > _COLLECT_AFTER:  # while nobody waits for an answer
                gc.collect()
                read = 0


def _answer(connection: Connection, most_seconds: float) -> int:
    """How many characters it has read."""
    articles: list[Finished] = connection.recv()
    for article in articles:
        signal.setitimer(signal.ITIMER_PROF, most_seconds)
        found = examine(article)
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        connection.send(found)
    return sum(len(article.body) for article in articles)


if __name__ == "__main__":
    logs.configure("warning", sys.argv[1], sys.stdout)
    serve(Connection(0))
