"""The broker's check does what the work does: on real servers that lack one right or resource."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis

from contenthub.broker import check
from contenthub.broker.troubles import UnusableBrokerError, explain
from tests.support import servers
from tests.support.processes import kill_pid, wait_until
from tests.support.servers import Valkey

SHORT = 0.5  # seconds of patience, where the server is known not to answer


@pytest.fixture(scope="module")
def shared() -> Iterator[Valkey]:
    with servers.valkey() as server:
        yield server


@pytest.fixture
def server(shared: Valkey) -> Iterator[Valkey]:
    """The module's server, as it was at first."""
    yield shared
    with shared.client() as client:
        client.replicaof("NO", "ONE")
        client.config_set("maxmemory", "0")
        client.config_set("min-replicas-to-write", "0")
        client.flushall()


def user(server: Valkey, *rules: str) -> str:
    """The server's address for a new user with all rights that the work needs, changed by rules."""
    needed = (
        "on",
        ">secret",
        "resetkeys",
        "~contenthub",
        "~contenthub:*",
        "resetchannels",
        "&contenthub:*",
        "-@all",
        "+@all",
    )
    with server.client() as client:
        client.execute_command("ACL", "SETUSER", "worker", "reset", *needed, *rules)
    return server.url.replace("?db=0", "?db=0&username=worker&password=secret")


def refusal(url: str) -> UnusableBrokerError:
    with pytest.raises(UnusableBrokerError) as refused:
        check.check(url)
    return refused.value


def test_a_server_that_does_all_of_it_is_in_order_and_keeps_nothing_of_the_check(
    server: Valkey,
) -> None:
    answer = check.check(user(server))
    assert answer.slow is None
    assert answer.version[0].isdigit()
    with server.client() as client:
        assert client.keys("*") == []


@pytest.mark.parametrize(
    "rules",
    [("-info",), ("-@admin",), ("-config", "-flushall"), ("-set", "-get")],
    ids=" ".join,
)
def test_a_right_that_the_work_does_not_need_is_not_asked_for(
    server: Valkey, rules: tuple[str, ...]
) -> None:
    assert check.check(user(server, *rules)).slow is None


@pytest.mark.parametrize(
    ("rules", "missing"),
    [
        (("resetkeys", "~other:*"), "~contenthub ~contenthub:*"),
        (
            ("resetkeys", "~contenthub:*"),
            "~contenthub ~contenthub:*",
        ),  # the scripts name the bare one
        (("resetkeys", "~contenthub", "~contenthub:l*"), "~contenthub ~contenthub:*"),
        (("resetkeys", "%R~contenthub", "%R~contenthub:*"), "~contenthub ~contenthub:*"),
        (("-evalsha",), "+evalsha"),
        (("-@scripting",), "+script|load"),
        (("-script|load",), "+script|load"),
        (("-ping",), "+ping"),
        (("-@dangerous",), "+keys"),
        *(
            ((f"-{command}",), f"+{command}")
            for command in (
                "zadd",
                "zrangebyscore",
                "zrem",
                "smembers",
                "keys",
                "hset",
                "rpush",
                "lpop",
                "sadd",
                "hmget",
                "srem",
                "hdel",
                "hexists",
                "hget",
                "del",
                "hlen",
                "scard",
            )
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_the_right_that_is_missing_is_named(
    server: Valkey, rules: tuple[str, ...], missing: str
) -> None:
    trouble = refusal(user(server, *rules)).trouble
    assert "NOPERM" in trouble.detail
    assert missing in trouble.advice


@pytest.mark.parametrize(
    ("rules", "missing"),
    [
        (("resetchannels",), "&contenthub:*"),
        (("resetchannels", "&other"), "&contenthub:*"),
        (("-publish",), "+publish"),
        (("-subscribe",), "+subscribe"),
        (("-@pubsub",), "+subscribe"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_channel_that_is_forbidden_makes_it_slow_and_is_named(
    server: Valkey, rules: tuple[str, ...], missing: str
) -> None:
    slow = check.check(user(server, *rules)).slow
    assert slow is not None
    assert missing in slow.advice


def memory(client: Any) -> None:
    client.config_set("maxmemory-policy", "noeviction")
    client.config_set("maxmemory", "1")


def replica(client: Any) -> None:
    client.replicaof("127.0.0.1", servers.free_port())


def replicas(client: Any) -> None:
    client.config_set("min-replicas-to-write", "1")


def another_program(client: Any) -> None:
    client.set("contenthub:look", "something else")


def heartbeats(client: Any) -> None:
    client.set("contenthub:__heartbeats__", "something else")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (memory, "OOM"),
        (replica, "READONLY"),
        (replicas, "NOREPLICAS"),
        (heartbeats, "WRONGTYPE"),
    ],
)
def test_a_server_that_takes_no_write_is_refused_although_it_answers(
    server: Valkey, spoil: Callable[[Any], None], said: str
) -> None:
    with server.client() as client:
        spoil(client)
        assert client.ping()
    trouble = refusal(server.url).trouble
    assert said in trouble.detail
    assert trouble.advice


def test_a_server_that_cannot_save_is_refused() -> None:
    with servers.valkey() as server, server.client() as client:
        (server.socket.parent / "dump.rdb" / "in the way").mkdir(parents=True)
        client.config_set("save", "3600 1")
        client.config_set("stop-writes-on-bgsave-error", "yes")
        client.bgsave()
        wait_until(
            lambda: client.info("persistence")["rdb_last_bgsave_status"] == "err", 60, "the failure"
        )
        assert "MISCONF" in refusal(server.url).trouble.detail


def test_a_cluster_is_refused() -> None:
    moved = redis.ResponseError("MOVED 12182 127.0.0.1:7001")
    local = redis.ResponseError("Script attempted to access a non local key in a cluster node")
    assert explain(moved).detail == explain(local).detail == "it is a Redis Cluster (MOVED)"


def test_a_server_that_loads_is_told_from_one_that_is_away() -> None:
    assert (
        "LOADING"
        in explain(redis.exceptions.BusyLoadingError("Redis is loading the dataset")).detail
    )
    assert "does not answer" in explain(ConnectionRefusedError(111, "Connection refused")).detail


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("db=0", "db=999"), "no database of that number"),
        (("db=0", "db=0&username=nobody&password=wrong"), "refuses the user or the password"),
        (("valkey.sock", "nothing.sock"), "does not answer"),
    ],
)
def test_a_wrong_address_is_told_from_the_others(
    server: Valkey, change: tuple[str, str], said: str
) -> None:
    error = refusal(server.url.replace(*change))
    assert said in error.trouble.detail
    assert "wrong" not in str(error).replace("the password", "")


def test_a_port_that_accepts_and_says_nothing_is_found_in_time() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(UnusableBrokerError, match="does not answer"):
            check.check(f"redis://127.0.0.1:{silent.getsockname()[1]}/0", patience=SHORT)


def test_a_server_that_stands_still_is_found_in_time() -> None:
    with servers.valkey() as server:
        with server.client() as client:
            pid = client.info("server")["process_id"]
        kill_pid(pid, signal.SIGSTOP)
        try:
            with pytest.raises(UnusableBrokerError, match="does not answer"):
                check.check(server.url, patience=SHORT)
        finally:
            kill_pid(pid, signal.SIGCONT)
        assert check.check(server.url).slow is None
