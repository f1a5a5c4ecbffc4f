"""Live events over real sockets: each listener is told what it wants, once, in order, at once."""

from __future__ import annotations

import json
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from contenthub.database import db
from contenthub.lifecycle import accounts
from contenthub.queries import events
from contenthub.settings import Settings
from tests.support.events import Writer, happen
from tests.support.listening import Listening, get
from tests.support.processes import Process, Processes, wait_until
from tests.support.servers import Postgres, free_port

pytestmark = pytest.mark.takes_long

Serve = Callable[..., int]


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    with Processes(tmp_path) as started:
        yield started


@pytest.fixture
def closing() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def started(processes: Processes) -> list[Process]:
    """The servers, in the order in which they were started."""
    return []


@pytest.fixture
def serve(database: Settings, processes: Processes, started: list[Process]) -> Serve:
    """Starts a server, on a port that is free or the one that is given; returns the port."""

    def start(port: int | None = None, most: int = 500) -> int:
        where = port or free_port()
        arguments = ["-m", "tests.support.live_server", str(where), str(most)]
        server = processes.start([sys.executable, *arguments])
        started.append(server)
        wait_until(lambda: _answers(where), 60.0, "an answer", server)
        return where

    return start


def _answers(port: int) -> bool:
    try:
        return get(port, "/work")[0] == 200
    except OSError:
        return False


def _hear(listener: Listening, ids: list[int]) -> None:
    wait_until(lambda: len(listener.ids) >= len(ids), 60.0, f"events {ids}, heard {listener.ids}")
    assert listener.ids == ids


def _read_all(sock: socket.socket) -> None:
    while sock.recv(1 << 20):
        pass


class TestStream:
    def test_what_happens_is_told_once_in_the_one_shape(self, serve: Serve) -> None:
        port = serve()
        before = happen(3)
        with Listening(port) as listener:
            wait_until(lambda: listener.last_id == before[-1], 60.0, "the place to begin at")
            ids = happen(2, reason="茶\r\n\x00"[:3])
            _hear(listener, ids)
            assert listener.messages[0].fields.keys() == {"retry", "id"}
            told = listener.messages[1].fields
            assert (told["id"], told["event"]) == (str(ids[0]), "task.running")
            assert told["data"] == events.as_json(events.after(ids[0] - 1, 1)[0])
        assert listener.headers["content-type"].startswith("text/event-stream")
        assert listener.headers["x-accel-buffering"] == "no"
        assert "no-transform" in listener.headers["cache-control"]
        assert listener.headers["content-length"] is None

    def test_each_listener_is_told_what_it_wants(self, serve: Serve) -> None:
        port = serve()
        account = accounts.default()
        with (
            Listening(port, "type=content&type=task.failed") as by_type,
            Listening(port, f"account={account.name}") as by_account,
            Listening(port, "task=t2&batch=b1") as by_task,
            Listening(port, accounts=f"{account.id},99") as bound,
        ):
            mine = happen(account_id=account.id)
            other = happen(entity="content", after="approved", account_id=7)
            third = happen(task_id="t2", batch_id="b1")
            last = happen(entity="content", task_id="t2", batch_id="b1", account_id=account.id)
            _hear(by_type, other + last)
            _hear(by_account, mine + last)
            _hear(by_task, third + last)
            _hear(bound, mine + last)

    def test_silence_is_broken_by_comments_that_move_the_last_id_on(self, serve: Serve) -> None:
        port = serve()
        assert get(port, "/limits/heartbeat/0.1")[0] == 200
        with Listening(port, "type=tick") as listener:
            wait_until(lambda: listener.comments > 2, 60.0, "heartbeats")
            unwanted = happen(3)
            wait_until(lambda: listener.last_id == unwanted[-1], 60.0, "the id")
            assert listener.ids == []

    def test_what_cannot_be_meant_is_refused(self, serve: Serve) -> None:
        accounts.default()
        port = serve()  # one for all of them: to start it takes longest
        calls: list[tuple[str, dict[str, str], int]] = [
            ("type=task.done", {}, 422),
            ("types=task", {}, 422),
            ("after=-1", {}, 422),
            ("", {"last-event-id": "x"}, 422),
            ("account=nobody", {}, 404),
            ("account=default", {"x-accounts": "99"}, 404),
            ("", {"x-accounts": "none"}, 403),
        ]
        found = [get(port, f"/api/v1/events?{query}", **headers)[0] for query, headers, _ in calls]
        assert found == [status for *_, status in calls]
        assert get(port, "/listeners") == (200, 0)


