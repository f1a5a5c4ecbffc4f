"""The doorbell on a real server, and the bell that survives a silent one."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import dramatiq
import pytest
from dramatiq.worker import Worker
from redis import RedisError

from contenthub import broker
from contenthub.broker import Bell, DoorbellBroker
from contenthub.broker.troubles import Doing
from contenthub.queues import GENERATE, LINE, LOOK
from contenthub.states import ActorName
from tests.support import servers
from tests.support.processes import wait_until


@pytest.fixture
def redis() -> Iterator[DoorbellBroker]:
    with servers.valkey() as server:
        built = broker.build(server.url, [])
        assert isinstance(built, DoorbellBroker)
        yield built
        while WORKERS:
            end(WORKERS.pop(), built)
        built.close()


WORKERS: list[Worker] = []


def end(worker: Worker, on: DoorbellBroker) -> None:
    """Stop a worker whose consumers may sleep for long."""
    stopping = threading.Thread(target=worker.stop, args=(60_000,))
    stopping.start()
    while stopping.is_alive():
        on._wake(None)
        stopping.join(0.05)


def listen(on: DoorbellBroker, heard: list[object], timeout: int = 600_000) -> Worker:
    """A worker whose consumers, once idle, sleep for ten minutes unless they are rung."""

    def poll(refs: list[list[int]]) -> None:
        heard.append(refs)

    # Only the consumers: who stops a worker waits for its idle threads to look up.
    consume = on.consume
    on.consume = lambda queue_name, prefetch, **_: consume(queue_name, prefetch, timeout)
    dramatiq.actor(actor_name="poll", queue_name=LOOK, broker=on)(poll)
    worker = Worker(on, queues={LOOK}, worker_threads=2)
    worker.start()
    WORKERS.append(worker)
    return worker


def test_an_idle_consumer_is_woken_by_the_ring_and_not_by_its_timeout(
    redis: DoorbellBroker,
) -> None:
    heard: list[object] = []
    listen(redis, heard)
    wait_until(lambda: redis.client.pubsub_numsub(redis.channel)[0][1] == 1, 60, "the listener")
    Bell(redis)(ActorName.POLL, [(7, 1)])
    wait_until(lambda: heard == [[[7, 1]]], 60, "the message, long before its timeout")


def test_a_listener_that_lost_its_server_listens_again(redis: DoorbellBroker) -> None:
    heard: list[object] = []
    listen(redis, heard, timeout=500)
    wait_until(lambda: redis.client.pubsub_numsub(redis.channel)[0][1] == 1, 60, "the listener")
    redis.client.client_kill_filter(_type="pubsub")
    wait_until(lambda: redis.client.pubsub_numsub(redis.channel)[0][1] == 1, 60, "the listener")
    Bell(redis)(ActorName.POLL, [(7, 1)])
    wait_until(lambda: heard, 60, "the message")


def test_many_rows_are_rung_in_few_messages_and_scanning_actors_in_one(
    redis: DoorbellBroker,
) -> None:
    bell = Bell(redis)
    bell(ActorName.GENERATE, [(n, 1) for n in range(120)])
    bell(ActorName.DISPATCH, [])
    bell(ActorName.DISPATCH, [(1, 1), (2, 1)])
    assert redis.do_qsize(GENERATE) == 3  # of 50, 50 and 20 rows
    assert redis.do_qsize(LINE) == 2


def test_a_bell_without_a_server_says_so_and_raises_nothing() -> None:
    with socket.socket() as held:  # bound and not listening: connections are refused
        held.bind(("127.0.0.1", 0))
        built = broker.build(f"redis://127.0.0.1:{held.getsockname()[1]}/0", [])
        bell = Bell(built)
        bell(ActorName.DISPATCH, [])
        assert not bell.reachable
        with pytest.raises(RedisError, match="refused"):
            bell.send("dispatch", ())
        built.close()


def test_after_a_silent_server_the_bell_waits_before_it_tries_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    built = broker.build("", [])
    bell = Bell(built)
    calls: list[str] = []

    def fail(actor: str, args: object) -> None:
        calls.append(actor)
        raise ConnectionError("silent")

    monkeypatch.setattr(bell, "send", fail)
    bell(ActorName.DISPATCH, [])
    bell(ActorName.DISPATCH, [])
    assert calls == ["dispatch"]
    monkeypatch.setattr(bell, "_quiet_until", time.monotonic() - 1)
    bell(ActorName.DISPATCH, [])
    assert calls == ["dispatch", "dispatch"]


def test_a_bell_speaks_again_as_soon_as_its_server_is_back_and_tells_who_asked() -> None:
    told: list[str] = []
    with servers.valkey() as server:
        built = broker.build(server.url, [])
        assert isinstance(built, DoorbellBroker)
        bell = Bell(built)
        bell.when_back(lambda: told.append("back"))
        server.stop()
        bell(ActorName.DISPATCH, [])
        assert (bell.reachable, told) == (False, [])
        server.start()
        built.outages.worked(Doing.TAKE)  # a consumer was first
        bell(ActorName.DISPATCH, [])
        assert built.do_qsize(LINE) == 1
        built.close()
    assert told == ["back"]


def test_the_pinned_dramatiq_still_has_what_the_doorbell_builds_on() -> None:
    from dramatiq.brokers.redis import _RedisConsumer

    assert {"message_cache", "queued_message_ids"} <= set(
        _RedisConsumer(object(), "line", 1, 1).__dict__
    )
    assert isinstance(_RedisConsumer.outstanding_message_count, property)
