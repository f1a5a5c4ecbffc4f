"""What happens to a daemon: its reader goes away, its terminal is closed, its home is replaced."""

from __future__ import annotations

import shutil
import signal
import sys

from contenthub import boot
from contenthub.database import db
from tests.faults.conftest import Site, Until


def test_a_log_reader_that_goes_away_does_not_stop_the_work(site: Site, until: Until) -> None:
    program = f"{sys.executable} -m tests.support.line_program {site.folder}"
    site.processes.start(["sh", "-c", f"{program} | head -n 1"])
    until(lambda: site.story.broken() == [] and heartbeats() == 1, "the service")
    for count in (5, 10):
        site.submit(5, creator="steady")
        until(lambda c=count: site.published() == c, "publication")
    site.assert_sound(10)


def test_a_closed_terminal_ends_the_service_in_good_order(site: Site, until: Until) -> None:
    (site.folder / "seconds").write_text("600")
    service = site.service()
    (task,) = site.submit(creator="steady")
    until(lambda: site.lines("calls"), "the generation")
    service.signal(signal.SIGHUP)
    assert service.wait() == 0
    assert site.story.status(task) == "pending"


def test_a_service_whose_database_was_replaced_ends_and_says_so(site: Site, until: Until) -> None:
    service = site.service()
    until(lambda: heartbeats() == 1, "the service")
    db.close()
    shutil.rmtree(site.config.home_folder)
    site.config.home_folder.mkdir()
    boot.open_database(site.config)
    assert service.wait() == 1
    assert "database_replaced" in service.stdout()


def heartbeats() -> int:
    return int(db.execute("SELECT COUNT(*) FROM worker_heartbeats").fetchone()[0])