class TestResuming:
    def test_it_goes_on_behind_the_last_id_from_the_table(self, serve: Serve) -> None:
        port = serve()
        ids = happen(450)
        with Listening(port, last=ids[0]) as listener:
            ids += happen(5)
            _hear(listener, ids[1:])
            assert listener.gaps == []
        with Listening(port, f"after={ids[-2]}") as listener:
            _hear(listener, ids[-1:])

    def test_nothing_is_missing_or_twice_over_restarts_and_two_processes(
        self, serve: Serve, started: list[Process]
    ) -> None:
        ports = [serve(), serve()]
        heard: list[int] = []
        last, expected = events.last_id(), []
        for turn in range(6):
            port = ports[turn % 2]
            with Listening(port, last=last) as listener:
                expected += happen(3)
                wait_until(lambda at=listener: len(at.ids) >= 3, 60.0, "events")
                if turn == 3:
                    assert started[turn % 2].terminate() == -signal.SIGTERM  # as uvicorn ends
                    assert listener.ended.wait(60)
                    ports[turn % 2] = serve(port)
            heard += listener.ids
            last = listener.ids[-1]
            expected += happen(2)  # while nobody listens
        with Listening(ports[0], last=last) as listener:
            wait_until(lambda: len(listener.ids) == 2, 60.0, "the rest")
        assert heard + listener.ids == expected

    def test_what_was_cleaned_up_meanwhile_is_told_as_a_gap(self, serve: Serve) -> None:
        port = serve()
        ids = happen(10)
        with db.transaction():
            db.execute("DELETE FROM events WHERE id BETWEEN ? AND ?", (ids[0], ids[3]))
            db.execute("DELETE FROM events WHERE id = ?", (ids[6],))
        with Listening(port, last=0) as listener:
            more = happen(1)
            _hear(listener, [*ids[4:6], *ids[7:], *more])
            assert sum(gap["missing"] for gap in listener.gaps) == 5
            assert listener.messages[1].event == "gap"
        with Listening(port, last=ids[7]) as listener:
            _hear(listener, [*ids[8:], *more])
            assert listener.gaps == []

    def test_an_id_that_this_database_never_had_is_told_and_it_goes_on_from_now(
        self, serve: Serve
    ) -> None:
        port = serve()
        happen(3)
        with Listening(port, last=1_000) as listener:
            wait_until(lambda: listener.messages, 60.0, "the gap")
            ids = happen(1)
            _hear(listener, ids)
            assert listener.gaps == [{"after": 1_000, "until": ids[0] - 1, "missing": None}]
            assert listener.last_id == ids[0]

    def test_a_burst_is_told_whole_to_all(self, serve: Serve) -> None:
        port = serve()
        with Listening(port) as one, Listening(port) as two:
            ids = happen(12_000)
            wait_until(lambda: len(one.ids) + len(two.ids) == 24_000, 60.0, "all events")
            assert one.ids == two.ids == ids


