"""A Redis that answers and does not do everything.

Work goes on, and the log says what is missing.
"""

from __future__ import annotations

import json
import signal
from typing import Any

from tests.faults.conftest import Site, Until
from tests.support.processes import Process, kill_pid
from tests.support.servers import Valkey


def said(service: Process, event: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in service.stdout().splitlines() if line.startswith("{")]
    return [line for line in lines if line["event"] == event]


def limited(valkey: Valkey, *rules: str) -> str:
    with valkey.client() as client:
        client.execute_command(
            "ACL", "SETUSER", "worker", "reset", "on", ">secret", "~*", "&*", "+@all", *rules
        )
    return valkey.url.replace("?db=0", "?db=0&username=worker&password=secret")


def test_without_the_channel_articles_go_on_one_after_the_other_and_the_log_says_why(
    site: Site, valkey: Valkey, until: Until
) -> None:
    service = site.service("rare", REDIS_URL=limited(valkey, "resetchannels"))
    for count in range(1, 6):
        site.submit(creator="steady")
        # The sweep would ring again for one of its three steps only after ten minutes.
        until(lambda c=count: site.published() == c, "publication", 60)
    site.assert_sound(5)
    lost = said(service, "broker_lost")
    assert {line["doing"] for line in lost} == {"hear", "tell"}
    assert len(lost) == 2
    assert all("&contenthub:*" in line["advice"] and line["level"] == "error" for line in lost)
    assert [line["level"] for line in said(service, "broker_is_slow")] == ["warning"]


def test_a_full_redis_is_named_once_and_work_goes_on_when_it_has_room(
    site: Site, valkey: Valkey, until: Until
) -> None:
    with valkey.client() as client:
        client.config_set("maxmemory-policy", "noeviction")
        client.config_set("maxmemory", "1")
        service = site.service(REDIS_URL=valkey.url)
        site.submit(3, creator="steady")
        until(lambda: said(service, "broker_lost"), "the notice")
        assert "OOM" in said(service, "broker_unusable")[0]["error"]
        client.config_set("maxmemory", "0")
    until(lambda: site.published() == 3, "all publications", 60)
    site.assert_sound(3)
    assert ["OOM" in line["error"] for line in said(service, "broker_lost")] == [True]
    assert len(said(service, "broker_back")) == 1
    assert "Traceback" not in service.stdout() + service.stderr()


def test_a_redis_that_stands_still_while_a_message_is_confirmed_costs_nothing(
    site: Site, valkey: Valkey, until: Until
) -> None:
    (site.folder / "seconds").write_text("1")
    service = site.service(REDIS_URL=valkey.url)
    with valkey.client() as client:
        pid = client.info("server")["process_id"]
    (task,) = site.submit(creator="steady")
    until(lambda: site.lines("calls"), "the generation")
    kill_pid(pid, signal.SIGSTOP)
    try:
        until(lambda: said(service, "broker_lost"), "the notice", 60)
    finally:
        kill_pid(pid, signal.SIGCONT)
    until(lambda: site.story.published(task), "publication", 60)
    until(lambda: said(service, "broker_back"), "the second notice", 60)
    site.assert_sound(1)
    everything = service.stdout() + service.stderr()
    assert "found a bug" not in everything
    assert "Traceback" not in everything
    assert len(said(service, "broker_lost")) == 1


def test_a_service_that_ends_while_redis_is_away_ends_in_good_order(
    site: Site, valkey: Valkey, until: Until
) -> None:
    (site.folder / "seconds").write_text("600")
    service = site.service(REDIS_URL=valkey.url)
    (task,) = site.submit(creator="steady")
    until(lambda: site.lines("calls"), "the generation")
    valkey.stop()
    until(lambda: said(service, "broker_lost"), "the notice", 60)
    assert service.terminate(60) == 0
    assert site.story.status(task) == "pending"
    assert "Exception in thread" not in service.stderr()
