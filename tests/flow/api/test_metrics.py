"""What Prometheus reads: the same as the command prints, and in time or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.support import prometheus, servers
from tests.support.api import Served, served
from tests.support.processes import wait_until

# What a label may be: a word of ours, or a name that a person set up.
LABELS = {
    "status",
    "creator",
    "actor",
    "kind",
    "account",
    "currency",
    "outcome",
    "state",
    "what",
    "rule",
}
OF_THE_FORMAT = {"le", "version"}


def scraped(client: httpx2.Client) -> dict[str, Any]:
    """What a scrape says: series by name and labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200, answer.text
    return {
        f"{one.name}{sorted(one.labels.items())}": one.value
        for family in text_string_to_metric_families(answer.text)
        for one in family.samples
    }


def test_a_scrape_needs_a_token_that_sees_all_accounts(
    server: Served, reader: httpx2.Client, bound: httpx2.Client
) -> None:
    assert server.client().get("/metrics").status_code == 401
    assert bound.get("/metrics").status_code == 403
    answer = reader.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    assert reader.get("/metrics", params={"name": "x"}).status_code == 422


def test_a_scraper_that_prefers_openmetrics_gets_that(reader: httpx2.Client) -> None:
    wish = {"accept": "application/openmetrics-text;version=1.0.0"}
    answer = reader.get("/metrics", headers=wish)
    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    assert answer.text.endswith("# EOF\n")


def test_no_label_grows_with_the_work(reader: httpx2.Client, writer: httpx2.Client) -> None:
    before = len(scraped(reader))
    for number in range(20):
        writer.post("/api/v1/tasks", json={"topic": f"label {number}", "creator": "outline"})
    middle = len(scraped(reader))
    for number in range(20):
        writer.post("/api/v1/tasks", json={"topic": f"more {number}", "creator": "outline"})
    assert before <= middle == len(scraped(reader))
    text = reader.get("/metrics").text
    for family in text_string_to_metric_families(text):
        assert family.name.startswith("contenthub_")
        assert family.documentation
        for one in family.samples:
            assert set(one.labels) <= LABELS | OF_THE_FORMAT, one.name


def test_counters_outlive_the_tasks_that_they_count(
    admin: httpx2.Client, reader: httpx2.Client
) -> None:
    made = admin.post("/api/v1/tasks", json={"topic": "counted", "creator": "outline"}).json()
    admin.post("/api/v1/tasks/cancel", json={"ids": [made["task_id"]]})
    name = "contenthub_tasks_finished_total[('creator', 'outline'), ('status', 'cancelled')]"
    before = scraped(reader)[name]
    assert before >= 1
    cleaned = admin.delete("/api/v1/tasks", params={"days": 0}).json()
    assert cleaned["tasks"] >= 1
    assert scraped(reader)[name] == before


def test_the_command_prints_the_same(server: Served, reader: httpx2.Client) -> None:
    printed = server.processes.run("monitor", "metrics", "--prometheus").stdout
    names = {family.name for family in text_string_to_metric_families(printed)}
    assert names == {
        one.name for one in text_string_to_metric_families(reader.get("/metrics").text)
    }


def test_a_writer_that_holds_the_file_keeps_no_scrape_waiting(
    server: Served, reader: httpx2.Client
) -> None:
    (file,) = Path(server.processes.home).glob("*.db")
    other = sqlite3.connect(file, isolation_level=None)
    try:
        other.execute("BEGIN EXCLUSIVE")
        assert scraped(reader)
    finally:
        other.close()


@pytest.fixture(scope="module")
def on_postgresql(
    postgresql: servers.Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Served, str]]:
    url = postgresql.create_database()
    settings = {"DATABASE_URL": url}
    with served(tmp_path_factory.mktemp("metrics"), of_all=settings) as one:
        yield one, url


def test_a_locked_database_is_told_at_once_and_other_calls_go_on(
    on_postgresql: tuple[Served, str],
) -> None:
    server, url = on_postgresql
    client = server.client(server.token("prometheus", "--scope", "read"))
    assert scraped(client)
    with psycopg.connect(url) as holder:
        holder.execute("LOCK TABLE totals IN ACCESS EXCLUSIVE MODE")
        with ThreadPoolExecutor(20) as callers:
            answers = list(callers.map(lambda _: client.get("/metrics"), range(20)))
        assert {one.status_code for one in answers} == {503}
        assert {one.json()["code"] for one in answers} == {"database_busy"}
        assert {"retry-after" in one.headers for one in answers} == {True}
        assert client.get("/api/v1/tasks").status_code == 200
        holder.rollback()
    wait_until(lambda: client.get("/metrics").status_code == 200, 60, "the next scrape")


def test_a_real_prometheus_reads_it_and_its_rules_see_what_is_missing(
    server: Served, tokens: dict[str, str], writer: httpx2.Client
) -> None:
    prometheus.require()
    writer.post("/api/v1/tasks", json={"topic": "for nobody", "creator": "outline"})
    with prometheus.running(server.processes, server.address, tokens["read"]) as one:
        wait_until(lambda: one.value('up{job="contenthub"}') == 1, 60, "the scrape", one.process)
        pending = 'contenthub_tasks{status="pending"}'
        wait_until(lambda: (one.value(pending) or 0) >= 1, 60, "the waiting task", one.process)
        wait_until(lambda: one.value('contenthub_workers{kind="api"}') == 1, 60, "the API")

        def missing() -> bool:
            found = [rule for rule in one.rules() if rule["name"] == "ContentHubMissing"]
            return [a["labels"]["kind"] for rule in found for a in rule["alerts"]] == ["worker"]

        wait_until(missing, 60, "the alert about the worker", one.process)
        assert {rule["health"] for rule in one.rules()} == {"ok"}