class TestListeners:
    def test_one_that_does_not_read_is_dropped_and_the_others_hear_on(
        self, serve: Serve, started: list[Process], closing: ExitStack
    ) -> None:
        port = serve()
        assert get(port, "/limits/patience/5")[0] == 200  # the other one reads at its leisure
        deaf = closing.enter_context(socket.socket())
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connect(("127.0.0.1", port))
        deaf.sendall(b"GET /api/v1/events HTTP/1.1\r\nHost: x\r\n\r\n")
        wait_until(lambda: get(port, "/listeners") == (200, 1), 60.0, "the listener")
        with Listening(port) as listener:
            wait_until(lambda: get(port, "/listeners") == (200, 2), 60.0, "both")
            ids: list[int] = []
            while get(port, "/listeners") == (200, 2):
                if len(ids) < 3_000:  # far more than any buffer holds
                    ids += happen(100, reason="x" * 10_000)
                _hear(listener, ids)
        assert "listener_dropped" in started[0].stderr() + started[0].stdout()
        deaf.settimeout(20)
        with pytest.raises(ConnectionResetError):
            _read_all(deaf)

    def test_no_more_are_let_in_than_may_be_and_who_leaves_makes_room(self, serve: Serve) -> None:
        port = serve(most=2)
        with Listening(port), Listening(port) as second:
            status, answer = get(port, "/api/v1/events")
            assert (status, answer["code"]) == (503, "too_many_listeners")
            second.close()
            wait_until(lambda: get(port, "/listeners") == (200, 1), 60.0, "the end of one")
            with Listening(port) as third:
                assert third.status == 200

    def test_who_may_not_listen_any_more_is_let_go(self, serve: Serve) -> None:
        port = serve()
        for name in ("heartbeat", "ask_again"):
            assert get(port, f"/limits/{name}/0.1")[0] == 200
        with Listening(port, accounts="5") as bound, Listening(port, accounts="6") as other:
            assert get(port, "/revoke/5")[0] == 200
            assert bound.ended.wait(60)
            assert not other.ended.is_set()

    def test_all_are_let_go_when_the_server_ends(
        self, serve: Serve, started: list[Process]
    ) -> None:
        port = serve()
        with Listening(port) as one, Listening(port) as two:
            assert started[0].terminate(timeout=60) == -signal.SIGTERM
            assert one.ended.wait(60)
            assert two.ended.wait(60)
        assert "Cancel" not in started[0].stderr()
        assert "Traceback" not in started[0].stderr()

    def test_nobody_watches_while_nobody_listens(self, serve: Serve) -> None:
        port = serve()
        with Listening(port) as listener:
            _hear(listener, happen(1))
        wait_until(lambda: get(port, "/listeners") == (200, 0), 60.0, "the end")
        happen(2)
        with Listening(port) as listener:
            _hear(listener, happen(1))


def test_on_postgresql_nothing_is_missing_when_commits_overtake_and_the_server_was_away(
    site: Settings, postgresql: Postgres, processes: Processes
) -> None:
    processes.configure({"DATABASE_URL": site.database_url})
    port = free_port()
    arguments = ["-m", "tests.support.live_server", str(port)]
    process = processes.start([sys.executable, *arguments])
    wait_until(lambda: _answers(port), 60.0, "an answer", process)
    with Listening(port) as listener, Writer(site.database_url) as slow:
        wait_until(lambda: listener.last_id == 0, 60.0, "the beginning")
        ids = [slow.write(), *happen(1)]
        slow.write()
        with Listening(port, last=0) as other:
            assert (listener.ids, other.ids) == ([], [])
            slow.commit()
            ids.append(ids[-1] + 1)
            _hear(listener, ids)
            _hear(other, ids)
        db.close()
        postgresql.restart()
        ids += happen(2)
        wait_until(lambda: listener.ids[-1] == ids[-1], 60.0, "the events after it")
        assert listener.ids == ids


def test_the_shape_is_json_on_one_line_whatever_a_text_holds(database: Settings) -> None:
    happen(reason="a\r\nb\u2028c\ud7ff茶")
    text = events.as_json(events.after(0, 1)[0])
    assert text.isascii()
    assert "\n" not in text
    assert json.loads(text)["reason"] == "a\r\nb\u2028c\ud7ff茶"
