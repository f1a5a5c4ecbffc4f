"""A clock that is set back an hour under a running service."""

from __future__ import annotations

import sys

import pytest

from contenthub import clock, records
from contenthub.database import db
from tests.faults.conftest import Site, Until
from tests.support.faked_clock import Clock

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="NOT TESTED: needs LD_PRELOAD")


def test_a_clock_set_back_an_hour_stops_nothing(
    site: Site, mode: dict[str, str], until: Until
) -> None:
    hands = Clock(site.folder)
    hands.set("+3600s")
    service = site.service(**mode, **hands.settings(), CONTENTHUB_RETRY_BACKOFF="600")
    (site.folder / "seconds").write_text("2")
    tasks = site.submit(3, creator="steady")
    until(lambda: len(site.lines("calls")) == 3, "the generations")
    hands.set("+0s")  # with leases, deadlines and due moments written an hour ahead
    until(lambda: "clock_went_back" in service.stdout(), "the notice")
    until(lambda: site.published() == 3, "all publications", 60)
    assert {site.story.task(task).attempt for task in tasks} == {1}
    site.assert_sound(3)


def test_rows_written_ahead_of_the_clock_by_a_dead_service_are_taken_over(
    site: Site, mode: dict[str, str], until: Until
) -> None:
    hands = Clock(site.folder)
    hands.set("+3600s")
    (site.folder / "seconds").write_text("600")
    first = site.service(**mode, **hands.settings())
    (task,) = site.submit(creator="steady")
    until(lambda: site.lines("calls"), "the generation")
    first.kill()
    (site.folder / "seconds").write_text("0.01")
    lease = db.execute("SELECT lease_until FROM generation_tasks").fetchone()[0]
    assert lease > records.moment(clock.after(1800))
    site.service(**mode)
    until(lambda: site.published() == 1, "publication", 60)
    assert site.story.task(task).attempt == 2
    site.assert_sound(1)
