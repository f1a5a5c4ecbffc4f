"""The gate in a process of its own: real ones, that are killed, stopped, or read without end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from multiprocessing.connection import Connection

import pytest

from contenthub.articles import gate
from contenthub.articles.gate import Finding, Finished, Level
from contenthub.generations import gate_process
from contenthub.generations.gate_process import GateReader, GateReaders
from tests.support import corpus, odd_gate_reader
from tests.support.processes import REPOSITORY, wait_until


def article(body: str) -> Finished:
    return Finished("How tea is made", f"{body} and tea is made of leaves.", 9, topic="tea")


@pytest.fixture(scope="module")
def odd() -> Iterator[GateReader]:
    """A reader that does what a text tells it."""
    with closing(GateReader(odd_gate_reader.COMMAND)) as reader:
        yield reader


def _found_here(bodies: list[str]) -> list[list[Finding]]:
    return [gate.examine(article(body)) for body in bodies]


def test_it_finds_what_is_found_here() -> None:
    articles = [
        Finished(str(one.facts.get("title", "")), one.text, 300, topic="tea")
        for one in [*corpus.samples(corpus.FOLDER / "first")][::8]
    ]
    articles.append(Finished("\ud800", "a\x00b \udcff", 2, metadata={"models": ["a", None, 1.5]}))
    found = gate_process.examine_all(articles)
    assert found == [gate.examine(one) for one in articles]
    assert any(found)
    assert gate_process.examine_all([]) == []


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("This never ends", "it takes too much time to be read"),
        ("The reader dies", "what reads it ended with 3, each time"),
    ],
)
def test_a_text_that_ends_its_reader_is_held_and_costs_no_other(
    odd: GateReader, body: str, why: str
) -> None:
    bodies = ["The first one", body, "The third one", body]
    found = odd.examine_all([article(one) for one in bodies])
    assert [one.message for one in found[1]] == [f"nobody looked at it: {why}"]
    assert {one.level for one in found[1]} == {Level.HOLD}
    assert found[3] == found[1]
    assert [found[0], found[2]] == _found_here([bodies[0], bodies[2]])
    assert odd.examine_all([article("The next one")]) == _found_here(["The next one"])


def test_a_reader_that_is_stopped_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    real, waits = gate_process._wait_no_longer, iter((60.0, 1.0, 60.0, 1.0))
    # Those that stop are waited for briefly; the one that reads the others has its time.
    monkeypatch.setattr(
        gate_process, "_wait_no_longer", lambda line, _: real(line, next(waits, 60.0))
    )
    bodies = ["The reader stops", "The second one", "The third one"]
    with closing(GateReader(odd_gate_reader.COMMAND)) as reader:
        found = reader.examine_all([article(one) for one in bodies])
        assert [one.message for one in found[0]] == ["nobody looked at it: it was not read in time"]
        assert found[1:] == _found_here(bodies[1:])


def test_one_that_somebody_kills_is_replaced(odd: GateReader) -> None:
    for _ in range(2):
        assert odd.examine_all([article("Fine")]) == _found_here(["Fine"])
        before = odd.pid
        assert before is not None
        os.kill(before, signal.SIGKILL)
        assert odd.examine_all([article("Fine")] * 3) == _found_here(["Fine"] * 3)
        assert odd.pid != before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_what_ends_a_whole_group_leaves_it_to_its_process(
    odd: GateReader, number: signal.Signals
) -> None:
    odd.examine_all([article("Fine")])
    before = odd.pid
    assert before is not None
    os.kill(before, number)
    assert odd.examine_all([article("Fine")]) == _found_here(["Fine"])
    assert odd.pid == before


@pytest.mark.parametrize(
    "command", [("/nonexistent/python",), ("true",), (sys.executable, "-c", "input()")]
)
def test_where_none_can_be_started_this_process_reads(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate_process, "START_WAIT", 0.5)
    with closing(GateReader(command)) as reader:
        for body in ("Fine", "Fine as well"):
            assert reader.examine_all([article(body)]) == _found_here([body])
            assert reader.pid is None


@pytest.fixture
def readers() -> Iterator[GateReaders]:
    """Two of those that do what a text tells them; none runs yet."""
    with closing(GateReaders(odd_gate_reader.COMMAND)) as two:
        yield two


@contextmanager
def _held_up(readers: GateReaders) -> Iterator[Future[list[list[Finding]]]]:
    """One of them is at a text that stops it, until the block ends."""
    with ThreadPoolExecutor(1) as pool:
        waits = pool.submit(readers.examine_all, [article("The reader stops")])
        wait_until(lambda: readers.waits_since is not None, 60.0, "a text that is read")
        try:
            yield waits
        finally:
            _goes_on(readers, waits)


def _goes_on(readers: GateReaders, waits: Future[list[list[Finding]]]) -> None:
    def done() -> bool:
        for pid in _pids(readers):
            os.kill(pid, signal.SIGCONT)  # it may not have stopped yet
        return waits.done()

    wait_until(done, 60.0, "the end of the text")


def _pids(readers: GateReaders) -> list[int]:
    return [one.pid for one in readers._all if one.pid is not None]


def test_one_after_the_other_is_read_by_one(readers: GateReaders) -> None:
    for body in ("The first one", "The second one"):
        assert readers.examine_all([article(body)]) == _found_here([body])
    assert len(_pids(readers)) == 1


def test_a_text_that_takes_its_time_holds_up_no_other(readers: GateReaders) -> None:
    with _held_up(readers) as waits:
        assert readers.examine_all([article("Fine")]) == _found_here(["Fine"])
        assert not waits.done()
        assert readers.waits_since is not None
        assert len(_pids(readers)) == 2
    assert waits.result() == _found_here(["The reader stops"])
    assert readers.waits_since is None


def test_where_no_second_one_can_be_started_the_first_is_waited_for(
    readers: GateReaders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This process reads only where none runs: a text without end would freeze it."""
    tried: list[bool] = []

    def fails(self: GateReader) -> None:
        tried.append(True)
        raise OSError("no memory")

    bodies = ["Fine", "The reader stops"]
    expected = [_found_here([body]) for body in bodies]
    monkeypatch.setattr(gate, "examine", pytest.fail)
    with _held_up(readers) as waits, ThreadPoolExecutor(1) as pool:
        monkeypatch.setattr(GateReader, "_start", fails)
        other = pool.submit(readers.examine_all, [article("Fine")])
        wait_until(lambda: tried, 60.0, "a try to start another one")
        assert not other.done()
        _goes_on(readers, waits)
        assert [other.result(60), waits.result(60)] == expected


