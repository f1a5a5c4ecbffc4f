"""The servers and processes that other tests rely on do what their names say."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import psycopg
import pytest
import redis

from tests.support.processes import Processes, environment, wait_until
from tests.support.servers import Postgres, ServerUnavailableError, find_postgres, valkey

SLEEPER = [sys.executable, "-c", "import signal; print('up', flush=True); signal.pause()"]


@pytest.mark.parametrize("tcp", [False, True], ids=["unix-socket", "tcp-port"])
def test_valkey_comes_back_empty_at_the_same_address(tcp: bool) -> None:
    with valkey(tcp=tcp) as server, redis.Redis.from_url(server.url) as client:
        client.set("key", "value")
        server.stop()
        with pytest.raises(redis.ConnectionError):
            client.get("key")
        server.start()
        assert client.get("key") is None


def test_a_durable_valkey_keeps_what_it_held_when_killed() -> None:
    with valkey(durable=True) as server, redis.Redis.from_url(server.url) as client:
        client.set("key", "value")
        server.kill()
        server.start()
        assert client.get("key") == b"value"


def test_flush_loses_everything_valkey_held() -> None:
    with valkey() as server, server.client() as client:
        client.set("key", "value")
        server.flush()
        assert client.keys() == []


def test_valkey_is_gone_with_its_block() -> None:
    with valkey() as server:
        assert server.running
    assert not server.running


def test_postgres_databases_are_new_and_empty(postgresql: Postgres) -> None:
    first, second = postgresql.create_database(), postgresql.create_database()
    with psycopg.connect(first) as connection:
        connection.execute("CREATE TABLE only_here (id int)")
    with psycopg.connect(second) as connection:
        row = connection.execute("SELECT to_regclass('only_here')").fetchone()
    assert row == (None,)


def test_postgres_keeps_what_was_committed_over_a_restart(postgresql: Postgres) -> None:
    url = postgresql.create_database()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    postgresql.restart()
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_a_missing_postgres_is_said_with_what_helps(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tests.support.servers._program_folders", lambda _: iter(()))
    with pytest.raises(ServerUnavailableError, match=r"none found.*Install"):
        find_postgres(tmp_path)


def test_a_contenthub_process_sees_no_settings_of_this_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    monkeypatch.setenv("ASYNC_TASK_TIMEOUT", "1")
    seen = environment(tmp_path, {"CONTENTHUB_LEASE": "2"})
    assert {"REDIS_URL", "ASYNC_TASK_TIMEOUT"}.isdisjoint(seen)
    assert (seen["CONTENTHUB_HOME"], seen["CONTENTHUB_LEASE"]) == (str(tmp_path), "2")


def test_a_process_can_be_talked_to_and_ends_with_its_code(tmp_path: Path) -> None:
    code = "import sys; print(input().upper()); sys.exit(3)"
    with Processes(tmp_path) as processes:
        process = processes.start([sys.executable, "-c", code], talks=True)
        process.say("hello")
        assert process.wait() == 3
        assert process.stdout() == "HELLO\n"


def test_a_crash_and_a_polite_end_differ_in_their_codes(tmp_path: Path) -> None:
    with Processes(tmp_path) as processes:
        crashed, ended = processes.start(SLEEPER), processes.start(SLEEPER)
        assert crashed.kill() == -signal.SIGKILL
        assert ended.terminate() == -signal.SIGTERM


def test_a_vain_wait_shows_what_was_waited_for_and_the_stderr(tmp_path: Path) -> None:
    code = "import sys; sys.exit('no such table')"
    with Processes(tmp_path) as processes:
        process = processes.start([sys.executable, "-c", code])
        with pytest.raises(TimeoutError, match=r"(?s)ended, but not: a row.*no such table"):
            wait_until(lambda: False, 60.0, "a row", process)


def test_a_wait_ends_at_its_time_limit() -> None:
    with pytest.raises(TimeoutError, match=r"waited 0\.05 s, but not: rain"):
        wait_until(lambda: None, 0.05, "rain")


def test_orphans_that_left_the_process_group_are_ended_too(tmp_path: Path) -> None:
    code = f"import subprocess, sys; subprocess.Popen({SLEEPER!r}, start_new_session=True)"
    with Processes(tmp_path) as processes:
        parent = processes.start([sys.executable, "-c", code])
        parent.wait()
        wait_until(lambda: "up" in parent.stdout(), 10.0, "the orphan")
        assert len(processes.survivors()) == 1
    assert processes.survivors() == set()


def test_a_process_that_ignores_sigterm_is_killed(tmp_path: Path) -> None:
    code = "import signal; signal.signal(15, signal.SIG_IGN); print('up', flush=True)"
    with Processes(tmp_path) as processes:
        process = processes.start([sys.executable, "-c", f"{code}; signal.pause()"])
        wait_until(process.stdout, 10.0, "its first word", process)
        processes.end_all(grace=0.1)
        assert process.wait() == -signal.SIGKILL


def test_an_interrupted_teardown_still_ends_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_self: Processes, _grace: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Processes, "_ask_to_end", interrupted)
    with pytest.raises(KeyboardInterrupt), Processes(tmp_path) as processes:
        process = processes.start(SLEEPER)
    assert not process.running


def test_a_command_is_run_to_its_end(tmp_path: Path) -> None:
    with Processes(tmp_path) as processes:
        done = processes.run("--no-such-option")
    assert done.returncode != 0
    assert done.stderr
