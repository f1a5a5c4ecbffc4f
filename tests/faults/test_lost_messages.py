"""A broker that forgets, stops, comes back, or says everything twice; two of everything."""

from __future__ import annotations

import json

from contenthub.lifecycle import slots
from tests.faults.conftest import Site, Until
from tests.support.line_accounts import line_account
from tests.support.servers import Valkey


def test_a_flushed_redis_loses_no_work(site: Site, valkey: Valkey, until: Until) -> None:
    url = {"REDIS_URL": valkey.url, "ASYNC_MAX_CONCURRENT_TASKS": "4"}
    site.service(**url)
    site.submit(60, creator="steady")
    for part in (10, 20, 30):
        until(lambda p=part: site.story.counts()["completed"] >= p, "progress", 60)
        valkey.flush()
    until(lambda: site.published() == 60, "all publications", 60)
    site.assert_sound(60)
    assert set(site.lines("calls").values()) == {1}


def test_a_redis_that_stops_and_comes_back_is_taken_up_again(
    site: Site, valkey: Valkey, until: Until
) -> None:
    service = site.service(REDIS_URL=valkey.url)
    (before,) = site.submit(creator="steady")
    until(lambda: site.story.published(before), "publication before")
    valkey.stop()
    while_away = site.submit(3, creator="steady")
    until(lambda: "broker_lost" in service.stdout(), "the notice", 60)
    valkey.start()
    until(lambda: site.published() == 4, "publication after", 60)
    site.submit(3, creator="steady")
    until(lambda: site.published() == 7, "publication of what came later", 60)
    site.assert_sound(7)
    assert service.running
    assert "Exception in thread" not in service.stderr()
    assert service.stdout().count("broker_lost") == 1  # whatever has noticed it, and how often
    assert service.stdout().count("broker_back") == 1
    assert "Consumer" not in service.stdout()
    assert all(site.lines("calls")[f"{task}-1"] == 1 for task in while_away)


def test_what_was_rung_while_redis_was_away_is_rung_again_as_soon_as_it_is_back(
    site: Site, valkey: Valkey, until: Until
) -> None:
    service = site.service("rare", REDIS_URL=valkey.url)
    (before,) = site.submit(creator="steady")
    until(lambda: site.story.published(before), "publication before")
    valkey.stop()
    until(lambda: "broker_lost" in service.stdout(), "the notice", 60)
    rung = site.lines("rings")["generate"]
    site.submit(3, creator="steady")
    slots.dispatch(site.config, "test")
    until(lambda: site.lines("rings")["generate"] > rung, "a ring that nobody hears", 60)
    valkey.start()
    until(lambda: site.published() == 4, "publication after", 60)
    site.assert_sound(4)


def test_submitting_works_while_redis_is_away_and_says_so(
    site: Site, valkey: Valkey, until: Until
) -> None:
    line_account()
    valkey.stop()
    settings = {"REDIS_URL": valkey.url}
    done = site.processes.run(
        "content", "generate", "-t", "tea", "--async", "-f", "json", settings=settings
    )
    assert done.returncode == 0, done.stderr
    assert "Redis cannot be reached" in done.stderr
    task = json.loads(done.stdout)["task_id"]
    assert site.story.status(task) == "pending"
    valkey.start()
    site.service(**settings)
    until(lambda: site.story.published(task), "publication", 60)


def test_every_message_delivered_twice_does_everything_once(
    site: Site, mode: dict[str, str], until: Until
) -> None:
    site.service("twice", **mode, ASYNC_MAX_CONCURRENT_TASKS="8")
    site.submit(40, creator="steady")
    site.submit(20, creator="notary")
    site.submit(40)
    until(lambda: site.published() == 100, "all publications", 60)
    site.assert_sound(100)
    assert set(site.lines("calls").values()) == {1}
    assert set(site.lines("accepted").values()) == {1}


def test_two_services_on_one_database_share_the_work_and_keep_the_limit(
    site: Site, mode: dict[str, str], until: Until
) -> None:
    settings = mode | {"ASYNC_MAX_CONCURRENT_TASKS": "6"}
    site.service(**settings)
    site.service(**settings)
    site.submit(100, creator="steady")
    most = 0

    def all_published() -> bool:
        nonlocal most
        counts = site.story.counts()
        most = max(most, counts["running"] + counts["submitted"])
        return site.published() == 100

    until(all_published, "all publications", 60)
    site.assert_sound(100)
    assert set(site.lines("calls").values()) == {1}
    assert most <= 6