_ASKS = """
import sys, threading
from contenthub.articles.gate import Finished
from contenthub.generations import gate_process as it
it._readers = reader = it.GateReader(sys.argv[1:])
it.atexit.register(reader.kill)
it.examine_all([Finished("a", "b", 1)])
print(reader.pid, flush=True)
hangs = [Finished("a", "It never ends", 3)]
threading.Thread(target=it.examine_all, args=(hangs,), daemon=True).start()
sys.stdin.read(1)
"""


@pytest.mark.parametrize(("is_killed", "most_seconds"), [(True, "0.5"), (False, "600")])
def test_it_ends_with_its_process_however_that_ends(is_killed: bool, most_seconds: str) -> None:
    """Also while it reads: at once with a process that ends, by its limit after one was killed."""
    with subprocess.Popen(
        [sys.executable, "-c", _ASKS, *odd_gate_reader.COMMAND, most_seconds],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=REPOSITORY,
        text=True,
    ) as process:
        assert process.stdout is not None
        reader = int(process.stdout.readline())
        assert _runs(reader)
        if is_killed:
            process.kill()
        process.communicate()
    wait_until(lambda: not _runs(reader), 60.0, "the end of the reader")


@pytest.mark.parametrize("knows_it", [False, True])
def test_it_ends_without_a_word_where_nobody_takes_its_answer(knows_it: bool) -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        reader = subprocess.Popen(
            [*gate_process.COMMAND, "json"],
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=REPOSITORY,
        )
    with closing(Connection(ours.detach())) as connection:
        if knows_it:
            connection.recv()
            connection.send([article("Fine")])
    said, _ = reader.communicate(timeout=60)
    assert (reader.returncode, said) == (0, b"")


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
