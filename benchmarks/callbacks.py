"""How soon the article of a callback is in the database."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, at_most
from tests.support.calling import Desk, desk, generators
from tests.support.servers import postgres

_BAR = 50.0  # ms
_SENTENCES = 40  # about 350 words


def callbacks_measured(quick: bool) -> list[Figure]:
    """The daemon `contenthub api`, whose database is read by the measuring process. 200 tasks
    (quick: 30) run at a remote creator; one after the other is called back with an article of 350
    words in the shape of content-creator, each time over a new connection. From the beginning of
    the call until the measuring process reads the content, median.
    """
    figures = [_measured("SQLite", "", quick)]
    with postgres() as server:
        figures.append(_measured("PostgreSQL", server.create_database(), quick))
    return figures


def _measured(name: str, url: str, quick: bool) -> Figure:
    with (
        tempfile.TemporaryDirectory(prefix="benchmark-") as folder,
        desk(Path(folder), url) as calling,
    ):
        times = [_one(calling, number) for number in range(35 if quick else 205)]
    figure = Figure(f"{name}: callback to content, p50", median(times[5:]) * 1000, "ms")
    return at_most(figure, _BAR, "before anybody would have looked")


def _one(calling: Desk, number: int) -> float:
    """Seconds from the call to the content."""
    task = calling.running()
    body = generators(task.creator_key, result={"content": _article(number)})
    key = calling.key(task)
    began = time.perf_counter()
    answer = calling.send(task, body, key)
    assert answer.status_code == 200, answer.text
    assert calling.contents(task) == 1
    return time.perf_counter() - began


def _article(number: int) -> str:
    lines = [
        f"In year {number * 1000 + one} the garden on the hill gave more tea than before it."
        for one in range(_SENTENCES)
    ]
    return f"# Tea of garden {number}\n\n" + "\n\n".join(
        " ".join(lines[start : start + 4]) for start in range(0, _SENTENCES, 4)
    )
