"""A worker that dies while a reviewer is asked: once its lease has run out, another one asks."""

from __future__ import annotations

import json
import sys

import pytest

from contenthub.database import db
from tests.faults.conftest import Site, Until
from tests.support import reviewer_program

pytestmark = pytest.mark.takes_long


def test_a_worker_killed_in_the_middle_of_an_opinion_costs_a_try_and_no_decision(
    site: Site, mode: dict[str, str], until: Until
) -> None:
    file = site.folder / "play.json"
    log = file.with_suffix(".asked")
    settings = mode | {
        "CONTENTHUB_REVIEWER": "command",
        "CONTENTHUB_REVIEWER_COMMAND": f"{sys.executable} {reviewer_program.__file__} {file}",
    }
    file.write_text(json.dumps({"seconds": 600}))
    first = site.service(**settings)
    (task,) = site.submit(creator="steady")
    until(lambda: log.exists() and log.read_text().endswith("\n"), "the question", 60)
    first.kill()
    file.write_text(json.dumps({"output": '{"score": 90}'}))
    services = [site.service(**settings) for _ in range(2)]
    until(lambda: site.published() == 1, "publication", 60)
    assert all(service.running for service in services)
    assert len(log.read_text().splitlines()) == 2
    told = site.story.events(task)
    assert told.count("content.approve") == 1
    assert told.count("opinion.recover") == 1
    sql = "SELECT outcome FROM ledger WHERE task_id = ? AND kind = 'review' ORDER BY attempt"
    assert [row[0] for row in db.execute(sql, (task,)).fetchall()] == ["recover", "give"]
    site.assert_sound(1)
