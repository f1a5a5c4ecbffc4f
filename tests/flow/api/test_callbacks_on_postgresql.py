"""Two servers over one PostgreSQL: a callback that both get at the same moment has one effect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from contenthub.lifecycle import callback_keys
from tests.support.api import start
from tests.support.calling import SECRET, Desk, desk, ours, raw, signature
from tests.support.servers import Postgres, ServerUnavailableError, postgres


@pytest.fixture(scope="module")
def database() -> Iterator[Postgres]:
    try:
        with postgres() as one:
            yield one
    except ServerUnavailableError as unavailable:
        pytest.skip(str(unavailable))


@pytest.fixture(scope="module")
def pair(
    tmp_path_factory: pytest.TempPathFactory, database: Postgres
) -> Iterator[tuple[Desk, Desk]]:
    """Two servers over the same database."""
    secrets = {"CONTENTHUB_CALLBACK_SECRETS": SECRET}
    folder = tmp_path_factory.mktemp("pair")
    with desk(folder, database.create_database(), **secrets) as first:
        second = start(first.server.processes, **secrets)
        try:
            yield first, replace(first, server=second)
        finally:
            second.close()


def test_many_at_both_make_one_content(pair: tuple[Desk, Desk]) -> None:
    task = pair[0].running()
    calls = [one.caller(task) for one in pair]
    with ThreadPoolExecutor(12) as pool:
        outcomes = Counter(pool.map(lambda n: calls[n % 2](), range(40)))
    assert outcomes == {"taken": 1, "known": 39}
    assert (pair[0].contents(task), pair[0].story.broken()) == (1, [])


def test_a_signed_one_and_its_copies_are_answered_alike(pair: tuple[Desk, Desk]) -> None:
    task = pair[0].running()
    body = raw(ours(task))
    headers = signature(body)

    def send(number: int) -> str:
        return str(pair[number % 2].send(task, body, headers=headers).json()["outcome"])

    with ThreadPoolExecutor(12) as pool:
        assert set(pool.map(send, range(24))) == {"taken"}
    assert pair[0].contents(task) == 1


def test_callbacks_of_many_tasks_do_not_wait_in_a_circle(pair: tuple[Desk, Desk]) -> None:
    tasks = [pair[0].running() for _ in range(30)]
    events = ("progress", "progress", "completed")
    calls = [
        pair[number % 2].caller(task, event)
        for task in tasks
        for number, event in enumerate(events, start=task.id)
    ]
    with ThreadPoolExecutor(12) as pool:
        outcomes = Counter(pool.map(lambda call: call(), calls))
    assert outcomes["taken"] == 30
    assert [pair[0].contents(task) for task in tasks] == [1] * 30


def test_all_hosts_know_one_key(pair: tuple[Desk, Desk]) -> None:
    task = pair[0].running()
    key = pair[0].key(task)
    assert callback_keys.attempt_of(task.task_id, key) == 1
    for one in pair:
        assert one.send(task, ours(task, "progress"), key).json() == {"outcome": "noted"}
